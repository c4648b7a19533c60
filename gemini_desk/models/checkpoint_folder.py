"""What a checkpoint folder holds, read from its small files alone.

A checkpoint is a folder in the layout of transformers' `save_pretrained`: `config.json`,
`model.safetensors` or shards with an index, tokenizer and processor files, a model card.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

from gemini_desk.errors import DamagedModelError
from gemini_desk.models.safetensors_header import read_header

_WEIGHTS = "model.safetensors"
_WEIGHTS_INDEX = "model.safetensors.index.json"
_PICKLE_PATTERNS = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")

# How the classes that write text end; other checkpoints (embedders, classifiers) cannot answer.
_ANSWERING_CLASSES = ("ForConditionalGeneration", "ForCausalLM", "LMHeadModel", "MultimodalLM")


class Modality(StrEnum):
    """What a model takes in."""

    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file; empty if the file is missing or damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def read_config(folder: Path) -> dict[str, Any]:
    """The model's config; empty if it is missing or damaged."""
    return read_json(folder / "config.json")


def can_answer(config: dict[str, Any]) -> bool:
    """Whether the class in `config` writes text; True if the config names no class."""
    classes = config.get("architectures")
    if not isinstance(classes, list) or not classes:
        return True
    return any(str(name).endswith(_ANSWERING_CLASSES) for name in classes)


def weight_files(folder: Path) -> tuple[Path, ...]:
    """The safetensors files that transformers would load, in a fixed order.

    They are what the index names, whether they are there or not; or the single file, if
    there is one (a link whose target is missing counts as one); else none.
    """
    single = folder / _WEIGHTS
    if single.is_symlink() or single.exists():
        return (single,)
    shards = read_json(folder / _WEIGHTS_INDEX).get("weight_map")
    if not isinstance(shards, dict):
        return ()
    # An index must not lead out of its folder.
    return tuple(folder / Path(name).name for name in sorted({str(v) for v in shards.values()}))


def check_weights(folder: Path) -> None:
    """Check that the weights are there, whole, and of a kind that cannot run code.

    Raises:
        DamagedModelError: They are not; the message says which file and why.
    """
    files = weight_files(folder)
    if not files:
        pickles = [path.name for pattern in _PICKLE_PATTERNS for path in folder.glob(pattern)]
        if pickles:
            raise DamagedModelError(
                f"{folder.name} has its weights as a pickle file ({pickles[0]}), "
                "which could run any program when it is opened.",
                hint="Choose a copy of the model that has safetensors weights.",
            )
        if any(folder.glob("*.gguf")):
            raise DamagedModelError(
                f"{folder.name} has its weights as a GGUF file, which is not loaded here.",
                hint="Choose the model's copy with safetensors weights and load it with 4 bits, "
                "or run the file with llama.cpp and add that as a server.",
            )
        raise DamagedModelError(
            f"{folder.name} has no weights: {_WEIGHTS} is missing.",
            hint="Download or copy the whole model folder.",
        )
    for path in files:
        read_header(path)


def has_whole_weights(folder: Path) -> bool:
    """Whether `check_weights` passes."""
    try:
        check_weights(folder)
    except DamagedModelError:
        return False
    return True


def count_parameters(folder: Path) -> tuple[int, str]:
    """How many numbers the weights hold, and the dtype of most of them.

    Quantised weights that pack several numbers into one count as one.

    Raises:
        DamagedModelError: A file of weights is missing or damaged.
    """
    counts: Counter[str] = Counter()
    for path in weight_files(folder):
        counts.update(read_header(path).values_by_dtype)
    dtype = counts.most_common(1)[0][0] if counts else ""
    return counts.total(), dtype


def modalities(folder: Path) -> tuple[Modality, ...]:
    """What the model takes, from its config and its processor's config, text first.

    A config with parts for sight or hearing speaks for itself: a family's processor may
    name a feature extractor though this size of the model has no ears. Only a config
    without such parts leaves it to the processor.
    """
    config = read_config(folder)
    processor = read_json(folder / "preprocessor_config.json") | read_json(
        folder / "processor_config.json"
    )
    speaks = "vision_config" in config or "audio_config" in config or "thinker_config" in config
    parts = config.get("thinker_config") if "thinker_config" in config else config
    if not isinstance(parts, dict):
        parts = {}
    if speaks:
        image = bool(parts.get("vision_config"))
        audio = bool(parts.get("audio_config"))
    else:
        image = "image_processor" in processor or "image_processor_type" in processor
        audio = "feature_extractor" in processor or "feature_extractor_type" in processor
    video = (
        image
        and ("video_processor" in processor or (folder / "video_preprocessor_config.json").exists())
        and "video" in _chat_template(folder)
    )
    found = {Modality.IMAGE: image, Modality.AUDIO: audio, Modality.VIDEO: video}
    return (Modality.TEXT, *(modality for modality, there in found.items() if there))


def _chat_template(folder: Path) -> str:
    """The source of the template, wherever the version that saved it put it; "" for none."""
    with suppress(OSError, ValueError):
        return (folder / "chat_template.jinja").read_text(encoding="utf-8")
    for name in ("chat_template.json", "processor_config.json", "tokenizer_config.json"):
        template = read_json(folder / name).get("chat_template")
        if template:
            return template if isinstance(template, str) else json.dumps(template)
    return ""


def context_tokens(config: dict[str, Any]) -> int | None:
    """The longest prompt plus answer, in tokens, or None if the config does not say."""
    for part in (config, config.get("text_config"), config.get("thinker_config")):
        if not isinstance(part, dict):
            continue
        for key in ("max_position_embeddings", "n_positions", "max_sequence_length"):
            value = part.get(key)
            if isinstance(value, int) and value > 0:
                return value
    thinker = config.get("thinker_config")
    return context_tokens(thinker) if isinstance(thinker, dict) else None


def licence(folder: Path) -> str:
    """The licence that the model card names in its front matter, or "".

    Read line by line, without a YAML parser: the card is somebody else's text, and one
    key of it is wanted.
    """
    try:
        with (folder / "README.md").open(encoding="utf-8", errors="replace") as file:
            card = file.read(100_000)
    except OSError:
        return ""
    front = re.match(r"\ufeff?---\s*\n(.*?)\n---", card, re.DOTALL)
    if front is None:
        return ""
    found = re.finditer(r"^(license|license_name):[ \t]*(.+?)[ \t]*$", front[1], re.MULTILINE)
    named = {str(line[1]): str(line[2]).strip("'\"[] ") for line in found}
    name = named.get("license", "")
    return named.get("license_name", name) if name in ("", "other") else name


def size_bytes(folder: Path) -> int:
    """The size of every file below `folder`, links followed, dangling ones left out."""
    total = 0
    for path in folder.rglob("*"):
        try:
            if path.is_file():
                total += path.stat().st_size
        except OSError:
            continue
    return total
