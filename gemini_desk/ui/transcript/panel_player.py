"""What a person wants to hear of a recording, told to the loudspeaker's controller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.ui.transcript.player_bar import PlayerBar
    from gemini_desk.ui.transcript.segment_list import SegmentList

BACK_S: Final = 3.0
_NEARLY_S: Final = 1.0  # so soon after its start, “previous” means the segment before


class PanelPlayer(QObject):
    """Joins the player's buttons, the list and the loudspeaker. GUI thread only.

    Signals:
        play_requested: The `Attachment` of the recording.
        pause_requested: Playing shall pause.
        seek_requested: The `Attachment`, and the second to go to.
        speed_requested: How many times as fast to play.
    """

    play_requested = Signal(object)
    pause_requested = Signal()
    seek_requested = Signal(object, float)
    speed_requested = Signal(float)

    def __init__(self, bar: PlayerBar, rows: SegmentList, parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = bar
        self._rows = rows
        self._recording: Attachment | None = None
        self._position_s = 0.0
        self._is_playing = False
        bar.sought.connect(self.go_to)
        bar.toggled.connect(self.toggle)
        bar.back_requested.connect(self.go_back)
        bar.stepped.connect(self.step)
        bar.speed_requested.connect(self.speed_requested)
        rows.play_requested.connect(self.play_from)
        rows.toggled.connect(self.toggle)
        rows.back_requested.connect(self.go_back)
        rows.stepped.connect(self.step)
        rows.sped.connect(bar.step_speed)

    @property
    def position_s(self) -> float:
        """The second that is heard, or would be."""
        return self._position_s

    @property
    def is_playing(self) -> bool:
        """Whether this recording plays."""
        return self._is_playing

    def show_recording(self, recording: Attachment, duration_s: float) -> None:
        """Play another recording."""
        self._recording, self._position_s, self._is_playing = recording, 0.0, False
        self._bar.show_recording(recording, duration_s)
        self._rows.set_heard(0.0, is_active=False, is_playing=False)

    def forget(self) -> None:
        """Play nothing."""
        self._recording = None
        self._rows.set_heard(0.0, is_active=False, is_playing=False)

    def set_playback(self, sha256: str, position_s: float, is_playing: bool) -> None:
        """What the loudspeaker says; of other recordings nothing is shown."""
        if self._recording is None or sha256 != self._recording.content_key:
            return
        self._position_s, self._is_playing = position_s, is_playing
        self._bar.set_heard(position_s, is_playing=is_playing)
        self.show_heard()

    def show_heard(self) -> None:
        """Mark the segment that is heard: an edit may have made it another one."""
        is_active = self._is_playing or self._position_s > 0
        self._rows.set_heard(self._position_s, is_active=is_active, is_playing=self._is_playing)

    def toggle(self) -> None:
        """Play or pause."""
        if self._is_playing:
            self.pause_requested.emit()
        elif self._recording is not None:
            self._rows.following.resume()
            self.play_requested.emit(self._recording)

    def go_to(self, second: float) -> None:
        """To a second; it plays on if it plays."""
        if self._recording is not None:
            self._rows.following.resume()
            self.seek_requested.emit(self._recording, max(0.0, second))

    def play_from(self, second: float) -> None:
        """Play from a second on."""
        self.go_to(second)
        if self._recording is not None and not self._is_playing:
            self.play_requested.emit(self._recording)

    def go_back(self) -> None:
        """Hear the last seconds again."""
        self.go_to(self._position_s - BACK_S)

    def step(self, step: int) -> None:
        """Play the next segment, or the one before."""
        segments = self._rows.segments
        if not segments:
            return
        begun = self._rows.last_begun(self._position_s)
        target = begun + step
        if step < 0 and begun >= 0:
            is_inside = self._position_s - segments[begun].start_s > _NEARLY_S
            target = begun if is_inside else begun - 1
        if step > 0 and begun < 0:
            target = 0
        if target < len(segments):
            self.play_from(segments[max(0, target)].start_s)
