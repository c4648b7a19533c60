"""The messages in a scroll area: which there are, and how they change.

GUI thread only. Nothing here decodes, reads files or opens addresses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.message import Role
from gemini_desk.ui.conversation.announcements import announce
from gemini_desk.ui.conversation.branch_switch import BranchSwitch
from gemini_desk.ui.conversation.documents import DocumentCache
from gemini_desk.ui.conversation.find.mark_sources import MarkSources
from gemini_desk.ui.conversation.formulas.formulas import Formulas
from gemini_desk.ui.conversation.item_list import ItemList
from gemini_desk.ui.conversation.playback import Playback
from gemini_desk.ui.conversation.relayout import Relayout
from gemini_desk.ui.conversation.reveal import Reveal
from gemini_desk.ui.conversation.segments import Footer, Notice
from gemini_desk.ui.conversation.selected_text import SelectedText
from gemini_desk.ui.conversation.selection import Selection
from gemini_desk.ui.conversation.selection_mouse import SelectionDrag
from gemini_desk.ui.conversation.transcript_card import TranscriptCard
from gemini_desk.ui.conversation.views.registry import ViewPool
from gemini_desk.ui.conversation.views.segment_view import PaneState, ViewActions, ViewServices
from gemini_desk.ui.conversation.virtual_layout import VirtualLayout
from gemini_desk.ui.markdown.citations import MAY_CITE
from gemini_desk.ui.viewer.dragged_files import DraggedFiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import MessageId, MessageVersion
    from gemini_desk.chat.versions import VersionPlace
    from gemini_desk.ui.conversation.media_previews import MediaPreviews
    from gemini_desk.ui.conversation.message_item import MessageItem


class MessageArea(QAbstractScrollArea):
    """The messages of one branch; as fast with 5,000 of them as with five.

    What a person can do with them is `ConversationPane`'s.
    """

    def __init__(self, previews: MediaPreviews, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: it would change the column's width when it comes.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._items = ItemList()
        self._formulas = Formulas(self)
        self._documents = DocumentCache(self._formulas)
        self._selection = Selection(self._items, self)
        self._playback = Playback(self)
        self._actions = ViewActions(self)
        # The drag needs the layout, the views the drag, and the layout the views.
        self._drag = SelectionDrag(self._selection, self.viewport())
        self._state = PaneState()
        self._marks = MarkSources()
        services = ViewServices(
            self._actions, self._documents, previews, self._playback, self._selection, self._drag,
            self._state, self._marks, DraggedFiles(),
        )  # fmt: skip
        self._pool = ViewPool(services, self.viewport())
        self._layout = VirtualLayout(self, self._items, self._documents, self._pool)
        self._drag.set_layout(self._layout)
        self._selected = SelectedText(self._items, self._selection, self._documents, self._layout)
        self._reveal = Reveal(self._items, self._layout, self)
        self._switch = BranchSwitch(self._items, self._layout, self._selection, self._reveal)
        self._relayout = Relayout(
            self._items, self._layout, self._documents, self._selection, self._actions, self
        )
        self._relayout.text_changed.connect(self._text_changed)

    def _text_changed(self, item: MessageItem | None = None) -> None:
        """The text of `item` changed, or there are other messages. For who follows it."""

    def show_conversation(self, versions: Sequence[MessageVersion]) -> None:
        """Show an open branch, first message first; opens at the end."""
        self._selection.clear()
        self._layout.release(self._layout.visible)
        self._reveal.forget()
        self._items.reset(_shown(versions), self._layout.column_width)
        self._layout.reset()
        self._text_changed()

    def show_branch(self, versions: Sequence[MessageVersion]) -> None:
        """Show another branch of the same conversation; what both have does not move."""
        self._switch.show(_shown(versions))
        self._text_changed()

    def set_places(self, places: Mapping[MessageId, VersionPlace]) -> None:
        """Show which messages have other versions; messages that are not named have none."""
        for item in self._items:
            place = places.get(item.id)
            if place != item.place:
                item.place = place
                _refresh_footer(item)

    def announce_version(self, message_id: str) -> None:
        """Tell a screen reader which version of a message is open now."""
        item = self._items.find(message_id)
        if item is not None:
            announce(self, item.version, item.place)

    def set_context_start(self, message_id: str, summary: str) -> None:
        """Show where the model begins to read.

        Args:
            message_id: The first message that it reads; "" if it reads all of them.
            summary: What stands for the ones before; "" for nothing.
        """
        before, _ = self._items.context_start
        self._items.context_start = (message_id, summary)
        for each_id in {before, message_id}:
            item = self._items.find(each_id)
            if item is None or item.context_summary == self._items.context_summary_of(item):
                continue
            item.context_summary = self._items.context_summary_of(item)
            self.update_message(item.version)

    def set_answering(self, answering: bool) -> None:
        """Whether an answer of this conversation is being written, maybe in another branch."""
        self._state.is_answering = answering
        for segment in self._layout.visible:
            if isinstance(segment, Footer | Notice) and segment.view is not None:
                segment.view.refresh()

    def set_read(self, message_id: str) -> None:
        """Offer to stop reading a message aloud; "" if none is being read."""
        if message_id != self._state.read_id:
            self._state.read_id = message_id
            for segment in self._layout.visible:
                if isinstance(segment, Footer) and segment.view is not None:
                    segment.view.refresh()

    def pictures(self) -> list[Attachment]:
        """All pictures of the open branch, in order."""
        return [
            attachment
            for item in self._items
            for attachment in item.version.message.attachments
            if attachment.kind is AttachmentKind.IMAGE
        ]

    def clear(self) -> None:
        """Show nothing."""
        self.show_conversation([])

    def add_message(self, version: MessageVersion, *, follows: bool = True) -> None:
        """Add a message at the end.

        Args:
            version: The message.
            follows: A person's own message is brought into view; False if it had waited and
                the reader may be elsewhere now.
        """
        self._items.append(version, self._layout.column_width)
        if follows and version.message.role is Role.USER:
            self._reveal.set_current(None)  # or the keys would go on meaning one far above
            self._layout.scroll_to_end()
        else:
            self._layout.content_changed()
        self._text_changed(self._items.last)

    def begin_answer(self, version: MessageVersion, *, follows: bool = True) -> None:
        """Add an answer that `append_text` will fill, and bring it into view.

        Args:
            version: The answer.
            follows: As in `add_message`.
        """
        self.add_message(version)
        if follows:
            self._layout.scroll_to_end()

    def append_text(self, message_id: str, text: str) -> None:
        """Append text to an open answer; call it once a frame with all that came."""
        item = self._items.find(message_id)
        if item is not None and text:
            start, gone = item.feed(text, self._layout.column_width)
            self._layout.refresh(item, start, gone)
            self._text_changed(item)

    def holds(self, message_id: str) -> bool:
        """Whether a message is among those that are shown."""
        return self._items.find(message_id) is not None

    def set_transcript(self, version: MessageVersion) -> None:
        """More of a transcript is known, or it was edited; `version` has it as it is now."""
        item = self._items.find(version.id)
        if item is None or version.message.transcript is None:
            return
        start = item.set_transcript(version, self._layout.column_width)
        if start is None:  # it was no transcript before
            self.update_message(version)
        else:
            self._layout.refresh(item, start, ())
            self._show_citations(item)

    def _show_citations(self, changed: MessageItem) -> None:
        """Other times can be named now, by `changed` and by the messages behind it."""
        for item in self._items.set_cited(changed):
            start = item.forget_html(MAY_CITE.search)
            if start is not None:
                self._layout.refresh(item, start, ())

    def append_thought(self, message_id: str, text: str) -> None:
        """Append to what the model thinks; call it once a frame with all that came."""
        item = self._items.find(message_id)
        if item is not None and text:
            start, gone = item.think(text, self._layout.column_width)
            self._layout.refresh(item, start, gone)
            self._text_changed(item)

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
            self.set_transcript(version)  # its card says that it grows no more
            self._layout.content_changed(item)
            self._text_changed(item)
            for segment in item.segments or ():
                if isinstance(segment, TranscriptCard) and segment.view is not None:
                    segment.view.refresh()  # it does not grow any more
        announce(self, version)

    def update_message(self, version: MessageVersion) -> None:
        """Show a message anew: its text, status or details changed."""
        item = self._items.find(version.id)
        if item is not None:
            self._selection.forget([item])
            self._layout.release(item.segments or [])
            item.replace(version, self._layout.column_width)
            self._layout.content_changed(item)
            if version.message.transcript is not None:
                self._show_citations(item)
            self._text_changed(item)

    def remove_messages_after(self, message_id: str) -> None:
        """Take away every message behind this one."""
        item = self._items.find(message_id)
        if item is None:
            return
        removed = self._items[item.index + 1 :]
        self._selection.forget(removed)
        for each in removed:
            self._layout.release(each.segments or [])
        self._reveal.forget_behind(item.index)
        self._items.truncate(item.index + 1)
        self._layout.content_changed()
        self._text_changed()

    def set_activity(self, message_id: str, text: str) -> None:
        """Say below an open answer what the model is doing."""
        item = self._items.find(message_id)
        if item is not None:
            item.set_activity(text)

    def set_speed(self, speed: float) -> None:
        """Show how fast clips are played."""
        self._playback.set_speed(speed)

    def set_playback(self, sha256: str, position_s: float, playing: bool) -> None:
        """Show how far a clip has been played."""
        self._playback.set_state(sha256, position_s, playing)


def _shown(versions: Sequence[MessageVersion]) -> list[MessageVersion]:
    return [each for each in versions if each.message.role is not Role.SYSTEM]


def _refresh_footer(item: MessageItem) -> None:
    if item.footer is not None and item.footer.view is not None:
        item.footer.view.refresh()
