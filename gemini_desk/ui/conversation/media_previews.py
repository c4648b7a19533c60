"""Thumbnails and waveforms, made on threads of their own and kept while they are in use."""

from __future__ import annotations

import logging
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QImage

from gemini_desk.errors import GeminiDeskError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtCore import SignalInstance

    from gemini_desk.chat.attachment import Attachment

logger = logging.getLogger(__name__)

_KEPT_THUMBNAILS: Final = 64  # about 0.4 MB each at 320 px
_KEPT_WAVEFORMS: Final = 512
_THREADS: Final = 2


class MediaPreviews(Protocol):
    """What the pane asks for pictures and waveforms; answers come as signals, later.

    `thumbnail_ready(sha256, max_side_px, QImage)`, `peaks_ready(sha256, buckets, list)` with
    floats in [0, 1], `preview_failed(sha256, message)`.
    """

    @property
    def thumbnail_ready(self) -> SignalInstance: ...  # noqa: D102
    @property
    def peaks_ready(self) -> SignalInstance: ...  # noqa: D102
    @property
    def preview_failed(self) -> SignalInstance: ...  # noqa: D102

    def request_thumbnail(self, attachment: Attachment, max_side_px: int) -> None:
        """Ask for a picture, or one of a film, of at most `max_side_px` real pixels a side."""

    def request_peaks(self, attachment: Attachment, buckets: int) -> None:
        """Ask for the loudest sample of each of `buckets` equal stretches."""


class ThreadedMediaPreviews(QObject):
    """Decodes on a small thread pool. Its methods and signals belong to the GUI thread.

    A preview that is kept is delivered by the next turn of the event loop, never before
    `request_…` returns.
    """

    thumbnail_ready = Signal(str, int, QImage)
    peaks_ready = Signal(str, int, object)
    preview_failed = Signal(str, str)
    _made = Signal(object, object)
    _failed = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_THREADS)
        self._running: set[tuple[str, str, int]] = set()
        self._kept: dict[str, OrderedDict[tuple[str, str, int], object]] = {
            "thumbnail": OrderedDict(),
            "peaks": OrderedDict(),
        }
        queued = Qt.ConnectionType.QueuedConnection
        self._made.connect(self._keep, queued)
        self._failed.connect(self._give_up, queued)

    def request_thumbnail(self, attachment: Attachment, max_side_px: int) -> None:
        """See `MediaPreviews`."""
        from gemini_desk.chat.attachment import AttachmentKind  # no attachment before the paint

        key = ("thumbnail", attachment.content_key, max_side_px)
        make = _poster if attachment.kind is AttachmentKind.VIDEO else _thumbnail
        self._request(key, attachment.path, make)

    def request_peaks(self, attachment: Attachment, buckets: int) -> None:
        """See `MediaPreviews`."""
        self._request(
            ("peaks", attachment.content_key, buckets),
            attachment.path,
            partial(_peaks, attachment.track),
        )

    def close(self, timeout_ms: int = 2000) -> None:
        """Wait for what is being decoded and drop what is not begun."""
        self._pool.clear()
        self._pool.waitForDone(timeout_ms)

    def _request(
        self, key: tuple[str, str, int], path: Path, make: Callable[[Path, int], object]
    ) -> None:
        if key in self._kept[key[0]]:
            self._made.emit(key, self._kept[key[0]][key])
        elif key not in self._running:
            self._running.add(key)
            self._pool.start(_Preview(self, key, path, make))

    @Slot(object, object)
    def _keep(self, key: tuple[str, str, int], preview: object) -> None:
        self._running.discard(key)
        kind, sha256, size = key
        kept = self._kept[kind]
        kept[key] = preview
        kept.move_to_end(key)
        if len(kept) > (_KEPT_THUMBNAILS if kind == "thumbnail" else _KEPT_WAVEFORMS):
            kept.popitem(last=False)
        if isinstance(preview, QImage):
            self.thumbnail_ready.emit(sha256, size, preview)
        else:
            self.peaks_ready.emit(sha256, size, preview)

    @Slot(object, str)
    def _give_up(self, key: tuple[str, str, int], message: str) -> None:
        self._running.discard(key)
        self.preview_failed.emit(key[1], message)


class _Preview(QRunnable):
    """One preview, made on a thread of the pool."""

    def __init__(
        self,
        previews: ThreadedMediaPreviews,
        key: tuple[str, str, int],
        path: Path,
        make: Callable[[Path, int], object],
    ) -> None:
        super().__init__()
        self._previews = previews
        self._key = key
        self._path = path
        self._make = make

    def run(self) -> None:
        """Decode and report; whatever a damaged file does must not end the thread silently."""
        try:
            preview = self._make(self._path, self._key[2])
        except GeminiDeskError as error:
            self._previews._failed.emit(self._key, error.message)  # noqa: SLF001
        except Exception:
            logger.exception("no preview for an attachment")
            self._previews._failed.emit(self._key, "It cannot be shown.")  # noqa: SLF001
        else:
            self._previews._made.emit(self._key, preview)  # noqa: SLF001


def _thumbnail(path: Path, max_side_px: int) -> QImage:
    from gemini_desk.media.image import thumbnail_png

    image = QImage.fromData(thumbnail_png(path, max_side_px))
    if image.isNull():
        raise ValueError("an unreadable thumbnail")
    return image


def _poster(path: Path, max_side_px: int) -> QImage:
    from gemini_desk.media.film import poster_png

    image = QImage.fromData(poster_png(path, max_side_px))
    if image.isNull():
        raise ValueError("an unreadable poster")
    return image


def _peaks(track: int | None, path: Path, buckets: int) -> Sequence[float]:
    from gemini_desk.media.peaks import peaks

    return [float(peak) for peak in peaks(path, buckets, track)]
