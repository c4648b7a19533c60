"""Something to try, as a card of the welcome page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QImage

    from gemini_desk.chat.attachment import AttachmentKind

CARDS: Final = 3


class Sample(NamedTuple):
    """Something to try.

    Attributes:
        prompt: What is asked.
        path: The file that goes with it; None for text alone.
        attachment_kind: What the file is; None for text alone.
        picture: The picture, small; None for sound.
        peaks: Loudness along a clip, each in 0.0 to 1.0; empty for pictures.
        duration_s: Length of a clip in seconds; 0.0 for pictures.
    """

    prompt: str
    path: Path | None = None
    attachment_kind: AttachmentKind | None = None
    picture: QImage | None = None
    peaks: tuple[float, ...] = ()
    duration_s: float = 0.0
