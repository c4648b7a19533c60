"""Joins the microphone button, the bars, recordings and spoken turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.errors import GeminiDeskError, InputError
from gemini_desk.ui.announcing import announce
from gemini_desk.ui.composer.hands_free import HandsFreeState
from gemini_desk.ui.composer.recording import RecordingState
from gemini_desk.ui.composer.suitability import microphone_objection

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.engine.events import Capabilities
    from gemini_desk.media.microphone_gate import MicrophoneGate
    from gemini_desk.ui.composer.composer_card import ComposerCard
    from gemini_desk.ui.composer.sound_inputs import SoundInputs

_ANNOUNCED = {
    RecordingState.RECORDING: "Recording",
    RecordingState.PAUSED: "Recording paused",
    RecordingState.IDLE: "Recording ended",
}


class VoiceInput(QObject):
    """Starts and ends recordings and listening as the person asks, and tells what went wrong.

    Signals:
        about_to_record: Now is the time to silence the loudspeaker.
        clip_ready: Path of a clip: a recording, to be attached.
        turn_ended: Path of a clip: a spoken turn, to be sent.
        thrown_away: Path of a recording that `take_back` brings back, for a while.
        hands_free_changed: Whether spoken turns are listened for.
        notice: Level, text and hint.
    """

    about_to_record = Signal()
    clip_ready = Signal(object)
    turn_ended = Signal(object)
    thrown_away = Signal(object)
    hands_free_changed = Signal(bool)
    notice = Signal(str, str, str)

    def __init__(
        self, inputs: SoundInputs, card: ComposerCard, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._inputs = inputs
        self._button = card.recorder
        self._bar = card.recording_bar
        self._hands_free_bar = card.hands_free_bar
        self._obstacle = ""
        recording, hands_free = inputs.recording, inputs.hands_free
        self._button.start_requested.connect(self._start)
        self._button.finish_requested.connect(self._finish)
        self._button.menu.hands_free_requested.connect(self.toggle_hands_free)
        self._bar.cancel_requested.connect(self.cancel)
        self._bar.pause_requested.connect(recording.toggle_pause)
        self._bar.done_requested.connect(recording.finish)
        self._hands_free_bar.end_requested.connect(hands_free.stop)
        self._hands_free_bar.send_requested.connect(hands_free.end_turn)
        recording.state_changed.connect(self._show_state)
        hands_free.state_changed.connect(self._show_hands_free)
        recording.finished.connect(self.clip_ready)
        recording.thrown_away.connect(self.thrown_away)
        recording.left_behind.connect(self._take_left_behind)
        hands_free.turn_ended.connect(self.turn_ended)
        for source in (recording, hands_free):
            source.failed.connect(self._fail)
            source.ended_by_itself.connect(self._explain_end)
            source.fell_back.connect(self._explain_choice)

    @property
    def muted_by_playback(self) -> MicrophoneGate:
        """Whoever plays something closes this gate meanwhile: spoken turns leave it out."""
        return self._inputs.gate

    @property
    def hands_free(self) -> bool:
        """Whether spoken turns are listened for."""
        return self._inputs.hands_free.active

    def set_capabilities(self, capabilities: Capabilities | None) -> None:
        """Offer the microphone only to a model that listens."""
        self._bar.set_limit(capabilities.max_audio_s if capabilities is not None else None)
        self._obstacle = microphone_objection(capabilities)
        self._button.set_obstacle(self._obstacle)

    def recover(self) -> None:
        """Bring back clips that were being recorded when the application ended; call it once."""
        self._inputs.recording.look_for_clips()

    @Slot()
    def toggle(self) -> None:
        """Start to record, or end the recording and keep it."""
        self._button.toggle()

    @Slot()
    def cancel(self) -> None:
        """Throw the recording away, or listen no more."""
        self._inputs.recording.cancel()
        self._inputs.hands_free.cancel()

    def take_back(self, clip: Path) -> None:
        """Bring back a recording that was thrown away."""
        self._inputs.recording.take_back(clip)

    @Slot()
    def let_go(self) -> None:
        """Leave the microphone to somebody else; what was recorded or said is kept."""
        self._inputs.recording.finish()
        self._inputs.hands_free.stop()

    @Slot()
    def toggle_pause(self) -> None:
        """Pause the recording, or go on with it."""
        self._inputs.recording.toggle_pause()

    @Slot()
    def toggle_hands_free(self) -> None:
        """Listen for spoken turns, or no more; a turn that is being spoken is sent."""
        hands_free = self._inputs.hands_free
        if hands_free.active:
            hands_free.stop()
        elif self._obstacle:
            self.notice.emit("info", f"{self._obstacle}.", "Choose another model.")
        else:
            self._inputs.recording.finish()
            self._inputs.probe.stop()
            self.about_to_record.emit()
            hands_free.start(self._button.menu.device_name)

    @Slot()
    def _start(self) -> None:
        if self._inputs.hands_free.active:
            self._inputs.hands_free.stop()
            return
        self._inputs.probe.stop()
        self.about_to_record.emit()
        self._inputs.recording.start(self._button.menu.device_name)

    @Slot()
    def _finish(self) -> None:
        self._inputs.recording.finish()

    @Slot(object)
    def _show_state(self, state: RecordingState) -> None:
        self._button.set_state(state)
        self._bar.setVisible(state is not RecordingState.IDLE)
        if state in _ANNOUNCED:
            announce(self._button, _ANNOUNCED[state])

    @Slot(object)
    def _show_hands_free(self, state: HandsFreeState) -> None:
        active = state is not HandsFreeState.OFF
        self._hands_free_bar.setVisible(active)
        self._button.set_hands_free(active)
        self.hands_free_changed.emit(active)
        if not active:
            announce(self._button, "Hands-free ended")

    @Slot(object)
    def _take_left_behind(self, clips: tuple[Path, ...]) -> None:
        for clip in clips:
            self.clip_ready.emit(clip)
        self.notice.emit(
            "info",
            "A recording that was cut off last time is back in your message.",
            "Send it, or remove it.",
        )

    @Slot(object)
    def _fail(self, error: GeminiDeskError) -> None:
        self.notice.emit("error", error.message, error.hint)

    @Slot(object)
    def _explain_end(self, error: GeminiDeskError) -> None:
        # Long enough is nobody's fault; a microphone that went away is something to mend.
        level = "info" if isinstance(error, InputError) else "warning"
        self.notice.emit(level, error.message, error.hint)

    @Slot(str)
    def _explain_choice(self, note: str) -> None:
        self.notice.emit("warning", note, "Choose another one beside the microphone button.")
