"""The window's columns: the sidebar, the content, and a panel that inspects it.

A wide window shows them side by side with handles between them. In a narrow one the
content has all the room: the sidebar slides over it when it is asked for, and the panel
takes its place until it is closed.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

NARROW_PX: Final = 720
SIDEBAR_PX: Final = 264
SIDEBAR_MIN_PX: Final = 200
SIDEBAR_MAX_PX: Final = 440
PANEL_PX: Final = 400
PANEL_MIN_PX: Final = 320
PANEL_MAX_PX: Final = 720
_CONTENT_MIN_PX: Final = 440
_HANDLE_PX: Final = 7
_BESIDE_OVERLAY_PX: Final = 64  # stays free, to see and to click what lies below


class WindowShell(QWidget):
    """Lays out a sidebar and a content.

    Signals:
        sidebar_toggled: Whether the sidebar can be seen now.
        overlay_opened: The sidebar lies over the content now, and wants the keyboard.
        keyboard_left: The sidebar went while it had the keyboard.
        panel_covers: Whether the panel lies over the content now, instead of beside it.
    """

    sidebar_toggled = Signal(bool)
    overlay_opened = Signal()
    keyboard_left = Signal()
    panel_covers = Signal(bool)

    def __init__(self, sidebar: QWidget, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sidebar = sidebar
        self._content = content
        content.setParent(self)
        self._scrim = _Scrim(self)
        sidebar.setParent(self)
        self._handle = _Handle(self)
        self._width_px = SIDEBAR_PX
        self._wanted = True
        self._over = False
        self._was_visible: bool | None = None
        self._panel: QWidget | None = None
        self._panel_handle = _Handle(self)
        self._panel_px = PANEL_PX
        self._panel_wanted = False
        self._was_covering: bool | None = None
        self._scrim.pressed.connect(self.close_overlay)
        self._handle.dragged.connect(self.set_sidebar_width)
        self._panel_handle.dragged.connect(lambda x: self.set_panel_width(self.width() - x))
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for both columns."""
        return self.width() < NARROW_PX

    @property
    def sidebar_visible(self) -> bool:
        """Whether the sidebar is shown, beside the content or over it."""
        return self._over if self.is_narrow else self._wanted

    @property
    def sidebar_wanted(self) -> bool:
        """Whether a wide window shows the sidebar."""
        return self._wanted

    @property
    def sidebar_width(self) -> int:
        """The sidebar's width beside the content, in pixels."""
        return self._width_px

    def set_sidebar_width(self, width_px: int) -> None:
        """Make the sidebar `width_px` wide, within bounds."""
        self._width_px = min(max(width_px, SIDEBAR_MIN_PX), SIDEBAR_MAX_PX)
        self._arrange()

    def set_sidebar_wanted(self, wanted: bool) -> None:
        """Show or hide the sidebar of a wide window."""
        self._wanted = wanted
        self._arrange()

    def show_sidebar(self) -> None:
        """Show the sidebar, over the content in a narrow window."""
        if not self.sidebar_visible:
            self.toggle_sidebar()

    def toggle_sidebar(self) -> None:
        """Show the sidebar if it is hidden, hide it otherwise."""
        if self.is_narrow:
            self._over = not self._over
        else:
            self._wanted = not self._wanted
        self._arrange()
        if self._over:
            self.overlay_opened.emit()

    def close_overlay(self) -> None:
        """Take the sidebar off the content of a narrow window."""
        if self._over:
            self._over = False
            self._arrange()

    # -- the panel at the right -----------------------------------------------------------

    @property
    def panel_width(self) -> int:
        """The panel's width beside the content, in pixels."""
        return self._panel_px

    @property
    def panel_visible(self) -> bool:
        """Whether the panel is shown, beside the content or in its place."""
        return self._panel is not None and self._panel_wanted

    def set_panel_width(self, width_px: int) -> None:
        """Make the panel `width_px` wide, within bounds."""
        self._panel_px = min(max(width_px, PANEL_MIN_PX), PANEL_MAX_PX)
        self._arrange()

    def show_panel(self, panel: QWidget) -> None:
        """Show `panel` at the right; it belongs to the shell from then on."""
        if self._panel is not None and self._panel is not panel:
            self._panel.hide()
        self._panel = panel
        panel.setParent(self)
        self._scrim.raise_()  # the sidebar of a narrow window lies over everything
        self._sidebar.raise_()
        self._panel_wanted = True
        self._arrange()

    def hide_panel(self) -> None:
        """Give the room back to the content."""
        self._panel_wanted = False
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """What the content needs."""
        return self._content.minimumSizeHint().expandedTo(QSize(320, 320))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out the columns."""
        super().resizeEvent(event)
        if not self.is_narrow:
            self._over = False
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes the sidebar off the content."""
        if event.key() == Qt.Key.Key_Escape and self._over:
            self.close_overlay()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Lay out again when the content's needs change."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Whoever goes on to what the sidebar covers wants to see it."""
        if not self._over or now is None or self._sidebar.isAncestorOf(now):
            return
        if now.window() is self.window():  # and no menu or dialog of the sidebar's
            self.close_overlay()

    def _arrange(self) -> None:
        area = self.rect()
        visible = self.sidebar_visible
        focused = QApplication.focusWidget()
        had_keyboard = focused is not None and self._sidebar.isAncestorOf(focused)
        overlaid = visible and self.is_narrow
        beside_px = 0
        if visible and not overlaid:
            beside_px = min(self._width_px, max(area.width() - _CONTENT_MIN_PX, SIDEBAR_MIN_PX))
        self._arrange_content(area.adjusted(beside_px, 0, 0, 0))
        width_px = min(self._width_px, area.width() - _BESIDE_OVERLAY_PX) if overlaid else beside_px
        self._sidebar.setGeometry(QRect(0, 0, max(width_px, 1), area.height()))
        self._sidebar.setVisible(visible)
        self._scrim.setGeometry(area)
        self._scrim.setVisible(overlaid)
        self._handle.setGeometry(beside_px - _HANDLE_PX // 2 - 1, 0, _HANDLE_PX, area.height())
        self._handle.setVisible(visible and not overlaid)
        if visible != self._was_visible:
            self._was_visible = visible
            self.sidebar_toggled.emit(visible)
            if had_keyboard and not visible:
                self.keyboard_left.emit()

    def _arrange_content(self, area: QRect) -> None:
        """Lay out what is right of the sidebar."""
        room_px = min(self._panel_px, area.width() - _CONTENT_MIN_PX) if self.panel_visible else 0
        covers = self.panel_visible and room_px < PANEL_MIN_PX
        panel_px = 0 if covers else room_px
        self._content.setGeometry(area.adjusted(0, 0, -panel_px, 0))
        self._content.setVisible(not covers)  # nor is it in the order of the Tab key then
        edge = area.right() + 1 - panel_px
        self._panel_handle.setGeometry(edge - _HANDLE_PX // 2, 0, _HANDLE_PX, area.height())
        self._panel_handle.setVisible(self.panel_visible and not covers)
        if self._panel is not None:
            beside = QRect(edge, area.top(), panel_px, area.height())
            self._panel.setGeometry(area if covers else beside)
            self._panel.setVisible(self._panel_wanted)
            self._panel_handle.raise_()
        if covers != self._was_covering:
            self._was_covering = covers
            self.panel_covers.emit(covers)


class _Scrim(QWidget):
    """Dims what lies below the sidebar and closes it when clicked."""

    pressed = Signal()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(0, 0, 0, 96))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
        event.accept()


class _Handle(QWidget):
    """The line between two columns; dragging it widens one of them."""

    dragged = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            at: QPoint = self.mapToParent(event.position().toPoint())
            self.dragged.emit(at.x())
