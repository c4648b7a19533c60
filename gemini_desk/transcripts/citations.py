"""Times in a model's text → places in a transcript.

A model is asked to write `[12:34]` behind what it takes from a recording. Models also write
`(12:34)`, `[00:12:34]`, `[12:34-12:50]` and `[1:05, 2:10]`: all of them are understood. A time
at which nothing is said was made up: it stays text. Where there are several recordings, a time
stands behind the name of its own: `[memo.wav 12:34]`.
"""

from __future__ import annotations

import bisect
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gemini_desk.transcripts.transcript import Segment, Transcript

# The parts of a second that subtitles have are read over.
_TIME: Final = r"(?:\d{1,3}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,3})?"
_SPAN: Final = rf"{_TIME}(?:\s*(?:-{{1,2}}>?|[‐-―~→]|to)\s*{_TIME})?"
_NAME: Final = r"(?P<name>[^\[\]【】\n]{1,300}?)[\s,:;]"
_BRACKETED: Final = re.compile(
    rf"(?P<open>[(]|[\[【]\s*(?:{_NAME})??)\s*(?P<inner>(?:at\s+)?{_SPAN}(?:\s*[,;]\s*{_SPAN})*)\s*(?P<close>[\])】])"
)
_ONE_TIME: Final = re.compile(_TIME)
_ONE_SPAN: Final = re.compile(_SPAN)
_PAIRS: Final = {"[": "]", "(": ")", "【": "】"}
_CLOSED: Final = re.compile(r"[\])】]")


@dataclass(frozen=True, slots=True)
class Citation:
    """A time in a text that leads to a place in a recording.

    Attributes:
        start: Where it begins in the text, its bracket included if it stands there alone.
        end: Where it ends.
        at_s: Start of the segment that it names, in seconds.
        name: Of the recording, as it is written there; "" if only the time is.
    """

    start: int
    end: int
    at_s: float
    name: str = ""


class CitableTimes:
    """The times of a transcript that can be cited."""

    def __init__(self, transcript: Transcript) -> None:
        self._segments = transcript.segments
        # Times are cited in whole seconds, as they are written: rounded down.
        self._starts_s = [math.floor(segment.start_s) for segment in transcript.segments]

    def segment_at(self, second: int) -> Segment | None:
        """The segment that holds `second`; None if nothing is said then."""
        index = bisect.bisect_right(self._starts_s, second) - 1
        if index < 0:
            return None
        # Of segments that start within one second, the first is the one to begin with.
        index = bisect.bisect_left(self._starts_s, self._starts_s[index], 0, index + 1)
        segment = self._segments[index]
        while segment.end_s < second and index + 1 < len(self._segments):
            index += 1
            if self._starts_s[index] > second:
                return None
            segment = self._segments[index]
        return segment if second <= segment.end_s else None

    def in_text(self, text: str) -> tuple[Citation, ...]:
        """The citations in `text` without a name, in their order; they never overlap."""
        return citations(text, lambda name: None if name else self)


def citations(text: str, times_of: Callable[[str], CitableTimes | None]) -> tuple[Citation, ...]:
    """The citations in `text`, in their order; they never overlap.

    Args:
        text: What a model wrote.
        times_of: Tells the times of the recording with a name, or those that are meant by "";
            None for a name that is none of a recording.
    """
    return tuple(_found(text, times_of))


def _found(text: str, times_of: Callable[[str], CitableTimes | None]) -> Iterator[Citation]:
    for match in _BRACKETED.finditer(text):
        if _PAIRS[match["open"][0]] != match["close"]:
            continue
        name = match["name"] or ""
        times = times_of(name)
        if times is None:
            continue
        spans = list(_ONE_SPAN.finditer(text, match.start("inner"), match.end("inner")))
        for span in spans:
            time = _ONE_TIME.match(span[0])
            segment = times.segment_at(_seconds(time[0])) if time is not None else None
            if segment is not None:
                start, end = match.span() if len(spans) == 1 else span.span()
                yield Citation(start, end, segment.start_s, name)


class CitationNamer:
    """Puts the name of its recording into each citation of a text that comes piece by piece."""

    _LONGEST: Final = 80  # characters of a citation that is not closed yet

    def __init__(self, name: str) -> None:
        self._name = " ".join(re.sub(r"[\[\]【】]", " ", name).split())
        self._held = ""

    def add(self, text: str) -> str:
        """More of the text; returns what is ready."""
        text = self._held + text
        begun = max(text.rfind(bracket) for bracket in _PAIRS)
        if begun >= 0 and len(text) - begun < self._LONGEST and not _CLOSED.search(text, begun):
            text, self._held = text[:begun], text[begun:]
        else:
            self._held = ""
        return self._named(text)

    def end(self) -> str:
        """What was held back, because it could have become a citation."""
        held, self._held = self._held, ""
        return self._named(held)

    def _named(self, text: str) -> str:
        return _BRACKETED.sub(self._with_name, text)

    def _with_name(self, match: re.Match[str]) -> str:
        if match["name"] or _PAIRS[match["open"][0]] != match["close"]:
            return match[0]
        return f"[{self._name} {match['inner'].removeprefix('at ')}]"


def _seconds(time: str) -> int:
    whole = re.split(r"[.,]", time, maxsplit=1)[0]
    seconds = 0
    for number in whole.split(":"):
        seconds = 60 * seconds + int(number)
    return seconds
