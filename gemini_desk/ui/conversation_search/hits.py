"""What was found, as a Qt model, and how it is painted. GUI thread only."""

from __future__ import annotations

import functools
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gemini_desk.markdown.excerpts import without_markup
from gemini_desk.markdown.plain_text import plain_text
from gemini_desk.storage.search_query import HIT_END, HIT_START
from gemini_desk.ui import style
from gemini_desk.ui.conversation_list.groups import short_date
from gemini_desk.ui.conversation_search.excerpts import cut, shifted, unmark
from gemini_desk.ui.theme import SPACE_PX, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.storage.search_query import SearchHit
    from gemini_desk.ui.conversation_list.model import Index

ROW_PX: Final = 74
_EXCERPT_LINES: Final = 2
_EXCERPT_CHARACTERS: Final = 160
_BEFORE_CHARACTERS: Final = 48
_REMEMBERED: Final = 128  # excerpts; a row is painted again whenever the mouse goes over it
_LEAD_CHARACTERS: Final = 24  # of an excerpt, before the first word that was found


class HitRole(IntEnum):
    """Roles beside Qt's own."""

    HIT = Qt.ItemDataRole.UserRole + 1


class HitsModel(QAbstractListModel):
    """The hits of one search, the best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: tuple[SearchHit, ...] = ()

    def set_hits(self, hits: Sequence[SearchHit]) -> None:
        """Show other hits."""
        self.beginResetModel()
        self._hits = tuple(hits)
        self.endResetModel()

    def index_of(self, hit: SearchHit) -> QModelIndex:
        """Where the same place of the same conversation stands now; invalid if nowhere."""
        for row, other in enumerate(self._hits):
            if (other.conversation_id, other.message_id) == (hit.conversation_id, hit.message_id):
                return self.index(row)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What `role` is of a hit."""
        if not self.checkIndex(index, QAbstractListModel.CheckIndexOption.IndexIsValid):
            return None
        hit = self._hits[index.row()]
        match role:
            case HitRole.HIT:
                return hit
            case Qt.ItemDataRole.DisplayRole:
                return hit.title
            case Qt.ItemDataRole.AccessibleTextRole:
                text, _ = _words_of(hit)
                return f"{hit.title}, {short_date(hit.created_at, _today())}: {text}"
        return None


class HitDelegate(QStyledItemDelegate):
    """Title and day on one line, two lines of the text around the words below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows are equally high."""
        return QSize(80, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one hit."""
        hit: SearchHit = index.data(HitRole.HIT)
        painter.save()
        self._paint_ground(painter, option)
        inside = option.rect.adjusted(2 * SPACE_PX, 9, -2 * SPACE_PX, -7)
        self._paint_head(painter, inside, hit)
        text, found = shifted(*_words_of(hit), _LEAD_CHARACTERS)
        if hit.message_id is None:
            text, found = "In the title", []
        painter.setClipRect(option.rect.adjusted(0, 0, 0, -4))
        self._paint_excerpt(painter, QRectF(inside.adjusted(0, 20, 0, 0)), text, found)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        colours = Theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = QRectF(option.rect).adjusted(SPACE_PX, 1, -SPACE_PX, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if selected else colours.hover))
            painter.drawRoundedRect(row, style.CONTROL_RADIUS_PX, style.CONTROL_RADIUS_PX)
        if option.state & QStyle.StateFlag.State_HasFocus:
            style.paint_focus(painter, row, radius=style.CONTROL_RADIUS_PX)

    def _paint_head(self, painter: QPainter, inside: QRect, hit: SearchHit) -> None:
        colours = Theme.current()
        line = QRect(inside.left(), inside.top(), inside.width(), 18)
        painter.setFont(style.font(11))
        painter.setPen(QColor(colours.muted))
        day = short_date(hit.created_at, _today())
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, day)
        line.setRight(line.right() - painter.fontMetrics().horizontalAdvance(day) - SPACE_PX)
        title, found = _words_of(hit) if hit.message_id is None else (hit.title, [])
        font = style.font(13, weight=QFont.Weight.DemiBold)
        title = QFontMetrics(font).elidedText(title, Qt.TextElideMode.ElideRight, line.width())
        found = [(begin, min(length, len(title) - begin)) for begin, length in found]
        layout = _laid_out(title, font, found, line.width(), lines=1)
        painter.setPen(QColor(colours.text))
        layout.draw(painter, QPointF(line.left(), line.top()))

    def _paint_excerpt(
        self, painter: QPainter, room: QRectF, text: str, found: Sequence[tuple[int, int]]
    ) -> None:
        colours = Theme.current()
        layout = _laid_out(text, style.font(12), found, room.width(), lines=_EXCERPT_LINES)
        painter.setPen(QColor(colours.muted))
        layout.draw(painter, room.topLeft())


@functools.lru_cache(_REMEMBERED)
def _words_of(hit: SearchHit) -> tuple[str, list[tuple[int, int]]]:
    """What was found as it is read, and where the words stand in it."""
    if hit.passage:
        text, found = unmark(plain_text(hit.passage), HIT_START, HIT_END)
        if found or HIT_START not in hit.excerpt:
            return cut(text, found, _BEFORE_CHARACTERS, _EXCERPT_CHARACTERS)
        # It is in the address of a link, say.
        return unmark(without_markup(hit.excerpt), HIT_START, HIT_END)
    return unmark(hit.excerpt, HIT_START, HIT_END)


def _laid_out(
    text: str, font: QFont, found: Sequence[tuple[int, int]], width: float, *, lines: int
) -> QTextLayout:
    """The first lines of `text`, with the words marked that were found; "…" if there is more."""
    layout = _broken(text, font, found, width, lines)
    last = layout.lineAt(lines - 1) if layout.lineCount() == lines else None
    if last is None or last.textStart() + last.textLength() >= len(text):
        return layout
    start = len(_utf16(text)[: 2 * last.textStart()].decode("utf-16-le", "surrogatepass"))
    room = QFontMetrics(font).elidedText(text[start:], Qt.TextElideMode.ElideRight, int(width))
    kept = [(begin, size) for begin, size in found if begin + size < start + len(room)]
    return _broken(text[:start] + room, font, kept, width, lines)


def _broken(
    text: str, font: QFont, found: Sequence[tuple[int, int]], width: float, lines: int
) -> QTextLayout:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats([_mark(text, begin, length) for begin, length in found if length > 0])
    layout.beginLayout()
    top = 0.0
    for _ in range(lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout


def _utf16(text: str) -> bytes:
    """`text` in Qt's units, two bytes each."""
    return text.encode("utf-16-le", "surrogatepass")


def _mark(text: str, begin: int, length: int) -> QTextLayout.FormatRange:
    colours = Theme.current()
    found = QTextCharFormat()
    found.setForeground(QColor(colours.text))
    found.setBackground(QColor(colours.selection))
    mark = QTextLayout.FormatRange()
    mark.start = len(_utf16(text[:begin])) // 2
    mark.length = len(_utf16(text[begin : begin + length])) // 2
    mark.format = found
    return mark


def _today() -> datetime:
    return datetime.now().astimezone()
