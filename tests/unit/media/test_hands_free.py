"""Speech becomes turns: real speech from espeak-ng, given as a microphone gives it."""

from __future__ import annotations

import queue
import shutil
import threading

import numpy as np
import pytest
import soxr

from gemini_desk.errors import AudioDeviceError
from gemini_desk.media.audio import load_waveform
from gemini_desk.media.hands_free import HandsFreeRecorder
from gemini_desk.media.microphone_gate import MicrophoneGate
from gemini_desk.media.turn import TurnDetector, TurnPhase
from tests.helpers.fake_microphone import FakeMicrophone
from tests.helpers.virtual_microphone import speech_file

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs espeak-ng")

_RATE_HZ = 48_000
_WAIT_S = 30.0
_NOISE = 2e-4  # a quiet room


def _spoken(folder, text):
    """Speech without the silence around it, at the microphone's rate."""
    wave = load_waveform(speech_file(folder / "speech.wav", text), sample_rate_hz=22_050)
    loud = np.flatnonzero(np.abs(wave.samples) > 0.02)
    return soxr.resample(wave.samples[loud[0] : loud[-1]], 22_050, _RATE_HZ).astype(np.float32)


def _room(seconds):
    rng = np.random.default_rng(2)
    return (_NOISE * rng.standard_normal(round(seconds * _RATE_HZ))).astype(np.float32)


class _Listener:
    def __init__(self, folder, samples, pause_s=1.0, **options):
        self.microphone = FakeMicrophone(samples, sample_rate_hz=_RATE_HZ, **options)
        self.gate = MicrophoneGate(echo_s=0.0)
        self.turns, self.endings, self.heard = queue.Queue(), queue.Queue(), []
        self.told = threading.Event()
        self.folder = folder / "turns"
        self.recorder = HandsFreeRecorder(
            self.microphone.open(),
            self.folder,
            pause_s=pause_s,
            gate=self.gate,
            on_turn=self.turns.put,
            on_hearing=self._tell,
            on_ended=self.endings.put,
        )
        self.recorder.start()

    def turn(self):
        return load_waveform(self.turns.get(timeout=_WAIT_S), sample_rate_hz=_RATE_HZ).samples

    def wait_for(self, phase):
        while not any(hearing.phase is phase for hearing in self.heard):
            assert self.told.wait(_WAIT_S)
            self.told.clear()

    def _tell(self, hearing):
        self.heard.append(hearing)
        self.told.set()

    @property
    def phases(self):
        phases = [hearing.phase for hearing in self.heard]
        return [phase for i, phase in enumerate(phases) if i == 0 or phase is not phases[i - 1]]


def _holds(turn, speech):
    """Whether all of `speech` is in `turn`, with little around it."""
    size = len(turn) + len(speech)
    product = np.fft.rfft(turn, size) * np.conj(np.fft.rfft(speech, size))
    likeness = np.fft.irfft(product, size).max() / np.linalg.norm(turn) / np.linalg.norm(speech)
    around_s = (len(turn) - len(speech)) / _RATE_HZ
    return likeness > 0.99 and around_s < 1.5


def test_each_turn_is_a_file_and_the_silence_between_is_none(tmp_path):
    first = _spoken(tmp_path, "what is the capital of France")
    second = _spoken(tmp_path, "and how many people live there")
    sound = [_room(2.0), first, _room(2.5), second, _room(2.5)]
    listener = _Listener(tmp_path, np.concatenate(sound))
    assert _holds(listener.turn(), first)
    assert _holds(listener.turn(), second)
    assert listener.microphone.played.wait(_WAIT_S)
    listener.recorder.stop()
    assert listener.turns.empty()
    assert not listener.microphone.is_open
    one_turn = [TurnPhase.LISTENING, TurnPhase.HEARING, TurnPhase.PAUSING]
    told = [phase for phase in listener.phases if phase in one_turn]
    assert told[:3] == one_turn
    assert told[-1] is TurnPhase.LISTENING


@pytest.mark.parametrize(("pause_s", "turns"), [(0.8, 2), (2.0, 1)])
def test_the_pause_decides_what_one_turn_is(pause_s, turns, tmp_path):
    first, second = _spoken(tmp_path, "let me think about it"), _spoken(tmp_path, "yes please do")
    sound = np.concatenate([_room(1.0), first, _room(1.4), second, _room(3.0)])
    listener = _Listener(tmp_path, sound, pause_s)
    assert listener.microphone.played.wait(_WAIT_S)
    listener.recorder.stop()
    assert listener.turns.qsize() == turns
    if turns == 1:
        whole = np.concatenate([first, _room(1.4), second])
        assert _holds(listener.turn(), whole), "the pause in the middle is in it"


def test_noise_is_no_turn(tmp_path):
    rng = np.random.default_rng(3)
    clicks = _room(4.0)
    for place in rng.integers(0, len(clicks) - 2000, 12):
        clicks[place : place + 900] += 0.5 * rng.standard_normal(900).astype(np.float32)
    hiss = (0.05 * rng.standard_normal(4 * _RATE_HZ)).astype(np.float32)
    listener = _Listener(tmp_path, np.concatenate([clicks, hiss, _room(2.0)]))
    assert listener.microphone.played.wait(_WAIT_S)
    listener.recorder.stop()
    assert listener.turns.empty()
    assert not listener.folder.exists(), "nothing was written"


def test_the_countdown_falls_while_nobody_speaks(tmp_path):
    sound = np.concatenate([_room(0.5), _spoken(tmp_path, "tell me more"), _room(2.0)])
    listener = _Listener(tmp_path, sound)
    listener.turn()
    listener.recorder.stop()
    left_s = [h.ends_in_s for h in listener.heard if h.phase is TurnPhase.PAUSING]
    assert left_s == sorted(left_s, reverse=True)
    assert left_s[0] < 0.8
    assert left_s[-1] < 0.1
    assert {h.ends_in_s for h in listener.heard if h.phase is TurnPhase.LISTENING} == {0.0}


def test_what_the_application_plays_is_not_recorded(tmp_path):
    said = _spoken(tmp_path, "what is the capital of France")
    listener = _Listener(tmp_path, np.concatenate([_room(0.5), said, _room(2.0)]), realtime=True)
    listener.gate.close("reading aloud")
    assert listener.microphone.played.wait(_WAIT_S)
    listener.recorder.stop()
    assert listener.turns.empty()
    assert TurnPhase.MUTED in listener.phases
    assert {h.level.rms_dbfs for h in listener.heard if h.phase is TurnPhase.MUTED} == {-120.0}


def test_a_turn_that_is_interrupted_by_the_loudspeaker_is_kept(tmp_path):
    said = _spoken(tmp_path, "this is a rather long question about the history of tea in Japan")
    listener = _Listener(tmp_path, np.concatenate([_room(0.3), said, _room(60.0)]), realtime=True)
    listener.wait_for(TurnPhase.HEARING)
    listener.gate.close("clip")
    assert len(listener.turn()) > 0.2 * _RATE_HZ
    listener.gate.open("clip")
    listener.recorder.cancel()


def test_a_turn_can_be_ended_by_hand(tmp_path):
    said = _spoken(tmp_path, "this is a rather long question about the history of tea in Japan")
    listener = _Listener(tmp_path, np.concatenate([_room(0.3), said]), pause_s=60.0)
    assert listener.microphone.played.wait(_WAIT_S)
    listener.wait_for(TurnPhase.PAUSING)
    listener.recorder.end_turn()
    assert _holds(listener.turn(), said)
    listener.recorder.cancel()


@pytest.mark.parametrize("ending", ["stop", "cancel"])
def test_what_becomes_of_a_turn_in_the_making(ending, tmp_path):
    said = _spoken(tmp_path, "half a question")
    listener = _Listener(tmp_path, np.concatenate([_room(0.3), said]), pause_s=60.0)
    assert listener.microphone.played.wait(_WAIT_S)
    getattr(listener.recorder, ending)()
    if ending == "stop":
        assert _holds(listener.turn(), said)
    else:
        assert listener.turns.empty()
        assert list(listener.folder.iterdir()) == []


def test_a_microphone_that_vanishes_gives_the_turn_first(tmp_path):
    said = _spoken(tmp_path, "keep what I said")
    sound = np.concatenate([_room(0.3), said, _room(5.0)])
    vanishes_s = 0.3 + len(said) / _RATE_HZ
    listener = _Listener(tmp_path, sound, pause_s=60.0, vanish_after_s=vanishes_s)
    error = listener.endings.get(timeout=_WAIT_S)
    assert isinstance(error, AudioDeviceError)
    assert "unplugged" in error.message
    assert _holds(listener.turns.get_nowait() and _only(listener.folder), said)
    listener.recorder.stop()


def _only(folder):
    (path,) = folder.iterdir()
    return load_waveform(path, sample_rate_hz=_RATE_HZ).samples


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 48_000, 96_000])
def test_speech_is_noticed_at_every_rate(rate_hz, tmp_path):
    said = soxr.resample(_spoken(tmp_path, "good morning everybody"), _RATE_HZ, rate_hz)
    detector = TurnDetector(rate_hz, 0.5)
    for block in np.array_split(said.astype(np.float32), 97):
        detector.add(block)
    assert detector.phase is TurnPhase.HEARING
    for _ in range(100):
        detector.add(np.zeros(rate_hz // 100, np.float32))
    assert detector.has_ended
