"""Another program that takes what is dropped on it, and writes down what that was.

Run as a program: python drop_target.py FILE; it stands at the screen's right edge. FILE gets
JSON: the formats, the text, and for each file its name and the SHA-256 of its content.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent


class DropTarget(QLabel):
    """Takes everything, as a copy."""

    def __init__(self, report: Path) -> None:
        super().__init__("drop here")
        self._report = report
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        mime = event.mimeData()
        files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        image = mime.imageData() if mime.hasImage() else None
        dropped = {
            "formats": mime.formats(),
            "text": mime.text(),
            "files": [[f.name, hashlib.sha256(f.read_bytes()).hexdigest()] for f in files],
            "image": None if image is None else [image.width(), image.height()],
        }
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        part = self._report.with_suffix(".part")
        part.write_text(json.dumps(dropped), encoding="utf-8")
        part.replace(self._report)


def main() -> None:
    """Show the window until the process is ended."""
    application = QApplication(sys.argv[:1])
    target = DropTarget(Path(sys.argv[1]))
    target.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    target.setGeometry(1300, 200, 280, 300)
    target.show()
    QTimer.singleShot(200, lambda: print("ready", flush=True))
    application.exec()


if __name__ == "__main__":
    main()
