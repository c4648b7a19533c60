"""What a person changes in a transcript."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desk.transcripts.doubt import doubtful_count, doubtful_words
from gemini_desk.transcripts.editing import (
    grown,
    merged,
    renamed_speaker,
    speakers,
    split,
    with_speaker,
    with_text,
)
from gemini_desk.transcripts.transcript import Segment, Transcript

FIRST = Segment(1.0, 5.0, "the quick brown fox", 0.2, None, (0.9, 0.2, 0.8, 0.7))
SECOND = Segment(6.0, 8.0, "jumps over", 0.6, "Anna", (0.6, 0.9))
THIRD = Segment(9.0, 10.0, "the dog")
TRANSCRIPT = Transcript("English", 12.0, (FIRST, SECOND, THIRD))


def test_a_word_that_was_corrected_is_of_the_person_and_the_others_stay_as_sure() -> None:
    changed = with_text(TRANSCRIPT, 0, "the slick brown fox").segments[0]
    assert changed.word_confidences == (0.9, None, 0.8, 0.7)
    assert changed.confidence == 0.7
    assert (changed.start_s, changed.end_s) == (1.0, 5.0)


def test_words_that_were_put_in_or_taken_out_shift_the_others() -> None:
    longer = with_text(TRANSCRIPT, 0, "Well, the quick and brown fox").segments[0]
    assert longer.word_confidences == (None, 0.9, 0.2, None, 0.8, 0.7)
    shorter = with_text(TRANSCRIPT, 0, "quick fox").segments[0]
    assert shorter.word_confidences == (0.2, 0.7)


def test_a_text_written_anew_has_no_confidence() -> None:
    changed = with_text(TRANSCRIPT, 0, "Something else entirely").segments[0]
    assert changed.confidence is None
    assert changed.word_confidences == (None, None, None)


def test_where_nothing_was_measured_nothing_is_known() -> None:
    assert with_text(TRANSCRIPT, 2, "a cat").segments[2] == Segment(9.0, 10.0, "a cat")


def test_a_segment_without_text_becomes_a_pause() -> None:
    emptied = with_text(TRANSCRIPT, 1, "  \n")
    assert emptied.segments == (FIRST, THIRD)
    assert (5.0, 9.0) in emptied.pauses


def test_an_unchanged_text_is_no_change() -> None:
    assert with_text(TRANSCRIPT, 0, FIRST.text) is TRANSCRIPT


def test_a_split_takes_its_time_from_the_share_of_characters() -> None:
    place = FIRST.text.index("brown")
    left, right = split(TRANSCRIPT, 0, place).segments[:2]
    assert (left.text, right.text) == ("the quick", "brown fox")
    assert left.end_s == right.start_s == pytest.approx(1.0 + 4.0 * place / len(FIRST.text))
    assert left.word_confidences == (0.9, 0.2)
    assert right.word_confidences == (0.8, 0.7)
    assert (left.confidence, right.confidence) == (0.2, 0.7)


def test_a_split_in_a_word_leaves_both_parts_as_sure() -> None:
    left, right = split(TRANSCRIPT, 0, FIRST.text.index("own")).segments[:2]
    assert (left.text, right.text) == ("the quick br", "own fox")
    assert left.word_confidences == (0.9, 0.2, 0.8)
    assert right.word_confidences == (0.8, 0.7)


@pytest.mark.parametrize("place", [0, len(FIRST.text), 99])
def test_a_split_at_an_end_is_none(place: int) -> None:
    assert split(TRANSCRIPT, 0, place) is TRANSCRIPT


def test_merged_segments_span_the_pause_between_them() -> None:
    whole = merged(TRANSCRIPT, 0).segments[0]
    assert (whole.start_s, whole.end_s) == (1.0, 8.0)
    assert whole.text == "the quick brown fox jumps over"
    assert whole.word_confidences == (0.9, 0.2, 0.8, 0.7, 0.6, 0.9)
    assert whole.confidence == 0.2
    assert whole.speaker == "Anna"


def test_a_merge_knows_what_was_measured_of_one_of_them() -> None:
    whole = merged(TRANSCRIPT, 1).segments[1]
    assert whole.word_confidences == (0.6, 0.9, None, None)


def test_the_last_segment_has_none_to_be_merged_with() -> None:
    assert merged(TRANSCRIPT, 2) is TRANSCRIPT


def test_a_split_and_a_merge_give_back_the_text() -> None:
    again = merged(split(TRANSCRIPT, 0, 9), 0)
    assert again == TRANSCRIPT


def test_speakers_are_assigned_and_renamed_everywhere() -> None:
    named = with_speaker(TRANSCRIPT, (0, 2), "  Bo \n Li ")
    assert [segment.speaker for segment in named.segments] == ["Bo Li", "Anna", "Bo Li"]
    assert speakers(named) == ("Bo Li", "Anna")
    renamed = renamed_speaker(named, "Bo Li", "Anna")
    assert speakers(renamed) == ("Anna",)
    assert speakers(renamed_speaker(renamed, "Anna", "")) == ()


def test_what_is_heard_meanwhile_is_added_to_what_a_person_changed() -> None:
    half = Transcript(None, 12.0, (FIRST,), done_s=5.5)
    edited = with_text(half, 0, "The quick, brown fox")
    further = Transcript("English", 12.0, (FIRST, SECOND), done_s=8.5)
    result = grown(edited, further)
    assert [segment.text for segment in result.segments] == ["The quick, brown fox", "jumps over"]
    assert (result.done_s, result.language) == (8.5, "English")
    done = grown(result, TRANSCRIPT)
    assert done.complete
    assert done.segments == (*result.segments, THIRD)


def test_a_report_that_comes_late_changes_nothing() -> None:
    edited = Transcript(None, 12.0, (FIRST, SECOND), done_s=8.5)
    assert grown(edited, Transcript(None, 12.0, (FIRST,), done_s=5.5)) == edited
    assert grown(TRANSCRIPT, Transcript(None, 12.0, (), done_s=0.0)) is TRANSCRIPT


def test_doubtful_words_are_where_the_text_has_them() -> None:
    (word,) = doubtful_words(FIRST)
    assert FIRST.text[word.start : word.end] == "quick"
    assert word.confidence == 0.2
    assert [doubtful_count(segment) for segment in TRANSCRIPT.segments] == [1, 0, 0]
    assert doubtful_words(SECOND) == ()
    assert doubtful_words(THIRD) == ()


words = st.lists(st.sampled_from(["a", "bee", "sea", "dee"]), max_size=8).map(" ".join)


@given(words.filter(bool), words, st.integers(0, 40))
def test_every_word_keeps_one_value_whatever_is_done(text: str, new: str, place: int) -> None:
    count = len(text.split())
    known = tuple(n / 10 for n in range(count))
    made = Transcript(None, 4.0, (Segment(0.0, 4.0, text, 0.0, None, known),))
    for changed in (
        with_text(made, 0, new),
        split(made, 0, place),
        merged(split(made, 0, place), 0),
    ):
        for segment in changed.segments:
            assert len(segment.word_confidences) == len(segment.text.split())
            assert segment.start_s < segment.end_s
