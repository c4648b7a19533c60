"""An error in the answer it belongs to, or the reason why an answer is not whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPainter, QPen

from gemini_desk.ui.conversation.message_offers import ANSWERING
from gemini_desk.ui.conversation.segments import Notice, NoticeKind
from gemini_desk.ui.conversation.views.icon_button import IconButton
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.zoom import body_font, px
from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.views.segment_view import ViewServices

_PADDING_PX: Final = 14
_ICON_PX: Final = 18
_BUTTON_PX: Final = 30
_GAP_PX: Final = 6
_RADIUS_PX: Final = 10
_WRAP = Qt.TextFlag.TextWordWrap
_ANY_HEIGHT = 10_000


def notice_height(notice: Notice, width: int) -> int:
    """Height of the card at `width` px."""
    if notice.kind is not NoticeKind.ERROR:
        return px(_BUTTON_PX) + 2 * px(7)
    texts = _text_boxes(notice, width)
    rows = 1 + len(notice.remedies)
    buttons = rows * px(_BUTTON_PX) + (rows - 1) * px(_GAP_PX)
    return texts[-1].bottom() + 1 + px(10) + buttons + px(_PADDING_PX)


def _fonts() -> tuple[QFont, QFont]:
    message, hint = body_font(), body_font()
    message.setPixelSize(px(14))
    message.setWeight(QFont.Weight.Bold)
    hint.setPixelSize(px(14))
    return message, hint


def _text_boxes(notice: Notice, width: int) -> list[QRect]:
    """Where the message and, if there is one, the hint go."""
    left = px(_PADDING_PX) + px(_ICON_PX) + px(10)
    room = QRect(0, 0, max(60, width - left - px(_PADDING_PX)), _ANY_HEIGHT)
    top = px(_PADDING_PX)
    boxes: list[QRect] = []
    for text, font in zip((notice.message, notice.hint), _fonts(), strict=True):
        if text:
            height = QFontMetrics(font).boundingRect(room, _WRAP, text).height()
            boxes.append(QRect(left, top, room.width(), height))
            top += height + 6
    return boxes


class NoticeView(SegmentView):
    """Shows a notice and what can be done about it."""

    def __init__(self, services: ViewServices, parent: QWidget) -> None:
        super().__init__(services, parent)
        self._act = IconButton("refresh", self, label="Retry", text="Retry")
        self._act.set_filled(True)
        self._act.clicked.connect(self._do)
        self._remedies: list[IconButton] = []
        self._copy = IconButton("copy", self, label="Copy details", text="Copy details")
        self._copy.clicked.connect(self._copy_details)

    @property
    def action_button(self) -> IconButton:
        """Retry or Continue."""
        return self._act

    @property
    def copy_button(self) -> IconButton:
        """Copies the text of an error."""
        return self._copy

    def bind(self, segment: Segment) -> None:
        """Show another notice."""
        super().bind(segment)
        if not isinstance(segment, Notice):
            return
        is_error = segment.kind is NoticeKind.ERROR
        self._act.set_icon("refresh" if is_error else "continue")
        self._act.setText("Retry" if is_error else "Continue")
        self._copy.setVisible(is_error)
        self._offer(segment)
        kind = "Error" if is_error else "Notice"
        self.setAccessibleName(f"{kind}: {segment.message} {segment.hint}".strip())
        self._place_buttons()

    def refresh(self) -> None:
        """Say why nothing can be done while an answer is being written."""
        if not isinstance(self._segment, Notice):
            return
        is_error = self._segment.kind is NoticeKind.ERROR
        obstacle = ANSWERING if self.services.state.is_answering else ""
        label = "Retry this answer" if is_error else "Continue this answer"
        self._act.set_label(label, hint=obstacle)
        self._act.setEnabled(not obstacle)
        for button in self._remedies:
            button.set_label(button.text(), hint=obstacle)
            button.setEnabled(not obstacle)

    def focus_widgets(self) -> Sequence[QWidget]:
        """Its buttons; Tab passes over what is hidden."""
        return (*self._remedies, self._act, self._copy)

    def _do(self) -> None:
        if not isinstance(self._segment, Notice):
            return
        actions = self.services.actions
        if self._segment.kind is NoticeKind.ERROR:
            actions.retry_requested.emit(self._segment.item.id)
        else:
            actions.continue_requested.emit(self._segment.item.id)

    def _offer(self, notice: Notice) -> None:
        """A button for each thing that would fit, above Retry."""
        for button in self._remedies:
            button.hide()
            button.deleteLater()
        self._remedies = []
        for remedy in notice.remedies:
            button = IconButton("chip", self, label=remedy.label, text=remedy.label)
            button.set_filled(True)
            button.clicked.connect(self._remedy)
            button.show()
            self._remedies.append(button)
        self._act.set_filled(not self._remedies)

    @Slot()
    def _remedy(self) -> None:
        sender = self.sender()
        if not isinstance(self._segment, Notice) or not isinstance(sender, IconButton):
            return
        remedy = self._segment.remedies[self._remedies.index(sender)]
        self.services.actions.remedy_requested.emit(self._segment.item.id, remedy)

    def _copy_details(self) -> None:
        if isinstance(self._segment, Notice):
            text = f"{self._segment.message}\n{self._segment.hint}".strip()
            QGuiApplication.clipboard().setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the buttons."""
        self._place_buttons()

    def _place_buttons(self) -> None:
        if not isinstance(self._segment, Notice):
            return
        act, copy = self._act.sizeHint(), self._copy.sizeHint()
        if self._segment.kind is NoticeKind.ERROR:
            left = px(_PADDING_PX) + px(_ICON_PX) + px(10)
            top = self.height() - px(_PADDING_PX) - px(_BUTTON_PX)
            step = px(_BUTTON_PX) + px(_GAP_PX)
            for row, button in enumerate(self._remedies):
                y = top - (len(self._remedies) - row) * step
                width = min(button.sizeHint().width(), self.width() - left - px(_PADDING_PX))
                button.setGeometry(left, y, width, px(_BUTTON_PX))
            self._act.setGeometry(left, top, act.width(), px(_BUTTON_PX))
            self._copy.setGeometry(left + act.width() + 6, top, copy.width(), px(_BUTTON_PX))
        else:
            left = self.width() - act.width()
            self._act.setGeometry(left, px(7), act.width(), px(_BUTTON_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card of an error, or the line of a notice."""
        notice = self._segment
        if not isinstance(notice, Notice):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if notice.kind is NoticeKind.ERROR:
            self._paint_error(painter, notice)
        else:
            self._paint_line(painter, notice)

    def _paint_error(self, painter: QPainter, notice: Notice) -> None:
        colours = Theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.danger_soft))
        painter.drawRoundedRect(QRectF(self.rect()), _RADIUS_PX, _RADIUS_PX)
        boxes = _text_boxes(notice, self.width())
        message_font, hint_font = _fonts()
        line = QFontMetrics(message_font).height()
        top = px(_PADDING_PX) + (line - px(_ICON_PX)) // 2
        mark = icon("warning", colour=colours.danger)
        mark.paint(painter, px(_PADDING_PX), top, px(_ICON_PX), px(_ICON_PX))
        texts = [text for text in (notice.message, notice.hint) if text]
        for text, box, font in zip(texts, boxes, (message_font, hint_font), strict=False):
            painter.setFont(font)
            painter.setPen(QColor(colours.text))
            painter.drawText(box, _WRAP, text)

    def _paint_line(self, painter: QPainter, notice: Notice) -> None:
        colours = Theme.current()
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(0, 0, self.width(), 0)
        name = "stop" if notice.kind is NoticeKind.STOPPED else "info"
        top = (self.height() - px(_ICON_PX)) // 2
        icon(name, colour=colours.muted).paint(painter, 0, top, px(_ICON_PX), px(_ICON_PX))
        painter.setFont(_fonts()[1])
        painter.setPen(QColor(colours.muted))
        room = self.rect().adjusted(px(_ICON_PX) + 8, 0, -self._act.width() - 12, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | _WRAP, notice.message)
