"""How far a transcript is, and the button that stops it or lets it go on. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gemini_desk.transcripts.timed_text import clock, length
from gemini_desk.ui import style
from gemini_desk.ui.controls import ElidedLabel
from gemini_desk.ui.conversation.views.icon_button import IconButton as TextButton
from gemini_desk.ui.conversation.wording import short_duration

if TYPE_CHECKING:
    from gemini_desk.transcripts.transcript import Transcript

_BUTTON_PX = 30


class Progress(NamedTuple):
    """What the job is doing.

    Attributes:
        is_running: Whether it listens now, or waits for its turn to.
        remaining_s: How long it will probably take; None while nobody can say.
        problem: Why it ended, and what to do; "" if it did not fail.
    """

    is_running: bool = False
    remaining_s: float | None = None
    problem: str = ""


def progress_words(transcript: Transcript, progress: Progress) -> str:
    """`4:10 of 20:00 heard · about 3 min 5 s left`; "" for one that is whole."""
    if transcript.done_s is None:
        return ""
    done = "translated" if transcript.language else "heard"
    words = f"{clock(transcript.done_s)} of {length(transcript.duration_s)} {done}"
    if not progress.is_running:
        return f"{words} · {'failed' if progress.problem else 'stopped'}"
    if progress.remaining_s is None:
        return words
    return f"{words} · about {short_duration(progress.remaining_s)} left"


class ProgressLine(QWidget):
    """Stands above the segments while a recording is not heard to its end.

    Signals:
        stop_requested: Enough.
        continue_requested: Go on.
    """

    stop_requested = Signal()
    continue_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_running = False
        self.text = ElidedLabel(parent=self)
        self.text.setFont(style.font(12))
        style.follow_theme(self.text, lambda colours: f"color: {colours.muted}")
        self.button = TextButton("continue", self, label="Go on", text="Continue")
        self.button.set_filled(True)
        self.button.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()

    def show_progress(self, transcript: Transcript, progress: Progress) -> None:
        """Say how far it is; nothing once it is whole."""
        words = progress_words(transcript, progress)
        self.setVisible(bool(words))
        if not words:
            return
        self._is_running = progress.is_running
        self.text.setText(words)
        self.button.set_icon("stop" if progress.is_running else "continue")
        self.button.setText("Stop" if progress.is_running else "Continue")
        self.button.set_label(
            "Stop transcribing" if progress.is_running else "Go on with the transcript"
        )
        self.button.setFixedSize(self.button.sizeHint().width(), _BUTTON_PX)
        self.button.update()

    def _act(self) -> None:
        (self.stop_requested if self._is_running else self.continue_requested).emit()
