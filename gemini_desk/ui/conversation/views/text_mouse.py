"""The mouse over one selectable text: press, drag, double and triple click, links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextBrowser

from gemini_desk.ui.conversation.selection import TextPlace
from gemini_desk.ui.conversation.selection_mouse import is_extending

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.views.segment_view import SegmentView


class TextMouse(QObject):
    """Takes the mouse over one text widget, so that a drag can go beyond it."""

    def __init__(self, edit: QTextBrowser | QPlainTextEdit, view: SegmentView) -> None:
        super().__init__(edit)
        self._edit = edit
        self._view = view
        self._since_double_click = QElapsedTimer()
        self._pressed_link = ""
        self._pressed_at = QPoint()
        edit.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle the left button and let the wheel through to the pane."""
        if isinstance(event, QWheelEvent):
            moved = event.angleDelta()
            if abs(moved.x()) > abs(moved.y()) and self._edit.horizontalScrollBar().maximum():
                return False  # along a long line of code
            event.ignore()
            return True
        if not isinstance(event, QMouseEvent):
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress if event.button() == Qt.MouseButton.LeftButton:
                self._press(event)
            case QEvent.Type.MouseMove if event.buttons() & Qt.MouseButton.LeftButton:
                self._view.services.drag.move(event.globalPosition().toPoint())
            case QEvent.Type.MouseButtonRelease if event.button() == Qt.MouseButton.LeftButton:
                self._release(event)
            case QEvent.Type.MouseButtonDblClick if event.button() == Qt.MouseButton.LeftButton:
                self._select(event, QTextCursor.SelectionType.WordUnderCursor)
                self._since_double_click.start()
            case _:
                return False
        return True

    def _press(self, event: QMouseEvent) -> None:
        elapsed = self._since_double_click
        if elapsed.isValid() and elapsed.elapsed() < QApplication.doubleClickInterval():
            self._select(event, QTextCursor.SelectionType.BlockUnderCursor)
            elapsed.invalidate()
            return
        self._pressed_at = event.position().toPoint()
        self._pressed_link = self._edit.anchorAt(self._pressed_at)
        drag = self._view.services.drag
        drag.press(event.globalPosition().toPoint(), extends=is_extending(event))
        self._view.services.actions.pressed.emit()

    def _release(self, event: QMouseEvent) -> None:
        self._view.services.drag.release()
        position = event.position().toPoint()
        distance = (position - self._pressed_at).manhattanLength()
        link, self._pressed_link = self._pressed_link, ""
        if link and distance < QApplication.startDragDistance():
            self._view.services.selection.clear()
            self._view.activate_link(link)

    def _select(self, event: QMouseEvent, what: QTextCursor.SelectionType) -> None:
        segment = self._view.bound_segment
        if segment is None:
            return
        cursor = self._edit.cursorForPosition(event.position().toPoint())
        cursor.select(what)
        source_offset = self._view.source_offset
        start = TextPlace(segment.item, segment.order, source_offset(cursor.selectionStart()))
        end = TextPlace(segment.item, segment.order, source_offset(cursor.selectionEnd()))
        self._view.services.selection.select(start, end)
