"""Listening for turns, with real voice activity on speech from a fake microphone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from gemini_desk.errors import AudioDeviceError
from gemini_desk.media.audio import probe_audio
from gemini_desk.media.microphone_gate import MicrophoneGate
from gemini_desk.media.turn import TurnPhase
from gemini_desk.ui.composer.hands_free import HandsFree
from gemini_desk.ui.voice.ears import Ears
from tests.helpers.fake_microphone import FakeMicrophone
from tests.helpers.virtual_microphone import speech_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.media.hands_free import Hearing

_WAIT_MS = 30_000


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    return speech_file(tmp_path / "speech.wav", "What is the colour of the sky above the sea")


@pytest.fixture
def make_ears(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[FakeMicrophone], Ears]]:
    made: list[Ears] = []

    def make(microphone: FakeMicrophone) -> Ears:
        hands_free = HandsFree(
            tmp_path / "turns", MicrophoneGate(), pause_s=0.5, input_factory=microphone.open
        )
        ears = Ears(hands_free)
        made.append(ears)
        return ears

    yield make
    for ears in made:
        ears.close()


def test_a_turn_is_heard_and_handed_over(
    qtbot: QtBot, speech: Path, make_ears: Callable[[FakeMicrophone], Ears]
) -> None:
    microphone = FakeMicrophone(speech, realtime=True)  # at once, the phases are over unseen
    ears = make_ears(microphone)
    phases: set[TurnPhase] = set()

    def note(hearing: Hearing) -> None:
        phases.add(hearing.phase)

    ears.hearing.connect(note)
    with qtbot.waitSignal(ears.turn_ended, timeout=_WAIT_MS) as turn:
        ears.listen("USB microphone")
    assert turn.args is not None
    assert probe_audio(turn.args[0]).duration_s > 1.5
    assert TurnPhase.HEARING in phases
    assert microphone.opened_with[0] is not None
    assert microphone.opened_with[0].name == "USB microphone"
    ears.deafen()
    qtbot.waitUntil(lambda: not microphone.is_open, timeout=_WAIT_MS)


def test_silence_is_no_turn_and_leaves_no_file(
    qtbot: QtBot, tmp_path: Path, make_ears: Callable[[FakeMicrophone], Ears]
) -> None:
    microphone = FakeMicrophone(np.zeros(48_000, np.float32))
    ears = make_ears(microphone)
    with qtbot.waitSignal(ears.opened, timeout=_WAIT_MS):
        ears.listen()
    qtbot.waitUntil(microphone.played.is_set, timeout=_WAIT_MS)
    ears.deafen()
    qtbot.waitUntil(lambda: not microphone.is_open, timeout=_WAIT_MS)
    assert list((tmp_path / "turns").glob("*")) == []


def test_no_microphone(qtbot: QtBot, make_ears: Callable[[FakeMicrophone], Ears]) -> None:
    ears = make_ears(FakeMicrophone(np.zeros(10, np.float32), error=AudioDeviceError("None here.")))
    with qtbot.waitSignal(ears.failed, timeout=_WAIT_MS) as failed:
        ears.listen()
    assert failed.args is not None
    assert failed.args[0].message == "None here."
    with qtbot.waitSignal(ears.failed, timeout=_WAIT_MS):
        ears.listen()


def test_a_microphone_that_goes_away(
    qtbot: QtBot, speech: Path, make_ears: Callable[[FakeMicrophone], Ears]
) -> None:
    microphone = FakeMicrophone(speech, realtime=True)
    ears = make_ears(microphone)
    with qtbot.waitSignal(ears.opened, timeout=_WAIT_MS):
        ears.listen()
    with qtbot.waitSignal(ears.failed, timeout=_WAIT_MS):
        microphone.unplug()


def test_it_can_be_opened_again_at_once(
    qtbot: QtBot, speech: Path, make_ears: Callable[[FakeMicrophone], Ears]
) -> None:
    ears = make_ears(FakeMicrophone(speech))
    ears.listen()
    ears.deafen()
    with qtbot.waitSignal(ears.turn_ended, timeout=_WAIT_MS):
        ears.listen()


def test_a_turn_ends_where_the_model_takes_no_more(
    qtbot: QtBot, speech: Path, make_ears: Callable[[FakeMicrophone], Ears]
) -> None:
    ears = make_ears(FakeMicrophone(speech, realtime=True))
    with qtbot.waitSignal(ears.turn_ended, timeout=_WAIT_MS) as turn:
        ears.listen(limit_s=1.2)
    assert turn.args is not None
    assert 1.0 < probe_audio(turn.args[0]).duration_s < 2.0
