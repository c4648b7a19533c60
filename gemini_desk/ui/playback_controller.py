"""Plays one clip at a time, and tells every widget that shows it where it is.

GUI thread only; the player's own thread reports through queued signals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gemini_desk.media.loudspeaker import OutputFactory, open_loudspeaker
from gemini_desk.media.player import Player
from gemini_desk.media.tempo import FASTEST, SLOWEST

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.errors import GeminiDeskError


class PlaybackController(QObject):
    """The loudspeaker.

    Signals:
        position_changed: Content key of the clip, second that is heard, whether it plays on.
        speed_changed: How fast clips are played from now on; 1.0 is as they were recorded.
        notice: Level, text, hint.
    """

    position_changed = Signal(str, float, bool)
    speed_changed = Signal(float)
    notice = Signal(str, str, str)
    _position_reported = Signal(float)
    _end_reported = Signal(object)

    def __init__(
        self, output_factory: OutputFactory = open_loudspeaker, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._player = Player(
            output_factory=output_factory,
            on_position=self._position_reported.emit,
            on_ended=self._end_reported.emit,
        )
        self._clip: Attachment | None = None
        self._position_s = 0.0
        self._speed = 1.0
        queued = Qt.ConnectionType.QueuedConnection
        self._position_reported.connect(self._on_position, queued)
        self._end_reported.connect(self._on_ended, queued)

    @Slot(object)
    def play(self, clip: Attachment) -> None:
        """Play `clip`, from where it was paused or moved to, or from its start."""
        if self._clip == clip and self._player.is_paused:
            self._player.resume()
            self.position_changed.emit(clip.content_key, self._position_s, True)
            return
        if self._clip != clip:
            self.stop()
            self._clip, self._position_s = clip, 0.0
        self._begin()

    @Slot(object, float)
    def seek(self, clip: Attachment, position_s: float) -> None:
        """Go to a second of `clip`; it plays on there if it plays, and waits if it does not."""
        plays = self._clip == clip and self._player.is_playing and not self._player.is_paused
        if self._clip == clip:
            self._player.stop()
        else:
            self.stop()
        self._clip = clip
        self._position_s = max(0.0, min(position_s, clip.duration_s or position_s))
        if plays:
            self._begin()
        else:
            self.position_changed.emit(clip.content_key, self._position_s, False)

    @Slot(float)
    def set_speed(self, speed: float) -> None:
        """Play this many times as fast, at the same pitch; a clip that plays goes on so."""
        self._speed = max(SLOWEST, min(speed, FASTEST))
        self.speed_changed.emit(self._speed)
        if self._clip is not None and self._player.is_playing:
            self.seek(self._clip, self._position_s)

    def _begin(self) -> None:
        if self._clip is not None:
            self._player.play(
                self._clip.path, start_s=self._position_s, speed=self._speed, track=self._clip.track
            )
            self.position_changed.emit(self._clip.content_key, self._position_s, True)

    @Slot()
    def pause(self) -> None:
        """Pause the clip; `play` goes on with it."""
        if self._clip is not None:
            self._player.pause()
            self.position_changed.emit(self._clip.content_key, self._position_s, False)

    @Slot()
    def stop(self) -> None:
        """Stop and forget the clip."""
        self._player.stop()
        clip, self._clip = self._clip, None
        if clip is not None:
            self.position_changed.emit(clip.content_key, 0.0, False)

    def close(self) -> None:
        """Stop, and wait until the loudspeaker is free: before the object is deleted."""
        self._player.close()

    @Slot(float)
    def _on_position(self, position_s: float) -> None:
        if self._clip is not None and self._player.is_playing:
            self._position_s = position_s
            self.position_changed.emit(
                self._clip.content_key, position_s, not self._player.is_paused
            )

    @Slot(object)
    def _on_ended(self, error: GeminiDeskError | None) -> None:
        if self._player.is_playing:
            return  # the report of a clip that another one has replaced since
        self.stop()
        if error is not None:
            self.notice.emit("error", error.message, error.hint)
