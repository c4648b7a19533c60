"""The real window reads aloud and talks, through the system's own speech service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.running_window import RunningWindow
from tests.helpers.virtual_loudspeaker import seconds_heard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.virtual_loudspeaker import VirtualLoudspeaker
    from tests.helpers.virtual_microphone import VirtualMicrophone

pytestmark = [
    pytest.mark.display, pytest.mark.weights, pytest.mark.microphone, pytest.mark.slow,
]  # fmt: skip

_VOICES_S = 60.0  # the service looks for hundreds of voices when it starts


@pytest.fixture
def window(tmp_path: Path, virtual_loudspeaker: VirtualLoudspeaker) -> Iterator[RunningWindow]:
    with RunningWindow(tmp_path / "profile") as window:
        yield window


def begin_to_talk(window: RunningWindow, microphone: VirtualMicrophone) -> None:
    window.press("ctrl+shift+d")
    window.wait_for(lambda: microphone.is_recorded_from, "the microphone")


def test_a_long_text_is_read_aloud_until_esc(
    window: RunningWindow, virtual_loudspeaker: VirtualLoudspeaker
) -> None:
    window.type("One two three four five six seven eight nine ten. " * 6)
    window.press("Return")
    window.wait_for(window.answers, "the answer")
    window.press("ctrl+Up", "ctrl+Up", "ctrl+Up")  # to the question
    with virtual_loudspeaker.recording() as heard:
        window.press("ctrl+shift+s")
        window.wait_for(lambda: seconds_heard(heard) > 1.0, "a voice", _VOICES_S)
        window.press("Escape")
        window.wait_for(lambda: seconds_heard(heard, last_s=2.0) == 0.0, "silence")
        until_esc_s = seconds_heard(heard)
        assert until_esc_s < 8.0, "all of it takes twenty"
        window.press("ctrl+shift+s")
        window.wait_for(lambda: seconds_heard(heard) > until_esc_s + 1.0, "a voice again")
    assert window.close() == 0


def test_a_spoken_question_gets_a_spoken_answer_and_the_next_one_is_listened_to(
    window: RunningWindow,
    virtual_microphone: VirtualMicrophone,
    virtual_loudspeaker: VirtualLoudspeaker,
) -> None:
    microphone = virtual_microphone
    begin_to_talk(window, microphone)
    with virtual_loudspeaker.recording() as heard:
        microphone.speak("the quick brown fox jumps over the lazy dog")
        window.wait_for(window.answers, "the answer")
        window.wait_for(lambda: seconds_heard(heard) > 0.1, "a voice", _VOICES_S)
        assert not microphone.is_recorded_from, "half-duplex: the microphone is closed"
        window.wait_for(lambda: microphone.is_recorded_from, "its turn to listen", _VOICES_S)
        assert seconds_heard(heard) > 0.4
        microphone.speak("and now a second question about the weather")
        window.wait_for(lambda: len(window.answers()) == 2, "the second answer")
    assert window.attachments() == ["audio", "audio"]
    window.wait_for(lambda: microphone.is_recorded_from, "its turn to listen", _VOICES_S)
    window.press("Escape")
    window.wait_for(lambda: not microphone.is_recorded_from, "the end of it")
    assert window.close() == 0


def test_esc_in_mid_sentence_is_silent_at_once_and_the_conversation_goes_on(
    window: RunningWindow,
    virtual_microphone: VirtualMicrophone,
    virtual_loudspeaker: VirtualLoudspeaker,
) -> None:
    microphone = virtual_microphone
    begin_to_talk(window, microphone)
    with virtual_loudspeaker.recording() as heard:
        window.type("Tell me about the sea.")  # it says in a long sentence that it cannot
        window.press("Return")
        window.wait_for(lambda: seconds_heard(heard) > 0.3, "a voice", _VOICES_S)
        window.press("Escape")
        window.wait_for(lambda: microphone.is_recorded_from, "its turn to listen")
        window.wait_for(lambda: seconds_heard(heard, last_s=1.0) == 0.0, "silence")
        assert seconds_heard(heard) < 3.0, "the whole sentence takes five"
        microphone.speak("and now a question about the weather")
        window.wait_for(lambda: len(window.answers()) == 2, "the answer to what was said")
    assert window.attachments() == ["audio"]
