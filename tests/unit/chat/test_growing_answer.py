"""An answer's parts while it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.growing_answer import GrowingAnswer
from gemini_desk.chat.message import TextPart, ThoughtPart, TranscriptPart
from gemini_desk.transcripts.transcript import Segment, Transcript

if TYPE_CHECKING:
    from pathlib import Path


def test_an_answer_has_a_place_for_its_text_from_the_start() -> None:
    assert GrowingAnswer().parts == (TextPart(""),)


def test_a_thought_lasts_until_the_text_begins() -> None:
    growing = GrowingAnswer([TextPart("")])
    growing.think("Hm. ", 10.0)
    growing.think("Well.", 11.0)
    assert growing.parts == (ThoughtPart("Hm. Well."),)
    growing.say("Y", 14.5)
    growing.say("es", 15.0)
    growing.end(16.0)
    assert growing.parts == (ThoughtPart("Hm. Well.", 4.5), TextPart("Yes"))
    assert growing.text == "Yes"


def test_an_answer_that_ends_in_its_thought_says_how_long_it_took() -> None:
    growing = GrowingAnswer()
    growing.think("Hm", 1.0)
    growing.end(3.0)
    assert growing.parts == (ThoughtPart("Hm", 2.0),)


def test_what_was_there_goes_on() -> None:
    growing = GrowingAnswer([ThoughtPart("Hm", 2.0), TextPart("Half")])
    growing.say(" done", 5.0)
    assert growing.parts == (ThoughtPart("Hm", 2.0), TextPart("Half done"))


def test_an_edited_transcript_takes_the_place_of_the_one_it_began_with(tmp_path: Path) -> None:
    recording = Attachment(
        AttachmentKind.AUDIO, "0" * 64, "audio/wav", "a.wav", 1, tmp_path / "a.wav"
    )
    answer = GrowingAnswer((TranscriptPart(recording, Transcript(None, 2.0)),))
    answer.say("It is", 0.0)
    edited = Transcript(None, 2.0, (Segment(0.0, 1.0, "corrected"),))
    answer.set_transcript(edited)
    answer.say(" short.", 1.0)
    assert answer.parts == (TranscriptPart(recording, edited), TextPart("It is short."))
