"""Recordings of any length: merging, loops, the journal, and the whole pipeline on real speech."""

import itertools
import json

import pytest

from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.tasks.long_audio.journal import Journal, JournalHeader
from gemini_desk.tasks.long_audio.merging import without_repeated
from gemini_desk.tasks.long_audio.pipeline import transcribe_recording
from gemini_desk.tasks.long_audio.repetition import repeats_itself
from gemini_desk.transcripts.formats import FORMATS
from gemini_desk.transcripts.transcript import Segment, Transcript

HEADER = JournalHeader("a" * 64, "starter", "", None, 0, 30.0)


# -- merging ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "text", "left"),
    [
        ("we met at the old bridge", "the old bridge and walked on", "and walked on"),
        ("we met at the old bri", "the old bridge and walked on", "and walked on"),
        ("We met at the old bridge,", "the old bridge. And then", "And then"),
        ("nothing in common here", "another sentence begins", "another sentence begins"),
        ("", "the first words", "the first words"),
        ("said all of it", "said all of it", ""),
        ("they said yes", "yes", ""),
    ],
)
def test_words_of_an_overlap_are_said_once(before, text, left):
    assert without_repeated(before, text, 2.0).strip() == left


def test_only_the_overlap_is_looked_at():
    before = "the cat sat on the mat " * 3 + "and then it went away at last to the garden"
    text = "the cat sat on the mat again"
    assert without_repeated(before, text, 1.0) == text


# -- loops --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "looping"),
    [
        ("thank you " * 12, True),
        ("and so it goes and " * 8, True),
        ("no no no no", False),
        ("call anna on tuesday at three about the budget", False),
        ("x" * 80, True),
        ("", False),
        ("one two three four " * 2, False),
    ],
)
def test_loops_are_told_from_speech(text, looping):
    assert repeats_itself(text, 30.0) is looping


def test_more_words_than_anybody_says_are_a_loop():
    words = " ".join(f"word{number}" for number in range(100))
    assert repeats_itself(words, 5.0)
    assert not repeats_itself(words, 40.0)


# -- the journal --------------------------------------------------------------------------


def test_a_journal_remembers_across_a_crash_in_the_middle_of_a_line(tmp_path):
    path = tmp_path / "transcripts" / "x.jsonl"
    journal = Journal(path, HEADER)
    journal.add(2.5, Segment(0.1234, 2.5, "hello „there“", 0.25, None, (1.0, 0.25)))
    journal.add(3.0)
    journal.add(4.0, Segment(3.5, 4.0, "again"))
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[:-10], encoding="utf-8")
    again = Journal(path, HEADER)
    assert again.segments == journal.segments[:1]
    assert again.done_s == 3.0
    again.add(4.0, Segment(3.5, 4.0, "again"))
    assert Journal(path, HEADER).segments == journal.segments
    again.remove()
    assert not path.exists()


def test_a_journal_of_another_job_is_begun_anew(tmp_path):
    path = tmp_path / "x.jsonl"
    Journal(path, HEADER).add(1.0, Segment(0.0, 1.0, "hello"))
    other = JournalHeader("b" * 64, "starter", "", None, 0, 30.0)
    assert not Journal(path, other).segments
    path.write_text('{"a": 1}\n[]\nnull\n"x"\n', encoding="utf-8")
    assert not Journal(path, HEADER).segments
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 2
    assert lines[1] == {"done_s": 0.0, "segment": None}


# -- the pipeline -------------------------------------------------------------------------


def check_coverage(transcript):
    stretches = [(it.start_s, it.end_s) for it in transcript.segments] + list(transcript.pauses)
    stretches.sort()
    assert stretches[0][0] == 0.0
    assert stretches[-1][1] == pytest.approx(transcript.duration_s, abs=1e-6)
    for (_, end_s), (start_s, _) in itertools.pairwise(stretches):
        assert start_s == pytest.approx(end_s, abs=1e-6)


def test_sentences_with_long_pauses_become_segments_with_times(recording, session):
    loaded, backend = session("first", "second", "third")
    seen = []
    clip = recording(3.0, "note", 4.0, "note", 5.0, "note", 1.0)
    transcript = transcribe_recording(loaded, clip, on_progress=seen.append)
    assert [it.text for it in transcript.segments] == ["first", "second", "third"]
    assert transcript.text == "first second third"
    check_coverage(transcript)
    assert transcript.segments[0].start_s == pytest.approx(3.0, abs=0.5)
    assert [it.segment.text for it in seen if it.segment] == ["first", "second", "third"]
    assert seen[-1].done_s == seen[-1].duration_s == pytest.approx(clip.duration_s)
    heard = [request.messages[-1].attachments[0].duration_s for request in backend.requests]
    assert all(it < 5 for it in heard)


def test_speech_without_a_pause_is_heard_in_pieces_that_the_model_takes(recording, session):
    loaded, backend = session(*[f"part{number}" for number in range(40)], longest_s=3.0)
    transcript = transcribe_recording(loaded, recording(*["note"] * 6))
    check_coverage(transcript)
    assert len(transcript.segments) >= 4
    heard = [request.messages[-1].attachments[0].duration_s for request in backend.requests]
    assert max(heard) <= 3.0


@pytest.mark.parametrize("length_s", [0.1, 0.5, 7.0])
def test_silence_is_reported_as_silence(recording, session, length_s):
    loaded, backend = session()
    transcript = transcribe_recording(loaded, recording(length_s))
    assert transcript.segments == ()
    assert transcript.pauses == ((0.0, pytest.approx(length_s, abs=0.01)),)
    assert not backend.requests


def test_a_loop_is_tried_again_otherwise(recording, session):
    loaded, backend = session("thank you " * 20, "so be it")
    transcript = transcribe_recording(loaded, recording("note"))
    assert transcript.text == "so be it"
    first, second = (request.parameters for request in backend.requests)
    assert first != second


def test_a_job_that_was_stopped_goes_on_where_it_was(recording, session, tmp_path):
    clip = recording("note", 4.0, "note", 4.0, "note")
    journal = tmp_path / "journal.jsonl"
    loaded, _ = session("first", "second")

    def stop_after_two(progress):
        if progress.segment is not None and progress.segment.text == "second":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transcribe_recording(loaded, clip, journal_path=journal, on_progress=stop_after_two)
    again, backend = session("third")
    transcript = transcribe_recording(again, clip, journal_path=journal)
    assert transcript.text == "first second third"
    assert len(backend.requests) == 1
    assert not journal.exists()


def test_a_job_goes_on_from_what_a_database_holds(recording, session):
    clip = recording("note", 4.0, "note", 4.0, "note")
    loaded, _ = session("first", "second", "third")
    whole = transcribe_recording(loaded, clip)
    first, second, _ = whole.segments
    edited = Segment(first.start_s, first.end_s, "corrected by hand", speaker="Ann")
    known = Transcript(None, whole.duration_s, (edited, second), done_s=round(second.end_s, 3))
    again, backend = session("third")
    transcript = transcribe_recording(again, clip, known=known)
    assert transcript.segments == (edited, *whole.segments[1:])
    assert len(backend.requests) == 1
    assert transcript.complete


def test_known_segments_that_were_cut_for_another_model_are_not_heard_twice(recording, session):
    clip = recording(*["note"] * 4)
    known = Transcript(None, clip.duration_s, (Segment(0.0, 2.5, "so far"),), done_s=2.5)
    loaded, backend = session(*[f"part{number}" for number in range(9)], longest_s=4.0)
    transcript = transcribe_recording(loaded, clip, known=known)
    check_coverage(transcript)
    assert transcript.segments[0].text == "so far"
    assert transcript.segments[1].start_s == pytest.approx(2.5, abs=0.5)
    assert len(backend.requests) == len(transcript.segments) - 1


def test_a_model_that_does_not_hear_is_named(recording, session):
    loaded, _ = session(audio=False)
    with pytest.raises(UnsupportedAttachmentError, match="does not take sound"):
        transcribe_recording(loaded, recording("note"))


def test_markdown_has_the_times(recording, session):
    loaded, _ = session("first", "second")
    transcript = transcribe_recording(loaded, recording("note", 70.0, "note"))
    first, second = FORMATS["markdown"](transcript).split("\n\n")
    assert first.startswith("**0:00** first")
    assert second.startswith("**1:1")
