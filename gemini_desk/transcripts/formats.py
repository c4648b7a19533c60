"""The formats of a transcript.

To add a format: write a function that takes a `Transcript` and returns text, and add it
to `FORMATS`; the command line and its help, and the window's export menu, find it there.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from gemini_desk.transcripts.timed_text import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gemini_desk.transcripts.transcript import Transcript


def to_txt(transcript: Transcript) -> str:
    """Plain text, with a line break at its end."""
    return transcript.text.strip() + "\n"


def to_srt(transcript: Transcript) -> str:
    """SubRip subtitles."""
    blocks = (
        f"{number}\n{_clock(segment.start_s, ',')} --> {_clock(segment.end_s, ',')}\n"
        f"{_one_paragraph(segment.text)}\n"
        for number, segment in enumerate(transcript.segments, start=1)
    )
    return "\n".join(blocks)


def to_vtt(transcript: Transcript) -> str:
    """WebVTT subtitles (https://www.w3.org/TR/webvtt1/)."""
    blocks = (
        f"{_clock(segment.start_s, '.')} --> {_clock(segment.end_s, '.')}\n"
        f"{_escaped(_one_paragraph(segment.text))}\n"
        for segment in transcript.segments
    )
    return "WEBVTT\n\n" + "\n".join(blocks)


def to_markdown(transcript: Transcript) -> str:
    """A list of paragraphs, each with the time at which it starts."""
    lines = (
        f"**{clock(segment.start_s)}** {_one_line(segment.text)}\n"
        for segment in transcript.segments
    )
    return "\n".join(lines)


def to_json(transcript: Transcript) -> str:
    """One JSON object: text, language, duration_s, segments."""
    segments = [
        {
            "start_s": segment.start_s,
            "end_s": segment.end_s,
            "text": segment.text,
            "confidence": segment.confidence,
            "speaker": segment.speaker,
        }
        for segment in transcript.segments
    ]
    content = {
        "text": transcript.text,
        "language": transcript.language,
        "duration_s": transcript.duration_s,
        "segments": segments,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


FORMATS: Final[Mapping[str, Callable[[Transcript], str]]] = {
    "txt": to_txt,
    "srt": to_srt,
    "vtt": to_vtt,
    "json": to_json,
    "markdown": to_markdown,
}


def _clock(seconds: float, separator: str) -> str:
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    whole, rest = divmod(rest, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02}{separator}{rest:03}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _one_paragraph(text: str) -> str:
    """An empty line would end the cue."""
    return "\n".join(line for line in text.strip().splitlines() if line.strip())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
