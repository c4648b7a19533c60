"""What a card of the tray says about a file that could not be read as a whole."""

from __future__ import annotations

from pathlib import Path

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.ui.composer.card_words import CardWords

NOTE = "The file was cut off: its sound ends at 1:23."


def words(
    note: str = NOTE, *, done_with_it: str = "", position_s: float | None = None
) -> CardWords:
    clip = Attachment(
        AttachmentKind.AUDIO, "0" * 64, "audio/wav", "memo.wav", 2_000_000, Path("memo.wav"),
        duration_s=83.0, note=note,
    )  # fmt: skip
    return CardWords("memo.wav", clip, None, done_with_it, (), position_s)


def test_that_something_is_missing_is_seen_until_it_is_sent() -> None:
    assert words().caption == "1:23 · not whole"
    assert words(done_with_it="in part").caption == "1:23 · not whole · in part"
    assert words(position_s=5.0).caption == "0:05 / 1:23"
    assert words("").caption == "1:23 · 2.0 MB"


def test_what_is_missing_is_told_in_full() -> None:
    for told in (words(), words(position_s=5.0)):
        assert told.tool_tip.endswith(NOTE)
        assert told.accessible_name.endswith(NOTE)
