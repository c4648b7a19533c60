"""Where somebody speaks: Silero's voice activity model, as its wheel carries it.

https://github.com/snakers4/silero-vad. It runs on ONNX Runtime, many windows at once and
without torch: about 350 times as fast as the sound on one core, and in any thread but the GUI's.
"""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.errors import GeminiDeskError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

SAMPLE_RATE_HZ: Final = 16_000
WINDOW_SAMPLES: Final = 512
_CONTEXT: Final = 64  # samples of the window before, in front of each
_STATE_SHAPE: Final = (1, 1, 128)
_WINDOWS_AT_ONCE: Final = 512  # 16 s
# In silence that lasts as long, the model has said for a second that nobody speaks (under 0.001).
_SETTLED: Final = 64  # windows: 2 s
_MODEL: Final = Path("data", "silero_vad_16k_sequence.onnx")

WINDOW_S: Final = WINDOW_SAMPLES / SAMPLE_RATE_HZ


def speech_probabilities(
    blocks: Iterable[NDArray[np.float32]],
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """The probability of speech in each window of `WINDOW_S` of a recording.

    Memory does not grow with the recording.

    Args:
        blocks: Mono at `SAMPLE_RATE_HZ`: float32, shape (n_samples,), of any lengths.

    Yields:
        The samples of some windows, shape (n_windows * 512,), and their probabilities,
        shape (n_windows,), each in [0.0, 1.0]. The last window is filled up with silence.

    Raises:
        GeminiDeskError: The model is not installed.
    """
    activity = VoiceActivity()
    for samples in _whole_windows(blocks):
        yield samples, activity.probabilities(samples)


class VoiceActivity:
    """The model, and what it remembers of the sound so far; used by one thread."""

    def __init__(self) -> None:
        """Load the model, once in a process.

        Raises:
            GeminiDeskError: The model is not installed.
        """
        import numpy as np

        self._session = _session()
        self._hidden = np.zeros(_STATE_SHAPE, np.float32)
        self._cell = np.zeros(_STATE_SHAPE, np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)
        self._silent = 0  # windows of digital silence that came last

    def probabilities(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probability of speech in each window of what comes next.

        Args:
            samples: Mono at `SAMPLE_RATE_HZ`: float32, shape (n_windows * WINDOW_SAMPLES,).
        """
        import numpy as np

        windows = samples.reshape(-1, WINDOW_SAMPLES)
        # A microphone that is switched off, or a film without a word, may last for hours.
        numbers = np.arange(len(windows))
        loud = np.where(windows.any(axis=1), numbers, -1 - self._silent)
        silent = numbers - np.maximum.accumulate(loud)
        self._silent = int(silent[-1])
        edges = np.flatnonzero(np.diff(silent <= _SETTLED)) + 1
        found = [
            self._heard(part, since)
            for part, since in zip(np.split(windows, edges), np.split(silent, edges), strict=True)
        ]
        return np.concatenate(found)

    def _heard(
        self, windows: NDArray[np.float32], silent: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """The probabilities of windows that the model either hears, all of them, or need not."""
        import numpy as np

        if silent[0] > _SETTLED:
            return np.zeros(len(windows), np.float32)
        contexts = np.concatenate([self._context[None, :], windows[:-1, -_CONTEXT:]])
        self._context = windows[-1, -_CONTEXT:]
        probabilities, self._hidden, self._cell = self._session.run(
            ["speech_probs", "hn", "cn"],
            {
                "input": np.concatenate([contexts, windows], axis=1),
                "h": self._hidden,
                "c": self._cell,
            },
        )
        found: NDArray[np.float32] = probabilities.reshape(-1)
        return found


def _whole_windows(blocks: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """The same samples in blocks of whole windows, the last one filled up with silence."""
    import numpy as np

    size = _WINDOWS_AT_ONCE * WINDOW_SAMPLES
    waiting: list[NDArray[np.float32]] = []
    count = 0
    for block in blocks:
        waiting.append(block)
        count += len(block)
        while count >= size:
            joined = np.concatenate(waiting)
            yield joined[:size]
            waiting, count = [joined[size:]], count - size
    if count:
        rest = np.concatenate(waiting)
        yield np.pad(rest, (0, -len(rest) % WINDOW_SAMPLES))


@functools.cache
def _session() -> Any:
    """The model; sessions may be used from several threads at once."""
    import onnxruntime

    # The package is only a place where the file lies: to import it would import torch.
    package = importlib.util.find_spec("silero_vad")
    if package is None or package.origin is None:
        raise GeminiDeskError(
            "The voice activity model is missing.", hint="Install Gemini Desk again."
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(Path(package.origin).parent / _MODEL), options, providers=["CPUExecutionProvider"]
    )
