"""About the application: version, licence. GUI thread only."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from gemini_desk import __version__
from gemini_desk.ui import style
from gemini_desk.ui.controls import ApplicationMark

if TYPE_CHECKING:
    from gemini_desk.ui.theme import Colours

_MARK_PX = 72


class AboutDialog(QDialog):
    """Name, version, licence, and where what you type goes: nowhere."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About Gemini Desk")
        style.follow_theme(self, _dialog_style)
        mark = ApplicationMark(_MARK_PX, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 32, 40, 24)
        layout.setSpacing(8)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(8)
        layout.addWidget(self._line("Gemini Desk", 20, heading=True))
        layout.addWidget(self._line(f"Version {__version__}", 13))
        layout.addSpacing(8)
        layout.addWidget(
            self._line(
                "Chat with text, pictures and voice, with a model that runs on your own "
                "machine. What you type, show and say stays on it.",
                13,
            )
        )
        layout.addSpacing(8)
        licence = self._line("Apache Licence 2.0", 12)
        licence.setObjectName("muted")
        layout.addWidget(licence)
        versions = self._line(f"Python {platform.python_version()} · Qt {qVersion()}", 12)
        versions.setObjectName("muted")
        versions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(versions)
        layout.addSpacing(16)
        close = QPushButton("Close", self)
        close.setFont(style.font(13))
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    def _line(self, text: str, size_px: int, *, heading: bool = False) -> QLabel:
        line = QLabel(text, self)
        line.setFont(style.font(size_px, weight=style.HEADING_WEIGHT) if heading
                     else style.font(size_px))  # fmt: skip
        line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        line.setWordWrap(True)
        line.setFixedWidth(320)
        return line


def _dialog_style(colours: Colours) -> str:
    return (
        f"QDialog {{ background: {colours.window}; }} QLabel {{ color: {colours.text}; }}"
        f"QLabel#muted {{ color: {colours.muted}; }}" + style.button_style(colours)
    )
