"""The list of models and its rows. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QWidget

from gemini_desk.models.checkpoint_folder import Modality
from gemini_desk.sizes import size_text
from gemini_desk.ui import style
from gemini_desk.ui.icons import paint_icon
from gemini_desk.ui.model_manager.fit_words import FitBadge, fit_badge
from gemini_desk.ui.theme import Colours, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from gemini_desk.models.fit import Fit
    from gemini_desk.models.inventory import ModelEntry

_Index = QModelIndex | QPersistentModelIndex

ROW_PX: Final = 64
_EDGE_PX: Final = 14
_ICON_PX: Final = 15
ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole
FIT_ROLE: Final = Qt.ItemDataRole.UserRole + 1
RECOMMENDED_ROLE: Final = Qt.ItemDataRole.UserRole + 2

# Icon and word of each thing that a model takes beside text.
TAKES: Final = (
    (Modality.IMAGE, "image", "pictures"),
    (Modality.AUDIO, "audio", "sound"),
    (Modality.VIDEO, "play", "video"),
)


class ModelListModel(QAbstractListModel):
    """Entries with their fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[ModelEntry, Fit | None]] = []
        self._recommended = ""

    def set_rows(self, rows: Sequence[tuple[ModelEntry, Fit | None]], recommended: str) -> None:
        """List `rows`; `recommended` is the id of the one to use."""
        self.beginResetModel()
        self._rows = list(rows)
        self._recommended = recommended
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def row_of(self, model_id: str) -> int:
        """Where a model is; -1 if it is not listed."""
        return next((n for n, (entry, _) in enumerate(self._rows) if entry.id == model_id), -1)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A row's name, what is said of it, or its parts."""
        if not index.isValid():
            return None
        entry, found = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.name
            case Qt.ItemDataRole.ToolTipRole:
                return entry.id
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(entry, found)
            case _ if role == ENTRY_ROLE:
                return entry
            case _ if role == FIT_ROLE:
                return found
            case _ if role == RECOMMENDED_ROLE:
                return entry.id == self._recommended
        return None

    def _spoken(self, entry: ModelEntry, found: Fit | None) -> str:
        takes = [word for modality, _, word in TAKES if modality in entry.modalities]
        parts = [entry.name, size_text(entry.size_bytes)]
        parts.append("takes text" + "".join(f", {word}" for word in takes))
        parts.append(fit_badge(found).text)
        if entry.id == self._recommended:
            parts.append("recommended")
        if entry.path is not None:
            parts.append("on this machine")
        return ", ".join(parts)


class ModelDelegate(QStyledItemDelegate):
    """Two lines: name and badge; what it takes, size, licence."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """All rows are equally high."""
        return QSize(240, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one row."""
        entry: ModelEntry = index.data(ENTRY_ROLE)
        colours = Theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(6, 1, -6, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if selected else colours.hover))
            painter.drawRoundedRect(area, style.CONTROL_RADIUS_PX, style.CONTROL_RADIUS_PX)
        if selected and option.state & QStyle.StateFlag.State_HasFocus:
            style.paint_focus(painter, area, radius=style.CONTROL_RADIUS_PX)
        inside = option.rect.adjusted(_EDGE_PX, 0, -_EDGE_PX, 0)
        badge = fit_badge(index.data(FIT_ROLE))
        badge_left = self._paint_badge(painter, inside, badge, colours)
        name_right = badge_left - 8
        name = QRect(inside.left(), inside.top() + 11, name_right - inside.left(), 20)
        if index.data(RECOMMENDED_ROLE):
            star = QRectF(name.left(), name.top() + 2, 16, 16)
            paint_icon(painter, "sparkle", star, colour="accent")
            name.setLeft(name.left() + 22)
        painter.setFont(style.font(13, weight=QFont.Weight.DemiBold))
        painter.setPen(QColor(colours.text))
        text = painter.fontMetrics().elidedText(
            entry.name, Qt.TextElideMode.ElideMiddle, name.width()
        )
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, text)
        self._paint_facts(painter, inside, entry, colours)
        painter.restore()

    def _paint_badge(
        self, painter: QPainter, inside: QRect, badge: FitBadge, colours: Colours
    ) -> int:
        """Paint the badge at the right; returns where it begins."""
        painter.setFont(style.font(11, weight=QFont.Weight.DemiBold))
        text_px = painter.fontMetrics().horizontalAdvance(badge.text)
        left = inside.right() - text_px - 17
        mark = QRectF(left, inside.top() + 14, 13, 13)
        paint_icon(painter, badge.icon_name, mark, colour=badge.colour)
        painter.setPen(QColor(getattr(colours, badge.colour)))
        room = QRect(left + 17, inside.top() + 11, text_px + 2, 20)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, badge.text)
        return left

    def _paint_facts(
        self, painter: QPainter, inside: QRect, entry: ModelEntry, colours: Colours
    ) -> None:
        left = inside.left()
        top = inside.top() + 36
        for modality, icon_name, _ in ((Modality.TEXT, "text", ""), *TAKES):
            if modality in entry.modalities:
                mark = QRectF(left, top + 2, _ICON_PX, _ICON_PX)
                paint_icon(painter, icon_name, mark, colour="muted")
                left += _ICON_PX + 6
        parts = [size_text(entry.size_bytes), entry.licence]
        if entry.path is not None:
            parts.append("here" if entry.complete else "incomplete")
        facts = " · ".join(part for part in parts if part)
        painter.setFont(style.font(12))
        painter.setPen(QColor(colours.muted))
        rest = QRect(left + 4, top, inside.right() - left - 4, 19)
        text = painter.fontMetrics().elidedText(facts, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, text)


class ModelListView(QListView):
    """The rows; the arrow keys choose, Return opens.

    Signals:
        chosen: The `ModelEntry` on which the selection is now.
        opened: It was clicked, or Return was pressed on it.
        entered_by_key: It was Return.
    """

    chosen = Signal(object)
    opened = Signal(object)
    entered_by_key = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ModelListModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(ModelDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Models")
        self.clicked.connect(self._open)
        self.activated.connect(self._open)
        style.follow_theme(self, style.scroll_area_style)
        Theme.changes().changed.connect(self.viewport().update)

    def choose(self, model_id: str) -> bool:
        """Put the selection on a model; returns whether it is listed."""
        row = self.rows.row_of(model_id)
        if row < 0:
            return False
        self.setCurrentIndex(self.rows.index(row))
        self.scrollTo(self.rows.index(row))
        return True

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which model is chosen."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.data(ENTRY_ROLE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens, and goes no further: the dialog would press a button with it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            self.entered_by_key.emit()
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ENTRY_ROLE))
