"""The transcript of a recording, and its formats.

To add a format: write a function that takes a `Transcript` and returns text, and add it
to `FORMATS`; the command line and its help find it there.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Stretch(Protocol):
    """A part of a recording."""

    @property
    def start_s(self) -> float:
        """Where it starts."""

    @property
    def end_s(self) -> float:
        """Where it ends."""


def uncovered(stretches: Iterable[Stretch], duration_s: float) -> tuple[tuple[float, float], ...]:
    """What lies between `stretches`, which are in order, from 0 to `duration_s`: start and end."""
    found: list[tuple[float, float]] = []
    end_s = 0.0
    for stretch in stretches:
        if stretch.start_s > end_s:
            found.append((end_s, stretch.start_s))
        end_s = stretch.end_s
    if duration_s > end_s:
        found.append((end_s, duration_s))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech.

    Attributes:
        start_s: Start, in seconds from the start of the recording.
        end_s: End, after `start_s`.
        text: What is said.
        confidence: 0.0 to 1.0, or None where it was not measured.
        speaker: A label, or None where it is not known.
    """

    start_s: float
    end_s: float
    text: str
    confidence: float | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is said in a recording; segments are in order and never overlap.

    Attributes:
        text: The whole text.
        language: What was asked for; None when the model chose.
        duration_s: Length of the recording in seconds.
        segments: The stretches of speech.
    """

    text: str
    language: str | None
    duration_s: float
    segments: tuple[Segment, ...]

    def to_txt(self) -> str:
        """Plain text, with a line break at its end."""
        return self.text.strip() + "\n"

    def to_srt(self) -> str:
        """SubRip subtitles."""
        blocks = (
            f"{number}\n{_clock(segment.start_s, ',')} --> {_clock(segment.end_s, ',')}\n"
            f"{_one_paragraph(segment.text)}\n"
            for number, segment in enumerate(self.segments, start=1)
        )
        return "\n".join(blocks)

    def to_vtt(self) -> str:
        """WebVTT subtitles (https://www.w3.org/TR/webvtt1/)."""
        blocks = (
            f"{_clock(segment.start_s, '.')} --> {_clock(segment.end_s, '.')}\n"
            f"{_escaped(_one_paragraph(segment.text))}\n"
            for segment in self.segments
        )
        return "WEBVTT\n\n" + "\n".join(blocks)

    def to_markdown(self) -> str:
        """A list of paragraphs, each with the time at which it starts."""
        lines = (
            f"**{_short_clock(segment.start_s)}** {_one_line(segment.text)}\n"
            for segment in self.segments
        )
        return "\n".join(lines)

    @property
    def pauses(self) -> tuple[tuple[float, float], ...]:
        """Where nobody speaks, as start and end: all that no segment covers."""
        return uncovered(self.segments, self.duration_s)

    def to_json(self) -> str:
        """One JSON object: text, language, duration_s, segments."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


FORMATS: Final[Mapping[str, Callable[[Transcript], str]]] = {
    "txt": Transcript.to_txt,
    "srt": Transcript.to_srt,
    "vtt": Transcript.to_vtt,
    "json": Transcript.to_json,
    "markdown": Transcript.to_markdown,
}


def _clock(seconds: float, separator: str) -> str:
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    whole, rest = divmod(rest, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02}{separator}{rest:03}"


def _short_clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _one_paragraph(text: str) -> str:
    """An empty line would end the cue."""
    return "\n".join(line for line in text.strip().splitlines() if line.strip())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
