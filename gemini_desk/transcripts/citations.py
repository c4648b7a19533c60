"""Times in a model's text → places in a transcript.

A model is asked to write `[12:34]` behind what it takes from a recording. Models also write
`(12:34)`, `[00:12:34]`, `[12:34-12:50]` and `[1:05, 2:10]`: all of them are understood. A time
at which nothing is said was made up: it stays text.
"""

from __future__ import annotations

import bisect
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gemini_desk.transcripts.transcript import Segment, Transcript

# The parts of a second that subtitles have are read over.
_TIME: Final = r"(?:\d{1,3}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,3})?"
_SPAN: Final = rf"{_TIME}(?:\s*(?:-{{1,2}}>?|[‐-―~→]|to)\s*{_TIME})?"
_BRACKETED: Final = re.compile(
    rf"(?P<open>[\[(【])\s*(?P<inner>(?:at\s+)?{_SPAN}(?:\s*[,;]\s*{_SPAN})*)\s*(?P<close>[\])】])"
)
_ONE_TIME: Final = re.compile(_TIME)
_ONE_SPAN: Final = re.compile(_SPAN)
_PAIRS: Final = {"[": "]", "(": ")", "【": "】"}


@dataclass(frozen=True, slots=True)
class Citation:
    """A time in a text that leads to a place in a recording.

    Attributes:
        start: Where it begins in the text, its bracket included if it stands there alone.
        end: Where it ends.
        at_s: Start of the segment that it names, in seconds.
    """

    start: int
    end: int
    at_s: float


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
        """The citations in `text`, in their order; they never overlap."""
        return tuple(self._found(text))

    def _found(self, text: str) -> Iterator[Citation]:
        for match in _BRACKETED.finditer(text):
            if _PAIRS[match["open"]] != match["close"]:
                continue
            spans = list(_ONE_SPAN.finditer(text, match.start("inner"), match.end("inner")))
            for span in spans:
                time = _ONE_TIME.match(span[0])
                segment = self.segment_at(_seconds(time[0])) if time is not None else None
                if segment is not None:
                    start, end = match.span() if len(spans) == 1 else span.span()
                    yield Citation(start, end, segment.start_s)


def _seconds(time: str) -> int:
    whole = re.split(r"[.,]", time, maxsplit=1)[0]
    seconds = 0
    for number in whole.split(":"):
        seconds = 60 * seconds + int(number)
    return seconds
