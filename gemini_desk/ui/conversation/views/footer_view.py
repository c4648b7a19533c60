"""The row below a message: its versions, what can be done with it, what the model is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPainter

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.message_offers import MessageAction, Offer, offers
from gemini_desk.ui.conversation.segments import Footer
from gemini_desk.ui.conversation.views.activity_dots import ActivityDots
from gemini_desk.ui.conversation.views.icon_button import IconButton
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.views.version_switcher import VersionSwitcher
from gemini_desk.ui.conversation.wording import summary, time_of_day
from gemini_desk.ui.conversation.zoom import px, small_font
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.views.segment_view import ViewServices

_COPIED_MS: Final = 1500
_GAP_PX: Final = 2
_TOP_PX: Final = 2
_TIME_MARGIN_PX: Final = 8
# These have buttons of their own; a narrow row shows the first of them, and the menu has all.
_IN_ROW: Final = (
    MessageAction.COPY,
    MessageAction.READ_ALOUD,
    MessageAction.REGENERATE,
    MessageAction.EDIT,
    MessageAction.FORK,
)


class FooterView(SegmentView):
    """Shows the versions and actions of a message, or three dots while it is being written."""

    def __init__(self, services: ViewServices, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.versions = VersionSwitcher(self)
        self.versions.stepped.connect(self._step)
        self._dots = ActivityDots(self)
        self._buttons = {action: self._new_button(action) for action in _IN_ROW}
        self._more = IconButton("more", self, label="More")
        self._more.setObjectName("more")
        self._more.clicked.connect(self._open_menu)
        self._details = IconButton("", self, label="Figures of this answer", text=" ")
        self._details.setObjectName(MessageAction.DETAILS)
        self._details.clicked.connect(lambda: self._perform(MessageAction.DETAILS, self._details))
        self._is_revealed = False
        self._offered: list[IconButton] = []
        self._shown: object = None
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_MS)
        self._copied.timeout.connect(self._reset_copy)

    def _new_button(self, action: MessageAction) -> IconButton:
        button = IconButton("", self, label="")
        button.setObjectName(action)
        button.clicked.connect(lambda: self._perform(action, button))
        return button

    def button(self, action: MessageAction) -> IconButton:
        """The button of an action that is in the row."""
        return self._details if action is MessageAction.DETAILS else self._buttons[action]

    @property
    def more_button(self) -> IconButton:
        """Opens the menu with everything that can be done."""
        return self._more

    @property
    def is_animated(self) -> bool:
        """Whether the dots move."""
        return self._dots.is_animated

    def bind(self, segment: Segment) -> None:
        """Show the row of another message."""
        self._is_revealed = False
        self._shown = None
        self._reset_copy()
        super().bind(segment)

    def unbind(self) -> None:
        """Stop counting."""
        self._copied.stop()
        super().unbind()

    def refresh(self) -> None:
        """Show what fits the message's status."""
        item = self.item
        if item is None or not isinstance(self._segment, Footer):
            return
        part = item.version.message.transcript
        is_told = part is not None and not part.transcript.complete  # on its card
        self._dots.set_activity("" if is_told else self._segment.activity)
        is_answering = self.services.state.is_answering
        is_read = item.id == self.services.state.read_id
        shown = (item.version, item.has_text, item.place, is_answering, is_read)
        if self._shown == shown:
            return
        self._shown = shown
        self.versions.show_place(item.place)
        self._dots.setVisible(item.is_streaming)
        found = offers(item, is_answering=is_answering, is_read=is_read)
        offered = {each.action: each for each in found}
        self._details.setText(summary(item.version.answer))
        self._offered = []
        if not item.is_streaming:
            if item.version.status is MessageStatus.FAILED:
                offered.pop(MessageAction.REGENERATE)  # its card has Retry
            if item.is_user:
                offered.pop(MessageAction.READ_ALOUD, None)  # hardly ever: it is in the menu
            self._offered = [self._offer(offered[each]) for each in _IN_ROW if each in offered]
            self._offered.append(self._more)
            if self._details.text():
                self._offered.append(self._details)
        self._place()
        self._apply_reveal()

    def _offer(self, offer: Offer) -> IconButton:
        button = self._buttons[offer.action]
        button.set_icon(offer.icon)
        button.set_label(offer.label, hint=offer.obstacle)
        button.setEnabled(not offer.obstacle)
        return button

    def focus_widgets(self) -> Sequence[QWidget]:
        """All buttons: Tab passes over what is hidden, and that changes with text and width."""
        row, arrows = self._row(), [self.versions.before, self.versions.after]
        return [*row, *arrows] if self.item is not None and self.item.is_user else [*arrows, *row]

    def set_revealed(self, is_revealed: bool) -> None:
        """See `SegmentView`."""
        if is_revealed != self._is_revealed:
            self._is_revealed = is_revealed
            self._apply_reveal()

    def _apply_reveal(self) -> None:
        self.update()
        for button in self._row():
            button.set_revealed(self._is_revealed)

    def _row(self) -> list[IconButton]:
        return [*self._buttons.values(), self._more, self._details]

    # ------------------------------------------------------------------ actions

    def _step(self, step: int) -> None:
        if self.item is not None:
            self.services.actions.version_requested.emit(self.item.id, step)

    def _open_menu(self) -> None:
        if self.item is not None:
            self.services.actions.menu_requested.emit(self.item.id, self._more)

    def _perform(self, action: MessageAction, button: IconButton) -> None:
        if self.item is None:
            return
        self.services.actions.performed.emit(action, self.item.id, button)
        if action is MessageAction.COPY:
            button.set_icon("check")
            self._copied.start()

    def _reset_copy(self) -> None:
        self._copied.stop()
        self._buttons[MessageAction.COPY].set_icon("copy")

    # ------------------------------------------------------------------ looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything for another width."""
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint when the message was written, at the end of the row that is free."""
        item = self.item
        if item is None or not self._is_revealed or item.is_streaming:
            return
        text = time_of_day(item.version.created_at)
        painter = QPainter(self)
        painter.setFont(small_font())
        painter.setPen(QColor(Theme.current().muted))
        taken = [button.geometry() for button in self._row() if not button.isHidden()]
        margin = px(_TIME_MARGIN_PX)
        room = self.rect().adjusted(margin, 0, -margin, 0)
        if item.is_user:
            room.setRight(min((box.left() for box in taken), default=room.right()) - margin)
            side = Qt.AlignmentFlag.AlignRight
        else:
            room.setLeft(max((box.right() for box in taken), default=0) + margin)
            side = Qt.AlignmentFlag.AlignLeft
        if painter.fontMetrics().horizontalAdvance(text) <= room.width():
            painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, text)

    def _place(self) -> None:
        """Versions at the message's own edge, then the buttons, or the dots."""
        top, height = _TOP_PX, measures.FOOTER_BUTTON_PX
        versions = 0 if self.versions.isHidden() else self.versions.sizeHint().width() + _GAP_PX
        row = self._fitting(self.width() - versions)
        for button in self._row():
            button.setVisible(button in row)
        if self.item is not None and self.item.is_user:
            x = self.width() - versions - _width(row)
            self.versions.setGeometry(self.width() - versions, top, versions, height)
        else:
            x = versions
            self.versions.setGeometry(0, top, versions, height)
        self._dots.setGeometry(x, 0, max(0, self.width() - x), self.height())
        for button in row:
            size = button.sizeHint()
            button.setGeometry(x, top, size.width(), size.height())
            x += size.width() + _GAP_PX

    def _fitting(self, room: int) -> list[IconButton]:
        """The buttons that are shown in `room` px: what is left out is in the menu."""
        row = list(self._offered)
        while len(row) > 1 and _width(row) > room:
            leave = [self._buttons[action] for action in reversed(_IN_ROW)]
            row.remove(next(each for each in (*leave, self._details, *row) if each in row))
        return row


def _width(row: Sequence[IconButton]) -> int:
    return sum(button.sizeHint().width() + _GAP_PX for button in row)
