"""Transcripts: their cards in the pane, the panel beside it, edits, the loudspeaker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gemini_desk.chat.conversation import MessageId, MessageStatus
from gemini_desk.ui.wiring.transcript_files import TranscriptFiles

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.background import Background
    from gemini_desk.ui.chat.branch_controller import BranchController
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.chat.transcript_controller import TranscriptController
    from gemini_desk.ui.chat.transcription_controller import TranscriptionController
    from gemini_desk.ui.conversation.media_previews import MediaPreviews
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.playback_controller import PlaybackController
    from gemini_desk.ui.transcript.panel import TranscriptPanel


class TranscriptsWiring(QObject):
    """Shows transcripts and brings what a person does with them to where it belongs.

    Signals:
        panel_made: The `TranscriptPanel`, when it is first wanted.
    """

    panel_made = Signal(object)

    def __init__(
        self,
        transcripts: TranscriptController,
        transcriptions: TranscriptionController,
        messages: MessageController,
        branches: BranchController,
        open_conversation: OpenConversation,
        playback: PlaybackController,
        previews: MediaPreviews,
        exporting: Background,
        pane: ConversationPane,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._transcripts = transcripts
        self._transcriptions = transcriptions
        self._messages = messages
        self._open = open_conversation
        self._playback = playback
        self._previews = previews
        self._pane = pane
        self._window = window
        self._panel: TranscriptPanel | None = None
        self._files = TranscriptFiles(exporting, window, self)
        pane.transcript_opened.connect(self.open)
        pane.citation_activated.connect(self.open_at)
        pane.transcript_copied.connect(lambda message_id: self._copy(message_id, "txt"))
        pane.transcript_exported.connect(self._export)
        pane.transcript_stopped.connect(lambda _: messages.stop())
        pane.zoom_changed.connect(self._restyle)
        window.action("transcript").triggered.connect(self._toggle)
        window.closing.connect(self._on_closing)
        transcripts.edited.connect(transcriptions.replace)
        transcripts.changed.connect(pane.set_transcript)
        transcripts.changed.connect(self._show)
        messages.transcript_changed.connect(self._show)
        messages.answer_began.connect(self._follow)
        messages.answer_ended.connect(self._show)
        open_conversation.opened.connect(self._on_opened)
        branches.branch_opened.connect(self._on_branch)

    # ------------------------------------------------------------------ the panel

    @property
    def panel(self) -> TranscriptPanel:
        """The panel, imported and made when it is first wanted."""
        if self._panel is None:
            from gemini_desk.ui.transcript.panel import TranscriptPanel

            self._panel = TranscriptPanel(self._previews)
            self._join(self._panel)
        return self._panel

    def _join(self, panel: TranscriptPanel) -> None:
        transcripts, playback = self._transcripts, self._playback
        panel.closed.connect(self._close)
        panel.text_edited.connect(transcripts.set_text)
        panel.split_requested.connect(transcripts.split)
        panel.merge_requested.connect(transcripts.merge)
        panel.speaker_assigned.connect(transcripts.assign_speaker)
        panel.speaker_renamed.connect(transcripts.rename_speaker)
        panel.undo_requested.connect(transcripts.undo)
        panel.redo_requested.connect(transcripts.redo)
        panel.copy_requested.connect(self._copy)
        panel.export_requested.connect(self._export)
        panel.stop_requested.connect(lambda _: self._messages.stop())
        panel.continue_requested.connect(self._messages.continue_answer)
        transcripts.history_changed.connect(panel.set_history)
        panel.play_requested.connect(playback.play)
        panel.pause_requested.connect(playback.pause)
        panel.seek_requested.connect(playback.seek)
        panel.speed_requested.connect(playback.set_speed)
        playback.position_changed.connect(panel.set_playback)
        playback.speed_changed.connect(panel.set_speed)
        self._window.shell.panel_covers.connect(panel.header.set_covering)
        self.panel_made.emit(panel)

    @Slot(str)
    def open(self, message_id: str) -> None:
        """Show the transcript of a message beside the conversation."""
        part = self._transcripts.part(message_id)
        if part is None:
            return
        self.panel.show_transcript(message_id, part.attachment, part.transcript)
        self._transcripts.tell_history(message_id)
        self._show(self._open.conversation.versions[MessageId(message_id)])
        self._window.shell.show_panel(self.panel)
        self.panel.focus_list()

    @Slot(str, float)
    def open_at(self, message_id: str, second: float) -> None:
        """Show a transcript, and play it from a second on."""
        self.open(message_id)
        if self.panel.message_id == message_id:
            self.panel.seek(second)

    @Slot()
    def _toggle(self) -> None:
        """Close the panel, or show the last transcript of the open branch."""
        if self._window.shell.panel_visible:
            self.panel.close_panel()
            return
        for version in reversed(self._open.conversation.branch()):
            if version.message.transcript is not None:
                self.open(version.id)
                return
        self._window.notifications.info(
            "There is no transcript in this conversation.",
            hint="Add a recording and send it to be transcribed.",
        )

    @Slot()
    def _close(self) -> None:
        self._window.shell.hide_panel()
        self._pane.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _show(self, version: MessageVersion) -> None:
        """A message has another transcript, or its job began or ended."""
        part = version.message.transcript
        if self._panel is None or part is None or version.id != self._panel.message_id:
            return
        from gemini_desk.ui.transcript.progress_line import Progress

        self._panel.set_transcript(version.id, part.transcript)
        is_running = version.status is MessageStatus.STREAMING
        remaining_s = self._transcriptions.remaining_s(version.id) if is_running else None
        problem = ""
        if version.status is MessageStatus.FAILED and version.answer is not None:
            problem = f"{version.answer.error} {version.answer.error_hint}".strip()
        self._panel.set_progress(version.id, Progress(is_running, remaining_s, problem))

    @Slot(object)
    def _on_opened(self, _conversation: object) -> None:
        self._forget()

    @Slot(object)
    def _follow(self, version: MessageVersion) -> None:
        """An answer began: “Continue” may go on with the shown transcript in another version."""
        self._on_branch()
        self._show(version)

    @Slot()
    def _on_branch(self) -> None:
        """Another version is shown: its transcript, or none, takes the place of one that went."""
        if self._panel is None or not self._panel.message_id:
            return
        branch = self._open.conversation.branch()
        shown_id = MessageId(self._panel.message_id)
        if any(version.id == shown_id for version in branch):
            return
        shown = self._open.conversation.versions.get(shown_id)
        for version in branch:
            if shown is None or version.parent_id != shown.parent_id:
                continue
            part = version.message.transcript
            if part is not None:
                self._panel.show_transcript(version.id, part.attachment, part.transcript)
                self._transcripts.tell_history(version.id)
                self._show(version)
                return
        self._forget()

    def _forget(self) -> None:
        if self._panel is not None and self._panel.message_id:
            self._panel.clear()
            self._transcripts.flush()  # before anybody reads it from the disk again
            self._window.shell.hide_panel()

    @Slot()
    def _on_closing(self) -> None:
        if self._panel is not None:
            self._panel.finish_editing()
        self._transcripts.flush()

    @Slot()
    def _restyle(self) -> None:
        if self._panel is not None:
            self._panel.restyle()

    # ------------------------------------------------------------------ what leaves

    @Slot(str, str)
    def _copy(self, message_id: str, name: str) -> None:
        part = self._transcripts.part(message_id)
        if part is not None:
            self._files.copy(part, name)

    @Slot(str, str)
    def _export(self, message_id: str, name: str = "") -> None:
        part = self._transcripts.part(message_id)
        if part is not None:
            self._files.ask(part, name)
