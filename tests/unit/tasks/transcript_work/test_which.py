"""Which recording a message asks about."""

from dataclasses import replace
from pathlib import Path

import pytest

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.message import TranscriptPart
from gemini_desk.tasks.transcript_work.which import about, about_all, subject
from tests.helpers.transcripts import transcript_of

MEMO = Attachment(AttachmentKind.AUDIO, "a" * 64, "audio/wav", "memo.wav", 10, Path("memo.wav"))
FIRST = TranscriptPart(MEMO, transcript_of(["One."]))
TRACK = TranscriptPart(replace(MEMO, track=1), transcript_of(["Two."]))
LAST = TranscriptPart(
    replace(MEMO, sha256="b" * 64, name="a ”strange“ name.wav"), transcript_of(["Three."])
)
PARTS = (FIRST, TRACK, LAST)


@pytest.mark.parametrize("part", PARTS)
def test_what_a_click_writes_is_understood(part):
    found = subject(about(part, "What is said?"))
    assert found.text == "What is said?"
    assert found.among(PARTS) == (part,)


def test_any_other_message_is_about_the_nearest():
    for text in ("What about “memo.wav”?", "", "About time: is it late?"):
        assert subject(text).text == text
        assert subject(text).among(PARTS) == (LAST,)
    assert subject("About “gone.wav”: What?").among(PARTS) == (LAST,)
    assert subject("About “gone.wav”: What?").among(()) == ()


def test_of_all_recordings_the_newest_transcript_of_each_counts():
    found = subject(about_all("Summarise."))
    assert found.text == "Summarise."
    better = replace(FIRST, transcript=transcript_of(["Better."]))
    assert found.among((*PARTS, better)) == (better, TRACK, LAST)
