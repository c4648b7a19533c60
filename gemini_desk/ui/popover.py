"""A panel that opens over the window and closes when something else is wanted.

A child of the window and no window of its own: rounded corners need no compositor, and the
platform's window manager has no say in it. GUI thread only.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.controls import claims_escape
from gemini_desk.ui.resize_watcher import ResizeWatcher
from gemini_desk.ui.theme import SPACE_PX, Theme


class Popover(QFrame):
    """Floats below a button, or above it; a click beside it or Escape closes it.

    Signals:
        closed: It is no longer shown.
    """

    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._anchor: QWidget | None = None
        self._focused_before: QWidget | None = None
        self._above = False
        self._backdrop = _Backdrop(window)
        self._backdrop.pressed.connect(self.close_panel)
        self._content = QVBoxLayout(self)
        edge = style.SHADOW_PX + SPACE_PX
        self._content.setContentsMargins(edge, edge, edge, edge)
        self._content.setSpacing(0)
        ResizeWatcher(window).resized.connect(self._follow_window)
        Theme.changes().changed.connect(self.update)
        self.hide()

    @property
    def content(self) -> QVBoxLayout:
        """Where the panel's widgets go."""
        return self._content

    def open_below(self, anchor: QWidget) -> None:
        """Show the panel with its right edge below that of `anchor`."""
        self._open(anchor, above=False)

    def open_above(self, anchor: QWidget) -> None:
        """Show the panel with its right edge above that of `anchor`."""
        self._open(anchor, above=True)

    def _open(self, anchor: QWidget, *, above: bool) -> None:
        self._anchor, self._above = anchor, above
        if not self._holds_focus():
            self._focused_before = self._window.window().focusWidget()
        self._backdrop.setGeometry(self._window.rect())
        self._backdrop.show()
        self._backdrop.raise_()
        self.show()
        self.raise_()
        self._place()

    def close_panel(self) -> None:
        """Hide the panel and give the focus back to what had it, so that one can type on."""
        if self.isHidden():
            return
        self._backdrop.hide()
        had_focus = self._holds_focus()
        self.hide()
        before, self._focused_before = self._focused_before, None
        if before is None or not shiboken6.isValid(before) or not before.isVisible():
            before = self._anchor
        if had_focus and before is not None:
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    @Slot()
    def _follow_window(self) -> None:
        if self.isVisible():
            self._backdrop.setGeometry(self._window.rect())
            self._place()

    def event(self, event: QEvent) -> bool:
        """Claim Escape; take a new size when the content changes."""
        if claims_escape(event):
            return True
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._place()
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes, the arrow keys go through the controls, Enter presses the button there.

        Buttons take Space alone, outside of dialogs; who went here with the arrows is in a menu.
        """
        focused = self._window.window().focusWidget()
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_panel()
            case Qt.Key.Key_Down:
                self.focusNextPrevChild(True)
            case Qt.Key.Key_Up:
                self.focusNextPrevChild(False)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if isinstance(focused, QAbstractButton):
                if not event.isAutoRepeat():
                    focused.click()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card and its shadow."""
        colours = Theme.current()
        painter = QPainter(self)
        edge = style.SHADOW_PX
        card = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        style.paint_card(
            painter, card, fill=colours.raised, line=colours.line, radius=12, shadow=True
        )
        painter.end()

    def _holds_focus(self) -> bool:
        focused: QWidget | None = self._window.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _place(self) -> None:
        if self._anchor is None:
            return
        area = self._window.rect()
        size = self.sizeHint().boundedTo(area.size())
        if self.hasHeightForWidth():
            size.setHeight(min(self.heightForWidth(size.width()), area.height()))
        anchor = self._anchor
        corner = anchor.mapTo(self._window, QPoint(anchor.width(), anchor.height()))
        left = min(corner.x() - size.width() + style.SHADOW_PX, area.width() - size.width())
        top = min(corner.y() + 4 - style.SHADOW_PX, area.height() - size.height())
        if self._above:
            top = corner.y() - anchor.height() - 4 + style.SHADOW_PX - size.height()
        self.setGeometry(max(left, 0), max(top, 0), size.width(), size.height())


class _Backdrop(QWidget):
    """Catches the click beside the panel."""

    pressed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.pressed.emit()
