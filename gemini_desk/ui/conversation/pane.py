"""The conversation: what a person and a model said, streamed, selectable, with its media.

GUI thread only. Nothing here decodes, reads files or opens addresses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QHoverEvent, QPainter, QPen

from gemini_desk.ui.conversation.announcements import announce
from gemini_desk.ui.conversation.copying import Copying
from gemini_desk.ui.conversation.details_card import DetailsCard
from gemini_desk.ui.conversation.jump_button import JumpButton
from gemini_desk.ui.conversation.keyboard import ConversationKeys
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.message_area import MessageArea
from gemini_desk.ui.conversation.message_menu import add_message, add_selection, new_menu
from gemini_desk.ui.conversation.message_offers import MessageAction, offers
from gemini_desk.ui.conversation.scroll_bars import scroll_bar_style
from gemini_desk.ui.conversation.zoom import USUAL_PERCENT, Zoom
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QWheelEvent
    from PySide6.QtWidgets import QMenu, QWidget

    from gemini_desk.ui.conversation.media_previews import MediaPreviews
    from gemini_desk.ui.conversation.shown_message import ShownMessage


_WHEEL_NOTCH: Final = 120  # in eighths of a degree, by Qt's convention


class ConversationPane(MessageArea):
    """Shows one branch of a conversation, and what a person can do with its messages.

    Signals:
        regenerate_requested: Id of an answer that shall be given anew.
        version_requested: Id of a message, and -1 or 1 for the version before or after it.
        fork_requested: Id of the last message of a new conversation.
        refused: Why something that was asked for cannot be done now.
        retry_requested: Id of an answer that failed.
        continue_requested: Id of an answer that is not whole.
        link_activated: Address that was clicked; the pane opens nothing.
        attachment_activated: `Attachment` that was clicked.
        play_requested: `Attachment` of a clip.
        pause_requested: Playing shall pause.
        zoom_changed: Percentage at which the conversation is shown now.
    """

    regenerate_requested = Signal(str)
    version_requested = Signal(str, int)
    fork_requested = Signal(str)
    refused = Signal(str)
    retry_requested = Signal(str)
    continue_requested = Signal(str)
    link_activated = Signal(str)
    attachment_activated = Signal(object)
    play_requested = Signal(object)
    pause_requested = Signal()
    zoom_changed = Signal(int)

    def __init__(self, previews: MediaPreviews, parent: QWidget | None = None) -> None:
        super().__init__(previews, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Conversation")
        self._jump = JumpButton(self.viewport())
        self._jump.clicked.connect(self._layout.scroll_to_end)
        self._copying = Copying(self._items, self._selection, self._reveal, self._layout)
        self._wheel_turned = 0
        self._connect_actions()
        self._keys = ConversationKeys(
            self.verticalScrollBar(),
            to_end=self._layout.scroll_to_end,
            by_message=self._go_by_message,
            select_all=self._selection.select_all,
            copy=self.copy,
            clear=self._selection.clear,
        )
        self.verticalScrollBar().setStyleSheet(scroll_bar_style(12))
        Theme.changes().changed.connect(self._restyle)

    def _connect_actions(self) -> None:
        actions = self._actions
        actions.performed.connect(self._perform)
        actions.version_requested.connect(self.version_requested)
        actions.menu_requested.connect(self._open_menu)
        actions.retry_requested.connect(self.retry_requested)
        actions.continue_requested.connect(self.continue_requested)
        actions.link_activated.connect(self.link_activated)
        actions.attachment_activated.connect(self.attachment_activated)
        actions.play_requested.connect(self.play_requested)
        actions.pause_requested.connect(self.pause_requested)
        actions.pressed.connect(self._take_keyboard)
        self._drag.pressed_beside.connect(self._take_keyboard)
        self._selection.changed.connect(self._paint_selection)
        self._layout.placed.connect(self._after_placing)

    def copy(self) -> None:
        """Copy the selected text; the current message if nothing is selected."""
        self._copying.copy()

    def step_version(self, step: int) -> None:
        """Go to the version before (-1) or after (1) of the message that is meant.

        That is the current one; else the last one in view that has other versions, else the
        last of all.
        """
        item: ShownMessage | None = self._reveal.current
        if item is None or item.place is None:
            candidates = [each for each in self._items if each.place is not None]
            in_view = [each for each in candidates if self._layout.shows(each)]
            item = next(reversed(in_view or candidates), None)
        if item is not None:
            self.version_requested.emit(item.id, step)

    def request(self, action: MessageAction) -> None:
        """Do something with the current message, else with the last one that it fits."""
        current = self._reveal.current
        items = [current] if current is not None else reversed(list(self._items))
        for item in items:
            for offer in offers(item, is_answering=self._state.is_answering):
                if offer.action is action:
                    if offer.obstacle:
                        self.refused.emit(offer.obstacle)
                    else:
                        self._perform(action, item.id, self.viewport())
                    return

    # ------------------------------------------------------------------ what is done

    def _perform(self, action: str, message_id: str, widget: QWidget) -> None:
        match MessageAction(action):
            case MessageAction.COPY:
                self._copying.copy_message(message_id)
            case MessageAction.REGENERATE:
                self.regenerate_requested.emit(message_id)
            case MessageAction.CONTINUE:
                self.continue_requested.emit(message_id)
            case MessageAction.FORK:
                self.fork_requested.emit(message_id)
            case MessageAction.DETAILS:
                self._show_details(message_id, widget)

    def _show_details(self, message_id: str, widget: QWidget) -> None:
        item = self._items.find(message_id)
        if item is not None:
            DetailsCard(item.version.answer, self).show_above(widget)

    def _open_menu(self, message_id: str, button: QWidget) -> None:
        item = self._items.find(message_id)
        if item is not None:
            menu = new_menu(self)
            self._fill_menu(menu, item, button)
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _fill_menu(self, menu: QMenu, item: ShownMessage, widget: QWidget) -> None:
        add_message(
            menu,
            offers(item, is_answering=self._state.is_answering),
            item.place,
            perform=lambda action: self._perform(action, item.id, widget),
            step=lambda step: self.version_requested.emit(item.id, step),
        )

    # ------------------------------------------------------------------ keys and pointer

    def _go_by_message(self, step: int) -> None:
        item = self._reveal.neighbour(step)
        if item is not None:
            self._layout.scroll_to(item)
            self._reveal.set_current(item)
            self.setAccessibleDescription(item.source)
            announce(self, item.version)

    def _take_keyboard(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._reveal.set_current(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, go from message to message, select, copy."""
        if not self._keys.handle(event):
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the message at the pointer, or with the current one."""
        menu = new_menu(self)
        place, link = event.globalPos(), ""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            item = self._reveal.current or self._items.last
            if item is not None:
                place = self._layout.corner_of(item)
        else:
            top = self.verticalScrollBar().value()
            item = self._items[self._items.at(top + event.pos().y())] if len(self._items) else None
            link = self._drag.link_at(place)
        if item is not None:
            self._fill_menu(menu, item, self.viewport())
            menu.addSeparator()
        copy = None if self._selection.is_empty else self.copy
        add_selection(menu, link=link, copy=copy, select_all=self._selection.select_all)
        menu.popup(place)

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow the pointer, over whatever widget it is."""
        if isinstance(event, QHoverEvent):
            left = event.type() == QEvent.Type.HoverLeave
            position: QPointF = event.position()
            self._reveal.hover(None if left else round(position.y()))
        return super().viewportEvent(event)

    # ------------------------------------------------------------------ looks

    def set_zoom(self, percent: int) -> None:
        """Show the conversation at `percent` of its usual size; what is read stays in view."""
        if Zoom.set_percent(percent):
            self._layout.rescale(self._take_fonts)
            self.zoom_changed.emit(Zoom.percent)

    def zoom_by(self, step: int) -> None:
        """Show it `step` steps larger, or smaller; 0 is back to the usual size."""
        self.set_zoom(Zoom.stepped(step) if step else USUAL_PERCENT)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom with Ctrl."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel_turned += event.angleDelta().y()
        steps = int(self._wheel_turned / _WHEEL_NOTCH)  # touchpads send fractions of a notch
        self._wheel_turned -= steps * _WHEEL_NOTCH
        if steps:
            self.zoom_by(steps)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for another size."""
        self._layout.width_changed()
        self._jump.place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background and the outline of the current message."""
        colours = Theme.current()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(colours.window))
        current = self._reveal.current
        if current is not None and self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(self._reveal.outline(current), 12, 12)

    def _after_placing(self) -> None:
        self._jump.setVisible(not self._layout.scrolling.is_at_end)
        self._jump.raise_()
        self._reveal.apply()
        self.viewport().update()

    def _paint_selection(self) -> None:
        for segment in self._layout.visible:
            if segment.view is not None:
                segment.view.show_selection(*self._selection.range_in(segment))

    def _take_fonts(self) -> None:
        measures.zoom()
        self._documents.restyle()
        for view in self._pool:
            view.restyle()

    def _restyle(self) -> None:
        self.verticalScrollBar().setStyleSheet(scroll_bar_style(12))
        self._documents.restyle()
        for view in self._pool:
            view.restyle()
        self._paint_selection()
        self._layout.sync()
