"""Paints the rows of the list and edits a title in its place. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.conversation_list.model import ConversationDataRole, Index
from gemini_desk.ui.icons import paint_icon
from gemini_desk.ui.theme import SPACE_PX, Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

ROW_PX: Final = 36
MORE_PX: Final = 28
_TITLE_MAX_CHARS: Final = 200


def more_rect(row: QRect) -> QRect:
    """Where a row's ⋯ is, which opens its menu."""
    return QRect(row.right() - SPACE_PX - MORE_PX, row.top(), MORE_PX, row.height())


class ConversationDelegate(QStyledItemDelegate):
    """Draws days as captions and conversations as rounded rows."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows are equally high, so that the view asks once and not for each row."""
        return QSize(80, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        painter.save()
        if index.data(ConversationDataRole.IS_DAY):
            self._paint_day(painter, option.rect, str(index.data()))
        else:
            self._paint_conversation(painter, option, str(index.data()))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line edit over the row."""
        editor = QLineEdit(parent)
        editor.setMaxLength(_TITLE_MAX_CHARS)
        editor.setFont(style.font(13))
        editor.setAccessibleName("Title of the conversation")
        editor.setStyleSheet(style.line_edit_style(Theme.current()))
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Cover the row."""
        editor.setGeometry(option.rect.adjusted(SPACE_PX, 1, -SPACE_PX, -1))

    def _paint_day(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.setFont(style.font(11, weight=QFont.Weight.DemiBold))
        painter.setPen(QColor(Theme.current().muted))
        below = rect.adjusted(2 * SPACE_PX, 0, -SPACE_PX, -6)
        painter.drawText(below, Qt.AlignmentFlag.AlignBottom, text)

    def _paint_conversation(
        self, painter: QPainter, option: QStyleOptionViewItem, title: str
    ) -> None:
        from PySide6.QtWidgets import QStyle  # 12 ms, which the first, empty list does not pay

        colours = Theme.current()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        row = QRectF(option.rect).adjusted(SPACE_PX, 1, -SPACE_PX, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if selected else colours.hover))
            painter.drawRoundedRect(row, style.CONTROL_RADIUS_PX, style.CONTROL_RADIUS_PX)
        if focused:
            style.paint_focus(painter, row, radius=style.CONTROL_RADIUS_PX)
        text_rect = option.rect.adjusted(2 * SPACE_PX, 0, -2 * SPACE_PX, 0)
        if hovered:
            more = more_rect(option.rect)
            text_rect.setRight(more.left())
            square = QRectF(0, 0, 16, 16)
            square.moveCenter(QRectF(more).center())
            paint_icon(painter, "more", square, colour="muted")
        painter.setFont(style.font(13))
        painter.setPen(QColor(colours.text))
        text = painter.fontMetrics().elidedText(
            title, Qt.TextElideMode.ElideRight, text_rect.width()
        )
        painter.drawText(text_rect, Qt.AlignmentFlag.AlignVCenter, text)
