"""The player of a transcript's recording: waveform, coverage, buttons. GUI thread only."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gemini_desk.transcripts.timed_text import clock, length
from gemini_desk.ui import style
from gemini_desk.ui.controls import IconButton
from gemini_desk.ui.conversation.views.audio_view import SPEEDS, PlayButton
from gemini_desk.ui.conversation.views.icon_button import IconButton as TextButton
from gemini_desk.ui.conversation.views.waveform import Waveform
from gemini_desk.ui.transcript.coverage_bar import CoverageBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.transcripts.transcript import Transcript
    from gemini_desk.ui.conversation.media_previews import MediaPreviews

BUCKETS: Final = 112  # bars of the waveform
_WAVEFORM_PX: Final = 52
_PLAY_PX: Final = 40
_SPEED_PX: Final = 48
_TIME_PX: Final = 96


class PlayerBar(QWidget):
    """Shows what plays, and tells what a person wants.

    Signals:
        sought: The second to go to.
        toggled: Play or pause.
        back_requested: Hear the last seconds again.
        stepped: Segments to go on by, and play.
        speed_requested: How many times as fast to play.
    """

    sought = Signal(float)
    toggled = Signal()
    back_requested = Signal()
    stepped = Signal(int)
    speed_requested = Signal(float)

    def __init__(self, previews: MediaPreviews, parent: QWidget) -> None:
        super().__init__(parent)
        self._previews = previews
        self._sha256 = ""
        self._name = ""
        self._duration_s = 0.0
        self._speed = 1.0
        self.waveform = Waveform(self)
        self.waveform.setFixedHeight(_WAVEFORM_PX)
        self.coverage = CoverageBar(self)
        self.play = PlayButton(self)
        self.play.setFixedSize(_PLAY_PX, _PLAY_PX)
        self.back = IconButton("back-3s", "Back 3 seconds (Left)", self)
        self.next = IconButton("skip-next", "Next segment (Right)", self)
        self.time = QLabel(self)
        self.time.setFont(style.font(12))
        self.time.setMinimumWidth(_TIME_PX)
        style.follow_theme(self.time, lambda colours: f"color: {colours.muted}")
        self.speed = TextButton("", self, label="Speed", text="1×")
        self.speed.setFixedSize(_SPEED_PX, 32)
        self._lay_out()
        self.waveform.sought.connect(self.sought)
        self.waveform.moved.connect(lambda _: self._show_time())
        self.waveform.toggled.connect(self.toggled)
        self.coverage.sought.connect(self.sought)
        self.play.clicked.connect(self.toggled)
        self.back.clicked.connect(self.back_requested)
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self.speed.clicked.connect(self._change_speed)
        previews.peaks_ready.connect(self._take_peaks)
        previews.preview_failed.connect(self._take_problem)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.back)
        row.addWidget(self.play)
        row.addWidget(self.next)
        row.addSpacing(8)
        row.addWidget(self.time, 1)
        row.addWidget(self.speed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.waveform)
        column.addWidget(self.coverage)
        column.addSpacing(6)
        column.addLayout(row)
        self.setFocusProxy(self.play)
        self.setTabOrder(self.waveform, self.back)  # as they stand, not as they were made
        self.setTabOrder(self.back, self.play)

    def show_recording(self, recording: Attachment, duration_s: float) -> None:
        """Play another recording."""
        self._sha256, self._name, self._duration_s = (
            recording.content_key,
            recording.name,
            duration_s,
        )
        self.waveform.show_clip(duration_s)
        self._previews.request_peaks(recording, BUCKETS)
        self.set_heard(0.0, is_playing=False)

    def set_transcript(self, transcript: Transcript) -> None:
        """More of it was heard."""
        self.coverage.set_transcript(transcript)

    def set_heard(self, position_s: float, *, is_playing: bool) -> None:
        """This second is heard."""
        self.waveform.set_position(position_s)
        self.play.set_playing(is_playing, self._name)
        self._show_time()

    def set_speed(self, speed: float) -> None:
        """Recordings are played this many times as fast."""
        self._speed = speed
        text = f"{speed:g}×"
        self.speed.setText(text)
        self.speed.set_label(f"Speed {text}; press for another (+ and −)")
        self.speed.update()

    def step_speed(self, step: int) -> None:
        """Ask for a speed that is so many steps above what it is, or below; there are ends."""
        place = bisect_left(SPEEDS, self._speed)
        wanted = SPEEDS[max(0, min(place + step, len(SPEEDS) - 1))]
        if wanted != self._speed:
            self.speed_requested.emit(wanted)

    def _change_speed(self) -> None:
        faster = [each for each in SPEEDS if each > self._speed]
        self.speed_requested.emit(faster[0] if faster else SPEEDS[0])

    def _show_time(self) -> None:
        whole, shown_s = length(self._duration_s), self.waveform.shown_s
        text = f"{whole if shown_s >= self._duration_s else clock(shown_s)} / {whole}"
        if text != self.time.text():
            self.time.setText(text)

    def _take_peaks(self, sha256: str, buckets: int, peaks: Sequence[float]) -> None:
        if sha256 == self._sha256 and buckets == BUCKETS:
            self.waveform.set_peaks(peaks)

    def _take_problem(self, sha256: str, message: str) -> None:
        if sha256 == self._sha256:
            self.waveform.set_problem(message)
