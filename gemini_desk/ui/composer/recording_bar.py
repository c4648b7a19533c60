"""What the card shows while it records: discard, pause, level meter, time, done."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gemini_desk.sizes import clock_text
from gemini_desk.ui import style
from gemini_desk.ui.composer.level_history import LevelHistory
from gemini_desk.ui.composer.live_meter import LiveMeter
from gemini_desk.ui.composer.recording import Recording, RecordingState
from gemini_desk.ui.composer.round_button import RoundButton
from gemini_desk.ui.icons import colour_of
from gemini_desk.ui.theme import SPACE_PX

_SILENT_DBFS: Final = -100.0  # not even noise: muted, or forbidden without a word
_SILENT_S: Final = 2.0


class RecordingBar(LiveMeter):
    """Follows a recording while it can be seen.

    Signals:
        cancel_requested: Throw the clip away.
        pause_requested: Pause, or go on.
        done_requested: End the recording and keep the clip.
    """

    cancel_requested = Signal()
    pause_requested = Signal()
    done_requested = Signal()

    def __init__(self, recording: Recording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recording = recording
        self._limit_s: float | None = None
        self._heard_something = False
        self._pause_keys = ""
        self.cancel = RoundButton("trash", "Discard the recording", parent=self)
        self.cancel.set_name("Discard the recording", shortcut="Esc")
        self.cancel.clicked.connect(self.cancel_requested)
        self.pause = RoundButton("pause", "Pause the recording", parent=self)
        self.pause.clicked.connect(self.pause_requested)
        self.levels = LevelHistory(self)
        self.time = QLabel(self)
        self.time.setFont(style.font(13, weight=style.HEADING_WEIGHT))
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.time.setAccessibleName("Recorded")
        self.done = RoundButton("check", "Finish the recording", parent=self)
        self.done.clicked.connect(self.done_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_PX // 2)
        row.addWidget(self.cancel)
        row.addWidget(self.pause)
        row.addWidget(self.levels, 1)
        row.addSpacing(SPACE_PX // 2)
        row.addWidget(self.time)
        row.addWidget(self.done)
        recording.state_changed.connect(self._show_state)
        self._show_state()

    def set_pause_keys(self, keys: str) -> None:
        """Keys that the tooltip names."""
        self._pause_keys = keys
        self._show_state()

    def set_done_keys(self, keys: str) -> None:
        """Keys that the tooltip names; Enter sends as well."""
        self.done.set_name("Finish the recording", shortcut=keys)

    def set_limit(self, limit_s: float | None) -> None:
        """The longest clip that the model hears at once; a longer one is transcribed first."""
        self._limit_s = limit_s

    def begin(self) -> None:
        """Start with an empty meter."""
        self.levels.clear()
        self._heard_something = False
        self.refresh()

    @Slot()
    def _show_state(self) -> None:
        paused = self._recording.state is RecordingState.PAUSED
        self.pause.set_look("microphone" if paused else "pause", self.pause.emphasis)
        name = "Go on with the recording" if paused else "Pause the recording"
        self.pause.set_name(name, shortcut=self._pause_keys)
        self.levels.set_colour("muted" if paused else "danger")

    def refresh(self) -> None:
        """Show the time and the level."""
        state = self._recording.state
        taking = state in (RecordingState.RECORDING, RecordingState.PAUSED)
        self.done.setEnabled(taking)
        self.pause.setEnabled(taking)
        if state is RecordingState.RECORDING:
            dbfs = self._recording.loudness_dbfs
            self._heard_something = self._heard_something or dbfs > _SILENT_DBFS
            self.levels.add(dbfs)
        text, colour = self._text(state)
        self.time.setText(text)
        self.time.setStyleSheet(f"color: {colour_of(colour).name()};")

    def _text(self, state: RecordingState) -> tuple[str, str]:
        """What the label says, and in which colour."""
        elapsed_s = self._recording.elapsed_s
        time = clock_text(int(elapsed_s))
        if state is RecordingState.STARTING:
            return "Opening…", "text"
        if state is RecordingState.PAUSED:
            return f"Paused · {time}", "muted"
        if not self._heard_something and elapsed_s >= _SILENT_S:
            return f"Silent: muted? · {time}", "warning"
        if self._limit_s is None:
            return time, "text"
        if elapsed_s > self._limit_s:
            return f"To transcribe · {time}", "text"
        return f"{time} / {clock_text(self._limit_s)}", "text"
