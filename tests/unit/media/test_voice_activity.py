"""Where somebody speaks: speech, and the silence of a microphone that is switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import soundfile

from gemini_desk.media.voice_activity import WINDOW_SAMPLES, VoiceActivity
from gemini_desk.paths import assets_dir

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOWS_IN_2_S = 64


@pytest.fixture(scope="module")
def speech() -> NDArray[np.float32]:
    """A spoken sentence, as whole windows."""
    samples, _ = soundfile.read(assets_dir() / "samples" / "note.wav", dtype="float32")
    samples = samples if samples.ndim == 1 else samples[:, 0]
    return np.pad(samples, (0, -len(samples) % WINDOW_SAMPLES))


def silence(windows: int) -> NDArray[np.float32]:
    return np.zeros(windows * WINDOW_SAMPLES, np.float32)


class CountingModel:
    """The model, and how many windows it was given."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.windows = 0

    def run(self, names: list[str], inputs: dict[str, Any]) -> Any:
        self.windows += len(inputs["input"])
        return self._model.run(names, inputs)


@pytest.fixture
def activity() -> VoiceActivity:
    activity = VoiceActivity()
    activity._session = CountingModel(activity._session)
    return activity


def test_speech_is_found_and_the_silence_around_it(
    activity: VoiceActivity, speech: NDArray[np.float32]
) -> None:
    count = len(speech) // WINDOW_SAMPLES
    found = activity.probabilities(np.concatenate([silence(200), speech, silence(200)]))
    assert found.shape == (400 + count,)
    assert (found[200 : 200 + count] > 0.5).mean() > 0.5
    assert found[:200].max() < 0.1
    assert found[200 + count + 10 :].max() < 0.1


def test_long_silence_is_not_listened_to(
    activity: VoiceActivity, speech: NDArray[np.float32]
) -> None:
    count = len(speech) // WINDOW_SAMPLES
    activity.probabilities(speech)
    for _ in range(10):
        assert activity.probabilities(silence(500))[10:].max() < 0.1
    assert activity._session.windows <= count + WINDOWS_IN_2_S
    after = activity.probabilities(speech)
    assert activity._session.windows >= 2 * count
    fresh = VoiceActivity().probabilities(speech)
    assert ((after > 0.5) == (fresh > 0.5)).mean() > 0.95, "speech is found as at the beginning"


def test_the_least_sound_is_listened_to(activity: VoiceActivity) -> None:
    noise = np.full(500 * WINDOW_SAMPLES, 2.0**-15, np.float32)
    activity.probabilities(noise)
    assert activity._session.windows == 500


@pytest.mark.parametrize("at_once", [1, 7, 64, 512])
def test_cuts_between_windows_change_nothing(
    at_once: int, activity: VoiceActivity, speech: NDArray[np.float32]
) -> None:
    whole = np.concatenate([silence(100), speech, silence(150), speech, silence(10)])
    step = at_once * WINDOW_SAMPLES
    pieces = [
        activity.probabilities(whole[start : start + step]) for start in range(0, len(whole), step)
    ]
    np.testing.assert_allclose(
        np.concatenate(pieces), VoiceActivity().probabilities(whole), atol=1e-5
    )
