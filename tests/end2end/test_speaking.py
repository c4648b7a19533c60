"""The real window and a real sound server: what is spoken is on disk, sent, and never lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import soundfile

from tests.helpers import slow_talker
from tests.helpers.running_window import RunningWindow

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.virtual_microphone import VirtualMicrophone

pytestmark = [pytest.mark.display, pytest.mark.microphone]

MODEL = slow_talker.__name__
_ON_DISK_BYTES = 8_000  # some speech: what comes before it is silence, and takes next to nothing


def recordings(profile_dir: Path) -> list[Path]:
    return list((profile_dir / "data" / "recordings").glob("*.flac"))


def has_speech(profile_dir: Path) -> bool:
    return any(clip.stat().st_size > _ON_DISK_BYTES for clip in recordings(profile_dir))


def stored_clips(profile_dir: Path) -> list[Path]:
    """The sound files of drafts and messages."""
    blobs = profile_dir / "data" / "blobs"
    with closing(sqlite3.connect(profile_dir / "data" / "conversations.db")) as connection:
        rows = connection.execute(
            "SELECT sha256 FROM draft_attachments UNION SELECT sha256 FROM attachments"
        ).fetchall()
    return [blobs / digest[:2] / digest for (digest,) in rows]


def test_a_recording_survives_a_kill(virtual_microphone: VirtualMicrophone, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with RunningWindow(profile, module=MODEL) as window:
        window.press_until(  # the same keys would end it again: it gets the time to begin
            "ctrl+shift+r", lambda: recordings(profile), "the recording", each_s=30
        )
        said = virtual_microphone.speak("nothing of what I say may be lost")
        window.wait_for(lambda: has_speech(profile), "speech on disk")
        window.kill()
    (left,) = recordings(profile)
    assert left.stat().st_size > _ON_DISK_BYTES

    with RunningWindow(profile, module=MODEL) as again:
        again.wait_for(lambda: again.drafts() == [("", 1)], "the recording in the message")
        again.screenshot(tmp_path / "back.png")
        (clip,) = stored_clips(profile)
        assert soundfile.info(clip).duration >= soundfile.info(said).duration - 0.3
        again.wait_for(lambda: not recordings(profile), "the end of the file in the folder")
        again.press_until("Return", lambda: again.messages(), "the message")
        assert again.attachments() == ["audio"]


def test_turns_are_sent_one_after_the_other(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    with RunningWindow(profile, module=MODEL) as window:
        window.press("ctrl+shift+h")
        window.wait_for(lambda: virtual_microphone.is_recorded_from, "the microphone")
        virtual_microphone.speak("what is the capital of France")
        window.wait_for(lambda: window.attachments() == ["audio"], "the first turn")
        window.screenshot(tmp_path / "first.png")
        virtual_microphone.speak("and how many people live there")
        window.wait_for(lambda: window.drafts() == [("", 1)], "the second turn, in the queue")
        window.press("Escape")
        for clip in stored_clips(profile):
            assert 1.0 < soundfile.info(clip).duration < 6.0


def test_a_held_key_records_until_it_is_let_go(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    """The X server repeats the key meanwhile, as releases and presses."""
    with RunningWindow(tmp_path / "profile", module=MODEL) as window:
        window.press("Tab", "Tab", "Tab")  # +, the voice conversation, the microphone
        window.hold("space")
        try:
            window.wait_for(lambda: virtual_microphone.is_recorded_from, "the microphone")
            said = virtual_microphone.speak("I am still holding it, and talking to you")
            assert virtual_microphone.is_recorded_from
            assert not window.drafted()
        finally:  # or the screen would go on repeating it
            window.release("space")
        window.wait_for(lambda: window.drafted() == ["audio"], "the clip")
        (clip,) = stored_clips(window.profile_dir)
        assert soundfile.info(clip).duration >= soundfile.info(said).duration - 0.3
        assert window.drafts() == [("", 1)], "no blanks in the message"
