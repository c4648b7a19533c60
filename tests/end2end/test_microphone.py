"""Recording and playing through the real PortAudio, against a sound server of the test's own."""

from __future__ import annotations

import math
import queue
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from gemini_desk.errors import AudioDeviceError, GeminiDeskError
from gemini_desk.media.audio import load_waveform
from gemini_desk.media.audio_devices import list_input_devices
from gemini_desk.media.left_behind import mended_clips
from gemini_desk.media.microphone import open_microphone
from gemini_desk.media.player import Player
from gemini_desk.media.portaudio_input import open_portaudio_input
from gemini_desk.media.recorder import Recorder
from tests.helpers.media_files import sound_file, tone
from tests.helpers.virtual_microphone import speech_file

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.media.level_meter import Level
    from gemini_desk.media.microphone import InputFactory
    from tests.helpers.virtual_microphone import VirtualMicrophone

pytestmark = pytest.mark.microphone

_RATE_HZ = 16_000
_WAIT_S = 20.0


def _likeness(recording: Path, original: Path) -> float:
    """How much of a recording is the original, wherever it lies in it: 0.0 to 1.0."""
    heard = load_waveform(recording, sample_rate_hz=_RATE_HZ).samples
    said = load_waveform(original, sample_rate_hz=_RATE_HZ).samples
    size = len(heard) + len(said)
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size))
    correlation = np.fft.irfft(spectrum, size).max()
    return float(correlation / (np.linalg.norm(heard) * np.linalg.norm(said)))


class _Told:
    """Collects what the recorder tells."""

    def __init__(self) -> None:
        self.levels: list[Level] = []
        self.endings: queue.Queue[GeminiDeskError] = queue.Queue()
        self._changed = threading.Condition()

    def on_level(self, level: Level) -> None:
        with self._changed:
            self.levels.append(level)
            self._changed.notify_all()

    def wait_for_level(self, low_dbfs: float, high_dbfs: float) -> None:
        """Wait until the next level within these bounds."""
        with self._changed:
            start = len(self.levels)
            assert self._changed.wait_for(
                lambda: any(low_dbfs <= x.peak_dbfs <= high_dbfs for x in self.levels[start:]),
                _WAIT_S,
            )


@pytest.fixture
def told() -> _Told:
    return _Told()


@pytest.fixture(params=[open_microphone, open_portaudio_input], ids=["server", "portaudio"])
def input_factory(request: pytest.FixtureRequest) -> InputFactory:
    """Both ways to the microphone: Linux desktops take the first, other systems the second."""
    factory: InputFactory = request.param
    return factory


@pytest.fixture
def recorder(tmp_path: Path, told: _Told, input_factory: InputFactory) -> Recorder:
    return Recorder(
        tmp_path / "clips",
        input_factory=input_factory,
        on_level=told.on_level,
        on_ended=told.endings.put,
    )


def test_speech_is_recorded(
    virtual_microphone: VirtualMicrophone, recorder: Recorder, told: _Told
) -> None:
    recorder.start()
    original = virtual_microphone.speak("the quick brown fox jumps over the lazy dog")
    path = recorder.stop()

    assert _likeness(path, original) > 0.9
    assert max(level.peak_dbfs for level in told.levels) > -12.0
    assert min(level.rms_dbfs for level in told.levels) == -120.0
    seconds = told.levels[-1].elapsed_s
    assert 20 <= len(told.levels) / seconds <= 45
    assert told.endings.empty()


@pytest.mark.parametrize("input_factory", [open_portaudio_input], indirect=True)
def test_device_list_names_the_default_and_it_can_be_recorded(
    virtual_microphone: VirtualMicrophone, recorder: Recorder
) -> None:
    devices = list_input_devices()
    assert {"default", "pulse"} <= {device.name for device in devices}
    assert [device.name for device in devices if device.is_default] == ["default"]
    pulse = next(device for device in devices if device.name == "pulse")

    recorder.start(pulse)
    original = virtual_microphone.speak("one two three")
    assert _likeness(recorder.stop(), original) > 0.9


def test_looking_for_devices_does_not_disturb_a_recording(
    virtual_microphone: VirtualMicrophone, recorder: Recorder
) -> None:
    recorder.start()
    assert list_input_devices()
    original = virtual_microphone.speak("four five six")
    assert _likeness(recorder.stop(), original) > 0.9


@pytest.mark.parametrize("what", ["server", "device"])
def test_microphone_that_disappears_while_recording(
    what: str,
    virtual_microphone: VirtualMicrophone,
    recorder: Recorder,
    told: _Told,
) -> None:
    recorder.start()
    original = virtual_microphone.speak("keep these words")
    if what == "server":
        virtual_microphone.unplug()
    else:
        subprocess.run(["pactl", "unload-module", "module-null-sink"], check=True)

    error = told.endings.get(timeout=_WAIT_S)

    assert isinstance(error, AudioDeviceError)
    assert "microphone" in error.message
    assert not recorder.is_recording
    assert _likeness(recorder.stop(), original) > 0.9


def test_after_an_unplugged_microphone_the_next_one_works(
    virtual_microphone: VirtualMicrophone, recorder: Recorder, told: _Told
) -> None:
    recorder.start()
    virtual_microphone.speak("first")
    virtual_microphone.unplug()
    told.endings.get(timeout=_WAIT_S)
    recorder.stop()
    assert list_input_devices() == ()

    virtual_microphone.start()
    assert list_input_devices()
    recorder.start()
    original = virtual_microphone.speak("second clip")
    assert _likeness(recorder.stop(), original) > 0.9


@pytest.mark.parametrize("input_factory", [open_portaudio_input], indirect=True)
def test_device_that_was_chosen_and_is_gone(
    virtual_microphone: VirtualMicrophone, recorder: Recorder
) -> None:
    device = next(d for d in list_input_devices() if d.name == "pulse")
    virtual_microphone.unplug()
    with pytest.raises(AudioDeviceError, match=r"pulse.* is not connected") as refusal:
        recorder.start(device)
    assert refusal.value.hint


def test_no_microphone_at_all(
    no_microphone: None, recorder: Recorder, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert list_input_devices() == ()
    with pytest.raises(AudioDeviceError, match="No microphone was found") as refusal:
        recorder.start()
    assert "Plug one in" in refusal.value.hint
    assert not (tmp_path / "clips").exists()
    assert capfd.readouterr().err == "", "drivers' notes do not reach the terminal"


def test_closing_twice_is_harmless(
    virtual_microphone: VirtualMicrophone, input_factory: InputFactory
) -> None:
    source = input_factory(None)
    source.start(lambda _block: None, lambda: None)
    source.close()
    source.close()


_RECORD_UNTIL_KILLED = """
import sys
from pathlib import Path
from gemini_desk.media.recorder import Recorder

Recorder(Path(sys.argv[1])).start()
print("recording", flush=True)
sys.stdin.read()
"""


def test_killed_process_leaves_the_words_on_disk(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _RECORD_UNTIL_KILLED, str(tmp_path / "clips")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "recording\n"
        original = virtual_microphone.speak("nothing is lost")
        process.send_signal(signal.SIGKILL)
    (path,) = mended_clips(tmp_path / "clips", before_s=math.inf)
    assert _likeness(path, original) > 0.9


def test_clip_is_heard(
    virtual_microphone: VirtualMicrophone, recorder: Recorder, tmp_path: Path
) -> None:
    """The sink that is played to is the microphone that is recorded."""
    ended: queue.Queue[GeminiDeskError | None] = queue.Queue()
    positions: list[float] = []
    clip = speech_file(tmp_path / "clip.wav", "play this clip")
    player = Player(on_ended=ended.put, on_position=positions.append)

    recorder.start()
    player.play(clip)
    assert ended.get(timeout=_WAIT_S) is None
    player.close()

    assert _likeness(recorder.stop(), clip) > 0.9
    assert positions == sorted(positions)


def test_pause_is_silent_and_nothing_is_lost(
    virtual_microphone: VirtualMicrophone, recorder: Recorder, told: _Told, tmp_path: Path
) -> None:
    ended: queue.Queue[GeminiDeskError | None] = queue.Queue()
    clip = sound_file(tmp_path, "clip.wav", tone(2.0))
    player = Player(on_ended=ended.put)

    recorder.start()
    player.play(clip)
    told.wait_for_level(-10.0, 0.0)
    player.pause()
    told.wait_for_level(-120.0, -60.0)
    player.resume()
    assert ended.get(timeout=_WAIT_S) is None
    player.close()

    heard = load_waveform(recorder.stop(), sample_rate_hz=_RATE_HZ).samples
    assert np.count_nonzero(np.abs(heard) > 0.1) == pytest.approx(
        np.count_nonzero(np.abs(tone(2.0, _RATE_HZ)) > 0.1), rel=0.1
    )


def test_loudspeaker_that_disappears_while_playing(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    ended: queue.Queue[GeminiDeskError | None] = queue.Queue()
    started = threading.Event()
    player = Player(on_ended=ended.put, on_position=lambda _second: started.set())
    player.play(sound_file(tmp_path, "long.wav", tone(60.0)))
    assert started.wait(_WAIT_S)
    virtual_microphone.unplug()
    error = ended.get(timeout=_WAIT_S)
    player.close()
    assert isinstance(error, AudioDeviceError)
    assert "loudspeaker" in error.message


def test_no_loudspeaker_at_all(no_microphone: None, tmp_path: Path) -> None:
    ended: queue.Queue[GeminiDeskError | None] = queue.Queue()
    player = Player(on_ended=ended.put)
    player.play(sound_file(tmp_path, "a.wav"))
    error = ended.get(timeout=_WAIT_S)
    player.close()
    assert isinstance(error, AudioDeviceError)
    assert "No loudspeaker was found" in error.message
