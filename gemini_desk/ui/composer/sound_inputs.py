"""Everything that listens: the list of microphones, the level, recordings, spoken turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from gemini_desk.media.microphone_gate import MicrophoneGate
from gemini_desk.ui.background import Background
from gemini_desk.ui.composer.hands_free import HandsFree
from gemini_desk.ui.composer.level_probe import LevelProbe
from gemini_desk.ui.composer.microphones import Microphones
from gemini_desk.ui.composer.recording import Recording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from gemini_desk.media.audio_devices import InputDevice
    from gemini_desk.media.audio_input import InputFactory

# Until the settings are there, which is after the first paint; a test holds it to their default.
FIRST_PAUSE_S: Final = 1.2


class SoundInputs(QObject):
    """The microphone's users, of which one listens at a time. GUI thread only.

    Attributes:
        microphones: Which there are.
        probe: How loud one is before anything is recorded.
        recording: One clip.
        hands_free: One spoken turn after the other.
        gate: Closed while the application plays something; spoken turns leave that out.
    """

    def __init__(
        self,
        folder: Path,
        *,
        input_factory: InputFactory | None = None,
        list_devices: Callable[[], Sequence[InputDevice]] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Prepare; no device is touched yet.

        Args:
            folder: Where clips go while they are recorded.
            input_factory: Opens a microphone; the real one if None.
            list_devices: Lists microphones; the real ones if None.
            parent: Owner.
        """
        super().__init__(parent)
        self._own_folder = folder
        self.gate = MicrophoneGate()
        self._background = Background("microphones", self)
        self.microphones = Microphones(self._background, list_devices, parent=self)
        self.probe = LevelProbe(self._background, input_factory, self)
        self.microphones.about_to_restart.connect(self.probe.pause)
        self.recording = Recording(folder, input_factory=input_factory, parent=self)
        self._input_factory = input_factory
        self.hands_free = self.another_hands_free(self)

    @property
    def active(self) -> bool:
        """Whether something is recorded, or listened for."""
        return self.recording.active or self.hands_free.active

    def another_hands_free(self, parent: QObject) -> HandsFree:
        """One more that listens for turns, with the same gate; whoever asks for it closes it."""
        return HandsFree(
            self._own_folder,
            self.gate,
            pause_s=FIRST_PAUSE_S,
            input_factory=self._input_factory,
            parent=parent,
        )

    def set_pause_s(self, pause_s: float) -> None:
        """How long a silence ends a spoken turn."""
        self.hands_free.pause_s = pause_s

    def set_folder(self, folder: Path | None) -> None:
        """Where clips go while they are recorded; None for the application's own folder."""
        self.recording.folder = self.hands_free.folder = folder or self._own_folder

    def close(self) -> None:
        """End the workers; what is being recorded stays on disk."""
        self._background.close()
        self.probe.close()
        self.microphones.close()
        self.hands_free.close()
        self.recording.close()
