"""The conversation: what a person and a model said, streamed, selectable, with its media.

GUI thread only. Nothing here decodes, reads files or opens addresses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QHoverEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from gemini_desk.chat.message import Role
from gemini_desk.ui.conversation.announcements import announce
from gemini_desk.ui.conversation.context_menu import context_menu
from gemini_desk.ui.conversation.details_card import DetailsCard
from gemini_desk.ui.conversation.documents import DocumentCache
from gemini_desk.ui.conversation.item_list import ItemList
from gemini_desk.ui.conversation.jump_button import JumpButton
from gemini_desk.ui.conversation.keyboard import ConversationKeys
from gemini_desk.ui.conversation.playback import Playback
from gemini_desk.ui.conversation.reveal import Reveal
from gemini_desk.ui.conversation.scroll_bars import scroll_bar_style
from gemini_desk.ui.conversation.selection import Selection
from gemini_desk.ui.conversation.selection_mouse import SelectionDrag
from gemini_desk.ui.conversation.views.registry import ViewPool
from gemini_desk.ui.conversation.views.segment_view import ViewActions, ViewServices
from gemini_desk.ui.conversation.virtual_layout import VirtualLayout
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.media_previews import MediaPreviews


class ConversationPane(QAbstractScrollArea):
    """Shows one branch of a conversation; as fast with 5,000 messages as with five.

    Signals:
        regenerate_requested: Id of an answer that shall be given anew.
        retry_requested: Id of an answer that failed.
        continue_requested: Id of an answer that is not whole.
        link_activated: Address that was clicked; the pane opens nothing.
        attachment_activated: `Attachment` that was clicked.
        play_requested: `Attachment` of a clip.
        pause_requested: Playing shall pause.
    """

    regenerate_requested = Signal(str)
    retry_requested = Signal(str)
    continue_requested = Signal(str)
    link_activated = Signal(str)
    attachment_activated = Signal(object)
    play_requested = Signal(object)
    pause_requested = Signal()

    def __init__(self, previews: MediaPreviews, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: it would change the column's width when it comes.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Conversation")
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._items = ItemList()
        self._documents = DocumentCache()
        self._selection = Selection(self._items, self._documents, self)
        self._playback = Playback(self)
        self._actions = ViewActions(self)
        self._build_layout(previews)
        self._jump = JumpButton(self.viewport())
        self._jump.clicked.connect(self._layout.scroll_to_end)
        self._reveal = Reveal(self._items, self._layout, self)
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

    def _build_layout(self, previews: MediaPreviews) -> None:
        # The drag needs the layout, the views the drag, and the layout the views.
        self._drag = SelectionDrag(self._selection, self.viewport())
        services = ViewServices(
            self._actions, self._documents, previews, self._playback, self._selection, self._drag
        )
        self._pool = ViewPool(services, self.viewport())
        self._layout = VirtualLayout(self, self._items, self._documents, self._pool)
        self._drag.set_layout(self._layout)

    def _connect_actions(self) -> None:
        actions = self._actions
        actions.copy_requested.connect(self._copy_message)
        actions.details_requested.connect(self._show_details)
        actions.regenerate_requested.connect(self.regenerate_requested)
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

    # ------------------------------------------------------------------ the conversation

    def show_conversation(self, versions: Sequence[MessageVersion]) -> None:
        """Show an open branch, first message first; opens at the end."""
        self._selection.clear()
        self._layout.release(self._layout.visible)
        self._reveal.forget()
        shown = [each for each in versions if each.message.role is not Role.SYSTEM]
        self._items.reset(shown, self._layout.column_width)
        self._layout.reset()

    def clear(self) -> None:
        """Show nothing."""
        self.show_conversation([])

    def add_message(self, version: MessageVersion) -> None:
        """Add a message at the end; a person's own message is brought into view."""
        self._items.append(version, self._layout.column_width)
        if version.message.role is Role.USER:
            self._layout.scroll_to_end()
        else:
            self._layout.content_changed()

    def begin_answer(self, version: MessageVersion) -> None:
        """Add an answer that `append_text` will fill, and bring it into view."""
        self.add_message(version)
        self._layout.scroll_to_end()

    def append_text(self, message_id: str, text: str) -> None:
        """Append text to an open answer; call it once a frame with all that came."""
        item = self._items.find(message_id)
        if item is not None and text:
            start, gone = item.feed(text, self._layout.column_width)
            self._layout.refresh(item, start, gone)

    def end_answer(self, version: MessageVersion) -> None:
        """The answer is whole, or failed; `version` has its text, status and details."""
        item = self._items.find(version.id)
        if item is None:
            return
        if item.source != version.message.text:
            self.update_message(version)
        else:
            start, gone = item.finish(version, self._layout.column_width)
            self._layout.refresh(item, start, gone)
            self._layout.content_changed(item)
        announce(self, version)

    def update_message(self, version: MessageVersion) -> None:
        """Show a message anew: its text, status or details changed."""
        item = self._items.find(version.id)
        if item is not None:
            self._selection.forget([item])
            self._layout.release(item.segments or [])
            item.replace(version, self._layout.column_width)
            self._layout.content_changed(item)

    def remove_messages_after(self, message_id: str) -> None:
        """Take away every message behind this one."""
        item = self._items.find(message_id)
        if item is None:
            return
        removed = self._items[item.index + 1 :]
        self._selection.forget(removed)
        for each in removed:
            self._layout.release(each.segments or [])
        self._items.truncate(item.index + 1)
        self._reveal.forget()
        self._layout.content_changed()

    def set_activity(self, message_id: str, text: str) -> None:
        """Say below an open answer what the model is doing."""
        item = self._items.find(message_id)
        if item is not None:
            item.set_activity(text)

    def set_playback(self, sha256: str, position_s: float, playing: bool) -> None:
        """Show how far a clip has been played."""
        self._playback.set_state(sha256, position_s, playing)

    # ------------------------------------------------------------------ copying

    def copy(self) -> None:
        """Copy the selected text; the current message if nothing is selected."""
        text = self._selection.text(self._layout.column_width)
        current = self._reveal.current
        if not text and current is not None:
            text = current.source
        if text:
            QGuiApplication.clipboard().setText(text)

    def _copy_message(self, message_id: str) -> None:
        item = self._items.find(message_id)
        if item is not None:
            QGuiApplication.clipboard().setText(item.source)

    def _show_details(self, message_id: str, button: QWidget) -> None:
        item = self._items.find(message_id)
        if item is not None:
            DetailsCard(item.version.answer, self).show_above(button)

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
        """Offer to copy what is selected, the message at the pointer, or its link."""
        top = self.verticalScrollBar().value()
        item = self._items[self._items.at(top + event.pos().y())] if len(self._items) else None
        menu = context_menu(
            self,
            link=self._drag.link_at(event.globalPos()),
            message=item.source if item is not None else "",
            copy=None if self._selection.is_empty else self.copy,
            select_all=self._selection.select_all,
        )
        menu.popup(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow the pointer, over whatever widget it is."""
        if isinstance(event, QHoverEvent):
            left = event.type() == QEvent.Type.HoverLeave
            position: QPointF = event.position()
            self._reveal.hover(None if left else round(position.y()))
        return super().viewportEvent(event)

    # ------------------------------------------------------------------ looks

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
        self._jump.setVisible(not self._layout.is_at_end)
        self._jump.raise_()
        self._reveal.apply()
        self.viewport().update()

    def _paint_selection(self) -> None:
        for segment in self._layout.visible:
            if segment.view is not None:
                segment.view.show_selection(*self._selection.range_in(segment))

    def _restyle(self) -> None:
        self.verticalScrollBar().setStyleSheet(scroll_bar_style(12))
        self._documents.restyle()
        for view in self._pool:
            view.restyle()
        self._paint_selection()
        self._layout.sync()
