"""The panel in which a model is chosen. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMargins, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.ui import style
from gemini_desk.ui.icons import paint_icon
from gemini_desk.ui.model_state import ModelChoice, ModelState, size_text
from gemini_desk.ui.model_status import ModelStatus
from gemini_desk.ui.popover import Popover
from gemini_desk.ui.theme import SPACE_PX, Colours, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH_PX: Final = 344
_ROW_PX: Final = 52
_COMMAND_PX: Final = 36
_LIST_MAX_PX: Final = 400
_BESIDE_LIST_PX: Final = 320  # header, state, commands
_EDGE_PX: Final = 12
_ICON_PX: Final = 16


class ModelMenu(Popover):
    """The model's state, the models to choose from, a folder, unload.

    Signals:
        chosen: The name that `LoadRequest.model` takes.
        folder_requested: The person wants to choose a folder.
        unload_requested: The person wants the model out of memory.
        help_requested: The person wants to know how to get a model.
    """

    chosen = Signal(str)
    folder_requested = Signal()
    unload_requested = Signal()
    help_requested = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAccessibleName("Models")
        self._choices: Sequence[ModelChoice] = ()
        self._state = ModelState()
        self._rows: list[ModelRow] = []
        self._status = ModelStatus(self)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(QMargins())
        self._column.setSpacing(2)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._list)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        style.follow_theme(self._scroll, _list_style)
        self._folder = CommandRow("folder", "Choose a folder…", self)
        self._folder.clicked.connect(self._choose_folder)
        self._unload = CommandRow("eject", "Unload and free its memory", self)
        self._unload.clicked.connect(self._unload_model)
        self._help = CommandRow("help", "How to get more models", self)
        self._help.clicked.connect(self._show_help)
        for widget in (
            self._status, _Line(self), self._scroll, _Line(self), self._folder, self._unload,
            self._help,
        ):  # fmt: skip
            self.content.addWidget(widget)
        self.set_state(self._state)

    def set_choices(self, choices: Sequence[ModelChoice]) -> None:
        """Offer `choices`."""
        self._choices = tuple(choices)
        for row in self._rows:
            row.setParent(None)
            row.deleteLater()
        while self._column.count():
            item = self._column.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        self._rows = []
        here = [choice for choice in self._choices if choice.available]
        elsewhere = [choice for choice in self._choices if not choice.available]
        for title, group in (("On this machine", here), ("Not on this machine yet", elsewhere)):
            if group:
                self._column.addWidget(_Caption(title, self._list))
            for choice in group:
                row = ModelRow(choice, self._list)
                row.clicked.connect(self._choose)
                self._rows.append(row)
                self._column.addWidget(row)
        self._column.addStretch(1)
        self._mark_current()
        self._fit_list()

    def set_state(self, state: ModelState) -> None:
        """Show `state` and mark the model that it speaks of."""
        self._state = state
        self._status.set_state(state)
        self._unload.setVisible(state.loaded or state.busy)
        self._unload.setText(
            "Stop loading" if state.busy and not state.loaded else "Unload and free its memory"
        )
        self._mark_current()

    def open_below(self, anchor: QWidget) -> None:
        """Show the panel with the focus on the current model."""
        self._fit_list()
        super().open_below(anchor)
        rows = [row for row in self._rows if row.isEnabled()]
        current = next((row for row in rows if row.is_current), rows[0] if rows else self._folder)
        current.setFocus(Qt.FocusReason.PopupFocusReason)

    def sizeHint(self) -> QSize:
        """As wide as it is meant to be, as high as its content."""
        return QSize(WIDTH_PX + 2 * style.SHADOW_PX, super().sizeHint().height())

    def _fit_list(self) -> None:
        room_px = min(self.window().height() - _BESIDE_LIST_PX, _LIST_MAX_PX)
        height_px = min(self._column.sizeHint().height(), max(room_px, 2 * _ROW_PX))
        self._scroll.setFixedHeight(height_px)

    def _mark_current(self) -> None:
        for row in self._rows:
            row.set_current(row.choice.model == self._state.model)

    @Slot()
    def _choose(self) -> None:
        row = self.sender()
        if isinstance(row, ModelRow):
            self.close_panel()
            self.chosen.emit(row.choice.model)

    @Slot()
    def _choose_folder(self) -> None:
        self.close_panel()
        self.folder_requested.emit()

    @Slot()
    def _unload_model(self) -> None:
        self.close_panel()
        self.unload_requested.emit()

    @Slot()
    def _show_help(self) -> None:
        self.close_panel()
        self.help_requested.emit()


class _RowButton(QAbstractButton):
    """A row that shows itself when the mouse or the focus is on it."""

    def __init__(self, height_px: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(height_px)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX - 2 * SPACE_PX, self.height())

    def paint_ground(self, painter: QPainter) -> None:
        area = QRectF(self.rect())
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            colours = Theme.current()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.pressed if self.isDown() else colours.hover))
            painter.drawRoundedRect(area, style.CONTROL_RADIUS_PX, style.CONTROL_RADIUS_PX)
        if self.hasFocus():
            style.paint_focus(painter, area, radius=style.CONTROL_RADIUS_PX)


class ModelRow(_RowButton):
    """A model: name, size, what it takes, and a check on the current one."""

    def __init__(self, choice: ModelChoice, parent: QWidget) -> None:
        super().__init__(_ROW_PX, parent)
        self.choice = choice
        self.is_current = False
        self.setEnabled(choice.available)
        self.setToolTip(choice.hint or choice.model)
        self.set_current(False)

    @property
    def details(self) -> str:
        """The second line."""
        parts = [] if self.choice.size_bytes is None else [size_text(self.choice.size_bytes)]
        parts.append(self.choice.takes)
        if self.choice.hint and self.choice.available:
            parts.append(self.choice.hint)
        return " · ".join(parts)

    def set_current(self, current: bool) -> None:
        """Put the check on it, or take it away."""
        self.is_current = current
        spoken = ", current model" if current else ""
        hint = f". {self.choice.hint}" if self.choice.hint else ""
        self.setAccessibleName(f"{self.choice.label}, {self.details}{spoken}{hint}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the two lines, the icons of what it takes, the check."""
        colours = Theme.current()
        painter = QPainter(self)
        self.paint_ground(painter)
        if not self.isEnabled():
            painter.setOpacity(0.75)
        right = self.width() - _EDGE_PX
        if self.is_current:
            right -= _ICON_PX
            check = QRectF(right, (self.height() - _ICON_PX) / 2, _ICON_PX, _ICON_PX)
            paint_icon(painter, "check", check, colour="accent")
            right -= SPACE_PX
        text_px = right - _EDGE_PX
        weight = QFont.Weight.DemiBold if self.is_current else QFont.Weight.Normal
        painter.setFont(style.font(13, weight=weight))
        painter.setPen(QColor(colours.text))
        label = painter.fontMetrics().elidedText(
            self.choice.label, Qt.TextElideMode.ElideMiddle, text_px
        )
        align = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(_EDGE_PX, 7, text_px, 20), align, label)
        painter.setFont(style.font(12))
        painter.setPen(QColor(colours.muted))
        details = painter.fontMetrics().elidedText(
            self.details, Qt.TextElideMode.ElideRight, text_px
        )
        painter.drawText(QRectF(_EDGE_PX, 27, text_px, 18), align, details)
        painter.end()


class CommandRow(_RowButton):
    """Something to do: an icon and a text."""

    def __init__(self, icon_name: str, text: str, parent: QWidget) -> None:
        super().__init__(_COMMAND_PX, parent)
        self._icon_name = icon_name
        self.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon and text."""
        painter = QPainter(self)
        self.paint_ground(painter)
        mark = QRectF(_EDGE_PX, (self.height() - _ICON_PX) / 2, _ICON_PX, _ICON_PX)
        paint_icon(painter, self._icon_name, mark, colour="muted")
        painter.setFont(style.font(13))
        painter.setPen(QColor(Theme.current().text))
        left = _EDGE_PX + _ICON_PX + SPACE_PX + 2
        rest = QRectF(left, 0, self.width() - left - _EDGE_PX, self.height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()


class _Caption(QLabel):
    """The name of a group."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setFont(style.font(11, weight=QFont.Weight.DemiBold))
        self.setContentsMargins(_EDGE_PX, SPACE_PX, _EDGE_PX, 4)
        style.follow_theme(self, _caption_style)


class _Line(QWidget):
    """A hairline with some air around it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(2 * SPACE_PX + 1 - 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        middle = self.height() // 2
        painter.fillRect(4, middle, self.width() - 8, 1, QColor(Theme.current().line))
        painter.end()


def _caption_style(colours: Colours) -> str:
    return f"color: {colours.muted};"


def _list_style(colours: Colours) -> str:
    return style.scroll_area_style(colours) + "QWidget { background: transparent; }"
