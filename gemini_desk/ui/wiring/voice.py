"""The voice conversation: button, strip, microphone, messages, voice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.draft import Draft
from gemini_desk.ui.composer.round_button import Emphasis, RoundButton
from gemini_desk.ui.composer.suitability import microphone_objection
from gemini_desk.ui.shortcuts import keys_of
from gemini_desk.ui.voice.conversation import VoiceState
from gemini_desk.ui.voice.voice_strip import VoiceStrip

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.settings.schema import Settings
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.chat.sending_controller import SendingController
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.composer.intake import AttachmentIntake
    from gemini_desk.ui.conversation.aloud.sources import Spoken
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.playback_controller import PlaybackController
    from gemini_desk.ui.settings_controller import SettingsController
    from gemini_desk.ui.speech.reader import Reader
    from gemini_desk.ui.speech.speaker import Speaker
    from gemini_desk.ui.voice.conversation import VoiceConversation
    from gemini_desk.ui.voice.ears import Ears
    from gemini_desk.ui.wiring.interrupting import Interrupting
    from gemini_desk.ui.wiring.reading_aloud import ReadingAloudWiring

ESC_RANK: Final = 0
_LAST_BLOCK_S: Final = 0.5  # a turn ends with the block that reaches its limit, not within it


class VoiceWiring(QObject):
    """Sends what is said, has the answers read, and shows whose turn it is.

    Signals:
        notice: Level, text, hint.
    """

    notice = Signal(str, str, str)

    def __init__(
        self,
        voice: VoiceConversation,
        ears: Ears,
        intake: AttachmentIntake,
        reader: Reader,
        speaker: Speaker,
        aloud: ReadingAloudWiring,
        messages: MessageController,
        sending: SendingController,
        models: ModelController,
        settings: SettingsController,
        playback: PlaybackController,
        composer: Composer,
        interrupting: Interrupting,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._voice = voice
        self._intake = intake
        self._aloud = aloud
        self._messages = messages
        self._sending = sending
        self._window = window
        self._playback = playback
        self._composer = composer
        self._objection = ""
        self._obstacle = ""
        self._is_mute = False
        self._strip = VoiceStrip(keys_of("voice"))
        composer.add_above(self._strip)
        self._button = RoundButton("voice", "Voice conversation")
        self._button.clicked.connect(self._toggle)
        composer.card.add_tool(self._button)
        window.action("voice").triggered.connect(self._toggle)
        self._strip.send_requested.connect(ears.end_turn)
        self._strip.interrupt_requested.connect(voice.interrupt)
        self._strip.leave_requested.connect(voice.leave)
        voice.state_changed.connect(self._show_state)
        voice.heard.connect(self._strip.show_hearing)
        voice.notice.connect(self.notice)
        voice.interrupted.connect(messages.stop)
        voice.said.connect(self._take_turn)
        intake.added.connect(self._send)
        intake.refused.connect(self._refuse)
        sending.overflowed.connect(self._on_overflow)
        # Both come after the pane has heard of it: what is read is what it shows.
        messages.answer_began.connect(self._read)
        messages.answering_changed.connect(voice.set_answering)
        reader.spoken_changed.connect(self._show_spoken)
        reader.failed.connect(self._on_mute)
        self._speaker = speaker
        speaker.failed.connect(self._on_no_voice)
        composer.about_to_record.connect(voice.leave)  # one of them has the microphone
        self._ears = ears
        interrupting.add(ESC_RANK, lambda: voice.is_on, voice.interrupt)
        voice.state_changed.connect(interrupting.refresh)
        self._models = models
        models.state_changed.connect(self._follow_model)
        models.loaded.connect(self._follow_model)
        self._follow_model()
        settings.changed.connect(self._take_settings)
        self._take_settings(settings.settings)
        self._describe()

    @property
    def strip(self) -> VoiceStrip:
        """Says whose turn it is."""
        return self._strip

    @property
    def button(self) -> RoundButton:
        """Begins and ends the voice conversation."""
        return self._button

    # -- begin and end --------------------------------------------------------------------

    def set_obstacle(self, obstacle: str) -> None:
        """Why nothing can be said now; "" if it can."""
        self._obstacle = obstacle
        if obstacle and self._voice.is_on:
            self._voice.leave()
        self._describe()

    @Slot()
    def _toggle(self) -> None:
        if self._obstacle and not self._voice.is_on:
            self.notice.emit("info", self._obstacle, "")
        elif self._voice.is_on or not self._objection:
            self._is_mute = False
            self._strip.set_mute(False)
            self._playback.pause()
            if not self._voice.is_on:
                self._composer.voice.let_go()  # one of them has the microphone
            self._voice.toggle()
            if self._voice.is_on:
                self._speaker.open()  # takes seconds: meanwhile the person speaks
        else:
            self.notice.emit("warning", f"{self._objection}.", "Choose a model that listens.")

    @Slot()
    def _follow_model(self) -> None:
        model = self._models.model
        capabilities = model.capabilities if model is not None else None
        self._objection = microphone_objection(capabilities)
        limit_s = capabilities.max_audio_s if capabilities is not None else None
        self._voice.limit_s = None if limit_s is None else max(limit_s - _LAST_BLOCK_S, 0.1)
        if self._objection and self._voice.is_on:
            self._voice.leave()
            self.notice.emit("warning", f"{self._objection}.", "Choose a model that listens.")
        self._describe()

    @Slot(object)
    def _take_settings(self, settings: Settings) -> None:
        self._voice.device_name = settings.audio.input_device
        self._ears.set_pause_s(settings.audio.hands_free_pause_s)

    # -- what is said, and answered -------------------------------------------------------

    @Slot(object)
    def _take_turn(self, path: Path) -> None:
        self._intake.add_clip(path)

    @Slot(int, object)
    def _send(self, _ticket: int, clip: Attachment) -> None:
        self._window.show_pane()
        self._sending.submit(Draft("", (clip,)))

    @Slot(int, str, str, str)
    def _refuse(self, _ticket: int, _name: str, message: str, hint: str) -> None:
        self.notice.emit("warning", message, hint)
        self._voice.give_up_sending()

    @Slot(object)
    def _on_overflow(self, _asking: object) -> None:
        self._voice.leave()  # what to do about it is asked in writing

    @Slot(object)
    def _read(self, answer: MessageVersion) -> None:
        if self._voice.is_on and not self._is_mute:
            self._aloud.read_message(answer.id)

    @Slot(object)
    def _on_mute(self, _error: object) -> None:
        """The answers come as text: who reads has told why."""
        self._is_mute = True
        self._strip.set_mute(True)

    @Slot(object)
    def _on_no_voice(self, error: GeminiDeskError) -> None:
        """Known before there is anything to read: nobody else tells it."""
        if self._voice.is_on and not self._is_mute:
            self._on_mute(error)
            self.notice.emit("warning", error.message, error.hint)

    # -- what is shown --------------------------------------------------------------------

    @Slot(object)
    def _show_state(self, state: VoiceState) -> None:
        self._aloud.set_strip_shown(state is VoiceState.OFF)
        self._strip.set_state(state)
        self._describe()

    @Slot(object)
    def _show_spoken(self, spoken: Spoken | None) -> None:
        self._strip.set_sentence(spoken.utterance.text if spoken is not None else "")

    def _describe(self) -> None:
        is_on = self._voice.is_on
        name = "End the voice conversation" if is_on else "Voice conversation"
        objection = self._obstacle or self._objection
        what = objection or ("" if is_on else "Speak, and be answered aloud")
        self._button.set_look("voice", Emphasis.ACCENT if is_on else Emphasis.PLAIN)
        self._button.set_name(name, shortcut=keys_of("voice"), explanation=what)
        self._button.setEnabled(is_on or not objection)
