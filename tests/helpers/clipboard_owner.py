"""Another program that has copied a picture: on X11 the clipboard's owner has to stay alive.

Run as a program: python clipboard_owner.py FILE
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication


def main() -> None:
    """Own the clipboard until the process is ended."""
    application = QApplication(sys.argv[:1])
    application.clipboard().setImage(QImage(sys.argv[1]))
    QTimer.singleShot(200, lambda: print("ready", flush=True))
    application.exec()


if __name__ == "__main__":
    main()
