"""Devices of a real sound server: which, their coming and going, and the computer's own sound."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from typing import TYPE_CHECKING

import pytest

from gemini_desk.errors import AudioDeviceError, DeviceAbsentError
from gemini_desk.media.audio import load_waveform
from gemini_desk.media.hands_free import HandsFreeRecorder
from gemini_desk.media.microphone import list_microphones, open_microphone, watch_microphones
from gemini_desk.media.microphone_gate import MicrophoneGate
from gemini_desk.media.pulse.connection import Connection, NoSoundServerError
from gemini_desk.media.recorder import Recorder
from gemini_desk.media.twin_names import twin_names

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.errors import GeminiDeskError
    from tests.helpers.virtual_microphone import VirtualMicrophone

pytestmark = pytest.mark.microphone

_WAIT_S = 20.0


def duration_s(clip: Path) -> float:
    return load_waveform(clip, sample_rate_hz=16_000).duration_s


def names() -> list[str]:
    return [device.name for device in list_microphones()]


def test_microphones_come_before_monitors(virtual_microphone: VirtualMicrophone) -> None:
    microphone, monitor = list_microphones()
    assert (microphone.name, microphone.is_default, microphone.is_monitor) == (
        "Microphone", True, False,
    )  # fmt: skip
    assert (monitor.name, monitor.is_default, monitor.is_monitor) == (
        "Monitor of Loudspeaker", False, True,
    )  # fmt: skip
    assert microphone.sample_rate_hz == 48_000


def test_plugging_in_and_out_is_told(virtual_microphone: VirtualMicrophone) -> None:
    changed = threading.Event()
    watch = watch_microphones(changed.set)
    assert watch is not None
    try:
        virtual_microphone.plug_in("Headset")
        assert changed.wait(_WAIT_S)
        assert names() == ["Microphone", "Headset", "Monitor of Loudspeaker"]
        changed.clear()
        virtual_microphone.pull_out("Headset")
        assert changed.wait(_WAIT_S)
        assert names() == ["Microphone", "Monitor of Loudspeaker"]
        changed.clear()
        virtual_microphone.unplug()
        assert changed.wait(_WAIT_S), "that the server went away is told, too"
    finally:
        watch.close()
        watch.close()


def test_two_of_one_name_can_be_told_apart(virtual_microphone: VirtualMicrophone) -> None:
    virtual_microphone.plug_in("Headset")
    virtual_microphone.plug_in("Headset2", "Headset")
    assert names()[:3] == ["Microphone", "Headset", "Headset (2)"]
    second = list_microphones()[2]
    source = open_microphone(second)
    assert source.name == "Headset (2)"
    source.close()


def test_what_was_chosen_is_the_same_one_after_it_was_plugged_in_first(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    file = tmp_path / "microphones.json"
    twin_names.keep_in(file)
    try:
        virtual_microphone.plug_in("Headset")
        virtual_microphone.plug_in("Headset2", "Headset")
        chosen = list_microphones()[2]
        virtual_microphone.pull_out("Headset")
        twin_names.keep_in(file)  # as after a restart
        assert names()[:2] == ["Microphone", "Headset (2)"]
        virtual_microphone.plug_in("Headset")
        (again,) = (each for each in list_microphones() if each.name == chosen.name)
        assert again.source == chosen.source
        assert names()[:3] == ["Microphone", "Headset", "Headset (2)"]
    finally:
        twin_names.keep_in(None)


def test_no_server_and_no_other_sound_system(no_microphone: None) -> None:
    assert watch_microphones(lambda: None) is None
    assert list_microphones() == ()
    with pytest.raises(AudioDeviceError, match="No microphone was found"):
        open_microphone()


def test_a_server_that_does_not_let_us_in_is_a_refusal(
    virtual_microphone: VirtualMicrophone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port = virtual_microphone.listen_with_a_password()
    (tmp_path / "wrong").write_bytes(b"x" * 256)
    monkeypatch.setenv("PULSE_SERVER", f"tcp:127.0.0.1:{port}")
    monkeypatch.setenv("PULSE_COOKIE", str(tmp_path / "wrong"))
    with pytest.raises(AudioDeviceError, match="may not use the microphone") as refusal:
        open_microphone()
    assert "privacy settings" in refusal.value.hint
    with pytest.raises(AudioDeviceError, match="may not use the microphone"):
        list_microphones()


def test_a_microphone_that_another_program_holds_is_busy(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    endings: queue.Queue[GeminiDeskError] = queue.Queue()
    recorder = Recorder(tmp_path / "clips", on_ended=endings.put)
    virtual_microphone.hold()
    recorder.start()
    error = endings.get(timeout=_WAIT_S)
    assert "is busy: another program holds it" in error.message
    assert error.hint
    with pytest.raises(AudioDeviceError):
        recorder.stop()
    assert list((tmp_path / "clips").iterdir()) == []
    virtual_microphone.hold(held=False)
    recorder.start()
    said = virtual_microphone.speak("now it is free")
    assert duration_s(recorder.stop()) >= duration_s(said) - 0.3


def test_one_that_is_taken_away_by_another_program_keeps_what_was_said(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    endings: queue.Queue[GeminiDeskError] = queue.Queue()
    recorder = Recorder(tmp_path / "clips", on_ended=endings.put)
    recorder.start()
    said = virtual_microphone.speak("keep these words")
    virtual_microphone.hold()
    assert "stopped sending sound" in endings.get(timeout=_WAIT_S).message
    assert duration_s(recorder.stop()) >= duration_s(said) - 0.3


@pytest.mark.slow
def test_a_server_that_answers_nobody_is_said_within_seconds(
    virtual_microphone: VirtualMicrophone,
) -> None:
    """The drivers would ask it once more, and wait for two minutes."""
    virtual_microphone.freeze()
    began_s = time.monotonic()
    for ask in (list_microphones, open_microphone):
        with pytest.raises(AudioDeviceError, match="computer does not answer") as silence:
            ask()
        assert silence.value.hint
    assert watch_microphones(lambda: None) is None
    assert time.monotonic() - began_s < 40.0
    virtual_microphone.freeze(frozen=False)
    assert list_microphones()


def test_a_server_without_room_for_one_more_program_is_not_a_missing_microphone(
    virtual_microphone: VirtualMicrophone,
) -> None:
    others: list[Connection] = []
    with contextlib.ExitStack() as held:
        with pytest.raises(NoSoundServerError):
            while len(others) < 200:
                others.append(held.enter_context(Connection()))
        with pytest.raises(AudioDeviceError, match="does not answer"):
            open_microphone()
    assert list_microphones()


def test_only_the_microphone_that_is_pulled_out_ends(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    """The server would go on with another one: nobody asked for that."""
    virtual_microphone.plug_in("Headset")
    headset = next(device for device in list_microphones() if device.name == "Headset")
    endings: queue.Queue[GeminiDeskError] = queue.Queue()
    chosen = Recorder(tmp_path / "chosen", on_ended=endings.put)
    other = Recorder(tmp_path / "other")
    chosen.start(headset)
    other.start()
    said = virtual_microphone.speak("keep these words")
    virtual_microphone.pull_out("Headset")
    assert "unplugged" in endings.get(timeout=_WAIT_S).message
    assert other.is_recording
    other.cancel()
    clip = chosen.stop()
    assert duration_s(clip) >= duration_s(said) - 0.3
    with pytest.raises(DeviceAbsentError, match=r"Headset.* is not connected") as refusal:
        chosen.start(headset)
    assert refusal.value.hint


def test_the_sound_of_the_computer_is_recorded(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    (monitor,) = (device for device in list_microphones() if device.is_monitor)
    recorder = Recorder(tmp_path)
    recorder.start(monitor)
    said = virtual_microphone.speak("this comes out of the loudspeaker")
    clip = load_waveform(recorder.stop(), sample_rate_hz=16_000)
    assert clip.duration_s >= duration_s(said) - 0.3
    assert abs(clip.samples).max() > 0.1


def test_a_monitor_is_never_the_default(virtual_microphone: VirtualMicrophone) -> None:
    """Without a microphone the server's default is one, and recording that would surprise."""
    virtual_microphone.pull_out("microphone")
    assert [device.is_monitor for device in list_microphones()] == [True]
    with pytest.raises(AudioDeviceError, match="No microphone was found"):
        open_microphone()


@pytest.mark.slow
def test_spoken_turns_from_the_microphone(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    turns: queue.Queue[Path] = queue.Queue()
    gate = MicrophoneGate()
    recorder = HandsFreeRecorder(
        open_microphone(),
        tmp_path,
        pause_s=0.8,
        gate=gate,
        on_turn=turns.put,
        on_hearing=lambda _hearing: None,
        on_ended=lambda _error: None,
    )
    recorder.start()
    for text in ("what is the capital of France", "and how many people live there"):
        said_s = duration_s(virtual_microphone.speak(text))
        assert said_s * 0.7 < duration_s(turns.get(timeout=_WAIT_S)) < said_s + 1.5
    gate.close("reading aloud")
    virtual_microphone.speak("the capital of France is Paris")
    gate.open("reading aloud")
    virtual_microphone.speak("thank you very much")
    turns.get(timeout=_WAIT_S)
    recorder.stop()
    assert turns.empty(), "what was read aloud is no turn"
