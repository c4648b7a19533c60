"""A transcript as lines with times."""

import pytest

from gemini_desk.transcripts.timed_text import clock, timed_text
from gemini_desk.transcripts.transcript import Segment, Transcript


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (9.99, "0:09"), (754, "12:34"), (3600, "1:00:00"), (3723.5, "1:02:03")],
)
def test_times_are_those_of_a_clock(seconds, text):
    assert clock(seconds) == text


def test_one_line_a_segment_with_its_speaker_if_it_has_one():
    segments = (
        Segment(0.0, 2.0, "Good\nmorning."),
        Segment(61.0, 64.0, "Hello.", speaker="Ada"),
    )
    assert (
        timed_text(Transcript(None, 70.0, segments)) == "[0:00] Good morning.\n[1:01] Ada: Hello."
    )


def test_where_nobody_speaks_there_is_no_text():
    assert timed_text(Transcript(None, 70.0)) == ""
