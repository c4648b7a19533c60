"""Hands-free in the real window, with the model that ships: spoken turns, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.running_window import RunningWindow
from tests.helpers.virtual_loudspeaker import seconds_heard

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.virtual_loudspeaker import VirtualLoudspeaker
    from tests.helpers.virtual_microphone import VirtualMicrophone

pytestmark = [
    pytest.mark.display, pytest.mark.weights, pytest.mark.microphone, pytest.mark.slow,
]  # fmt: skip

_VOICES_S = 60.0  # the service looks for hundreds of voices when it starts


def test_a_turn_sends_itself_and_what_is_read_aloud_is_none(
    virtual_microphone: VirtualMicrophone, virtual_loudspeaker: VirtualLoudspeaker, tmp_path: Path
) -> None:
    microphone = virtual_microphone
    virtual_loudspeaker.let_microphone_hear()
    with RunningWindow(tmp_path / "profile") as window:
        window.press("ctrl+shift+h")
        window.wait_for(lambda: microphone.is_recorded_from, "the microphone")
        microphone.speak("open the red door")
        window.wait_for(window.answers, "the answer")
        assert microphone.is_recorded_from, "it listens on"
        with virtual_loudspeaker.recording() as heard:
            window.press("ctrl+shift+s")
            window.wait_for(lambda: seconds_heard(heard) > 0.1, "a voice", _VOICES_S)
            window.wait_for(lambda: seconds_heard(heard, last_s=2.0) == 0.0, "the end of it")
        microphone.speak("stop the music")
        window.wait_for(lambda: len(window.answers()) == 2, "the second answer")
        assert window.attachments() == ["audio", "audio"], "each turn is one, the reading none"
        window.press("Escape")
        window.wait_for(lambda: not microphone.is_recorded_from, "the end of it")
        assert window.drafts() == []
        assert window.close() == 0
