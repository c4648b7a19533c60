"""Plays one clip at a time, and tells every widget that shows it where it is.

GUI thread only; the player's own thread reports through queued signals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gemini_desk.media.loudspeaker import OutputFactory, open_loudspeaker
from gemini_desk.media.player import Player

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.errors import GeminiDeskError


class PlaybackController(QObject):
    """The loudspeaker.

    Signals:
        position_changed: SHA-256 of the clip, second that is heard, whether it plays on.
        notice: Level, text, hint.
    """

    position_changed = Signal(str, float, bool)
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
        queued = Qt.ConnectionType.QueuedConnection
        self._position_reported.connect(self._on_position, queued)
        self._end_reported.connect(self._on_ended, queued)

    @Slot(object)
    def play(self, clip: Attachment) -> None:
        """Play `clip`, from where it was paused or from its start."""
        if self._clip == clip and self._player.is_paused:
            self._player.resume()
            self.position_changed.emit(clip.sha256, self._position_s, True)
            return
        self.stop()
        self._clip, self._position_s = clip, 0.0
        self._player.play(clip.path)
        self.position_changed.emit(clip.sha256, 0.0, True)

    @Slot()
    def pause(self) -> None:
        """Pause the clip; `play` goes on with it."""
        if self._clip is not None:
            self._player.pause()
            self.position_changed.emit(self._clip.sha256, self._position_s, False)

    @Slot()
    def stop(self) -> None:
        """Stop and forget the clip."""
        self._player.stop()
        clip, self._clip = self._clip, None
        if clip is not None:
            self.position_changed.emit(clip.sha256, 0.0, False)

    def close(self) -> None:
        """Stop, and wait until the loudspeaker is free: before the object is deleted."""
        self._player.close()

    @Slot(float)
    def _on_position(self, position_s: float) -> None:
        if self._clip is not None:
            self._position_s = position_s
            self.position_changed.emit(self._clip.sha256, position_s, not self._player.is_paused)

    @Slot(object)
    def _on_ended(self, error: GeminiDeskError | None) -> None:
        if self._player.is_playing:
            return  # the report of a clip that another one has replaced since
        self.stop()
        if error is not None:
            self.notice.emit("error", error.message, error.hint)
