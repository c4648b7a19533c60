"""One line of the page "Storage": what it is, how large, what can be done. GUI thread only."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.announcing import announce
from gemini_desk.ui.controls import ElidedLabel
from gemini_desk.ui.theme import SPACE_PX

_SIZE_PX: Final = 76
_BUTTON_PX: Final = 116
_TOP_RIGHT: Final = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight


class SpaceRow(QWidget):
    """A name above a sentence, the size at the right, and a button.

    Signals:
        pressed: The button.
    """

    pressed = Signal()

    def __init__(self, name: str, button: str, parent: QWidget | None = None) -> None:
        """Show `name`; nothing is measured yet.

        Args:
            name: What takes room.
            button: What can be done about it, a verb.
            parent: Owner.
        """
        super().__init__(parent)
        self._name = name
        title = QLabel(name, self)
        title.setFont(style.font(13))
        self._sentence = QLabel("", self)
        self._sentence.setObjectName("explanation")
        self._sentence.setFont(style.font(12))
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._size = QLabel("…", self)
        self._size.setFont(style.font(13))
        self._size.setFixedWidth(_SIZE_PX)
        self._size.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._place = ElidedLabel("", self)
        self._place.setObjectName("explanation")
        self._place.setFont(style.font(12))
        self._place.hide()
        self._button = QPushButton(button, self)
        self._button.setFont(style.font(13))
        self._button.setAutoDefault(False)
        self._button.setFixedWidth(_BUTTON_PX)
        self._button.setAccessibleName(f"{name}: {button}")
        self._button.clicked.connect(self.pressed)
        style.follow_theme(self._button, style.button_style)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        for label in (title, self._sentence, self._place):
            texts.addWidget(label)
        texts.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE_PX)
        row.addLayout(texts, 1)
        self._tools = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for tool in (self._size, self._button):
            self._tools.addWidget(tool, 0, _TOP_RIGHT)
        row.addLayout(self._tools)
        self.setFocusProxy(self._button)

    def set_narrow(self, is_narrow: bool) -> None:
        """Put the button below the size, for want of room beside it."""
        ways = QBoxLayout.Direction
        self._tools.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)
        self._tools.setSpacing(SPACE_PX if is_narrow else 2 * SPACE_PX)

    @property
    def size_text(self) -> str:
        """The size that is shown."""
        return self._size.text()

    @property
    def sentence(self) -> str:
        """The sentence below the name."""
        return self._sentence.text()

    def set_place(self, folder: str) -> None:
        """Tell where it lies."""
        self._place.setText(folder)
        self._place.show()

    def say(self, sentence: str) -> None:
        """Say something in place of what was measured, until it is measured again."""
        self._sentence.setText(sentence)
        announce(self, f"{self._name}: {sentence}")

    def show_amount(self, size: str, sentence: str, *, can_act: bool) -> None:
        """Show what was measured.

        Args:
            size: For instance `1.4 MB`, "" where a size says nothing.
            sentence: What it is made of.
            can_act: Whether the button would change anything.
        """
        self._size.setText(size)
        self._sentence.setText(sentence)
        self._button.setEnabled(can_act)
        self._button.setAccessibleDescription(f"{self._name}: {size}. {sentence}")
