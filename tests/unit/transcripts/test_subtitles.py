"""Subtitles: rules for lines and times hold whatever is said, and players read them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desk.transcripts.formats import FORMATS
from gemini_desk.transcripts.line_breaks import units_of, width_of
from gemini_desk.transcripts.subtitles import SubtitleRules, cues_of
from gemini_desk.transcripts.transcript import Segment, Transcript

if TYPE_CHECKING:
    from pathlib import Path

SENTENCE = (
    "When the boats came back in the evening, the whole village stood on the quay and waited. "
    "Nobody said a word; the water was grey and quite still."
)


def transcript(*segments: Segment, duration_s: float | None = None) -> Transcript:
    return Transcript(None, duration_s or segments[-1].end_s, segments)


def lines_of(text: str, rules: SubtitleRules | None = None) -> list[tuple[str, ...]]:
    cues = cues_of(transcript(Segment(0.0, 5.0, text)), rules or SubtitleRules())
    return [cue.lines for cue in cues]


def test_lines_are_balanced():
    assert lines_of("The first half of it and then the second half") == [
        ("The first half of it", "and then the second half")
    ]


def test_a_short_text_stays_on_one_line():
    assert lines_of("Good morning.") == [("Good morning.",)]


def test_a_break_after_a_mark_is_better_than_an_even_one():
    assert lines_of("Yes, that is what she said. It was not true, though.") == [
        ("Yes, that is what she said.", "It was not true, though.")
    ]


def test_a_long_segment_becomes_several_subtitles_that_share_its_time():
    cues = cues_of(transcript(Segment(10.0, 22.0, SENTENCE)))
    assert [" ".join(cue.lines) for cue in cues] == [
        "When the boats came back in the evening,",
        "the whole village stood on the quay and waited.",
        "Nobody said a word; the water was grey and quite still.",
    ]
    letters = [len("".join("".join(cue.lines).split())) for cue in cues]
    assert cues[1].start_s == pytest.approx(10 + 12 * letters[0] / sum(letters), abs=0.2)
    assert cues[0].end_s == pytest.approx(cues[1].start_s - 0.083)


def test_nothing_stays_for_longer_than_a_few_seconds():
    cues = cues_of(transcript(Segment(0.0, 25.0, SENTENCE)))
    assert len(cues) >= 4
    assert all(cue.end_s - cue.start_s <= 7.0 for cue in cues)


def test_few_words_are_not_dealt_out_one_by_one():
    (cue,) = cues_of(transcript(Segment(3.0, 60.0, "Hm, well, no.")))
    assert (cue.start_s, cue.end_s) == (3.0, 10.0)


def test_what_is_too_fast_to_read_stays_on_into_the_pause():
    said = Segment(0.0, 1.0, "Nobody can read all of this in a second")
    (cue,) = cues_of(transcript(said, duration_s=9.0))
    assert cue.end_s == pytest.approx(1.5)
    first, _ = cues_of(transcript(said, Segment(1.2, 3.0, "And on")))
    assert first.end_s == pytest.approx(1.2 - 0.083)
    (hardly,) = cues_of(transcript(Segment(0.0, 0.3, "No."), duration_s=0.9))
    assert hardly.end_s == pytest.approx(0.8)


def test_wide_characters_break_without_blanks_and_not_before_a_mark():
    text = "今日はとても天気がいいので、みんなで海へ行きました。波は静かで、雲もありませんでした。"
    for lines in lines_of(text):
        assert all(width_of(line) <= 42 for line in lines)
        assert not any(line[0] in "、。" for line in lines)
    assert "".join("".join(lines) for lines in lines_of(text)) == text


def test_a_name_stands_before_each_turn():
    spoken = transcript(
        Segment(0, 2, "Hello.", speaker="Ann"),
        Segment(2, 4, "How are you?", speaker="Ann"),
        Segment(4, 6, "Fine & <well>.", speaker="Bo>b\n"),
        Segment(6, 8, "…"),
    )
    srt, vtt = FORMATS["srt"](spoken), FORMATS["vtt"](spoken)
    assert srt.count("Ann:") == 1
    assert "Bo>b: Fine & ‹well>." in srt
    assert "<v Ann>How are you?</v>" in vtt
    assert "<v Bob>Fine &amp; &lt;well&gt;.</v>" in vtt
    assert FORMATS["txt"](spoken) == "Ann: Hello. How are you?\n\nBo>b: Fine & <well>.\n\n…\n"
    assert "**0:04** **Bo>b:** Fine & <well>." in FORMATS["markdown"](spoken)


TEXTS = st.text(
    st.sampled_from("ab c, d. 今、日。ß\u0301\n“”-<v>&{\\an8}01 :") | st.characters(codec="utf-8"),
    max_size=300,
)


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    segments, time_s = [], 0.0
    for _ in range(draw(st.integers(0, 4))):
        time_s += draw(st.floats(0, 3))
        length_s = draw(st.floats(0.1, 40))
        speaker = draw(st.none() | st.text(max_size=60))
        segments.append(Segment(time_s, time_s + length_s, draw(TEXTS), speaker=speaker))
        time_s += length_s
    return Transcript(None, time_s + draw(st.floats(0, 3)), tuple(segments))


@st.composite
def all_rules(draw: st.DrawFn) -> SubtitleRules:
    return SubtitleRules(
        max_line_characters=draw(st.integers(10, 60)),
        max_lines=draw(st.integers(1, 4)),
        max_duration_s=draw(st.floats(1, 10)),
    )


@given(transcripts(), all_rules())
def test_the_rules_hold_whatever_is_said(made: Transcript, rules: SubtitleRules):
    cues = cues_of(made, rules)
    said = "".join("".join(it.text.split()) for it in made.segments)
    assert "".join("".join("".join(cue.lines).split()) for cue in cues) == said
    for cue in cues:
        assert 1 <= len(cue.lines) <= rules.max_lines
        assert all(0 < width_of(line) <= rules.max_line_characters for line in cue.lines) or any(
            unit.width == 0 for line in cue.lines for unit in units_of(line, 10)
        )
        assert 0 <= cue.start_s < cue.end_s <= made.duration_s + 1e-6
        assert cue.end_s - cue.start_s <= rules.max_duration_s + 1e-6
    for one, other in pairwise(cues):
        assert one.end_s <= other.start_s + 1e-6
    in_segments = [
        (it.start_s, it.end_s + rules.max_lag_s) for it in made.segments if it.text.split()
    ]
    for cue in cues:
        assert any(a - 1e-6 <= cue.start_s and cue.end_s <= b + 1e-6 for a, b in in_segments)


def test_an_hour_that_was_merged_into_one_segment_is_cut_up_quickly():
    cues = cues_of(transcript(Segment(0.0, 3600.0, SENTENCE * 300)))
    assert len(cues) > 500
    assert all(cue.end_s - cue.start_s <= 7.0 for cue in cues)


# -- as players read them -------------------------------------------------------------------

SPOKEN = transcript(
    Segment(0.5, 12.0, SENTENCE, speaker="Ann"),
    Segment(12.5, 14.0, "Tom & Ann: 1 < 2, i<b>2</b> {\\an8}x --> y", speaker="Bob"),
    Segment(3661.0009, 3663.5, "今日はいい天気です。"),
)


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_ffmpeg_reads_every_subtitle_with_its_time_and_text(name: str, tmp_path: Path):
    import av

    path = tmp_path / f"a.{name}"
    path.write_text(FORMATS[name](SPOKEN), encoding="utf-8")
    times_s, texts = [], []
    with av.open(str(path)) as container:
        (stream,) = container.streams.subtitles
        for packet in container.demux(stream):
            if packet.pts is None:
                continue
            start_s = float(packet.pts * packet.time_base)
            times_s.append((start_s, start_s + float((packet.duration or 0) * packet.time_base)))
            for subtitle in packet.decode():
                # ASS: eight fields before the text, \N for a line break.
                texts.append(subtitle.dialogue.decode() if subtitle.dialogue else "")
    cues = cues_of(SPOKEN, name_turns=name == "srt")
    assert len(times_s) == len(cues) == len(texts)
    for (start_s, end_s), cue in zip(times_s, cues, strict=True):
        assert (start_s, end_s) == pytest.approx((cue.start_s, cue.end_s), abs=0.002)
    assert "Tom & Ann: 1 < 2" in " ".join(texts)
    assert "今日はいい天気です。" in texts[-1]
    assert "grey and quite still." in " ".join(texts)
