"""The bar above the conversation: title, model, menu. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from gemini_desk.ui import style
from gemini_desk.ui.controls import CONTROL_PX, CancellableLineEdit, ElidedLabel, IconButton
from gemini_desk.ui.model_button import ModelButton
from gemini_desk.ui.setup.setup_button import SetupButton
from gemini_desk.ui.tab_order import chain_parts
from gemini_desk.ui.theme import SPACE_PX, Colours, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER_PX: Final = 56
_TITLE_MAX_CHARS: Final = 200
_COMPACT_PX: Final = 620
_NARROW_PX: Final = 520


class HeaderBar(QWidget):
    """Title at the left, the model with its state at the right.

    Signals:
        sidebar_requested: The person wants to see the sidebar.
        new_requested: The person wants a new conversation.
        title_edited: The new title.
    """

    sidebar_requested = Signal()
    new_requested = Signal()
    title_edited = Signal(str)

    def __init__(self, make_menu: Callable[[], QMenu], parent: QWidget | None = None) -> None:
        """Build the header.

        Args:
            make_menu: Makes the menu behind ☰, when it is opened first.
            parent: Owner.
        """
        super().__init__(parent)
        self.setFixedHeight(HEADER_PX)
        self.model_button = ModelButton(self)
        self.setup_button = SetupButton(self)
        self.title = EditableTitle(self)
        self.title.edited.connect(self.title_edited)
        self._show_sidebar = IconButton("sidebar", "Show the sidebar (Ctrl+B)", self)
        self._show_sidebar.clicked.connect(self.sidebar_requested)
        self._new = IconButton("new-conversation", "New conversation (Ctrl+N)", self)
        self._new.clicked.connect(self.new_requested)
        self._make_menu = make_menu
        self._menu: QMenu | None = None
        self._menu_button = IconButton("menu", "Menu (F10)", self)
        self._menu_button.clicked.connect(self.open_menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 10, 0)
        layout.setSpacing(4)
        layout.addWidget(self._show_sidebar)
        layout.addWidget(self._new)
        layout.addSpacing(SPACE_PX - 2)
        layout.addWidget(self.title, 1)
        layout.addSpacing(SPACE_PX)
        layout.addWidget(self.setup_button)
        layout.addWidget(self.model_button)
        layout.addWidget(self._menu_button)
        self.title.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # only then it gets a place
        chain_parts(
            (self._show_sidebar, self._new, self.title, self.setup_button, self.model_button,
             self._menu_button)
        )  # fmt: skip
        self.title.set_text("", editable=False)
        Theme.changes().changed.connect(self.update)

    @property
    def last_stop(self) -> QWidget:
        """Where Tab stops last."""
        return self._menu_button

    def menu(self) -> QMenu:
        """The menu behind ☰."""
        if self._menu is None:
            self._menu = self._make_menu()
        return self._menu

    @Slot(bool)
    def set_sidebar_visible(self, visible: bool) -> None:
        """Offer what the hidden sidebar would."""
        self._show_sidebar.setVisible(not visible)
        self._new.setVisible(not visible)

    @Slot()
    def open_menu(self) -> None:
        """Open the menu below its button."""
        corner = self._menu_button.rect().bottomRight()
        menu = self.menu()
        width_px = menu.sizeHint().width()
        menu.popup(self._menu_button.mapToGlobal(corner - QPoint(width_px, -4)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the title its room."""
        super().resizeEvent(event)
        self.setup_button.set_compact(self.width() < _COMPACT_PX)
        self.model_button.set_compact(self.width() < _NARROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line below."""
        colours = Theme.current()
        painter = QPainter(self)
        style.fill_rect(painter, self.rect(), colours.window)
        style.fill_rect(painter, QRect(0, self.height() - 1, self.width(), 1), colours.line)
        painter.end()


class _TitleField(CancellableLineEdit):
    """Keeps Return, which Qt would pass on to the title: that would open the field again."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Finish with Return, and with nothing else."""
        super().keyPressEvent(event)
        event.accept()


class EditableTitle(QWidget):
    """A title that a double click, F2 or Return turns into a field.

    Signals:
        edited: The new title; never empty, never the old one.
    """

    edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._editable = False
        self._editing = False
        self._came_from: QWidget | None = None  # the keyboard
        self._label = ElidedLabel(parent=self)
        self._label.setFont(style.font(14, weight=style.HEADING_WEIGHT))
        self._label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._field = _TitleField(self)
        self._field.setMaxLength(_TITLE_MAX_CHARS)
        self._field.setFont(style.font(14))
        self._field.setFixedHeight(CONTROL_PX)
        self._field.setAccessibleName("Title of the conversation")
        self._field.editingFinished.connect(self._finish)
        self._field.cancelled.connect(self._cancel)
        style.follow_theme(self._field, style.line_edit_style)
        style.follow_theme(self._label, _title_style)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)
        layout.addWidget(self._field)
        self.set_text("", editable=False)

    @property
    def text(self) -> str:
        """The title."""
        return self._label.text()

    @property
    def is_editing(self) -> bool:
        """Whether the field is open."""
        return self._editing

    def set_text(self, text: str, *, editable: bool) -> None:
        """Show `text`; closes the field without taking what stands in it."""
        self._editable = editable
        self._editing = False  # first: hiding the field makes it say that it is finished
        self._label.setText(text)
        self._field.hide()
        self._label.show()
        focus = Qt.FocusPolicy.TabFocus if editable else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(focus)
        self.setAccessibleName(f"Title: {text}" if text else "")
        self.setAccessibleDescription("Press Return to rename" if editable else "")

    def start_editing(self) -> None:
        """Open the field with the whole title selected."""
        if not self._editable:
            return
        self._editing = True
        self._came_from = self.window().focusWidget()
        self._field.setText(self.text)
        self._label.hide()
        self._field.show()
        self._field.selectAll()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the field."""
        self.start_editing()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens the field, as F2 does in the whole window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.is_editing:
            self.start_editing()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the focus ring around the title."""
        if self.hasFocus():
            painter = QPainter(self)
            ring = self.rect().adjusted(-1, 10, 0, -10)
            style.paint_focus(painter, ring.toRectF(), radius=style.CONTROL_RADIUS_PX)
            painter.end()

    @Slot()
    def _finish(self) -> None:
        if not self._editing:
            return
        title = " ".join(self._field.text().split())
        old = self.text
        self._close(title or old)
        if title and title != old:
            self.edited.emit(title)

    @Slot()
    def _cancel(self) -> None:
        self._close(self.text)

    def _close(self, text: str) -> None:
        """Show `text` and give the keyboard back, unless it has gone elsewhere already."""
        had_keyboard, back = self._field.hasFocus(), self._came_from
        self._came_from = None
        self.set_text(text, editable=True)
        if had_keyboard:
            is_there = back is not None and isValid(back) and back.isVisible()
            (back if back is not None and is_there else self).setFocus()


def _title_style(colours: Colours) -> str:
    return f"color: {colours.text}; padding: 0 4px;"
