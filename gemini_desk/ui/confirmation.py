"""Asks before something is done that a person may not want. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.theme import SPACE_PX, Colours

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

_WIDTH_PX = 380


class Confirmation(QDialog):
    """A question, what it means, and two buttons; the one that loses nothing has the keyboard."""

    def __init__(
        self,
        question: str,
        meaning: str,
        accept_text: str,
        parent: QWidget,
        *,
        destroys: bool = True,
    ) -> None:
        """Build it; `open` shows it, and `accepted` tells of a yes.

        Args:
            question: What is asked.
            meaning: What follows from a yes.
            accept_text: The button that says yes, with a verb.
            parent: The window that it belongs to.
            destroys: Something is lost by a yes: its button looks like that.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(question)
        self.setFixedWidth(_WIDTH_PX)
        style.follow_theme(self, _dialog_style)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE_PX, 20, 3 * SPACE_PX, 20)
        layout.setSpacing(SPACE_PX)
        for text, size_px in ((question, 15), (meaning, 13)):
            label = QLabel(text, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            weight = style.HEADING_WEIGHT if text is question else QFont.Weight.Normal
            label.setFont(style.font(size_px, weight=weight))
            layout.addWidget(label)
        accept = QPushButton(accept_text, self)
        if destroys:
            accept.setObjectName("danger")
        accept.setAutoDefault(False)
        accept.clicked.connect(self.accept)
        cancel = QPushButton("Cancel", self)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(SPACE_PX)
        row.addStretch(1)
        for button in (cancel, accept):
            button.setFont(style.font(13))
            style.follow_theme(button, style.button_style)
            row.addWidget(button)
        layout.addSpacing(SPACE_PX)
        layout.addLayout(row)
        if destroys:
            cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        else:  # the person has just asked for it
            cancel.setAutoDefault(False)
            accept.setDefault(True)
            accept.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the text wants: Qt reckons that of a width that the dialog never has."""
        self.setFixedHeight(self.heightForWidth(self.width()))
        super().showEvent(event)


def _dialog_style(colours: Colours) -> str:
    return f"QDialog {{ background: {colours.window}; }} QLabel {{ color: {colours.text}; }}"
