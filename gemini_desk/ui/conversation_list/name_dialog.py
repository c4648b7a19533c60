"""Asks for the name of a folder, or the name and the colour of a tag. GUI thread only."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.ui import style
from gemini_desk.ui.controls import CONTROL_PX
from gemini_desk.ui.conversation_list.tag_colour_choice import TagColourChoice
from gemini_desk.ui.theme import SPACE_PX, Colours

_NAME_MAX_CHARS = 60
_WIDTH_PX = 360


class NameDialog(QDialog):
    """A field for a name; for a tag its colour, too.

    Signals:
        named: Name, trimmed and never empty, and colour; "" for a folder.
    """

    named = Signal(str, str)

    def __init__(
        self,
        title: str,
        parent: QWidget,
        *,
        name: str = "",
        colour: str = "",
        accept_text: str = "Create",
    ) -> None:
        """Build it; `open` shows it.

        Args:
            title: What is asked.
            parent: The window that it belongs to.
            name: What stands in the field at first.
            colour: The colour that is chosen at first; "" for names without one.
            accept_text: The button that takes the name.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setFixedWidth(_WIDTH_PX)
        style.follow_theme(self, _dialog_style)
        heading = QLabel(title, self)
        heading.setFont(style.font(15, weight=style.HEADING_WEIGHT))
        self._field = QLineEdit(name, self)
        self._field.setMaxLength(_NAME_MAX_CHARS)
        self._field.setFont(style.font(13))
        self._field.setFixedHeight(CONTROL_PX)
        self._field.setPlaceholderText("Name")
        self._field.setAccessibleName("Name")
        style.follow_theme(self._field, style.line_edit_style)
        self._colours = TagColourChoice(colour, self) if colour else None
        self._accept = QPushButton(accept_text, self)
        self._accept.setDefault(True)
        self._accept.clicked.connect(self._take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE_PX, 20, 3 * SPACE_PX, 20)
        layout.setSpacing(12)
        layout.addWidget(heading)
        layout.addWidget(self._field)
        if self._colours is not None:
            layout.addWidget(self._colours)
        layout.addSpacing(4)
        layout.addLayout(self._buttons())
        self._field.textChanged.connect(self._check)
        self._field.selectAll()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._check()

    def _buttons(self) -> QHBoxLayout:
        cancel = QPushButton("Cancel", self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(SPACE_PX)
        row.addStretch(1)
        for button in (cancel, self._accept):
            button.setFont(style.font(13))
            style.follow_theme(button, style.button_style)
            row.addWidget(button)
        return row

    @Slot()
    def _check(self) -> None:
        self._accept.setEnabled(bool(self._field.text().strip()))

    @Slot()
    def _take(self) -> None:
        name = " ".join(self._field.text().split())
        self.named.emit(name, self._colours.colour if self._colours is not None else "")
        self.accept()


def _dialog_style(colours: Colours) -> str:
    return f"QDialog {{ background: {colours.window}; }} QLabel {{ color: {colours.text}; }}"
