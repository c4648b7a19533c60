"""Which clip plays and how far it is; the views of clips follow it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Playback(QObject):
    """State of the one player. GUI thread only.

    Signals:
        changed: sha256 of the clip whose state changed.
        speed_changed: Clips are played faster or slower.

    Attributes:
        sha256: The clip that plays or is paused; "" if there is none.
        position_s: How far it is.
        is_playing: Whether it plays.
        speed: How fast clips are played.
    """

    changed = Signal(str)
    speed_changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.sha256 = ""
        self.position_s = 0.0
        self.is_playing = False
        self.speed = 1.0

    def set_state(self, sha256: str, position_s: float, is_playing: bool) -> None:
        """Take over what the player says."""
        previous, self.sha256 = self.sha256, sha256
        self.position_s, self.is_playing = position_s, is_playing
        if previous and previous != sha256:
            self.changed.emit(previous)
        self.changed.emit(sha256)

    def set_speed(self, speed: float) -> None:
        """Clips are played this many times as fast."""
        self.speed = speed
        self.speed_changed.emit()
