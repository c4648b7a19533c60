"""Decodes pictures on a thread of its own and keeps the last few."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QImage

from gemini_desk.errors import GeminiDeskError

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.chat.attachment import Attachment

logger = logging.getLogger(__name__)

MOST_PIXELS: Final = 24_000_000  # 72 MB; larger pictures are shown smaller
_KEPT: Final = 3
_SMALLEST_PX: Final = 600  # of the longer side of the smallest copy


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture, with copies of half its size, a quarter and so on, to paint small.

    Attributes:
        copies: The largest first.
        width_px: Width in the file, after the EXIF turn.
        height_px: Height in the file.
    """

    copies: tuple[QImage, ...]
    width_px: int
    height_px: int

    @property
    def is_reduced(self) -> bool:
        """Whether the file has more pixels than were decoded."""
        return self.copies[0].width() < self.width_px

    def fitting(self, width_px: float) -> QImage:
        """The smallest copy that is not enlarged when it is painted `width_px` wide."""
        return next(
            (copy for copy in reversed(self.copies) if copy.width() >= width_px), self.copies[0]
        )


class PictureLoader(QObject):
    """Its methods and signals belong to the GUI thread.

    Signals:
        loaded: sha256 and `Picture`.
        failed: sha256, and what a person can be told.
    """

    loaded = Signal(str, object)
    failed = Signal(str, str)
    _done = Signal(str, object)
    _gave_up = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._kept: OrderedDict[str, Picture] = OrderedDict()
        self._running: set[str] = set()
        queued = Qt.ConnectionType.QueuedConnection
        self._done.connect(self._keep, queued)
        self._gave_up.connect(self._tell, queued)

    def request(self, attachment: Attachment) -> Picture | None:
        """The picture, if it is there; else it will be `loaded`, and others wait behind it."""
        picture = self._kept.get(attachment.sha256)
        if picture is not None:
            self._kept.move_to_end(attachment.sha256)
        elif attachment.sha256 not in self._running:
            self._pool.clear()  # what was passed by is not waited for
            self._running = {attachment.sha256}
            self._pool.start(_Decoding(self, attachment))
        return picture

    def forget(self) -> None:
        """Give the memory back."""
        self._pool.clear()
        self._kept.clear()

    def close(self, timeout_ms: int = 2000) -> None:
        """Wait for what is being decoded."""
        self._pool.clear()
        self._pool.waitForDone(timeout_ms)

    @Slot(str, object)
    def _keep(self, sha256: str, picture: Picture) -> None:
        self._running.discard(sha256)
        self._kept[sha256] = picture
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.loaded.emit(sha256, picture)

    @Slot(str, str)
    def _tell(self, sha256: str, message: str) -> None:
        self._running.discard(sha256)
        self.failed.emit(sha256, message)


class _Decoding(QRunnable):
    def __init__(self, loader: PictureLoader, attachment: Attachment) -> None:
        super().__init__()
        self._loader = loader
        self._attachment = attachment

    def run(self) -> None:
        """Decode and report; whatever a damaged file does must not end the thread silently."""
        sha256 = self._attachment.sha256
        try:
            image = decoded(self._attachment.path)
            picture = Picture(
                _copies(image),
                self._attachment.width_px or image.width(),
                self._attachment.height_px or image.height(),
            )
        except GeminiDeskError as error:
            self._loader._gave_up.emit(sha256, error.message)  # noqa: SLF001
        except Exception:
            logger.exception("a picture cannot be shown")
            self._loader._gave_up.emit(sha256, "This picture cannot be shown.")  # noqa: SLF001
        else:
            self._loader._done.emit(sha256, picture)  # noqa: SLF001


def decoded(path: Path) -> QImage:
    """The picture in a file, with at most `MOST_PIXELS`; not for the GUI thread."""
    from gemini_desk.media.image import load_image

    pixels = load_image(path, max_pixels=MOST_PIXELS)
    data = pixels.tobytes()
    width, height = pixels.size
    # The copy owns its pixels; without it they would go with `data`.
    return QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_RGB32
    )


def _copies(image: QImage) -> tuple[QImage, ...]:
    copies = [image]
    while max(copies[-1].width(), copies[-1].height()) > 2 * _SMALLEST_PX:
        half = copies[-1].size() / 2
        copies.append(
            copies[-1].scaled(
                half,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
    return tuple(copies)
