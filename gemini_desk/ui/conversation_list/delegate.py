"""Paints the rows of the list and edits a title in its place. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QToolTip, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.conversation_list.groups import ConversationRow, FolderRow, SectionRow
from gemini_desk.ui.conversation_list.model import ConversationDataRole, Index
from gemini_desk.ui.icons import colour_of, paint_icon
from gemini_desk.ui.theme import SPACE_PX, Theme, tag_colour_field

if TYPE_CHECKING:
    from PySide6.QtGui import QHelpEvent
    from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

    from gemini_desk.ui.conversation_list.groups import Row

ROW_PX: Final = 36
MORE_PX: Final = 28
_TITLE_MAX_CHARS: Final = 200
_INDENT_PX: Final = 20
_DOT_PX: Final = 7
_MAX_DOTS: Final = 4


def more_rect(row: QRect) -> QRect:
    """Where a row's ⋯ is, which opens its menu."""
    return QRect(row.right() - SPACE_PX - MORE_PX, row.top(), MORE_PX, row.height())


def tooltip_for(row: Row, row_width_px: int) -> str:
    """The whole of a title that has no room, and the names of the tags; "" for nothing."""
    import html  # nothing is imported for the first paint that it does not show

    lines: list[str] = []
    if isinstance(row, ConversationRow):
        room_px = row_width_px - 4 * SPACE_PX - _INDENT_PX - MORE_PX
        if QFontMetrics(style.font(13)).horizontalAdvance(row.title) > room_px:
            lines.append(row.title)
        if row.tags:
            lines.append(", ".join(name for name, _ in row.tags))
    # As rich text, whose lines are broken; what stands in a title is no markup.
    text = "<br>".join(html.escape(line) for line in lines)
    return f"<qt>{text}</qt>" if text else ""


class ConversationDelegate(QStyledItemDelegate):
    """Draws sections as captions, folders and conversations as rounded rows."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows are equally high, so that the view asks once and not for each row."""
        return QSize(80, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        painter.save()
        match index.data(ConversationDataRole.ROW):
            case SectionRow(text):
                self._paint_section(painter, option.rect, text)
            case FolderRow() as folder:
                self._paint_folder(painter, option, folder)
            case ConversationRow() as conversation:
                self._paint_conversation(painter, option, conversation)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line edit over the row."""
        editor = QLineEdit(parent)
        editor.setMaxLength(_TITLE_MAX_CHARS)
        editor.setFont(style.font(13))
        editor.setAccessibleName("Title of the conversation")
        editor.setStyleSheet(style.line_edit_style(Theme.current()))
        return editor

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Tell the whole of a title that has no room, and the names of the tags."""
        row: Row = index.data(ConversationDataRole.ROW)
        text = tooltip_for(row, option.rect.width())
        QToolTip.showText(event.globalPos(), text, view, option.rect)
        return True

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Cover the row."""
        editor.setGeometry(option.rect.adjusted(SPACE_PX, 1, -SPACE_PX, -1))

    def _paint_section(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.setFont(style.font(11, weight=QFont.Weight.DemiBold))
        painter.setPen(QColor(Theme.current().muted))
        below = rect.adjusted(2 * SPACE_PX, 0, -SPACE_PX, -6)
        painter.drawText(below, Qt.AlignmentFlag.AlignBottom, text)

    def _paint_folder(
        self, painter: QPainter, option: QStyleOptionViewItem, folder: FolderRow
    ) -> None:
        hovered = self._paint_ground(painter, option)
        middle = option.rect.center().y() + 1
        square = QRectF(2 * SPACE_PX - 3, middle - 7, 14, 14)
        chevron = "chevron-down" if folder.expanded else "chevron-right"
        paint_icon(painter, chevron, square, colour="muted")
        paint_icon(painter, "folder", QRectF(square.right() + 5, middle - 8, 16, 16))
        text = option.rect.adjusted(2 * SPACE_PX + 38, 0, -2 * SPACE_PX, 0)
        painter.setFont(style.font(12))
        painter.setPen(QColor(Theme.current().muted))
        if hovered:
            text.setRight(self._paint_more(painter, option.rect))
        elif folder.count:
            painter.drawText(
                text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(folder.count)
            )
            text.setRight(text.right() - 32)
        self._paint_text(painter, text, folder.name, weight=QFont.Weight.Medium)

    def _paint_conversation(
        self, painter: QPainter, option: QStyleOptionViewItem, conversation: ConversationRow
    ) -> None:
        hovered = self._paint_ground(painter, option)
        left = 2 * SPACE_PX + (_INDENT_PX if conversation.indented else 0)
        text = option.rect.adjusted(left, 0, -2 * SPACE_PX, 0)
        if hovered:
            text.setRight(self._paint_more(painter, option.rect))
        elif conversation.tags:
            colours = [colour for _, colour in conversation.tags[:_MAX_DOTS]]
            text.setRight(self._paint_dots(painter, text, colours))
        self._paint_text(painter, text, conversation.title)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> bool:
        """Paint what shows selection, mouse and focus; returns whether the mouse is there."""
        from PySide6.QtWidgets import QStyle  # 12 ms, which the first, empty list does not pay

        colours = Theme.current()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        row = QRectF(option.rect).adjusted(SPACE_PX, 1, -SPACE_PX, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if selected else colours.hover))
            painter.drawRoundedRect(row, style.CONTROL_RADIUS_PX, style.CONTROL_RADIUS_PX)
        if option.state & QStyle.StateFlag.State_HasFocus:
            style.paint_focus(painter, row, radius=style.CONTROL_RADIUS_PX)
        return hovered

    def _paint_more(self, painter: QPainter, row: QRect) -> int:
        """Paint the ⋯; returns where the text has to end."""
        more = more_rect(row)
        square = QRectF(0, 0, 16, 16)
        square.moveCenter(QRectF(more).center())
        paint_icon(painter, "more", square, colour="muted")
        return more.left()

    def _paint_dots(self, painter: QPainter, room: QRect, colours: list[str]) -> int:
        """Paint one dot for each tag, overlapping a little; returns where the text ends."""
        painter.setPen(QPen(QColor(Theme.current().sidebar), 1.5))
        step = _DOT_PX
        left = room.right() - _DOT_PX - step * (len(colours) - 1)
        for number, colour in enumerate(colours):
            painter.setBrush(colour_of(tag_colour_field(colour)))
            dot = QRectF(left + number * step, room.center().y() - _DOT_PX / 2, _DOT_PX, _DOT_PX)
            painter.drawEllipse(dot.adjusted(-1, -1, 1, 1))
        return left - SPACE_PX

    def _paint_text(
        self,
        painter: QPainter,
        room: QRect,
        text: str,
        *,
        weight: QFont.Weight = QFont.Weight.Normal,
    ) -> None:
        painter.setFont(style.font(13, weight=weight))
        painter.setPen(QColor(Theme.current().text))
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, elided)
