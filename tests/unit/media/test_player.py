"""The player plays what a file holds, waits when told to, and ends once."""

from __future__ import annotations

import queue

import numpy as np
import pytest

from gemini_desk.errors import AttachmentMissingError, AudioDeviceError, UnsupportedAttachmentError
from gemini_desk.media.player import Player
from tests.helpers import media_files
from tests.helpers.fake_loudspeaker import FakeLoudspeaker
from tests.helpers.media_files import RATE_HZ, sound_file, tone

_WAIT_S = 10.0


@pytest.fixture
def clip(tmp_path):
    return sound_file(tmp_path, "clip.wav", tone(1.0), subtype="FLOAT")


def test_whole_clip_is_played(clip):
    loudspeaker, ended, positions = FakeLoudspeaker(), queue.Queue(), []
    player = Player(
        output_factory=loudspeaker.open, on_ended=ended.put, on_position=positions.append
    )
    player.play(clip)
    assert ended.get(timeout=_WAIT_S) is None
    player.close()

    np.testing.assert_array_equal(loudspeaker.samples, tone(1.0))
    assert loudspeaker.events == ["open", "drain", "close"]
    assert positions == sorted(positions)
    assert positions[-1] == pytest.approx(1.0)
    assert 28 <= len(positions) <= 45
    assert not player.is_playing


def test_loudspeaker_gets_its_own_rate(clip):
    loudspeaker, ended = FakeLoudspeaker(sample_rate_hz=44_100), queue.Queue()
    player = Player(output_factory=loudspeaker.open, on_ended=ended.put)
    player.play(clip)
    ended.get(timeout=_WAIT_S)
    assert len(loudspeaker.samples) == 44_100


def test_start_in_the_middle(clip):
    loudspeaker, ended, positions = FakeLoudspeaker(), queue.Queue(), []
    player = Player(
        output_factory=loudspeaker.open, on_ended=ended.put, on_position=positions.append
    )
    player.play(clip, start_s=0.75)
    assert ended.get(timeout=_WAIT_S) is None
    np.testing.assert_array_equal(loudspeaker.samples, tone(1.0)[RATE_HZ * 3 // 4 :])
    assert positions[0] > 0.75


def test_start_beyond_the_end(clip):
    ended = queue.Queue()
    Player(output_factory=FakeLoudspeaker().open, on_ended=ended.put).play(clip, start_s=9.0)
    assert ended.get(timeout=_WAIT_S) is None


def test_pause_and_resume_lose_nothing(clip):
    loudspeaker, ended, started = FakeLoudspeaker(realtime=True), queue.Queue(), queue.Queue()
    player = Player(output_factory=loudspeaker.open, on_ended=ended.put, on_position=started.put)
    player.play(clip)
    started.get(timeout=_WAIT_S)

    player.pause()
    assert loudspeaker.paused.wait(_WAIT_S)
    assert player.is_paused
    assert player.is_playing
    heard = len(loudspeaker.samples)
    assert heard < RATE_HZ
    player.resume()

    assert ended.get(timeout=_WAIT_S) is None
    np.testing.assert_array_equal(loudspeaker.samples, tone(1.0))
    assert loudspeaker.events == ["open", "pause", "resume", "drain", "close"]


@pytest.mark.parametrize("paused", [False, True])
def test_stop_is_silent(paused, tmp_path):
    clip = sound_file(tmp_path, "long.wav", tone(60.0))
    loudspeaker, ended, started = FakeLoudspeaker(realtime=True), queue.Queue(), queue.Queue()
    player = Player(output_factory=loudspeaker.open, on_ended=ended.put, on_position=started.put)
    player.play(clip)
    started.get(timeout=_WAIT_S)
    if paused:
        player.pause()
        assert loudspeaker.paused.wait(_WAIT_S)
    player.stop()
    assert not player.is_playing
    player.close()
    assert loudspeaker.events[-1] == "close"
    assert len(loudspeaker.samples) < 30 * RATE_HZ
    assert ended.empty(), "who stops a clip knows that it ended"


def test_another_clip_ends_the_one_before(tmp_path):
    long = sound_file(tmp_path, "long.wav", tone(60.0))
    short = sound_file(tmp_path, "short.wav", tone(0.2, frequency_hz=880.0), subtype="FLOAT")
    loudspeaker, ended, started = FakeLoudspeaker(realtime=True), queue.Queue(), queue.Queue()
    player = Player(output_factory=loudspeaker.open, on_ended=ended.put, on_position=started.put)
    player.play(long)
    started.get(timeout=_WAIT_S)
    player.play(short)
    assert ended.get(timeout=_WAIT_S) is None
    player.close()
    expected = tone(0.2, frequency_hz=880.0)
    np.testing.assert_array_equal(loudspeaker.samples[-len(expected) :], expected)
    assert loudspeaker.events == ["open", "close", "open", "drain", "close"]
    assert ended.empty()


def test_no_loudspeaker(clip):
    error = AudioDeviceError("No loudspeaker was found.", hint="Plug one in.")
    ended = queue.Queue()
    player = Player(output_factory=FakeLoudspeaker(error=error).open, on_ended=ended.put)
    player.play(clip)
    assert ended.get(timeout=_WAIT_S) is error
    assert not player.is_playing


def test_file_that_vanished(clip):
    clip.unlink()
    ended = queue.Queue()
    loudspeaker = FakeLoudspeaker()
    Player(output_factory=loudspeaker.open, on_ended=ended.put).play(clip)
    assert isinstance(ended.get(timeout=_WAIT_S), AttachmentMissingError)
    assert loudspeaker.events == ["open", "close"]


def test_file_that_is_no_sound(tmp_path):
    ended = queue.Queue()
    player = Player(output_factory=FakeLoudspeaker().open, on_ended=ended.put)
    player.play(media_files.image_file(tmp_path, "a.png"))
    assert isinstance(ended.get(timeout=_WAIT_S), UnsupportedAttachmentError)


def test_idle_player_takes_every_call():
    player = Player(output_factory=FakeLoudspeaker().open)
    player.pause()
    player.resume()
    player.stop()
    player.close()
    assert not player.is_playing
    assert not player.is_paused
