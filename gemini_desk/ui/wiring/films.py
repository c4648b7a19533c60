"""Films that are opened: in the person's own player, under a name that it knows."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import weakref
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from gemini_desk.ui.pool_call import PoolCall
from gemini_desk.ui.viewer.dragged_files import usable_name

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment

logger = logging.getLogger(__name__)

# By what was found in the file, never by its name: what is opened shall be a film.
_SUFFIXES: Final = {
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/x-matroska": ".mkv",
    "video/x-msvideo": ".avi",
    "video/x-ms-wmv": ".wmv",
    "video/ogg": ".ogv",
}


class FilmOpener(QObject):
    """Opens films; in the store they are called by their digests. GUI thread only.

    Signals:
        refused: What went wrong, and what to do.
    """

    refused = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._calls: set[PoolCall] = set()

    def open(self, film: Attachment) -> None:
        """Open `film` as soon as it has its name."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="gemini-desk-films-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        target = self._folder / film.sha256[:16] / film_name(film)
        call = PoolCall(partial(_named, film.path, target))
        call.finished.connect(self._show, Qt.ConnectionType.QueuedConnection)
        call.finished.connect(lambda _: self._calls.discard(call))
        self._calls.add(call)
        call.start()

    @Slot(object)
    def _show(self, path: Path | None) -> None:
        if path is None:
            self.refused.emit("The film cannot be opened.", "Its file is missing or the disk full.")
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.refused.emit(
                "No program opened the film.", "Install a player, or drag the film to one."
            )


def film_name(film: Attachment) -> str:
    """A file name that says what it is, whatever the file was called."""
    suffix = _SUFFIXES.get(film.media_type, ".mp4")
    return f"{Path(usable_name(film)).stem}{suffix}"


def _named(source: Path, target: Path) -> Path | None:
    """`source` under the name `target`: linked where that is possible, as films are large."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        return target
    for make in (os.link, os.symlink, shutil.copyfile):
        try:
            if source.exists():
                make(source, target)
                return target
        except OSError:
            logger.debug("a film cannot be linked", exc_info=True)
    return None
