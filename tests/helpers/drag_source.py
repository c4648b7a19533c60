"""A file manager in twenty lines: a window from which a file can be dragged.

Run as a program: python drag_source.py FILE…; it stands at the screen's top left corner.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel


class DragSource(QLabel):
    """Starts a drag as soon as the mouse moves with the button down."""

    def __init__(self, files: list[Path]) -> None:
        super().__init__("\n".join(file.name for file in files))
        self._files = files

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(str(file)) for file in self._files])
            drag = QDrag(self)
            drag.setMimeData(mime)
            drag.exec(Qt.DropAction.CopyAction)


def main() -> None:
    """Show the window until the process is ended."""
    application = QApplication(sys.argv[:1])
    source = DragSource([Path(name).resolve() for name in sys.argv[1:]])
    source.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    source.setGeometry(1300, 0, 200, 60)
    source.show()
    QTimer.singleShot(200, lambda: print("ready", flush=True))
    application.exec()


if __name__ == "__main__":
    main()
