"""Sound comes out right: rate, channels, length, range; and bad files give their reason."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemini_desk.errors import AttachmentMissingError, GeminiDeskError, UnsupportedAttachmentError
from gemini_desk.media import audio, ffmpeg_frames
from gemini_desk.media import peaks as peaks_module
from gemini_desk.media.audio import iter_blocks, load_waveform, probe_audio
from gemini_desk.media.peaks import peaks
from tests.helpers import media_files
from tests.helpers.media_files import GOOD_FILES, RATE_HZ, TONE_HZ, TONE_S, sound_file, tone

_GOOD_SOUNDS = [name for name, (_, kind) in GOOD_FILES.items() if "image" not in kind]


def _loudest_frequency(samples, rate_hz):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return np.argmax(spectrum) * rate_hz / len(samples)


@pytest.mark.parametrize("name", _GOOD_SOUNDS)
def test_every_good_sound_becomes_the_same_tone(name, tmp_path):
    path = GOOD_FILES[name][0](tmp_path)

    waveform = load_waveform(path, sample_rate_hz=16_000)

    assert waveform.sample_rate_hz == 16_000
    assert waveform.samples.dtype == np.float32
    assert waveform.samples.ndim == 1
    assert waveform.duration_s == pytest.approx(TONE_S, abs=0.06)
    assert waveform.duration_s == pytest.approx(probe_audio(path).duration_s, abs=0.03)
    assert _loudest_frequency(waveform.samples, 16_000) == pytest.approx(TONE_HZ, abs=2.0)
    middle = waveform.samples[4_000:12_000]
    assert np.abs(middle).max() == pytest.approx(0.5, abs=0.07)  # 7.1: no tone in the bass channel


def test_own_rate_is_exact(tmp_path):
    path = sound_file(tmp_path, "a.wav", subtype="FLOAT")
    waveform = load_waveform(path, sample_rate_hz=RATE_HZ)
    np.testing.assert_array_equal(waveform.samples, tone())


def test_resampling_keeps_length_and_place(tmp_path):
    """A click stays where it was: word times depend on it."""
    samples = np.zeros(RATE_HZ * 2, np.float32)
    samples[RATE_HZ] = 0.9
    path = sound_file(tmp_path, "click.wav", samples, subtype="FLOAT")
    waveform = load_waveform(path, sample_rate_hz=16_000)
    assert len(waveform.samples) == 32_000
    assert abs(int(np.argmax(waveform.samples)) - 16_000) <= 1


def test_resampling_in_blocks_leaves_no_seams(tmp_path):
    path = sound_file(tmp_path, "a.wav", tone(5.0), subtype="FLOAT")
    samples = load_waveform(path, sample_rate_hz=16_000).samples[800:-800]
    expected = tone(5.0, 16_000)[800:-800]
    assert np.abs(samples - expected).max() < 1e-3


def test_probe(tmp_path):
    probe = probe_audio(sound_file(tmp_path, "a.wav", np.tile(tone()[:, None], 8)))
    assert (probe.sample_rate_hz, probe.channels, probe.media_type) == (RATE_HZ, 8, "audio/wav")
    assert probe.duration_s == TONE_S


def test_channels_are_averaged(tmp_path):
    both = np.stack([np.full(1_000, 0.5), np.full(1_000, -0.1)], axis=1)
    path = sound_file(tmp_path, "a.wav", both, subtype="FLOAT")
    np.testing.assert_allclose(
        load_waveform(path, sample_rate_hz=RATE_HZ).samples, 0.2, rtol=0, atol=1e-6
    )


def test_samples_beyond_the_range_are_clipped(tmp_path):
    path = sound_file(tmp_path, "loud.wav", np.float32([3.0, -3.0, 3.4e38] * 500), subtype="FLOAT")
    for rate_hz in (RATE_HZ, 16_000):
        samples = load_waveform(path, sample_rate_hz=rate_hz).samples
        assert np.abs(samples).max() <= 1.0


def test_samples_that_are_no_numbers_become_silence(tmp_path):
    path = media_files.nan_file(tmp_path, good_samples=2_000)
    samples = load_waveform(path, sample_rate_hz=RATE_HZ).samples
    np.testing.assert_array_equal(samples[:2_000], tone()[:2_000])
    assert not samples[2_000:].any()
    assert len(samples) == 3_000


def test_sound_without_any_number_is_refused(tmp_path):
    path = media_files.nan_file(tmp_path)
    with pytest.raises(UnsupportedAttachmentError, match="not one of its samples is a number"):
        load_waveform(path, sample_rate_hz=16_000)


def test_too_long_a_clip_is_refused_with_the_limit(tmp_path):
    path = sound_file(tmp_path, "long.wav", tone(5.0))
    with pytest.raises(UnsupportedAttachmentError, match="more than 3 s"):
        load_waveform(path, sample_rate_hz=16_000, max_duration_s=3.0)


def test_a_few_frames_over_the_limit_are_cut(tmp_path):
    path = sound_file(tmp_path, "a.wav", tone(3.02))
    waveform = load_waveform(path, sample_rate_hz=16_000, max_duration_s=3.0)
    assert waveform.duration_s == 3.0


def test_decoding_stops_at_the_limit(tmp_path, monkeypatch):
    """An hour of silence fits into a small file; it must not fill the memory."""
    decoded = []
    original = audio.iter_blocks

    def counted(path, **options):
        for block in original(path, **options):
            decoded.append(len(block))
            yield block

    monkeypatch.setattr(audio, "iter_blocks", counted)
    path = sound_file(tmp_path, "long.flac", np.zeros(RATE_HZ * 60, np.float32))
    with pytest.raises(UnsupportedAttachmentError):
        load_waveform(path, sample_rate_hz=RATE_HZ, max_duration_s=1.0)
    assert sum(decoded) < 3 * RATE_HZ


@pytest.mark.parametrize("declared_bytes", [0, 1_000, 2_000_000, 0xFFFF_FFFF])
def test_lying_header(declared_bytes, tmp_path):
    """What is there is read; a header that claims less than that is believed."""
    path = media_files.lying_wav_file(tmp_path, declared_bytes)
    expected_s = 1_000 / 2 / RATE_HZ if declared_bytes == 1_000 else TONE_S
    assert probe_audio(path).duration_s == pytest.approx(expected_s)
    assert load_waveform(path, sample_rate_hz=RATE_HZ).duration_s == pytest.approx(expected_s)


@pytest.mark.parametrize("name", ["a.flac", "a.ogg", "a.mp3"])
def test_truncated_sound_gives_what_is_there(name, tmp_path):
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, RATE_HZ * 4).astype(np.float32)
    path = media_files.cut_file(sound_file(tmp_path, name, noise), 0.5)
    waveform = load_waveform(path, sample_rate_hz=16_000)
    assert 1.0 < waveform.duration_s < 3.0
    assert probe_audio(path).duration_s == pytest.approx(waveform.duration_s, abs=0.1)


@pytest.mark.parametrize("rate_hz", [None, 16_000])
def test_blocks_are_what_the_waveform_is(rate_hz, tmp_path):
    path = sound_file(tmp_path, "a.ogg", tone(2.0))
    blocks = list(iter_blocks(path, sample_rate_hz=rate_hz))
    whole = load_waveform(path, sample_rate_hz=rate_hz or RATE_HZ).samples
    assert all(len(block) for block in blocks)
    np.testing.assert_array_equal(np.concatenate(blocks), whole)


def test_stopping_in_the_middle_closes_the_file(tmp_path):
    path = sound_file(tmp_path, "a.wav", tone(5.0))
    blocks = iter_blocks(path)
    next(blocks)
    blocks.close()
    path.unlink()  # Windows refuses this while it is open


def test_peaks_follow_the_sound(tmp_path):
    silence = np.zeros(RATE_HZ, np.float32)
    path = sound_file(tmp_path, "a.wav", np.concatenate([silence, tone(1.0), silence, silence]))
    assert peaks(path, 4) == pytest.approx((0.0, 0.5, 0.0, 0.0), abs=0.01)


def test_peaks_of_a_long_sound_need_little_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(peaks_module, "_MAX_PEAK_WINDOWS", 101)
    samples = np.linspace(0, 1, RATE_HZ * 8, dtype=np.float32)
    path = sound_file(tmp_path, "a.wav", samples, subtype="FLOAT")
    assert peaks(path, 4) == pytest.approx((0.25, 0.5, 0.75, 1.0), abs=0.03)


def test_peaks_of_fewer_samples_than_buckets(tmp_path):
    path = sound_file(tmp_path, "a.wav", np.float32([0.1, 0.9]), subtype="FLOAT")
    drawn = peaks(path, 10)
    assert len(drawn) == 10
    assert drawn == pytest.approx((0.1,) * 5 + (0.9,) * 5)


@pytest.mark.parametrize("use", [probe_audio, lambda path: peaks(path, 4)])
def test_file_that_vanished_since_it_was_dropped(use, tmp_path):
    path = sound_file(tmp_path, "a.wav")
    probe_audio(path)
    path.unlink()
    with pytest.raises(AttachmentMissingError):
        use(path)


def test_picture_is_no_sound(tmp_path):
    with pytest.raises(UnsupportedAttachmentError, match="no sound"):
        probe_audio(media_files.image_file(tmp_path, "a.png"))


def test_name_that_looks_like_an_address_stays_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    media_files.encoded_file(tmp_path, "good.m4a", "aac", "ipod").rename(tmp_path / "http:x.m4a")
    assert probe_audio(Path("http:x.m4a")).media_type == "audio/mp4"


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3", "a.m4a", "a.webm", "a.aac"])
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damage_anywhere_never_escapes_as_another_error(name, tmp_path, data):
    good = tmp_path / name
    if not good.exists():
        codecs = {"m4a": ("aac", "ipod"), "webm": ("libopus", "webm"), "aac": ("aac", "adts")}
        suffix = name.partition(".")[2]
        if suffix in codecs:
            media_files.encoded_file(tmp_path, name, *codecs[suffix])
        else:
            soundfile.write(good, tone(0.2), RATE_HZ)
    content = bytearray(good.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    bad = media_files.written_file(tmp_path, f"bad-{name}", bytes(content[:cut]))
    try:
        waveform = load_waveform(bad, sample_rate_hz=16_000, max_duration_s=60.0)
    except GeminiDeskError as error:
        assert error.hint  # noqa: PT017 - most damage is no reason to refuse a file
    else:
        assert np.isfinite(waveform.samples).all()


@pytest.mark.parametrize("name", ["clip.wav", "clip.flac", "clip.ogg", "clip.m4a"])
def test_decoding_begins_where_it_is_told_to(tmp_path, name):
    if name.endswith("m4a"):
        path = media_files.encoded_file(tmp_path, name, "aac", "mp4")
    else:
        path = sound_file(tmp_path, name, tone(3.0))
    whole = np.concatenate(list(iter_blocks(path)))
    late = np.concatenate(list(iter_blocks(path, start_s=0.4)))
    gone = len(whole) - len(late)
    assert gone / probe_audio(path).sample_rate_hz == pytest.approx(0.4, abs=0.05)
    assert list(iter_blocks(path, start_s=60.0)) == []


@pytest.mark.parametrize(
    ("name", "codec", "container"),
    [
        ("clip.mp3", "libmp3lame", "mp3"),
        ("clip.m4a", "aac", "mp4"),
        ("clip.ogg", "", ""),  # libsndfile writes Vorbis, and FFmpeg reads it
        ("clip.opus", "libopus", "ogg"),
        ("clip.webm", "libopus", "webm"),
    ],
)
def test_what_shall_be_heard_at_once_is_not_decoded_from_the_beginning(
    tmp_path, monkeypatch, name, codec, container
):
    rng = np.random.default_rng(3)
    rising = np.cumsum(np.linspace(0.02, 0.6, 30 * media_files.RATE_HZ))
    samples = (0.4 * np.sin(rising) + rng.normal(0, 0.01, len(rising))).astype(np.float32)
    path = (
        media_files.encoded_file(tmp_path, name, codec, container, samples=samples)
        if codec
        else sound_file(tmp_path, name, samples)
    )
    whole = np.concatenate(list(iter_blocks(path, start_s=20.0)))

    decoded = []
    decoded_frames = ffmpeg_frames.frames_of

    def counted(*arguments):
        for frame in decoded_frames(*arguments):
            decoded.append(frame.samples / frame.sample_rate)
            yield frame

    monkeypatch.setattr(ffmpeg_frames, "frames_of", counted)
    soon = np.concatenate(list(iter_blocks(path, start_s=20.0, exact=False)))
    assert sum(decoded) < 12.5, "ten seconds to play, and what the decoder needs before"
    rate_hz = probe_audio(path).sample_rate_hz
    assert abs(len(soon) - len(whole)) < 0.02 * rate_hz
    size = min(len(whole), len(soon), 3 * rate_hz)
    likeness = np.fft.irfft(np.fft.rfft(whole[:size]) * np.conj(np.fft.rfft(soon[:size])))
    shift = int(np.argmax(likeness))
    assert min(shift, len(likeness) - shift) < 0.02 * rate_hz
    assert likeness.max() > 0.9 * float(np.dot(whole[:size], whole[:size]))
    assert list(iter_blocks(path, start_s=60.0, exact=False)) == []
