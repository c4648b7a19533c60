"""Writes the checkpoint folder that ships: bfloat16 weights beside everything that reads them."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from gemini_desk.starter import configuration

logger = logging.getLogger(__name__)

SHIPPED_FOLDER = Path(__file__).resolve().parents[2] / "assets" / "starter"


def export_checkpoint(model: Any, folder: Path = SHIPPED_FOLDER) -> None:
    """Saves an ordinary checkpoint folder that the Auto classes load.

    Args:
        model: A ``Gemma4ForConditionalGeneration``; it is left in bfloat16.
        folder: Where to write; made when missing, other files in it are kept.
    """
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    positions = model.config.vision_config.position_embedding_size  # one more than the longest side
    processor = configuration.build_processor(
        configuration.build_tokenizer(), (positions - 1) // configuration.POOL
    )
    processor.save_pretrained(folder)
    model.generation_config = configuration.build_generation_config()
    model.to(torch.bfloat16).save_pretrained(folder)
    for path in folder.iterdir():
        path.chmod(0o644)  # safetensors writes for the owner alone
    logger.info("exported %s", folder)


def load_checkpoint(folder: Path = SHIPPED_FOLDER) -> tuple[Any, Any]:
    """Loads the folder through the Auto classes, as the application does.

    Args:
        folder: A checkpoint folder.

    Returns:
        The processor and the model, the model in float32 and ready to answer.
    """
    import torch
    from transformers import AutoModelForMultimodalLM, AutoProcessor

    processor = AutoProcessor.from_pretrained(folder)
    model = AutoModelForMultimodalLM.from_pretrained(folder, dtype=torch.float32)
    return processor, model.eval()
