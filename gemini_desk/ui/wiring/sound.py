"""The loudspeaker: controller, pane, composer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.playback_controller import PlaybackController


class SoundWiring(QObject):
    """Plays clips, wherever they are shown."""

    def __init__(
        self,
        playback: PlaybackController,
        pane: ConversationPane,
        composer: Composer,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        playback.position_changed.connect(pane.set_playback)
        playback.position_changed.connect(composer.set_playback)
        playback.speed_changed.connect(pane.set_speed)
        pane.seek_requested.connect(playback.seek)
        pane.speed_requested.connect(playback.set_speed)
        for widget in (pane, composer):
            widget.play_requested.connect(playback.play)
            widget.pause_requested.connect(playback.pause)
        self._gate = composer.voice.muted_by_playback
        playback.position_changed.connect(self._mute)

    @Slot(str, float, bool)
    def _mute(self, _sha256: str, _position_s: float, playing: bool) -> None:
        self._gate.set_closed("clip", playing)
