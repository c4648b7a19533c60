"""The conversation: what a person and a model said, streamed, selectable, with its media.

GUI thread only. Nothing here decodes, reads files or opens addresses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from gemini_desk.ui.conversation.announcements import MANY_CHARACTERS, announce, beginning
from gemini_desk.ui.conversation.copying import Copying
from gemini_desk.ui.conversation.editing.edits import Edits
from gemini_desk.ui.conversation.focus_order import first_from
from gemini_desk.ui.conversation.keyboard import ConversationKeys
from gemini_desk.ui.conversation.message_commands import MessageCommands
from gemini_desk.ui.conversation.reading_area import ReadingArea
from gemini_desk.ui.conversation.segments import AudioClip
from gemini_desk.ui.conversation.selection_keys import SelectionKeys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QContextMenuEvent, QKeyEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.engine.events import Capabilities
    from gemini_desk.ui.chat.transcript_work_controller import OfferedWork
    from gemini_desk.ui.composer.intake import AttachmentIntake
    from gemini_desk.ui.conversation.media_previews import MediaPreviews


class ConversationPane(ReadingArea):
    """Shows one branch of a conversation, and what a person can do with its messages.

    Signals:
        regenerate_requested: Id of an answer that shall be given anew.
        retry_requested: Id of an answer that failed.
        remedy_requested: The same, for which memory ran out, and what would fit.
        read_requested: Id of a message to be read aloud; if it is being read, no longer.
        selection_read_requested: What is selected shall be read aloud.
        continue_requested: Id of an answer that is not whole.
        link_activated: Address and text of a link; the pane opens nothing.
        citation_activated: Id of a message with a transcript, and the second that is named.
        transcript_opened: Id of a message whose transcript shall be shown beside.
        transcript_copied: Id of a message whose transcript shall go to the clipboard.
        transcript_exported: Id of a message whose transcript shall become a file.
        transcript_stopped: Id of a message whose transcript shall not go on.
        work_requested: The `Choice` of a work on a transcript, and the message that holds it.
        work_on_all_requested: The `Choice` of a work on every recording.
        code_save_requested: Code that shall become a file, and a name for it.
        attachment_activated: `Attachment` that was clicked.
        play_requested: `Attachment` of a clip.
        transcribe_requested: `Attachment` of a clip that shall be written down.
        pause_requested: Playing shall pause.
        seek_requested: `Attachment` of a clip, and the second to go to.
        speed_requested: How many times as fast clips shall be played.
        context_start_undone: The model shall read everything again.
        context_summary_requested: Show what stands for what it does not read.

    Attributes:
        commands: What a person does with a message.
        edits: Which messages are being edited, and what comes of it.
    """

    regenerate_requested = Signal(str)
    retry_requested = Signal(str)
    remedy_requested = Signal(str, object)
    read_requested = Signal(str)
    selection_read_requested = Signal()
    continue_requested = Signal(str)
    link_activated = Signal(str, str)
    citation_activated = Signal(str, float)
    transcript_opened = Signal(str)
    transcript_copied = Signal(str)
    transcript_exported = Signal(str)
    transcript_stopped = Signal(str)
    work_requested = Signal(object, str)
    work_on_all_requested = Signal(object)
    code_save_requested = Signal(str, str)
    attachment_activated = Signal(object)
    play_requested = Signal(object)
    transcribe_requested = Signal(object)
    pause_requested = Signal()
    seek_requested = Signal(object, float)
    speed_requested = Signal(float)
    context_start_undone = Signal()
    context_summary_requested = Signal()

    def __init__(
        self,
        previews: MediaPreviews,
        intake: AttachmentIntake | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty pane.

        Args:
            previews: Thumbnails and waveforms.
            intake: Prepares what is added to messages that are edited; None if nothing can be.
            parent: Owner.
        """
        super().__init__(previews, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Conversation")
        self._copying = Copying(self._items, self._selected, self._reveal)
        self.edits = Edits(self._items, self._layout, self._state, previews, intake, self)
        self.commands = MessageCommands(
            self._items, self._layout, self._reveal, self._state, self._copying, self.edits, self
        )
        self._connect_actions()
        self._keys = ConversationKeys(
            self.verticalScrollBar(),
            to_end=self._layout.scroll_to_end,
            by_message=self.go_by_message,
            select_all=self._selection.select_all,
            copy=self.copy,
            clear=self._selection.clear,
            extend=SelectionKeys(
                self._items, self._selection, self._documents, self._layout, self._reveal
            ).handle,
        )

    def _connect_actions(self) -> None:
        actions = self._actions
        actions.performed.connect(self.commands.perform)
        actions.version_requested.connect(self.commands.version_requested)
        actions.menu_requested.connect(self.commands.open_menu)
        actions.works_requested.connect(self.commands.open_works)
        self.commands.regenerate_requested.connect(self.regenerate_requested)
        self.commands.continue_requested.connect(self.continue_requested)
        self.commands.work_requested.connect(self.work_requested)
        self.commands.work_on_all_requested.connect(self.work_on_all_requested)
        self.commands.read_requested.connect(self.read_requested)
        self.commands.selection_read_requested.connect(self.selection_read_requested)
        self.edits.left.connect(self._go_to)
        self.edits.play_requested.connect(self.play_requested)
        self.edits.pause_requested.connect(self.pause_requested)
        self.edits.view_requested.connect(self.attachment_activated)
        actions.retry_requested.connect(self.retry_requested)
        actions.remedy_requested.connect(self.remedy_requested)
        actions.continue_requested.connect(self.continue_requested)
        actions.link_activated.connect(self.link_activated)
        actions.citation_activated.connect(self.citation_activated)
        actions.transcript_opened.connect(self.transcript_opened)
        actions.transcript_copied.connect(self.transcript_copied)
        actions.transcript_exported.connect(self.transcript_exported)
        actions.transcript_stopped.connect(self.transcript_stopped)
        actions.code_save_requested.connect(self.code_save_requested)
        actions.attachment_activated.connect(self.attachment_activated)
        actions.play_requested.connect(self.play_requested)
        actions.transcribe_requested.connect(self.transcribe_requested)
        actions.pause_requested.connect(self.pause_requested)
        actions.seek_requested.connect(self.seek_requested)
        actions.speed_requested.connect(self.speed_requested)
        actions.context_start_undone.connect(self.context_start_undone)
        actions.context_summary_requested.connect(self.context_summary_requested)
        actions.pressed.connect(self._take_keyboard)
        self._drag.pressed_beside.connect(self._take_keyboard)

    def set_works(self, works: Sequence[OfferedWork]) -> None:
        """What can be done with a transcript."""
        self._state.works = works

    def copy(self) -> None:
        """Copy the selected text; the current message if nothing is selected."""
        self._copying.copy()

    def show_conversation(self, versions: Sequence[MessageVersion]) -> None:
        """Show an open branch, with the edits that were begun in it; opens at the end."""
        self.edits.drop_unchanged()
        super().show_conversation(versions)

    def set_answering(self, answering: bool) -> None:
        """Whether an answer of this conversation is being written, maybe in another branch."""
        super().set_answering(answering)
        self.edits.refresh()

    def set_capabilities(self, capabilities: Capabilities | None) -> None:
        """What the loaded model takes; None while none is loaded."""
        self._state.capabilities = capabilities
        self.edits.refresh()
        for segment in self._layout.visible:
            if isinstance(segment, AudioClip) and segment.view is not None:
                segment.view.refresh()

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Whether Enter sends a message that was edited, or breaks the line."""
        self._state.enter_sends = enter_sends
        self.edits.refresh()

    def set_playback(self, sha256: str, position_s: float, playing: bool) -> None:
        """Show how far a clip has been played."""
        super().set_playback(sha256, position_s, playing)
        self.edits.set_playback(sha256, position_s, playing)

    # ------------------------------------------------------------------ keys and pointer

    def go_by_message(self, step: int) -> None:
        """Make the message before (-1) or after (1) the current one, with the keyboard on it."""
        item = self._reveal.neighbour(step)
        if item is not None:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._layout.scroll_to(item)
            self._reveal.set_current(item)
            self.setAccessibleDescription(beginning(item.source, MANY_CHARACTERS))
            announce(self, item.version, most=MANY_CHARACTERS)

    def _go_to(self, message_id: str) -> None:
        """Let the keys mean a message from now on."""
        if self.hasFocus():
            self._reveal.set_current(self._items.find(message_id))

    def _take_keyboard(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._came_by_mouse = True  # it may have been there already
        self._reveal.set_current(None)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes into the current message, which may stand far below the top of the view."""
        current = self._reveal.current
        if forward and current is not None and self.hasFocus():
            below = first_from(self._layout.visible, current.index)
            if below is not None:
                below.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, go from message to message, select, copy."""
        if not self._keys.handle(event):
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the message at the pointer, or with the current one."""
        self.commands.open_context_menu(event, self._selection, self._drag)
