"""What would fit instead, when memory has run out and everything is free again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from gemini_desk.engine.device import free_memory_bytes
from gemini_desk.errors import GeminiDeskError
from gemini_desk.models import catalogue, checkpoint_folder
from gemini_desk.models.remedies import Candidate, remedies
from gemini_desk.models.sheet_reading import read_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.engine.events import LoadRequest
    from gemini_desk.errors import MemoryRemedy

logger = logging.getLogger(__name__)


def remedies_for(
    request: LoadRequest, folder: Path, *, kept_bytes: int | None = None
) -> tuple[MemoryRemedy, ...]:
    """What to offer instead of what `request` asked for.

    Args:
        request: How the model was loaded, or was to be.
        folder: Where the model lies.
        kept_bytes: What its weights take, where it ran out while answering; they are freed
            before another is loaded. None where it ran out while loading.
    """
    import torch

    device = "cpu"
    if request.device != "cpu" and torch.cuda.is_available():
        device = "cuda:0" if request.device in ("auto", "cuda") else request.device
    try:
        _, dtype_name = checkpoint_folder.count_parameters(folder)
        sheet = read_sheet(folder)
        free = free_memory_bytes(device)
        others = [
            Candidate(other.id, read_sheet(other.path), catalogue.label_of(other.id))
            for other in catalogue.list_local()
            if other.complete
        ]
    except (GeminiDeskError, OSError, RuntimeError) as error:
        logger.info("Nothing can be offered: %s", error)
        return ()
    dtype = getattr(torch, dtype_name, torch.float32)
    if request.dtype != "auto":
        dtype = getattr(torch, request.dtype, dtype)
    return remedies(
        request.model,
        sheet,
        dtype_bytes=dtype.itemsize,
        device_kind=device.partition(":")[0],
        quantisation=request.quantisation,
        kv_cache=request.kv_cache,
        context_tokens=request.context_tokens,
        is_answering=kept_bytes is not None,
        free_bytes=None if free is None else free + (kept_bytes or 0),
        others=others,
    )
