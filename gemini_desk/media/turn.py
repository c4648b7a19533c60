"""When somebody begins to speak, pauses, and has ended: a turn of a conversation."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from gemini_desk.media.voice_activity import SAMPLE_RATE_HZ, WINDOW_S, WINDOW_SAMPLES, VoiceActivity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PREROLL_S: Final = 0.6  # what was heard before a turn was noticed: its first consonant
_SPEECH: Final = 0.5  # from here on it is speech …
_SILENCE: Final = 0.35  # … and below this it is none: Silero's own two thresholds
_BEGINS_S: Final = 0.2  # shorter sounds are a cough or a chair
_PAUSES_S: Final = 0.3  # between words it is as long


class TurnPhase(Enum):
    """Where a turn stands."""

    LISTENING = "listening"  # nobody has spoken yet
    HEARING = "hearing"
    PAUSING = "pausing"  # the turn ends if nothing follows
    MUTED = "muted"  # the application itself plays something


class TurnDetector:
    """Follows the sound of a microphone; used by one thread.

    Attributes:
        phase: Where the turn stands.
        silence_s: How long nobody has spoken.
    """

    def __init__(self, sample_rate_hz: int, pause_s: float) -> None:
        """Begin to listen.

        Args:
            sample_rate_hz: Rate of the sound that comes.
            pause_s: So long a silence ends a turn.

        Raises:
            GeminiDeskError: The voice activity model is not installed.
        """
        self._rate_hz = sample_rate_hz
        self.pause_s = pause_s
        self.reset()

    def reset(self) -> None:
        """Forget what was heard: another turn may begin."""
        import numpy as np
        import soxr

        self._activity = VoiceActivity()
        self._resampler = soxr.ResampleStream(self._rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32")
        self._rest = np.zeros(0, np.float32)
        self.phase = TurnPhase.LISTENING
        self.silence_s = 0.0
        self._speech_s = 0.0

    @property
    def has_ended(self) -> bool:
        """Whether somebody spoke and has now been silent for long enough."""
        return self.phase is TurnPhase.PAUSING and self.silence_s >= self.pause_s

    def add(self, block: NDArray[np.float32]) -> None:
        """Follow a block: mono float32, shape (n_samples,)."""
        import numpy as np

        self._rest = np.concatenate([self._rest, self._resampler.resample_chunk(block)])
        whole = len(self._rest) // WINDOW_SAMPLES * WINDOW_SAMPLES
        if whole:
            windows, self._rest = self._rest[:whole], self._rest[whole:]
            for probability in self._activity.probabilities(windows):
                self._follow(float(probability))

    def _follow(self, probability: float) -> None:
        """Take one window of `WINDOW_S` into account."""
        if probability >= _SPEECH:
            self._speech_s += WINDOW_S
            self.silence_s = 0.0
            if self.phase is not TurnPhase.LISTENING or self._speech_s >= _BEGINS_S:
                self.phase = TurnPhase.HEARING
        elif probability < _SILENCE or self.silence_s:
            self.silence_s += WINDOW_S
            if self.phase is TurnPhase.LISTENING:
                self._speech_s = 0.0
            elif self.silence_s >= _PAUSES_S:
                self.phase = TurnPhase.PAUSING
