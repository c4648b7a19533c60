"""Reading a memory sheet from a checkpoint's small files: headers of the weights, the config.

What the weights take stands in the headers and is exact. What the cache takes and how wide the
layers are stands in the config, in the words of many families; where one says nothing, the
defaults are transformers' own.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from gemini_desk.errors import GeminiDeskError, ModelNotFoundError
from gemini_desk.models import checkpoint_folder
from gemini_desk.models.config_shapes import cache_layers, text_shape
from gemini_desk.models.encoder_shapes import (
    audio_shape,
    clip_tokens,
    picture_tokens,
    vision_shape,
)
from gemini_desk.models.memory_sheet import MemorySheet, Part, Weights
from gemini_desk.models.quantisation import Quantisation, stored_bytes
from gemini_desk.models.safetensors_header import StoredTensor, read_header

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

logger = logging.getLogger(__name__)

# Families whose prompts the engine reads in pieces, pictures and clips among them; the facts are
# those of `engine/families/`, which a test holds against these.
READ_IN_PIECES = frozenset(
    {"gemma3n", "gemma4", "gemma4_unified", "idefics3", "smolvlm", "voxtral"}
)
# By the names that transformers' classes give their parts, the first that is found.
_PARTS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (Part.SPEECH, re.compile(r"(^|\.)(talker|token2wav|code2wav)\.")),
    (Part.AUDIO, re.compile(r"audio|(^|\.)(sound|speech)_")),
    (Part.VISION, re.compile(r"vision|visual|image|(^|\.)multi_modal_projector\.")),
    (Part.EXPERTS, re.compile(r"\.experts\.")),
    (Part.EMBEDDING, re.compile(r"(^|\.)(embed_tokens\w*|wte|tok_embeddings|lm_head)\.")),
)  # fmt: skip
_FLOATS = {"float64": 8, "float32": 4, "bfloat16": 2, "float16": 2}
_BYTES = {
    **_FLOATS,
    "float8_e4m3fn": 1,
    "float8_e5m2": 1,
    "int8": 1,
    "uint8": 1,
    "BOOL": 1,
    "I16": 2,
    "int32": 4,
    "int64": 8,
}


def read_sheet(folder: Path) -> MemorySheet:
    """The sheet of the checkpoint in `folder`; reads the disk, but not the weights.

    Raises:
        ModelNotFoundError: Its config is missing or damaged.
        DamagedModelError: A file of weights is missing or damaged.
    """
    config = checkpoint_folder.read_config(folder)
    if not config:
        raise ModelNotFoundError(
            f"{folder} is not a model: its config.json is missing or damaged.",
            hint="Choose the folder that holds config.json and model.safetensors.",
        )
    tensors = [
        tensor
        for path in checkpoint_folder.weight_files(folder)
        for tensor in read_header(path).tensors
    ]
    processor = checkpoint_folder.read_json(
        folder / "preprocessor_config.json"
    ) | checkpoint_folder.read_json(folder / "processor_config.json")
    return make_sheet(config, tensors, processor)


def try_to_read_sheet(folder: Path) -> MemorySheet | None:
    """The sheet of the checkpoint in `folder`; None where its files do not tell.

    Configs are anybody's: one that makes no sense to us may make sense to transformers.
    """
    try:
        return read_sheet(folder)
    except GeminiDeskError as error:
        logger.info("%s cannot be reckoned with: %s", folder.name, error.message)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        logger.info("%s cannot be reckoned with", folder.name, exc_info=True)
    return None


def make_sheet(
    config: dict[str, Any],
    tensors: Iterable[StoredTensor],
    processor: dict[str, Any] | None = None,
) -> MemorySheet:
    """The sheet of a checkpoint with this config and these weights.

    Args:
        config: Content of `config.json`.
        tensors: What the headers of its weights list.
        processor: Content of `processor_config.json`, which knows how large pictures become.
    """
    stored = list(tensors)
    own_head = any(tensor.name.endswith("lm_head.weight") for tensor in stored)
    tied = bool(config.get("tie_word_embeddings", True)) and own_head
    if tied:  # written twice, loaded once
        stored = [tensor for tensor in stored if not _is_tied_head(tensor.name, config)]
    dtypes: Counter[str] = Counter()
    for tensor in stored:
        if tensor.dtype in _FLOATS:
            dtypes[tensor.dtype] += tensor.values
    main = dtypes.most_common(1)[0][0] if dtypes else "bfloat16"
    media_tokens = max(picture_tokens(config, processor or {}), clip_tokens(config))
    return MemorySheet(
        model_type=str(config.get("model_type", "")),
        weights=_weights(stored, quantised=isinstance(config.get("quantization_config"), dict)),
        cache=cache_layers(config),
        text=text_shape(config),
        vision=vision_shape(config, processor or {}),
        audio=audio_shape(config, processor or {}),
        media_tokens=media_tokens,
        reads_at_once=bool(media_tokens) and str(config.get("model_type")) not in READ_IN_PIECES,
        context_tokens=checkpoint_folder.context_tokens(config),
        stored_bytes_per_value=float(_FLOATS[main]),
    )


def _is_tied_head(name: str, config: dict[str, Any]) -> bool:
    text = config.get("text_config")
    says_no = isinstance(text, dict) and text.get("tie_word_embeddings") is False
    return name.endswith("lm_head.weight") and not says_no


def _weights(tensors: Iterable[StoredTensor], *, quantised: bool) -> tuple[Weights, ...]:
    """Sums over the tensors of each part.

    Args:
        tensors: All of them.
        quantised: The checkpoint is quantised already: its tensors are what is loaded.
    """
    values: Counter[Part] = Counter()
    kept: Counter[tuple[Part, Quantisation]] = Counter()
    packed: Counter[tuple[Part, Quantisation]] = Counter()
    for tensor in tensors:
        part = _part(tensor.name)
        values[part] += tensor.values
        for way in Quantisation:
            if quantised and tensor.dtype not in _FLOATS:
                packed[part, way] += tensor.values * _BYTES.get(tensor.dtype, 1)
                continue
            applied = Quantisation.NONE if quantised else way
            smallest = stored_bytes(applied, tensor.name, tensor.shape, 0)
            packed[part, way] += smallest
            kept[part, way] += stored_bytes(applied, tensor.name, tensor.shape, 1) - smallest
    return tuple(
        Weights(
            part,
            values[part],
            {way: kept[part, way] for way in Quantisation},
            {way: packed[part, way] for way in Quantisation},
        )
        for part in Part
        if values[part]
    )


def _part(name: str) -> Part:
    return next((part for part, pattern in _PARTS if pattern.search(name)), Part.TEXT)
