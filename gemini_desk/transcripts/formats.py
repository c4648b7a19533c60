"""The formats of a transcript.

To add a format: write a function that takes a `Transcript` (and `SubtitleRules`, to read over
them where they say nothing) and returns text, and add it to `FORMATS`; the command line and its
help, and the window's export menu, find it there.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Final, Protocol

from gemini_desk.transcripts.damage import damage_sentence
from gemini_desk.transcripts.subtitles import DEFAULT_RULES, SubtitleRules, cues_of
from gemini_desk.transcripts.timed_text import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gemini_desk.transcripts.subtitles import Cue
    from gemini_desk.transcripts.transcript import Transcript


def to_txt(transcript: Transcript, rules: SubtitleRules = DEFAULT_RULES) -> str:
    """Plain text on one line; where speakers are known, a paragraph for each turn.

    What of the recording could not be read is said in the last paragraph.
    """
    turns: list[list[str]] = []
    speaker: str | None = None
    for segment in transcript.segments:
        if not turns or segment.speaker != speaker:
            turns.append([f"{_name(segment.speaker)}:"] if segment.speaker else [])
        turns[-1].append(_one_line(segment.text))
        speaker = segment.speaker
    paragraphs = [" ".join(filter(None, turn)) for turn in turns]
    if damaged := damage_sentence(transcript.damages):
        paragraphs.append(f"[{damaged}]")
    return "\n\n".join(paragraphs) + "\n"


def to_srt(transcript: Transcript, rules: SubtitleRules = DEFAULT_RULES) -> str:
    """SubRip subtitles; a speaker's name stands before the first words of each turn."""
    blocks = (
        f"{number}\n{_clock(cue.start_s, ',')} --> {_clock(cue.end_s, ',')}\n"
        f"{_without_tags(chr(10).join(cue.lines))}\n"
        for number, cue in enumerate(cues_of(transcript, rules, name_turns=True), start=1)
    )
    return "\n".join(blocks)


def to_vtt(transcript: Transcript, rules: SubtitleRules = DEFAULT_RULES) -> str:
    """WebVTT subtitles (https://www.w3.org/TR/webvtt1/), speakers as voices: `<v Ann>`."""
    blocks = (
        f"{_clock(cue.start_s, '.')} --> {_clock(cue.end_s, '.')}\n{_voiced(cue)}\n"
        for cue in cues_of(transcript, rules)
    )
    return "WEBVTT\n\n" + "\n".join(blocks)


def to_markdown(transcript: Transcript, rules: SubtitleRules = DEFAULT_RULES) -> str:
    """A list of paragraphs, each with the time at which it starts and who speaks."""
    damaged = damage_sentence(transcript.damages)
    lines = [
        f"**{clock(segment.start_s)}** {_bold_name(segment.speaker)}{_one_line(segment.text)}\n"
        for segment in transcript.segments
    ]
    return "\n".join([*lines, f"*{damaged}*\n"] if damaged else lines)


def to_json(transcript: Transcript, rules: SubtitleRules = DEFAULT_RULES) -> str:
    """One JSON object; `assets/help/command-line.md` has its fields."""
    segments = [
        {
            "start_s": segment.start_s,
            "end_s": segment.end_s,
            "text": segment.text,
            "confidence": segment.confidence,
            "speaker": segment.speaker,
            "word_confidences": list(segment.word_confidences),
        }
        for segment in transcript.segments
    ]
    content = {
        "text": transcript.text,
        "language": transcript.language,
        "duration_s": transcript.duration_s,
        "track": transcript.track,
        "segments": segments,
        "pauses": [{"start_s": start_s, "end_s": end_s} for start_s, end_s in transcript.pauses],
        "damages": [asdict(damage) for damage in transcript.damages],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


_TAG: Final = re.compile(r"<(?=[/a-zA-Z])")


class Format(Protocol):
    """Writes a transcript as text."""

    def __call__(self, transcript: Transcript, rules: SubtitleRules = ...) -> str:
        """`rules` are for formats that are subtitles; others read over them."""


FORMATS: Final[Mapping[str, Format]] = {
    "txt": to_txt,
    "srt": to_srt,
    "vtt": to_vtt,
    "json": to_json,
    "markdown": to_markdown,
}
SUBTITLES: Final = frozenset(("srt", "vtt"))  # that the rules are for


def _clock(seconds: float, separator: str) -> str:
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    whole, rest = divmod(rest, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02}{separator}{rest:03}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _name(speaker: str | None) -> str:
    """A label that a person gave, on one line."""
    return _one_line(speaker or "")


def _bold_name(speaker: str | None) -> str:
    return f"**{_name(speaker)}:** " if speaker else ""


def _without_tags(text: str) -> str:
    """SubRip has no way to write as text what players take for a tag."""
    return _TAG.sub("‹", text).replace("{\\", "{ \\")


def _voiced(cue: Cue) -> str:
    text = "\n".join(map(_escaped, cue.lines))
    if not cue.speaker:
        return text
    # An annotation must not hold what would end it.
    name = _escaped(_name(cue.speaker)).replace("&gt;", "")
    return f"<v {name}>{text}</v>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
