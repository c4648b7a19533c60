"""The transcript's formats."""

import json

from gemini_desk.paths import assets_dir
from gemini_desk.transcripts.formats import FORMATS, SUBTITLES
from gemini_desk.transcripts.transcript import Damage, Segment, Transcript

TRANSCRIPT = Transcript(
    language="English",
    duration_s=3666.0,
    segments=(
        Segment(0.0, 1.25, "Hello there."),
        Segment(
            3661.0009,
            3665.5,
            "Tom & Ann:\n\n1 < 2",
            confidence=0.5,
            speaker="A",
            word_confidences=(0.5, 1.0, None, 0.75, 1.0, 1.0),
        ),
    ),
)


def test_plain_text_has_a_paragraph_for_each_turn_and_ends_with_one_line_break():
    assert FORMATS["txt"](TRANSCRIPT) == "Hello there.\n\nA: Tom & Ann: 1 < 2\n"
    nobody = Transcript(None, 2.0, (Segment(0, 1, "a\nb"), Segment(1, 2, "c")))
    assert FORMATS["txt"](nobody) == "a b c\n"


def test_srt_counts_from_one_and_has_no_empty_line_inside_a_cue():
    assert FORMATS["srt"](TRANSCRIPT) == (
        "1\n00:00:00,000 --> 00:00:01,250\nHello there.\n"
        "\n"
        "2\n01:01:01,001 --> 01:01:05,500\nA: Tom & Ann: 1 < 2\n"
    )


def test_vtt_escapes_what_would_be_markup():
    assert FORMATS["vtt"](TRANSCRIPT) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:01.250\nHello there.\n"
        "\n"
        "01:01:01.001 --> 01:01:05.500\n<v A>Tom &amp; Ann: 1 &lt; 2</v>\n"
    )


def test_json_has_the_documented_fields():
    parsed = json.loads(FORMATS["json"](TRANSCRIPT))
    fields = {"text", "language", "duration_s", "track", "segments", "pauses", "damages"}
    assert parsed.keys() == fields
    assert parsed["segments"][1] == {
        "start_s": 3661.0009,
        "end_s": 3665.5,
        "text": "Tom & Ann:\n\n1 < 2",
        "confidence": 0.5,
        "speaker": "A",
        "word_confidences": [0.5, 1.0, None, 0.75, 1.0, 1.0],
    }
    assert parsed["pauses"] == [
        {"start_s": 1.25, "end_s": 3661.0009},
        {"start_s": 3665.5, "end_s": 3666.0},
    ]
    page = (assets_dir() / "help" / "command-line.md").read_text(encoding="utf-8")
    for field in fields | parsed["segments"][1].keys():
        assert f"`{field}`" in page, field


def test_every_format_takes_an_empty_transcript():
    empty = Transcript(None, 0.0)
    for write in FORMATS.values():
        assert isinstance(write(empty), str)


def test_what_could_not_be_read_stands_in_texts_and_not_in_subtitles():
    said = (Segment(0.0, 1.0, "Hello."),)
    cut = Transcript(None, 83.0, said, damages=(Damage(5.0, 9.0), Damage(83.0)))
    sentence = "The file is damaged from 0:05 to 0:09; nothing behind 1:23 can be read."
    assert FORMATS["txt"](cut) == f"Hello.\n\n[{sentence}]\n"
    assert FORMATS["markdown"](cut) == f"**0:00** Hello.\n\n*{sentence}*\n"
    places = json.loads(FORMATS["json"](cut))["damages"]
    assert places == [{"start_s": 5.0, "end_s": 9.0}, {"start_s": 83.0, "end_s": None}]
    for name in SUBTITLES:
        assert "damaged" not in FORMATS[name](cut)
