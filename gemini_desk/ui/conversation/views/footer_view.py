"""The row below a message: what can be done with it; what the model is doing meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.ui.conversation import measures
from gemini_desk.ui.conversation.segments import Footer
from gemini_desk.ui.conversation.views.icon_button import IconButton
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.wording import summary
from gemini_desk.ui.theme import Theme, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QPaintEvent, QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.views.segment_view import ViewServices

_DOTS: Final = 3
_DOT_PX: Final = 7
_DOT_GAP_PX: Final = 5
_STEP_MS: Final = 360
_COPIED_MS: Final = 1500


class FooterView(SegmentView):
    """Shows the actions of a message, or three dots while it is being written."""

    def __init__(self, services: ViewServices, parent: QWidget) -> None:
        super().__init__(services, parent)
        self._copy = IconButton("copy", self, label="Copy message")
        self._regenerate = IconButton("refresh", self, label="Regenerate answer")
        self._details = IconButton("", self, label="Figures of this answer", text=" ")
        self._copy.clicked.connect(self._request_copy)
        self._regenerate.clicked.connect(self._request_regenerate)
        self._details.clicked.connect(self._request_details)
        self._is_revealed = False
        self._shown_version: tuple[MessageVersion, bool] | None = None
        self._shown_activity = ""
        self._step = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._animate)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_MS)
        self._copied.timeout.connect(self._reset_copy)

    @property
    def copy_button(self) -> IconButton:
        """Copies the whole message."""
        return self._copy

    @property
    def regenerate_button(self) -> IconButton:
        """Asks for another answer."""
        return self._regenerate

    @property
    def details_button(self) -> IconButton:
        """Shows the figures of the answer."""
        return self._details

    @property
    def is_animated(self) -> bool:
        """Whether the dots move."""
        return self._timer.isActive()

    def bind(self, segment: Segment) -> None:
        """Show the row of another message."""
        self._is_revealed = False
        self._shown_version = None
        self._reset_copy()
        super().bind(segment)

    def unbind(self) -> None:
        """Stop moving."""
        self._timer.stop()
        self._copied.stop()
        super().unbind()

    def refresh(self) -> None:
        """Show what fits the message's status."""
        item = self.item
        if item is None or not isinstance(self._segment, Footer):
            return
        if self._shown_activity != self._segment.activity:
            self._shown_activity = self._segment.activity
            self.update()
        if self._shown_version == (item.version, item.has_text):
            return
        self._shown_version = (item.version, item.has_text)
        is_done = not item.is_streaming
        is_answer = not item.is_user
        figures = summary(item.version.answer)
        self._copy.setVisible(is_done and item.has_text)
        failed = item.version.status is MessageStatus.FAILED  # its card has Retry
        self._regenerate.setVisible(is_done and is_answer and not failed)
        self._details.setVisible(is_done and is_answer and bool(figures))
        self._details.setText(figures)
        self._copy.set_label("Copy answer" if is_answer else "Copy message")
        self._place()
        self._apply_reveal()
        if item.is_streaming != self._timer.isActive():
            if item.is_streaming and self.isVisible():
                self._timer.start()
            else:
                self._timer.stop()
        self.update()

    def focus_widgets(self) -> Sequence[QWidget]:
        """The buttons that are there, seen or not."""
        buttons = (self._copy, self._regenerate, self._details)
        return [button for button in buttons if not button.isHidden()]

    def set_revealed(self, is_revealed: bool) -> None:
        """See `SegmentView`."""
        if is_revealed != self._is_revealed:
            self._is_revealed = is_revealed
            self._apply_reveal()

    def _apply_reveal(self) -> None:
        for button in (self._copy, self._regenerate, self._details):
            button.set_revealed(self._is_revealed)

    # ------------------------------------------------------------------ actions

    def _request_copy(self) -> None:
        if self.item is not None:
            self.services.actions.copy_requested.emit(self.item.id)
            self._copy.set_icon("check")
            self._copied.start()

    def _reset_copy(self) -> None:
        self._copied.stop()
        self._copy.set_icon("copy")

    def _request_regenerate(self) -> None:
        if self.item is not None:
            self.services.actions.regenerate_requested.emit(self.item.id)

    def _request_details(self) -> None:
        if self.item is not None:
            self.services.actions.details_requested.emit(self.item.id, self._details)

    # ------------------------------------------------------------------ looks

    def showEvent(self, event: QShowEvent) -> None:
        """Move only while somebody can see it."""
        if self.item is not None and self.item.is_streaming:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still."""
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the buttons."""
        self._place()

    def _place(self) -> None:
        buttons = [
            button
            for button in (self._copy, self._regenerate, self._details)
            if not button.isHidden()
        ]
        width = sum(button.sizeHint().width() for button in buttons)
        is_user = self.item is not None and self.item.is_user
        x = self.width() - width if is_user else 0
        for button in buttons:
            size = button.sizeHint()
            button.setGeometry(x, 2, size.width(), size.height())
            x += size.width() + 2

    def _animate(self) -> None:
        self._step = (self._step + 1) % (_DOTS + 1)
        self.update(self._dots_box())

    def _dots_box(self) -> QRect:
        width = _DOTS * (_DOT_PX + _DOT_GAP_PX)
        return QRect(measures.FOOTER_INSET_PX, 0, width, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dots and what the model is doing."""
        segment = self._segment
        if not isinstance(segment, Footer) or not segment.item.is_streaming:
            return
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        top = (self.height() - _DOT_PX) / 2
        for index in range(_DOTS):
            ink = QColor(colours.accent)
            ink.setAlpha(255 if index == self._step else 90)
            painter.setBrush(ink)
            left = measures.FOOTER_INSET_PX + index * (_DOT_PX + _DOT_GAP_PX)
            painter.drawEllipse(QRectF(left, top, _DOT_PX, _DOT_PX))
        if segment.activity:
            painter.setPen(QColor(colours.muted))
            painter.setFont(small_font())
            box = self.rect().adjusted(self._dots_box().right() + 8, 0, 0, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, segment.activity)
