"""Sample pictures and clips, and which of them a model can be tried on."""

from __future__ import annotations

import array
import json
import logging
import sys
import wave
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.engine.events import Capabilities

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

logger = logging.getLogger(__name__)

CARDS: Final = 3
PEAKS: Final = 48
_THUMBNAIL: Final = QSize(640, 400)  # twice a card's picture, for screens with a scale of 2
_SOUNDS: Final = (".wav", ".flac", ".ogg", ".mp3", ".opus", ".m4a")
_TEXTS: Final = (
    "Explain in three sentences why the sky is blue.",
    "Write a short, friendly reminder that the library book is due on Friday.",
    "What should I think of before I adopt a cat?",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """Something to try.

    Attributes:
        prompt: What is asked.
        path: The file that goes with it; None for text alone.
        attachment_kind: What the file is; None for text alone.
        subject: Samples of one subject are alike; the page shows one of each.
        picture: The picture, small; None for sound.
        peaks: Loudness along a clip, each in 0.0 to 1.0; empty for pictures.
        duration_s: Length of a clip in seconds; 0.0 for pictures.
    """

    prompt: str
    path: Path | None = None
    attachment_kind: AttachmentKind | None = None
    subject: str = ""
    picture: QImage | None = None
    peaks: tuple[float, ...] = ()
    duration_s: float = 0.0


def read_samples(folder: Path) -> list[Sample]:
    """The samples that `samples.json` in `folder` lists; reads the disk, any thread.

    The page only shows one of each subject, so that no more are decoded.
    """
    try:
        entries = json.loads((folder / "samples.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        logger.warning("the list of samples cannot be read", exc_info=True)
        return []
    samples: list[Sample] = []
    for entry in entries:
        try:
            sample = _read_sample(folder, entry, {found.subject for found in samples})
        except (OSError, EOFError, ValueError, KeyError, TypeError, wave.Error):
            logger.warning("a sample cannot be used", exc_info=True)
            continue
        if sample is not None:
            samples.append(sample)
    return samples


def things_to_try(samples: Iterable[Sample], capabilities: Capabilities | None) -> list[Sample]:
    """Three samples that a model with `capabilities` can be tried on, as unlike as may be.

    While no model is loaded that is not known, and all of them are offered.
    """
    able = capabilities or Capabilities(image=True, audio=True)
    chosen = [
        sample
        for sample in samples
        if (sample.attachment_kind is AttachmentKind.IMAGE and able.image)
        or (sample.attachment_kind is AttachmentKind.AUDIO and able.audio)
    ][:CARDS]
    texts = [Sample(text, subject="text") for text in _TEXTS]
    return chosen + texts[: CARDS - len(chosen)]


def _read_sample(folder: Path, entry: Any, seen: Sequence[str] | set[str]) -> Sample | None:
    prompt, path = str(entry["prompt"]), folder / str(entry["file"])
    subject = str(entry.get("kind", path.suffix))
    if subject in seen:
        return None
    if path.suffix.lower() in _SOUNDS:
        peaks, duration_s = _peaks(path)
        return Sample(
            prompt, path, AttachmentKind.AUDIO, subject, peaks=peaks, duration_s=duration_s
        )
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
    return Sample(prompt, path, AttachmentKind.IMAGE, subject, picture=picture)


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
