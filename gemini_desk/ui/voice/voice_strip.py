"""Says plainly whose turn it is, and lets a person interrupt and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from gemini_desk.media.turn import TurnPhase
from gemini_desk.ui.composer.level_bar import loudness_share
from gemini_desk.ui.speech.strip import Strip, strip_button
from gemini_desk.ui.voice.conversation import VoiceState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gemini_desk.media.hands_free import Hearing

# Icon, title, and what a person can do; the badge is lively where somebody is heard.
_WORDS: Final = {
    VoiceState.OPENING: ("microphone", "One moment", "Opening the microphone…", False),
    VoiceState.LISTENING: ("microphone", "Listening", "Speak whenever you like", False),
    VoiceState.HEARING: ("microphone", "Hearing you", "Pause to be answered", True),
    VoiceState.THINKING: ("sparkle", "Thinking", "The microphone is off", False),
    VoiceState.SPEAKING: ("speaker", "Speaking", "", True),
}


class VoiceStrip(Strip):
    """Follows a voice conversation; there only while it is on.

    Signals:
        send_requested: What was said so far is whole.
        interrupt_requested: Stop the model, and listen.
        leave_requested: End the voice conversation.
    """

    send_requested = Signal()
    interrupt_requested = Signal()
    leave_requested = Signal()

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        self.send = strip_button("check", "I have finished")
        self.interrupt = strip_button("stop", "Interrupt")
        self.leave = strip_button("close", "End the voice conversation")
        super().__init__((self.send, self.interrupt, self.leave), parent)
        self._state = VoiceState.OFF
        self._sentence = ""
        self._is_mute = False
        self.send.set_name("I have finished: answer me")
        self.interrupt.set_name("Interrupt, and speak", shortcut="Esc")
        self.leave.set_name("End the voice conversation", shortcut=keys)
        self.send.clicked.connect(self.send_requested)
        self.interrupt.clicked.connect(self.interrupt_requested)
        self.leave.clicked.connect(self.leave_requested)

    def set_state(self, state: VoiceState) -> None:
        """Show whose turn it is; hidden while the mode is off."""
        self._state = state
        self._refresh()
        is_model = state in (VoiceState.THINKING, VoiceState.SPEAKING)
        had_focus = any(button.hasFocus() for button in self.buttons)
        self.send.setVisible(state is VoiceState.HEARING)
        self.interrupt.setVisible(is_model)
        if had_focus:
            self.leave.setFocus()
        self.setVisible(state is not VoiceState.OFF)

    def set_sentence(self, sentence: str) -> None:
        """What is being said."""
        self._sentence = " ".join(sentence.split())
        self._refresh()

    def set_mute(self, is_mute: bool) -> None:
        """Whether answers come as text alone, because the system has no voice."""
        self._is_mute = is_mute
        self._refresh()

    def show_hearing(self, hearing: Hearing) -> None:
        """Show how loud it is."""
        is_muted = hearing.phase is TurnPhase.MUTED
        self.set_share(0.0 if is_muted else loudness_share(hearing.level.rms_dbfs))

    def _refresh(self) -> None:
        if self._state in _WORDS:
            icon, title, detail, is_lively = _WORDS[self._state]
            if self._state is VoiceState.SPEAKING:
                detail = self._sentence
            elif self._is_mute and self._state is VoiceState.THINKING:
                detail = "The answer comes as text: this system has no voice"
            self.set_words(icon, title, detail, is_lively=is_lively)
