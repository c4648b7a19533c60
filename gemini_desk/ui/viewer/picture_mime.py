"""A picture as programs take it that want no file: read and decoded when they ask for it."""

from __future__ import annotations

import io
import logging
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QByteArray, QEventLoop, QMimeData, Qt, QUrl

from gemini_desk.ui.pool_call import PoolCall
from gemini_desk.ui.viewer.picture_loader import MOST_PIXELS, decoded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QImage

    from gemini_desk.chat.attachment import Attachment

logger = logging.getLogger(__name__)

_DECODED: Final = "application/x-qt-image"  # Qt's name for `imageData`, which it can write as any
_PNG: Final = "image/png"


class PictureMime(QMimeData):
    """The file of a picture, the same bytes for programs that want data, and the picture itself.

    Most programs take the file; nothing is read before another one asks. Then a thread of the
    pool reads, and the window goes on. Without the file in its store there is the preview.
    """

    def __init__(self, attachment: Attachment, file: Path, preview: QImage | None) -> None:
        super().__init__()
        self._preview = preview
        self._made: dict[str, object] = {}
        path = attachment.path
        self._makers: dict[str, Callable[[], object]] = {
            attachment.media_type: path.read_bytes,
            _DECODED: partial(decoded, path),
        }
        self._makers.setdefault(_PNG, partial(_as_png, path))  # Qt would write it on this thread
        self.setUrls([QUrl.fromLocalFile(file)])

    def formats(self) -> list[str]:
        """The file first: it is what the person has."""
        return [*super().formats(), *self._makers]

    def hasFormat(self, mimetype: str) -> bool:
        """Whether `data` has something of this type."""
        return mimetype in self._makers or super().hasFormat(mimetype)

    def retrieveData(self, mimetype: str, preferred_type: Any) -> Any:
        """Something of this type, for whoever asks; the event loop runs until it is there."""
        maker = self._makers.get(mimetype)
        if maker is None:
            return super().retrieveData(mimetype, preferred_type)
        if mimetype not in self._made:
            self._made[mimetype] = _waited_for(partial(_tried, maker))
        made = self._made[mimetype]
        if made is None and mimetype == _DECODED:
            return self._preview
        return QByteArray(made) if isinstance(made, bytes) else made


def _waited_for(work: Callable[[], object]) -> object:
    """What `work` gives on a thread of the pool; the window paints meanwhile, but hears nobody."""
    given: list[object] = []
    loop = QEventLoop()

    def take(result: object) -> None:
        given.append(result)
        loop.quit()

    call = PoolCall(work)
    call.finished.connect(take, Qt.ConnectionType.QueuedConnection)
    call.start()
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    return given[0] if given else None  # the application ends


def _tried(maker: Callable[[], object]) -> object:
    """On a thread of the pool: what is made, or None."""
    try:
        return maker()
    except Exception:  # whatever a damaged file does, the drop must end
        logger.info("a picture that was dragged could not be read", exc_info=True)
        return None


def _as_png(path: Path) -> bytes:
    """On a thread of the pool."""
    from gemini_desk.media.image import load_image

    target = io.BytesIO()
    load_image(path, max_pixels=MOST_PIXELS).save(target, "PNG", compress_level=1)
    return target.getvalue()
