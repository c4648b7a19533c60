"""A recording that the disk refuses to store: it stays where it was made, and that is said."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gemini_desk.storage.blob_store import BlobStore
from gemini_desk.ui.composer.intake import AttachmentIntake
from tests.helpers.media_files import tone

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot


def test_it_says_when_the_recording_comes_back(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import soundfile

    clip = tmp_path / "recording.flac"
    soundfile.write(clip, tone(), 16_000)
    intake = AttachmentIntake(BlobStore(tmp_path / "blobs").add_file, tmp_path / "scratch")
    real_fdopen = os.fdopen

    def onto_a_full_disk(descriptor: int, *arguments: object) -> object:
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, descriptor)
        os.close(full)
        return real_fdopen(descriptor, *arguments)  # type: ignore[call-overload]

    monkeypatch.setattr("gemini_desk.storage.blob_store.os.fdopen", onto_a_full_disk)
    try:
        with qtbot.waitSignal(intake.refused) as refused:
            intake.add_clip(clip)
    finally:
        intake.close()
    _ticket, _name, message, hint = refused.args
    assert message == "The recording is safe, but could not be added."
    assert hint.startswith("The disk is full")
    assert hint.endswith("It comes back when Gemini Desk is started again.")
    assert clip.exists()
