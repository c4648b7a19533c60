"""Every kind of file is recognised by its content, and every bad one refused with a reason."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.errors import AttachmentMissingError, UnsupportedAttachmentError
from gemini_desk.media import attachment_kinds
from gemini_desk.media.attachment_kinds import KIND_READERS, examine
from tests.helpers import media_files
from tests.helpers.media_files import BAD_FILES, GOOD_FILES, HEIGHT_PX, TONE_S, WIDTH_PX


@pytest.mark.parametrize("name", GOOD_FILES)
def test_good_file_is_named_by_its_content(name, tmp_path):
    make, media_type = GOOD_FILES[name]
    path = make(tmp_path)

    found = examine(path)

    assert found.media_type == media_type
    assert found.size_bytes == path.stat().st_size
    if media_type.startswith("image/"):
        assert found.kind is AttachmentKind.IMAGE
        assert found.duration_s is None
        assert (found.width_px, found.height_px) == (
            (1, 1) if name == "one pixel" else (64, 64) if name == "heic" else (WIDTH_PX, HEIGHT_PX)
        )
    elif media_type.startswith("video/"):
        assert found.kind is AttachmentKind.VIDEO
        assert (found.width_px, found.height_px) == (64, 64)
        assert found.duration_s == pytest.approx(TONE_S, abs=0.06)
    else:
        assert found.kind is AttachmentKind.AUDIO
        assert found.width_px is found.height_px is None
        assert found.duration_s == pytest.approx(TONE_S, abs=0.06)  # encoders pad by a frame


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_refused_with_a_reason_and_a_hint(name, tmp_path):
    make, word = BAD_FILES[name]
    path = make(tmp_path)

    with pytest.raises(UnsupportedAttachmentError) as refusal:
        examine(path)

    assert word in refusal.value.message
    assert path.name in refusal.value.message
    assert refusal.value.hint


def test_every_kind_of_attachment_has_a_reader():
    assert {reader.kind for reader in KIND_READERS} == set(AttachmentKind)


def test_missing_file(tmp_path):
    with pytest.raises(AttachmentMissingError, match=r"gone\.png"):
        examine(tmp_path / "gone.png")


def test_path_through_a_file_is_a_missing_file(tmp_path):
    media_files.image_file(tmp_path, "a.png")
    with pytest.raises(AttachmentMissingError):
        examine(tmp_path / "a.png" / "b.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_is_refused_without_being_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(UnsupportedAttachmentError, match="device or a pipe"):
        examine(tmp_path / "pipe.wav")


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(attachment_kinds.MAX_IMAGE_BYTES + 1)  # a hole: takes no space

    with pytest.raises(UnsupportedAttachmentError, match=r"268 MB"):
        examine(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_file_that_may_not_be_read(tmp_path):
    path = media_files.image_file(tmp_path, "private.png")
    path.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:  # root may read everything: be somebody else for a moment
        for folder in (tmp_path, *tmp_path.parents[:3]):
            if folder.stat().st_uid == 0 and "pytest" in folder.name:
                folder.chmod(0o755)
        os.seteuid(65534)
    try:
        with pytest.raises(UnsupportedAttachmentError, match="may not be read"):
            examine(path)
    finally:
        if is_root:
            os.seteuid(0)


def test_animation_says_that_its_first_frame_is_used(tmp_path):
    assert "first of its 3 frames" in examine(media_files.animated_file(tmp_path)).note
    assert "pages" in examine(media_files.animated_file(tmp_path, "a.tiff")).note
    assert examine(media_files.image_file(tmp_path, "still.gif")).note == ""


def test_a_film_can_be_taken_for_its_sound(tmp_path):
    film = media_files.encoded_file(tmp_path, "film.mp4", "aac", "mp4", film=True)
    assert examine(film).kind is AttachmentKind.VIDEO
    heard = examine(film, AttachmentKind.AUDIO)
    assert heard.kind is AttachmentKind.AUDIO
    assert heard.media_type == "video/mp4"
    assert heard.width_px is None
    assert heard.duration_s == pytest.approx(TONE_S, abs=0.06)


def test_a_silent_film_is_a_film(tmp_path):
    found = examine(media_files.silent_film_file(tmp_path))
    assert (found.kind, found.media_type, found.note) == (AttachmentKind.VIDEO, "video/mp4", "")


def test_a_silent_film_cannot_be_taken_for_its_sound(tmp_path):
    with pytest.raises(UnsupportedAttachmentError, match="no sound track"):
        examine(media_files.silent_film_file(tmp_path), AttachmentKind.AUDIO)


def test_a_film_whose_pictures_are_damaged_is_still_heard(tmp_path):
    found = examine(media_files.unseen_film_file(tmp_path))
    assert found.kind is AttachmentKind.AUDIO
    assert "Only the sound" in found.note


def test_what_a_file_is_wanted_for_makes_nothing_else_of_it(tmp_path):
    picture = media_files.image_file(tmp_path, "a.png")
    assert examine(picture, AttachmentKind.AUDIO).kind is AttachmentKind.IMAGE
    clip = media_files.encoded_file(tmp_path, "a.m4a", "aac", "ipod")
    assert examine(clip, AttachmentKind.VIDEO).kind is AttachmentKind.AUDIO


def test_name_that_is_too_long_for_the_disk(tmp_path):
    with pytest.raises(UnsupportedAttachmentError, match="cannot be read"):
        examine(tmp_path / ("a question that was taken for a file name " * 20))


@pytest.mark.skipif(sys.platform != "linux", reason="names are text on other systems")
@pytest.mark.parametrize("name", ["png", "wav", "m4a", "heic"])
def test_name_that_is_no_text(name, tmp_path):
    good = GOOD_FILES[name][0](tmp_path)
    odd = tmp_path / os.fsdecode(b"caf\xe9-" + os.fsencode(good.name))
    good.rename(odd)
    assert examine(odd).media_type == GOOD_FILES[name][1]
    odd.unlink()
    with pytest.raises(AttachmentMissingError) as refusal:
        examine(odd)
    refusal.value.message.encode()


def test_a_long_name_is_shortened_in_the_message(tmp_path):
    path = media_files.written_file(tmp_path, f"{'long' * 50}.png", b"text")
    with pytest.raises(UnsupportedAttachmentError) as refusal:
        examine(path)
    assert len(refusal.value.message) < 200


def test_importing_loads_no_decoder():
    """The window imports this room before it shows."""
    slow = ("numpy", "PIL", "av", "soundfile", "sounddevice", "soxr", "pillow_heif")
    program = (
        "import sys, gemini_desk.media.attachment_kinds, gemini_desk.media.recorder,"
        " gemini_desk.media.player;"
        f"print([name for name in {slow} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
