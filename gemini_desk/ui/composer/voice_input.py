"""Joins the microphone button, the recording bar and the recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.errors import GeminiDeskError, InputError
from gemini_desk.ui.announcing import announce
from gemini_desk.ui.composer.recording import Recording, RecordingState
from gemini_desk.ui.composer.suitability import microphone_objection

if TYPE_CHECKING:
    from gemini_desk.engine.events import Capabilities
    from gemini_desk.ui.composer.recorder_button import RecorderButton
    from gemini_desk.ui.composer.recording_bar import RecordingBar

_LAST_BLOCK_S = 0.25  # a recording ends with the block that reaches its limit, not within it
_ANNOUNCED = {
    RecordingState.RECORDING: "Recording",
    RecordingState.IDLE: "Recording ended",
}


class VoiceInput(QObject):
    """Starts and ends recordings as the person asks, and tells what went wrong.

    Signals:
        about_to_record: Now is the time to silence the loudspeaker.
        notice: Level, text and hint.
    """

    about_to_record = Signal()
    notice = Signal(str, str, str)

    def __init__(
        self,
        recording: Recording,
        button: RecorderButton,
        bar: RecordingBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._recording = recording
        self._button = button
        self._bar = bar
        self._max_duration_s: float | None = None
        button.start_requested.connect(self._start)
        button.finish_requested.connect(recording.finish)
        button.devices_requested.connect(recording.list_devices)
        bar.cancel_requested.connect(self.cancel)
        bar.done_requested.connect(recording.finish)
        recording.devices_listed.connect(button.show_devices)
        recording.state_changed.connect(self._show_state)
        recording.failed.connect(self._fail)
        recording.ended_by_itself.connect(self._explain_end)

    def set_capabilities(self, capabilities: Capabilities | None) -> None:
        """Offer the microphone only to a model that listens, for as long as it listens."""
        limit_s = capabilities.max_audio_s if capabilities is not None else None
        self._max_duration_s = None if limit_s is None else max(limit_s - _LAST_BLOCK_S, 0.1)
        self._bar.set_limit(limit_s)
        self._button.set_obstacle(microphone_objection(capabilities))

    @Slot()
    def cancel(self) -> None:
        """Throw the recording away."""
        self._recording.cancel()

    @Slot()
    def _start(self) -> None:
        self.about_to_record.emit()
        self._recording.start(self._button.device_name, max_duration_s=self._max_duration_s)

    @Slot(object)
    def _show_state(self, state: RecordingState) -> None:
        self._button.set_state(state)
        self._bar.setVisible(state is not RecordingState.IDLE)
        if state in _ANNOUNCED:
            announce(self._button, _ANNOUNCED[state])

    @Slot(object)
    def _fail(self, error: GeminiDeskError) -> None:
        self._button.devices_not_found()
        self.notice.emit("error", error.message, error.hint)

    @Slot(object)
    def _explain_end(self, error: GeminiDeskError) -> None:
        # Long enough is nobody's fault; a microphone that went away is something to mend.
        level = "info" if isinstance(error, InputError) else "warning"
        self.notice.emit(level, error.message, error.hint)
