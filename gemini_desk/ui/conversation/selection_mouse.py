"""Selecting with the mouse, across widgets and beyond the view; `views/text_mouse.py`: in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QTextBrowser, QWidget

from gemini_desk.ui.conversation.selection import TextPlace

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.scrolling import Scrolling
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.selection import Selection

_AUTOSCROLL_MS: Final = 16
_AUTOSCROLL_SHARE: Final = 6  # a sixth of the distance from the edge, each time


class SelectableLayout(Protocol):
    """What a drag needs of the layout, which needs the views, which need the drag."""

    scrolling: Scrolling

    @property
    def visible(self) -> list[Segment]:
        """The segments that have a widget, from top to bottom."""


class SelectionDrag(QObject):
    """Selects text while the left button is held; scrolls when the pointer leaves the view.

    Signals:
        pressed_beside: The left button went down beside the text.
    """

    pressed_beside = Signal()

    def __init__(self, selection: Selection, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._selection = selection
        self._viewport = viewport
        self._layout: SelectableLayout | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_AUTOSCROLL_MS)
        self._timer.timeout.connect(self._autoscroll)
        self._is_dragging = False
        self._pointer = QPoint()
        viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Select from beside the text, too."""
        if not isinstance(event, QMouseEvent):
            return False
        position = event.globalPosition().toPoint()
        if event.type() == QEvent.Type.MouseMove:
            self.move(position)
        elif event.button() != Qt.MouseButton.LeftButton:
            return False
        elif event.type() == QEvent.Type.MouseButtonPress:
            self.press(position, extends=is_extending(event))
            self.pressed_beside.emit()
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self.release()
        return True

    def set_layout(self, layout: SelectableLayout) -> None:
        """Name the layout whose segments are selected in."""
        self._layout = layout

    def press(self, global_position: QPoint, *, extends: bool) -> None:
        """The left button went down."""
        place = self.place_at(global_position)
        if place is None:
            return
        self._is_dragging = True
        if extends:
            self._selection.extend(place)
        else:
            self._selection.start(place)

    def move(self, global_position: QPoint) -> None:
        """The pointer moved with the left button held."""
        if not self._is_dragging:
            return
        self._pointer = global_position
        place = self.place_at(global_position)
        if place is not None:
            self._selection.extend(place)
        if self._overshoot(global_position) and not self._timer.isActive():
            self._timer.start()

    def release(self) -> None:
        """The left button came up."""
        self._is_dragging = False
        self._timer.stop()

    def place_at(self, global_position: QPoint) -> TextPlace | None:
        """The place in the text that is nearest to a point on the screen."""
        if self._layout is None:
            return None
        y = self._viewport.mapFromGlobal(global_position).y()
        nearest: Segment | None = None
        distance = 0
        for segment in self._layout.visible:
            if not segment.is_text or segment.view is None:
                continue
            rect = segment.view.geometry()
            away = max(rect.top() - y, y - rect.bottom(), 0)
            if nearest is None or away < distance:
                nearest, distance = segment, away
        if nearest is None or nearest.view is None:
            return None
        return TextPlace(nearest.item, nearest.order, nearest.view.offset_at(global_position))

    def link_at(self, global_position: QPoint) -> str:
        """The address of the link at a point on the screen; "" if there is none."""
        widget = QApplication.widgetAt(global_position)
        edit = widget.parentWidget() if widget is not None else None
        if isinstance(edit, QTextBrowser):
            return edit.anchorAt(edit.viewport().mapFromGlobal(global_position))
        return ""

    def _overshoot(self, global_position: QPoint) -> int:
        """How far above (negative) or below the view a point is, in px."""
        y = self._viewport.mapFromGlobal(global_position).y()
        return min(0, y) + max(0, y - self._viewport.height())

    def _autoscroll(self) -> None:
        overshoot = self._overshoot(self._pointer)
        if not overshoot or not self._is_dragging or self._layout is None:
            self._timer.stop()
            return
        step = overshoot // _AUTOSCROLL_SHARE or (1 if overshoot > 0 else -1)
        self._layout.scrolling.scroll_by(step)
        self.move(self._pointer)


def is_extending(event: QMouseEvent) -> bool:
    """Whether Shift is held, which extends a selection."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
