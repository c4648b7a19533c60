"""Thumbnails and waveforms of the cards, made on a worker."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from shiboken6 import isValid

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.ui.composer.attachment_card import (
    THUMBNAIL_SIDE_PX,
    WAVEFORM_BUCKETS,
    AttachmentCard,
)
from gemini_desk.ui.composer.background import Background

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.errors import GeminiDeskError

_OBLONG = 3.0  # the thumbnail of a picture up to 3 : 1 still fills the card's square


class CardPreviews(QObject):
    """Fills cards with what their attachments look or sound like. GUI thread only."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("attachment-previews", self)

    def fill(self, card: AttachmentCard, attachment: Attachment, scale: float) -> None:
        """Give `card` its thumbnail or waveform as soon as it is made.

        Args:
            card: May be gone by then.
            attachment: Its attachment.
            scale: Pixels of the screen for each device-independent pixel.
        """
        path = attachment.path
        match attachment.kind:
            case AttachmentKind.IMAGE:
                side_px = round(THUMBNAIL_SIDE_PX * scale * _OBLONG)
                self._background.run(
                    functools.partial(_thumbnail, path, side_px),
                    functools.partial(_show_thumbnail, card),
                    _leave_blank,
                )
            case AttachmentKind.AUDIO:
                self._background.run(
                    functools.partial(_peaks, path, WAVEFORM_BUCKETS),
                    functools.partial(_show_peaks, card),
                    _leave_blank,
                )

    def close(self) -> None:
        """End the worker."""
        self._background.close()


def _thumbnail(path: Path, max_side_px: int) -> QImage:
    from gemini_desk.media.image import thumbnail_png

    return QImage.fromData(thumbnail_png(path, max_side_px))


def _peaks(path: Path, n_buckets: int) -> tuple[float, ...]:
    from gemini_desk.media.audio import peaks

    return tuple(peaks(path, n_buckets))


def _show_thumbnail(card: AttachmentCard, image: QImage) -> None:
    if isValid(card):
        card.set_thumbnail(image)


def _show_peaks(card: AttachmentCard, peaks: tuple[float, ...]) -> None:
    if isValid(card):
        card.set_peaks(peaks)


def _leave_blank(_error: GeminiDeskError) -> None:
    """The card keeps its icon: a preview is no reason to interrupt anybody."""
