"""Citations: however a model writes a time, only one at which something is said leads anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desk.transcripts.citations import CitableTimes, CitationNamer
from gemini_desk.transcripts.timed_text import clock
from gemini_desk.transcripts.transcript import Segment, Transcript

TIMES = CitableTimes(
    Transcript(
        None,
        4000.0,
        (
            Segment(0.0, 4.2, "Hello."),
            Segment(65.4, 80.0, "First."),
            Segment(754.6, 770.0, "Second."),
            Segment(770.0, 772.5, "Third."),
            Segment(3723.0, 3730.0, "Late."),
        ),
    )
)


def cited(text):
    return [(text[found.start : found.end], found.at_s) for found in TIMES.in_text(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("So it was [12:34].", [("[12:34]", 754.6)]),
        ("So it was (12:34).", [("(12:34)", 754.6)]),
        ("So [00:12:34] it", [("[00:12:34]", 754.6)]),
        ("[12:34-12:50]", [("[12:34-12:50]", 754.6)]),
        ("[12:34 – 12:50]", [("[12:34 – 12:50]", 754.6)]),
        ("[00:12:34.600 --> 00:12:50.000]", [("[00:12:34.600 --> 00:12:50.000]", 754.6)]),
        ("[12:34 to 12:50]", [("[12:34 to 12:50]", 754.6)]),
        ("[1:05, 12:40]", [("1:05", 65.4), ("12:40", 754.6)]),
        ("[at 1:05]", [("[at 1:05]", 65.4)]),
        ("[1:02:03]", [("[1:02:03]", 3723.0)]),
        ("[62:03]", [("[62:03]", 3723.0)]),
        ("[12:50]", [("[12:50]", 770.0)]),
        ("[0:00][1:05]", [("[0:00]", 0.0), ("[1:05]", 65.4)]),
    ],
)
def test_each_way_to_write_a_time_is_understood(text, expected):
    assert cited(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[0:30]",  # a pause
        "[59:59]",  # beyond what was said
        "[99:99]",
        "at 12:34",  # a time of day, maybe
        "[12:34)",
        "[1]",
        "(12:3)",
        "[12:34 and more]",
        "",
    ],
)
def test_everything_else_stays_text(text):
    assert cited(text) == []


def test_in_a_list_only_the_times_that_exist_are_linked():
    assert cited("[0:30, 1:05]") == [("1:05", 65.4)]


def test_without_segments_nothing_is_cited():
    assert CitableTimes(Transcript(None, 10.0)).in_text("[0:00]") == ()


segments = st.lists(
    st.tuples(st.floats(0.05, 200), st.floats(0.05, 200)), min_size=1, max_size=30
).map(lambda gaps: tuple(_laid_out(gaps)))


def _laid_out(gaps):
    time_s = 0.0
    for pause_s, length_s in gaps:
        yield Segment(time_s + pause_s, time_s + pause_s + length_s, "words")
        time_s += pause_s + length_s


@given(segments)
def test_the_time_of_each_line_leads_to_its_second(parts):
    times = CitableTimes(Transcript(None, 1e6, parts))
    for part in parts:
        (found,) = times.in_text(f"x [{clock(part.start_s)}] y")
        assert int(found.at_s) == int(part.start_s)
        assert found.at_s in {each.start_s for each in parts}


@given(segments, st.integers(0, 20_000))
def test_what_is_found_holds_the_second(parts, second):
    found = CitableTimes(Transcript(None, 1e6, parts)).segment_at(second)
    holding = [each for each in parts if int(each.start_s) <= second <= each.end_s]
    assert (found is not None) == bool(holding)
    assert found is None or found in holding


@given(st.text(alphabet="[](){}0123456789:.,-–> at\n", max_size=200))
def test_any_text_is_read_without_trouble(text):
    before = 0
    for found in TIMES.in_text(text):
        assert before <= found.start < found.end <= len(text)
        before = found.end


NAMED = [
    ("- Money [0:10].", "- Money [memo.wav 0:10]."),
    ("(at 1:05) and [0:10, 0:20]", "[memo.wav 1:05] and [memo.wav 0:10, 0:20]"),
    ("[x](y) [a] (b) [0:1", "[x](y) [a] (b) [0:1"),
    ("[other.wav 0:10]", "[other.wav 0:10]"),
    ("[" * 200 + "0:10]", "[" * 199 + "[memo.wav 0:10]"),
]


@pytest.mark.parametrize(("written", "named"), NAMED)
@pytest.mark.parametrize("step", [1, 3, 1000])
def test_citations_get_the_name_of_their_recording_however_the_text_comes(written, named, step):
    namer = CitationNamer("memo.wav")
    pieces = [namer.add(written[at : at + step]) for at in range(0, len(written), step)]
    assert "".join(pieces) + namer.end() == named


def test_text_that_is_no_citation_is_not_held_back_for_long():
    namer = CitationNamer("memo.wav")
    assert namer.add("plain text ") == "plain text "
    assert namer.add("[" + "a" * 100)
