"""Pictures under their own names, to be dragged to other programs.

In the store a file is called by its digest; whoever gets it wants its name.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QImage, QPixmap

from gemini_desk.ui.pool_call import PoolCall

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.attachment import Attachment

_UNUSABLE = re.compile(r'[\x00-\x1f/\\:*?"<>|]')
_HINT_PX = 120


class DraggedFiles:
    """Copies that live as long as the program. GUI thread only; the copying is not done on it."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._calls: dict[str, PoolCall] = {}
        self._ready: dict[str, Path] = {}

    def prepare(self, attachment: Attachment) -> None:
        """Make the copy: the button went down on the picture, and it may be dragged soon."""
        sha256 = attachment.sha256
        if sha256 in self._calls:
            return
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="gemini-desk-drag-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        target = self._folder / sha256[:16] / usable_name(attachment)
        call = PoolCall(lambda: _copy(attachment.path, target))
        call.finished.connect(lambda path: self._ready.__setitem__(sha256, path))
        self._calls[sha256] = call
        call.start()

    def mime(self, attachment: Attachment, image: QImage | None) -> QMimeData:
        """What other programs get: the file, and the picture for those that take no files."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(self._ready.get(attachment.sha256, attachment.path))])
        if image is not None:
            mime.setImageData(image)
        return mime

    def drag(self, source: QWidget, attachment: Attachment, image: QImage | None) -> None:
        """Drag the picture from `source` until it is dropped."""
        drag = QDrag(source)
        drag.setMimeData(self.mime(attachment, image))
        if image is not None:
            hint = image.scaled(
                _HINT_PX,
                _HINT_PX,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            drag.setPixmap(QPixmap.fromImage(hint))
        drag.exec(Qt.DropAction.CopyAction)


def usable_name(attachment: Attachment) -> str:
    """The attachment's name, as every system takes it, with a suffix."""
    name = _UNUSABLE.sub("_", attachment.name).strip(" .")[:120] or "picture"
    suffix = "." + attachment.media_type.rpartition("/")[2].replace("jpeg", "jpg")
    return name if Path(name).suffix else name + suffix


def _copy(source: Path, target: Path) -> Path:
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(source, target)
    return target
