"""Leads to the groups of the menu of models, where not all are in sight. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent

    from gemini_desk.ui.theme import Colours


class SectionList(QScrollArea):
    """The list itself; keys are left to the menu, or the page keys would scroll the focus away."""

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Not here."""
        event.ignore()


class SectionBar(QWidget):
    """A button for each group of a long list.

    Signals:
        wanted: The title of the group that the person wants to see.

    Attributes:
        buttons: By what stands on them.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_PX // 2)
        self._row.addStretch(1)

    def set_sections(self, sections: Iterable[tuple[str, str]]) -> None:
        """Offer the groups: what stands on the button, and the title of the group."""
        wanted = dict(sections)
        if {name: each.property("title") for name, each in self.buttons.items()} == wanted:
            return
        for button in self.buttons.values():
            button.setParent(None)
            button.deleteLater()
        self.buttons = {}
        for number, (name, title) in enumerate(wanted.items()):
            button = QPushButton(name, self)
            button.setFont(style.font(12))
            button.setAutoDefault(False)
            button.setProperty("title", title)
            button.setAccessibleName(f"Go to {title}")
            button.setToolTip(f"{title} (Page Up, Page Down)")
            button.clicked.connect(self._go)
            style.follow_theme(button, _link_style)
            self._row.insertWidget(number, button)
            self.buttons[name] = button

    @Slot()
    def _go(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.wanted.emit(button.property("title"))


def _link_style(colours: Colours) -> str:
    return f"""
        QPushButton {{ color: {colours.muted}; background: transparent; padding: 3px 9px;
            border: 1px solid {colours.line}; border-radius: 11px; }}
        QPushButton:hover {{ color: {colours.text}; background: {colours.hover}; }}
        QPushButton:focus {{ color: {colours.text}; border-color: {colours.accent}; }}
    """
