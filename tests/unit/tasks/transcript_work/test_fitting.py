"""Windows: all of the transcript, in order, each as long as the model can read."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desk.engine.events import TokensCounted
from gemini_desk.errors import PromptTooLongError
from gemini_desk.tasks.transcript_work.fitting import Room, cut, halves, windows
from gemini_desk.tasks.transcript_work.task import about_segments
from tests.helpers.transcripts import long_transcript, transcript_of

texts = st.lists(st.text(alphabet="ab é中 ", min_size=1, max_size=400), min_size=1, max_size=30)


def count_words(messages):
    """One token for each four bytes, as a tokenizer roughly has them."""
    return sum(len(message.text.encode()) for message in messages) // 4


def fitted(segments, room):
    work = windows(segments, lambda part: about_segments(part, "Sum up."), room)
    counted = None
    while True:
        try:
            step = work.send(counted)
        except StopIteration as end:
            return end.value
        counted = TokensCounted(count_words(step.messages))


def words(segments):
    return "".join("".join(each.text.split()) for each in segments)


def test_what_fits_is_one_window():
    segments = long_transcript(0.1).segments
    assert fitted(segments, Room(8192, 1024)) == [segments]


@given(texts, st.integers(300, 2000))
def test_every_window_fits_and_no_word_is_lost(said, context_tokens):
    segments = transcript_of(said).segments
    room = Room(context_tokens, context_tokens // 4)
    found = fitted(segments, room)
    for window in found:
        assert count_words(about_segments(window, "Sum up.")) <= room.prompt_tokens
    together = [each for window in found for each in window]
    assert words(together) == words(segments)
    assert all(a.end_s <= b.start_s for a, b in itertools.pairwise(together))


def test_the_windows_of_a_long_transcript_are_about_equally_long():
    segments = long_transcript(3).segments
    found = fitted(segments, Room(8192, 1024))
    lengths = [len(words(window)) for window in found]
    assert 2 <= len(found) <= 10
    assert min(lengths) > 0.8 * max(lengths)


def test_where_nothing_fits_the_person_is_told_what_to_do():
    with pytest.raises(PromptTooLongError, match="cannot read enough") as failure:
        fitted(long_transcript(1).segments, Room(60, 20))
    assert "larger context" in failure.value.hint


@given(texts, st.integers(1, 40))
def test_cutting_leaves_nothing_out(said, number):
    segments = transcript_of(said).segments
    found = cut(segments, number)
    assert tuple(each for window in found for each in window) == segments
    assert all(found)
    assert len(found) <= max(number, 1)


def test_a_single_segment_is_halved_between_words():
    (segment,) = transcript_of(["one two three four"]).segments
    (first,), (second,) = halves((segment,))
    assert (first.text, second.text) == ("one two", "three four")
    assert first.start_s == segment.start_s
    assert segment.start_s < first.end_s == second.start_s < second.end_s == segment.end_s


def test_a_single_character_cannot_be_halved():
    with pytest.raises(PromptTooLongError):
        halves(transcript_of(["a"]).segments)
