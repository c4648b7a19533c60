"""The right column: header, welcome page or conversation, composer. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.tab_order import chain_parts
from gemini_desk.ui.theme import COLUMN_MAX_PX, SPACE_PX, Theme

if TYPE_CHECKING:
    from gemini_desk.ui.header_bar import HeaderBar
    from gemini_desk.ui.leaving_sign import LeavingSign


class Content(QWidget):
    """Stacks what the window shows beside its sidebar."""

    def __init__(
        self, header: HeaderBar, welcome: QWidget, pane: QWidget, composer: QWidget
    ) -> None:
        super().__init__()
        header.setParent(self)  # Tab walks them as they came
        self._header = header
        self._welcome = welcome
        self._pane = pane
        self._sign: LeavingSign | None = None
        self._body = QStackedWidget(self)
        self._body.addWidget(welcome)
        self._body.addWidget(pane)
        # The composer's card has a shadow around it; the card itself ends with the column.
        composer.setMaximumWidth(COLUMN_MAX_PX + 2 * style.SHADOW_PX)
        column = QHBoxLayout()
        edge = 2 * SPACE_PX - style.SHADOW_PX
        column.setContentsMargins(edge, 0, edge, edge)
        column.addStretch(1)
        column.addWidget(composer, 1000)  # all the room up to its greatest width
        column.addStretch(1)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(QMargins())
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(self._body, 1)
        layout.addLayout(column)
        Theme.changes().changed.connect(self.update)

    def set_pane(self, pane: QWidget) -> None:
        """Show conversations with `pane` from now on; the one before it goes."""
        before, self._pane = self._pane, pane
        was_shown = self._body.currentWidget() is before
        self._body.addWidget(pane)
        if was_shown:
            self._body.setCurrentWidget(pane)
        self._body.removeWidget(before)
        before.deleteLater()
        chain_parts((self._header.last_stop, pane))  # it came last

    @property
    def sign_text(self) -> str:
        """What the sign above the message box says; "" while there is none."""
        return self._sign.text if self._sign is not None and not self._sign.isHidden() else ""

    def set_destination(self, origin: str) -> None:
        """Say above the message box that messages go to `origin`; "" for nowhere."""
        if self._sign is None:
            if not origin:
                return
            from gemini_desk.ui.leaving_sign import LeavingSign, sign_row  # for servers alone

            self._sign = LeavingSign(self)
            row = sign_row(self._sign, COLUMN_MAX_PX)
            self._layout.insertLayout(self._layout.count() - 1, row)
        if origin:
            self._sign.set_origin(origin)
        self._sign.setVisible(bool(origin))

    def show_welcome(self) -> None:
        """Show the welcome page."""
        self._body.setCurrentWidget(self._welcome)

    def show_pane(self) -> None:
        """Show the conversation."""
        self._body.setCurrentWidget(self._pane)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        style.fill_rect(painter, event.rect(), Theme.current().window)
        painter.end()
