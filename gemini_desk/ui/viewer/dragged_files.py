"""Pictures and code under names of their own, to be dragged to other programs.

In the store a picture is called by its digest, and code is in no file at all; whoever gets
them wants a file with a name. It is written when the button goes down; a hand that is
quicker than the disk drags as soon as the file is there.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import tempfile
import weakref
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QMimeData, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QPixmap

from gemini_desk.ui.pool_call import PoolCall
from gemini_desk.ui.viewer.picture_mime import PictureMime

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.attachment import Attachment

logger = logging.getLogger(__name__)

_UNUSABLE = re.compile(r'[\x00-\x1f/\\:*?"<>|]')
_HINT_PX = 120


class DraggedFiles(QObject):
    """Files that live as long as the program. GUI thread only; nothing is written on it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._calls: dict[str, PoolCall] = {}
        self._ready: dict[str, Path | None] = {}  # None: it could not be written
        self._waiting: tuple[str, Callable[[], object]] | None = None

    # -- pictures -------------------------------------------------------------------------

    def prepare(self, attachment: Attachment) -> None:
        """Make the copy: the button went down on the picture, and it may be dragged soon."""
        name = usable_name(attachment)
        self._prepare(attachment.sha256, name, partial(shutil.copyfile, attachment.path))

    def mime(self, attachment: Attachment, preview: QImage | None) -> QMimeData:
        """What other programs get: the file, and the picture for those that take no files."""
        file = self._ready.get(attachment.sha256) or attachment.path
        return PictureMime(attachment, file, preview)

    def drag(self, source: QWidget, attachment: Attachment, preview: QImage | None) -> None:
        """Drag the picture from `source` until it is dropped; the hand holds the preview."""
        make = partial(self.mime, attachment, preview)
        self._drag_when_ready(attachment.sha256, partial(_drag, source, make, preview))

    # -- code -----------------------------------------------------------------------------

    def prepare_code(self, code: str, name: str) -> None:
        """Write the code to a file of this name, as `prepare`."""
        self._prepare(_key_of(code, name), name, partial(_write, code))

    def code_mime(self, code: str, name: str) -> QMimeData:
        """What other programs get: the text, and the file for those that take files."""
        mime = QMimeData()
        mime.setText(code)
        path = self._ready.get(_key_of(code, name))
        if path is not None:
            mime.setUrls([QUrl.fromLocalFile(path)])
        return mime

    def drag_code(self, source: QWidget, code: str, name: str) -> None:
        """Drag the code from `source` until it is dropped."""
        make = partial(self.code_mime, code, name)
        self._drag_when_ready(_key_of(code, name), partial(_drag, source, make, None))

    # -- files ----------------------------------------------------------------------------

    def _prepare(self, key: str, name: str, write: Callable[[Path], object]) -> None:
        if key in self._calls:
            return
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="gemini-desk-drag-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        call = PoolCall(partial(_written, key, write, self._folder / key[:16] / name))
        call.finished.connect(self._on_written, Qt.ConnectionType.QueuedConnection)
        self._calls[key] = call
        call.start()

    @Slot(object)
    def _on_written(self, written: tuple[str, Path | None]) -> None:
        key, path = written
        self._ready[key] = path
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return
        wanted, begin = waiting
        if wanted != key:
            self._waiting = waiting
        elif QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            begin()

    def _drag_when_ready(self, key: str, begin: Callable[[], object]) -> None:
        if key in self._calls and key not in self._ready:
            self._waiting = (key, begin)
        else:
            self._waiting = None
            begin()


def usable_name(attachment: Attachment) -> str:
    """The attachment's name, as every system takes it, with a suffix."""
    name = _UNUSABLE.sub("_", attachment.name).strip(" .")[:120] or "picture"
    suffix = "." + attachment.media_type.rpartition("/")[2].replace("jpeg", "jpg")
    return name if Path(name).suffix else name + suffix


def _key_of(code: str, name: str) -> str:
    return hashlib.sha256(f"{name}\0{code}".encode(errors="replace")).hexdigest()


def _drag(source: QWidget, make: Callable[[], QMimeData], image: QImage | None) -> None:
    if not shiboken6.isValid(source):
        return
    drag = QDrag(source)
    drag.setMimeData(make())
    if image is not None:
        ratio, smooth = Qt.AspectRatioMode, Qt.TransformationMode
        hint = image.scaled(_HINT_PX, _HINT_PX, ratio.KeepAspectRatio, smooth.SmoothTransformation)
        drag.setPixmap(QPixmap.fromImage(hint))
    drag.exec(Qt.DropAction.CopyAction)


def _write(code: str, target: Path) -> None:
    target.write_text(f"{code}\n", encoding="utf-8", errors="replace")


def _written(key: str, write: Callable[[Path], object], target: Path) -> tuple[str, Path | None]:
    """On a thread of the pool: the key and the file; None if the disk refuses."""
    try:
        target.parent.mkdir(exist_ok=True, mode=0o700)
        write(target)
    except OSError:
        logger.info("a file to be dragged could not be written", exc_info=True)
        return key, None
    return key, target
