"""The loudspeaker: controller, pane, composer; and the microphone in the preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot

from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.playback_controller import PlaybackController
    from gemini_desk.ui.preferences.dialog import PreferencesDialog
    from gemini_desk.ui.wiring.interrupting import Interrupting

ESC_RANK: Final = 20  # what is read aloud is heard, and ends first


class SoundWiring(QObject):
    """Plays clips, wherever they are shown."""

    def __init__(
        self,
        playback: PlaybackController,
        pane: ConversationPane,
        composer: Composer,
        interrupting: Interrupting,
        window: MainWindow,
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
        self._inputs = composer.inputs
        # The keys that begin it work wherever the keyboard is, and so does the one that ends it.
        interrupting.add(ESC_RANK, lambda: self._inputs.active, composer.voice.cancel)
        for source in (self._inputs.recording, self._inputs.hands_free):
            source.state_changed.connect(interrupting.refresh)
        self._voice, self._notifications = composer.voice, window.notifications
        composer.voice.thrown_away.connect(self._offer_back)
        window.preferences_opened.connect(self._join_page)
        self._gate = composer.voice.muted_by_playback
        playback.position_changed.connect(self._mute)

    @Slot(str, float, bool)
    def _mute(self, _sha256: str, _position_s: float, playing: bool) -> None:
        self._gate.set_closed("clip", playing)

    @Slot(object)
    def _offer_back(self, clip: Path) -> None:
        action = NoticeAction("Undo", lambda: self._voice.take_back(clip))
        self._notifications.show_notice(
            Notice(Level.INFO, "The recording was thrown away", action=action)
        )

    @Slot(object)
    def _join_page(self, dialog: PreferencesDialog) -> None:
        from gemini_desk.ui.preferences.sound_page import SoundPage  # with the dialog

        page = next(page for page in dialog.pages if isinstance(page, SoundPage))
        page.microphone.join(self._inputs.microphones, self._inputs.probe)
