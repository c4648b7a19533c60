"""Damaged sound files give what can be read, and say where they stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.media.attachment_kinds import examine
from gemini_desk.media.audio import iter_blocks, probe_audio
from gemini_desk.sizes import clock_text
from tests.helpers.media_files import RATE_HZ, cut_file, encoded_file, sound_file, wav_bytes

if TYPE_CHECKING:
    from pathlib import Path

LENGTH_S = 8.0
BY_LIBSNDFILE: dict[str, dict[str, Any]] = {
    "a.wav": {},
    "a.w64": {},
    "a.flac": {},
    "a.aiff": {},
    "a.au": {},
    "a.ogg": {},
    "a.opus": {"format": "OGG", "subtype": "OPUS"},
    "a.mp3": {},
}
BY_FFMPEG = {
    "tagged.mp3": ("mp3", "mp3", {}),
    "a.m4a": ("aac", "ipod", {"movflags": "faststart"}),
    "a.aac": ("aac", "adts", {}),
    "a.webm": ("libopus", "webm", {}),
    "a.mp4": ("aac", "mp4", {"movflags": "faststart"}),
    "pieces.mp4": ("aac", "mp4", {"movflags": "frag_keyframe+empty_moov"}),
    "a.mkv": ("libopus", "matroska", {}),
    "flac.mkv": ("flac", "matroska", {}),
    "a.mov": ("aac", "mov", {"movflags": "faststart"}),
    "a.avi": ("mp3", "avi", {}),
}
# The others have no sum to check, or take the next thing that looks like a frame.
NOTICED = {"a.ogg", "a.opus", "a.mp3", "tagged.mp3", "a.m4a", "a.mp4", "a.mov", "flac.mkv"}
EVERY_FORMAT = [*BY_LIBSNDFILE, *BY_FFMPEG]


def hiss() -> np.ndarray:
    """Sound that no codec makes small: as many bytes each second."""
    noise = np.random.default_rng(0).normal(0, 0.2, round(LENGTH_S * RATE_HZ))
    return noise.clip(-1, 1).astype(np.float32)


@pytest.fixture(scope="module")
def whole_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sounds")
    files = {name: sound_file(folder, name, hiss(), **it) for name, it in BY_LIBSNDFILE.items()}
    for name, (codec, container, options) in BY_FFMPEG.items():
        files[name] = encoded_file(
            folder, name, codec, container, samples=hiss(), film=name == "a.mkv", options=options
        )
    return files


def read(path: Path, **options: Any) -> tuple[float, list[Any]]:
    """Seconds that are decoded, and the damages."""
    damages: list[Any] = []
    rate_hz = probe_audio(path).sample_rate_hz
    blocks = iter_blocks(path, on_damage=damages.append, **options)
    return sum(map(len, blocks)) / rate_hz, damages


@pytest.mark.parametrize("name", EVERY_FORMAT)
def test_a_whole_file_has_no_damage(name: str, whole_files: dict[str, Path]) -> None:
    length_s, damages = read(whole_files[name])
    assert length_s == pytest.approx(LENGTH_S, abs=0.1)
    assert damages == []


@pytest.mark.parametrize("name", EVERY_FORMAT)
def test_a_file_that_was_cut_off_says_where(name: str, whole_files: dict[str, Path]) -> None:
    path = cut_file(whole_files[name], 0.5)
    length_s, damages = read(path)
    assert 0.35 * LENGTH_S < length_s < 0.65 * LENGTH_S
    assert damages[-1].end_s is None
    assert damages[-1].start_s == pytest.approx(length_s, abs=0.1)


@pytest.mark.parametrize("name", EVERY_FORMAT)
def test_what_is_behind_a_damaged_place_is_read(
    name: str, whole_files: dict[str, Path], tmp_path: Path
) -> None:
    content = bytearray(whole_files[name].read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = np.random.default_rng(1).bytes(3000)
    path = tmp_path / name
    path.write_bytes(content)
    length_s, damages = read(path)
    assert length_s > 0.93 * LENGTH_S
    assert all(damage.end_s is not None for damage in damages)
    if name in NOTICED:
        assert damages[0].start_s == pytest.approx(LENGTH_S / 2, abs=1.1)


@pytest.mark.parametrize("name", ["a.ogg", "a.m4a", "a.mp4"])
def test_what_is_behind_a_damaged_place_keeps_its_time(
    name: str, whole_files: dict[str, Path], tmp_path: Path
) -> None:
    content = bytearray(whole_files[name].read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = bytes(3000)
    path = tmp_path / name
    path.write_bytes(content)
    whole, damaged = (np.concatenate(list(iter_blocks(it))) for it in (whole_files[name], path))
    late = slice(6 * RATE_HZ, 7 * RATE_HZ)
    assert np.corrcoef(whole[late], damaged[late])[0, 1] > 0.99


def test_a_stream_that_never_told_its_length_is_whole(tmp_path: Path) -> None:
    samples = (hiss()[:RATE_HZ] * 32_767).astype(np.int16)
    for declared_bytes in (0, 0x7FFF_FFFF, 0xFFFF_FFFF):
        path = tmp_path / "stream.wav"
        path.write_bytes(wav_bytes(samples, declared_bytes=declared_bytes))
        assert read(path)[1] == []


@pytest.mark.parametrize("name", ["a.mp3", "tagged.mp3"])
def test_an_mp3_that_lost_a_second_in_the_middle_is_not_cut_off(
    name: str, whole_files: dict[str, Path], tmp_path: Path
) -> None:
    """Nothing in it has a time: what is lost in the middle is missing from the length."""
    content = bytearray(whole_files[name].read_bytes())
    start, end = 2 * len(content) // 5, len(content) // 2
    content[start:end] = np.random.default_rng(1).bytes(end - start)
    path = tmp_path / name
    path.write_bytes(content)
    _, damages = read(path)
    assert damages
    assert all(damage.end_s is not None for damage in damages)
    assert not probe_audio(path).is_cut_off


@pytest.mark.parametrize("name", sorted({*EVERY_FORMAT} - {"a.aac"}))
def test_a_file_that_was_cut_off_is_known_before_it_is_decoded(
    name: str, whole_files: dict[str, Path]
) -> None:
    assert not probe_audio(whole_files[name]).is_cut_off
    cut = examine(cut_file(whole_files[name], 0.5), AttachmentKind.AUDIO)
    assert cut.note == f"The file was cut off: its sound ends at {clock_text(cut.duration_s or 0)}."
    assert examine(whole_files[name], AttachmentKind.AUDIO).note == ""


def test_of_a_sound_that_cannot_be_read_no_pictures_are_missed(tmp_path: Path) -> None:
    """Its index stood at the end, which is gone."""
    whole = encoded_file(tmp_path, "a.m4a", "aac", "ipod")
    with pytest.raises(UnsupportedAttachmentError, match="the sound in it cannot be read"):
        examine(cut_file(whole, 0.5))
