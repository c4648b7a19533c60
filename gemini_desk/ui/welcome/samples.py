"""Sample pictures and clips, and which of them a model can be tried on; read after the paint."""

from __future__ import annotations

import array
import json
import logging
import sys
import wave
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImageReader

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.ui.welcome.sample import CARDS, Sample

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from gemini_desk.engine.events import Capabilities

logger = logging.getLogger(__name__)

PEAKS: Final = 48
_THUMBNAIL: Final = QSize(640, 400)  # twice a card's picture, for screens with a scale of 2
_SOUNDS: Final = (".wav", ".flac", ".ogg", ".mp3", ".opus", ".m4a")
_TEXTS: Final = (
    "Explain in three sentences why the sky is blue.",
    "Write a short, friendly reminder that the library book is due on Friday.",
    "What should I think of before I adopt a cat?",
)


def read_samples(folder: Path) -> list[Sample]:
    """The samples that `samples.json` in `folder` lists; reads the disk, any thread.

    Of several prompts for one file the first one is taken.
    """
    try:
        entries = json.loads((folder / "samples.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        logger.warning("the list of samples cannot be read", exc_info=True)
        return []
    samples: list[Sample] = []
    for entry in entries:
        try:
            path = folder / str(entry["file"])
            if any(sample.path == path for sample in samples):
                continue
            samples.append(_read_sample(path, str(entry["prompt"])))
        except (OSError, EOFError, ValueError, KeyError, TypeError, RuntimeError, wave.Error):
            logger.warning("a sample cannot be used", exc_info=True)
    return samples


def things_to_try(samples: Iterable[Sample], capabilities: Capabilities | None) -> list[Sample]:
    """Three samples that a model with `capabilities` can be tried on, as unlike as may be.

    While no model is loaded that is not known, and all of them are offered.
    """
    image, audio = True, True
    if capabilities is not None:
        image, audio = capabilities.image, capabilities.audio
    found = list(samples)
    images = [item for item in found if item.attachment_kind is AttachmentKind.IMAGE]
    clips = [item for item in found if item.attachment_kind is AttachmentKind.AUDIO]
    chosen_clips = _spread(clips, 1 if image and images else CARDS) if audio else []
    chosen_images = _spread(images, CARDS - len(chosen_clips)) if image else []
    chosen = chosen_images + chosen_clips
    texts = [Sample(text) for text in _TEXTS]
    return chosen + texts[: CARDS - len(chosen)]


def _spread(samples: Sequence[Sample], count: int) -> list[Sample]:
    """`count` of `samples`, evenly spread: neighbours in the list are alike."""
    count = min(count, len(samples))
    return [samples[number * len(samples) // count] for number in range(count)]


def _read_sample(path: Path, prompt: str) -> Sample:
    if path.suffix.lower() in _SOUNDS:
        peaks, duration_s = _peaks(path)
        return Sample(prompt, path, AttachmentKind.AUDIO, peaks=peaks, duration_s=duration_s)
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    picture = reader.read()
    if picture.isNull():
        raise ValueError(f"{path.name}: {reader.errorString()}")
    if picture.width() > _THUMBNAIL.width() or picture.height() > _THUMBNAIL.height():
        picture = picture.scaled(
            _THUMBNAIL,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return Sample(prompt, path, AttachmentKind.IMAGE, picture=picture)


def _peaks(path: Path) -> tuple[tuple[float, ...], float]:
    """Loudness along a 16-bit WAV file, and its length; samples of another format have none."""
    if path.suffix.lower() != ".wav":
        return (), 0.0
    with wave.open(str(path), "rb") as clip:
        if clip.getsampwidth() != 2:
            return (), clip.getnframes() / clip.getframerate()
        duration_s = clip.getnframes() / clip.getframerate()
        values = array.array("h", clip.readframes(clip.getnframes()))
    if sys.byteorder == "big":
        values.byteswap()
    step = max(len(values) // PEAKS, 1)
    loudness = [
        max((abs(value) for value in values[start : start + step]), default=0)
        for start in range(0, step * PEAKS, step)
    ]
    loudest = max(loudness, default=0) or 1
    return tuple(value / loudest for value in loudness), duration_s
