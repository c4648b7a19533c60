"""The panel that shows a transcript beside the conversation: heard, read, corrected.

GUI thread only. It changes nothing by itself: what a person does comes out as signals, with
the id of the message that the transcript belongs to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication

from gemini_desk.transcripts.damage import damage_sentence
from gemini_desk.transcripts.timed_text import timed_line
from gemini_desk.ui.announcing import announce
from gemini_desk.ui.transcript.panel_parts import PanelParts
from gemini_desk.ui.transcript.progress_line import Progress

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.transcripts.transcript import Transcript
    from gemini_desk.ui.conversation.media_previews import MediaPreviews


class TranscriptPanel(PanelParts):
    """Shows one transcript at a time.

    Signals:
        closed: A person has had enough of it.
        play_requested: The `Attachment` of the recording.
        pause_requested: Playing shall pause.
        seek_requested: The `Attachment`, and the second to go to.
        speed_requested: How many times as fast to play.
        text_edited: Message, index of the segment, text, whether the person has finished.
        split_requested: Message, index, the text as it is now, first character of the second part.
        merge_requested: Message, and index of the segment to be joined with the next.
        speaker_assigned: Message, indexes, and a name or "".
        speaker_renamed: Message, old name, new name.
        undo_requested: Message whose last edit is taken back.
        redo_requested: Message whose last edit is done again.
        copy_requested: Message, and the name of a format.
        export_requested: Message, and the name of a format.
        stop_requested: Message whose transcript is not to go on.
        continue_requested: Message whose transcript is to go on.
    """

    closed = Signal()
    play_requested = Signal(object)
    pause_requested = Signal()
    seek_requested = Signal(object, float)
    speed_requested = Signal(float)
    text_edited = Signal(str, int, str, bool)
    split_requested = Signal(str, int, str, int)
    merge_requested = Signal(str, int)
    speaker_assigned = Signal(str, object, str)
    speaker_renamed = Signal(str, str, str)
    undo_requested = Signal(str)
    redo_requested = Signal(str)
    copy_requested = Signal(str, str)
    export_requested = Signal(str, str)
    stop_requested = Signal(str)
    continue_requested = Signal(str)

    def __init__(self, previews: MediaPreviews, parent: QWidget | None = None) -> None:
        super().__init__(previews, parent)
        self._message_id = ""
        self._transcript: Transcript | None = None
        self._note = ""  # about the recording
        self._progress = Progress()
        self._connect_parts()

    def _connect_parts(self) -> None:
        player, rows, tools, header = self.playback, self.list, self.tools, self.header
        for name in ("play_requested", "pause_requested", "seek_requested", "speed_requested"):
            getattr(player, name).connect(getattr(self, name))
        rows.text_edited.connect(lambda *what: self.text_edited.emit(self._message_id, *what))
        rows.split_requested.connect(
            lambda *what: self.split_requested.emit(self._message_id, *what)
        )
        rows.merge_requested.connect(self._merge)
        rows.doubt_requested.connect(self.go_to_doubt)
        rows.works_requested.connect(header.open_works)
        rows.chosen_changed.connect(lambda: tools.set_chosen(bool(rows.choice.chosen)))
        menus = self.menus
        menus.speaker_assigned.connect(
            lambda *what: self.speaker_assigned.emit(self._message_id, *what)
        )
        menus.speaker_renamed.connect(
            lambda *what: self.speaker_renamed.emit(self._message_id, *what)
        )
        menus.copy_requested.connect(self.copy_chosen)
        tools.find_requested.connect(self.finding.open)
        tools.undo_requested.connect(self.undo)
        tools.redo_requested.connect(self.redo)
        tools.speaker_requested.connect(rows.ask_for_speaker)
        tools.doubt_requested.connect(self.go_to_doubt)
        keys = self.keys
        keys.undo_pressed.connect(self.undo)
        keys.redo_pressed.connect(self.redo)
        keys.copy_pressed.connect(self.copy_chosen)
        keys.close_pressed.connect(self.close_panel)
        header.closed.connect(self.close_panel)
        header.copy_requested.connect(lambda name: self.copy_requested.emit(self._message_id, name))
        header.export_requested.connect(self._export)
        self.progress.stop_requested.connect(lambda: self.stop_requested.emit(self._message_id))
        self.progress.continue_requested.connect(
            lambda: self.continue_requested.emit(self._message_id)
        )

    # ------------------------------------------------------------------ what is shown

    @property
    def message_id(self) -> str:
        """The message whose transcript is shown; "" for none."""
        return self._message_id

    @property
    def transcript(self) -> Transcript | None:
        """What is shown."""
        return self._transcript

    def show_transcript(
        self, message_id: str, recording: Attachment, transcript: Transcript
    ) -> None:
        """Show the transcript of a message."""
        if message_id != self._message_id:
            self.finish_editing()
            self.finding.close()
            self._message_id, self._progress = message_id, Progress()
            self._note = recording.note
            self.header.show_name(recording.title)
            self.list.set_transcript(None)
            self.list.choice.go(-1)
            self.list.following.resume()
            self.playback.show_recording(recording, transcript.duration_s)
        self.set_transcript(message_id, transcript)

    def set_transcript(self, message_id: str, transcript: Transcript) -> None:
        """The transcript of a message became another; of any other message nothing happens."""
        if message_id != self._message_id or not message_id:
            return
        self._transcript = transcript
        self.header.show_figures(transcript)
        self.losses.show_words(damage_sentence(transcript.damages) or self._note)
        self.player.set_transcript(transcript)
        self.tools.set_transcript(transcript)
        self.menus.transcript = transcript
        self.list.set_transcript(transcript)
        self.playback.show_heard()
        self.finding.refresh()
        self._show_progress()

    def set_progress(self, message_id: str, progress: Progress) -> None:
        """What the job of a message is doing."""
        if message_id == self._message_id:
            self._progress = progress
            self._show_progress()

    def set_history(self, message_id: str, can_undo: bool, can_redo: bool) -> None:
        """What can be taken back, and done again."""
        if message_id == self._message_id:
            self.tools.set_history(can_undo=can_undo, can_redo=can_redo)

    def set_playback(self, sha256: str, position_s: float, is_playing: bool) -> None:
        """What the loudspeaker says."""
        self.playback.set_playback(sha256, position_s, is_playing)

    def set_speed(self, speed: float) -> None:
        """Recordings are played this many times as fast."""
        self.player.set_speed(speed)

    def clear(self) -> None:
        """Show nothing: the message is gone, or another conversation is open."""
        self.finish_editing()
        self.finding.close()
        self._message_id, self._transcript = "", None
        self.playback.forget()
        self.list.set_transcript(None)

    def _show_progress(self) -> None:
        if self._transcript is not None:
            self.progress.show_progress(self._transcript, self._progress)
            self.problem.show_words(self._progress.problem)
            self.notes.show_state(self._transcript, is_running=self._progress.is_running)

    # ------------------------------------------------------------------ what is done

    def seek(self, second: float) -> None:
        """Play from a second on, and show what is said there."""
        self.list.following.resume()
        index = max(0, self.list.last_begun(second))
        if self.list.segments:
            focus = self.window().focusWidget()
            is_there = focus is self.list or self.list.isAncestorOf(focus)
            self.list.go_to(index, focus=is_there)
            self.list.following.resume()
        self.playback.play_from(second)

    def finish_editing(self) -> None:
        """Save what is being written: before the panel, the conversation or the window goes."""
        self.list.editing.finish()

    def go_to_doubt(self, step: int) -> None:
        """To the next doubtful word, or to the one before."""
        self.finding.close()
        if not self.finding.go_to_doubt(step):
            announce(self, "There is no doubtful word.")

    def undo(self) -> None:
        """Take the last edit back."""
        self.finish_editing()
        self.undo_requested.emit(self._message_id)

    def redo(self) -> None:
        """Do it again."""
        self.finish_editing()
        self.redo_requested.emit(self._message_id)

    def copy_chosen(self) -> None:
        """The chosen segments go to the clipboard: one as its text, several with their times."""
        segments = [self.list.segments[index] for index in self.list.choice.chosen]
        if len(segments) == 1:
            QGuiApplication.clipboard().setText(segments[0].text)
        elif segments:
            QGuiApplication.clipboard().setText("\n".join(map(timed_line, segments)))

    def restyle(self) -> None:
        """The size of the texts changed."""
        self.list.restyle()

    def focus_list(self) -> None:
        """Let the keyboard be at the segments."""
        if self.list.choice.current < 0:
            self.list.go_to(max(0, self.list.spoken))
            self.list.following.resume()
        self.list.focus_current()

    def _merge(self, index: int) -> None:
        self.finish_editing()
        self.merge_requested.emit(self._message_id, index)

    def _export(self, name: str) -> None:
        self.finish_editing()
        self.export_requested.emit(self._message_id, name)

    def close_panel(self) -> None:
        """Save what is being written, and tell that a person has had enough."""
        self.finish_editing()
        self.closed.emit()
