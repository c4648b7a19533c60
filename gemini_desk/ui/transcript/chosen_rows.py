"""Segments of which some are chosen: where the keyboard is, what is heard, what is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, Signal

from gemini_desk.ui.transcript.choice import Choice
from gemini_desk.ui.transcript.following import Following
from gemini_desk.ui.transcript.segment_rows import SegmentRows

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gemini_desk.transcripts.transcript import Transcript

_MENU_LEFT_PX: Final = 60


class ChosenRows(SegmentRows):
    """The base of the list. GUI thread only.

    Indexes are those of the transcript that was shown last.

    Signals:
        play_requested: The second to play from.
        toggled: Play or pause.
        stepped: Segments to go on by, and play.
        back_requested: Hear the last seconds again.
        sped: Steps by which to play faster, or slower if below 0.
        text_edited: Index, text, and whether the person has finished with it.
        split_requested: Index, the text as it is now, and the character that the second part
            begins with.
        merge_requested: Index of a segment to be joined with the next.
        speaker_requested: Indexes, and where on the screen to ask.
        doubt_requested: 1 for the next doubtful word, -1 for the one before.
        works_requested: The menu of what can be done with the transcript is wanted.
        menu_requested: Where on the screen.
        chosen_changed: Other segments are chosen.
    """

    play_requested = Signal(float)
    toggled = Signal()
    stepped = Signal(int)
    back_requested = Signal()
    sped = Signal(int)
    text_edited = Signal(int, str, bool)
    split_requested = Signal(int, str, int)
    merge_requested = Signal(int)
    speaker_requested = Signal(object, QPoint)
    doubt_requested = Signal(int)
    works_requested = Signal()
    menu_requested = Signal(QPoint)
    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice()
        self.following = Following(self)

    def set_transcript(self, transcript: Transcript | None) -> None:
        """See `SegmentRows.set_transcript`; the keyboard stays at its row."""
        super().set_transcript(transcript)
        if self.window().focusWidget() is self:  # the row that had it is another one now
            self.focus_current()

    def set_heard(self, position_s: float, *, is_active: bool, is_playing: bool) -> None:
        """See `SegmentRows.set_heard`; the view goes along."""
        super().set_heard(position_s, is_active=is_active, is_playing=is_playing)
        self.following.set_heard(self.spoken, is_playing=is_playing)

    def show_row(self, index: int) -> None:
        """Bring a row into view, with what is around it; what is heard is not followed then."""
        if 0 <= index < len(self.segments):
            self.following.stop()
            top, bottom = self.span(index)
            if top < 0 or bottom > self.viewport().height():
                self.put_at_third(index)

    # ------------------------------------------------------------------ what is chosen

    def go_to(self, index: int, *, extend: bool = False, focus: bool = True) -> None:
        """Make a row the current one, and let the keyboard be there."""
        if not self.segments:
            return
        index = min(max(0, index), len(self.segments) - 1)
        if extend:
            self.choice.extend(index)
        else:
            self.choice.go(index)
        self.ensure_visible(index)
        self.following.stop()
        self.choice_changed()
        if focus:
            self.focus_current()

    def choice_changed(self) -> None:
        """Show and tell what is chosen."""
        self._marked = self.choice.marked
        self.refresh_rows()
        self.chosen_changed.emit()

    def focus_current(self) -> None:
        """The keyboard goes to the current row, or to the list while that is out of sight."""
        row = self.shown.get(self.choice.current)
        if row is not None and self.is_in_view(self.choice.current):
            row.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.window().focusWidget() is not self:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_for_speaker(self) -> None:
        """Ask who says what is chosen, below its last row."""
        chosen = self.choice.chosen
        if chosen:
            self.ensure_visible(chosen[-1])
            self.speaker_requested.emit(chosen, self._below(chosen[-1]))

    def play(self, index: int) -> None:
        """Play from a segment's start."""
        if 0 <= index < len(self.segments):
            self.following.resume()
            self.play_requested.emit(self.segments[index].start_s)

    def _below(self, index: int) -> QPoint:
        bottom = min(self.span(index)[1], self.viewport().height())
        return self.viewport().mapToGlobal(QPoint(_MENU_LEFT_PX, bottom))
