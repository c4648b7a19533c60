"""The transcript's formats."""

import json

from gemini_desk.transcripts.formats import FORMATS
from gemini_desk.transcripts.transcript import Segment, Transcript

TRANSCRIPT = Transcript(
    language="English",
    duration_s=3725.5,
    segments=(
        Segment(0.0, 1.25, "Hello there."),
        Segment(3661.0009, 3725.5, "Tom & Ann:\n\n1 < 2", confidence=0.5, speaker="A"),
    ),
)


def test_plain_text_ends_with_one_line_break():
    assert FORMATS["txt"](TRANSCRIPT) == "Hello there. Tom & Ann: 1 < 2\n"


def test_srt_counts_from_one_and_has_no_empty_line_inside_a_cue():
    assert FORMATS["srt"](TRANSCRIPT) == (
        "1\n00:00:00,000 --> 00:00:01,250\nHello there.\n"
        "\n"
        "2\n01:01:01,001 --> 01:02:05,500\nTom & Ann:\n1 < 2\n"
    )


def test_vtt_escapes_what_would_be_markup():
    assert FORMATS["vtt"](TRANSCRIPT) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:01.250\nHello there.\n"
        "\n"
        "01:01:01.001 --> 01:02:05.500\nTom &amp; Ann:\n1 &lt; 2\n"
    )


def test_json_has_the_documented_fields():
    parsed = json.loads(FORMATS["json"](TRANSCRIPT))
    assert parsed.keys() == {"text", "language", "duration_s", "segments"}
    assert parsed["segments"][1] == {
        "start_s": 3661.0009,
        "end_s": 3725.5,
        "text": "Tom & Ann:\n\n1 < 2",
        "confidence": 0.5,
        "speaker": "A",
    }


def test_every_format_takes_an_empty_transcript():
    empty = Transcript(None, 0.0)
    for write in FORMATS.values():
        assert isinstance(write(empty), str)
