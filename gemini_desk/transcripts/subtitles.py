"""A transcript as subtitles: short enough for the screen, long enough to be read.

The defaults are those of Netflix's Timed Text Style Guide: 42 characters a line, two lines, at most
7 seconds, two frames between subtitles, 20 characters a second for adults
(https://partnerhelp.netflixstudios.com/hc/en-us/articles/215758617 and the English guide,
217350977); the shortest is one second where Netflix has five sixths. Chinese, Japanese and Korean
characters are as wide as two: 21 of them on a line.

A long segment becomes several subtitles, which share its time by their number of characters. They
stay within it; only the last one may stay on into the pause behind, where it would be gone before
it could be read.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gemini_desk.transcripts.line_breaks import divided, ends_phrase, text_of, units_of, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gemini_desk.transcripts.line_breaks import Unit
    from gemini_desk.transcripts.transcript import Segment, Transcript

_MOST_UNITS: Final = 400
_FEWEST_COLUMNS: Final = 16  # that are worth a subtitle of their own, however slowly they are said


@dataclass(frozen=True, slots=True)
class SubtitleRules:
    """What subtitles must be like.

    Attributes:
        max_line_characters: Longest line, in columns: wide characters count two.
        max_lines: Most lines of one subtitle.
        min_duration_s: Shortest, where the segment and the pause behind it allow.
        max_duration_s: Longest.
        min_gap_s: Between two subtitles: two frames of a film, so that one sees the change.
        max_characters_per_s: Fastest; what is spoken faster stays on into the pause behind it.
        max_lag_s: Longest that a subtitle stays on so: 12 frames of a film.
    """

    max_line_characters: int = 42
    max_lines: int = 2
    min_duration_s: float = 1.0
    max_duration_s: float = 7.0
    min_gap_s: float = 0.083
    max_characters_per_s: float = 20.0
    max_lag_s: float = 0.5


DEFAULT_RULES: Final = SubtitleRules()


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle.

    Attributes:
        start_s: When it comes, in seconds of the recording.
        end_s: When it goes.
        lines: Of its text, without the speaker.
        speaker: Who speaks, or None.
    """

    start_s: float
    end_s: float
    lines: tuple[str, ...]
    speaker: str | None = None


def cues_of(
    transcript: Transcript, rules: SubtitleRules = DEFAULT_RULES, *, name_turns: bool = False
) -> tuple[Cue, ...]:
    """The subtitles of a transcript, in order; they never overlap.

    Args:
        transcript: Whose.
        rules: What they must be like.
        name_turns: Put a speaker's name before the first words of each turn.
    """
    segments = [it for it in transcript.segments if it.text.split()]
    if not segments:
        return ()
    ends_s = [segment.start_s for segment in segments[1:]]
    ends_s.append(max(transcript.duration_s, segments[-1].end_s))
    cues: list[Cue] = []
    speaker: str | None = None
    for segment, free_until_s in zip(segments, ends_s, strict=True):
        name = " ".join((segment.speaker or "").split())
        begins_turn = name_turns and name and segment.speaker != speaker
        text = f"{name}: {segment.text}" if begins_turn else segment.text
        speaker = segment.speaker
        cues += _of_segment(replace(segment, text=text), free_until_s, rules)
    return tuple(cues)


def _of_segment(segment: Segment, free_until_s: float, rules: SubtitleRules) -> list[Cue]:
    duration_s = max(segment.end_s - segment.start_s, 0.0)
    units = units_of(segment.text, rules.max_line_characters)
    column_s = duration_s / sum(unit.width for unit in units)
    parts: list[Sequence[Unit]] = []
    for stretch in _stretches(units):
        parts += _parts(stretch, column_s, rules)
    start_s = segment.start_s
    cues: list[Cue] = []
    for part in parts:
        end_s = min(start_s + column_s * sum(unit.width for unit in part), segment.end_s)
        end_s = segment.end_s if part is parts[-1] else end_s
        shown_until_s = max(end_s - rules.min_gap_s, (start_s + end_s) / 2)
        shown_until_s = min(shown_until_s, start_s + rules.max_duration_s)
        cues.append(Cue(start_s, shown_until_s, _wrapped(part, rules), segment.speaker))
        start_s = end_s
    cues[-1] = _held(cues[-1], segment.end_s, free_until_s, rules)
    return cues


def _stretches(units: list[Unit]) -> Iterator[list[Unit]]:
    """A very long text piece by piece: what follows takes time with the square of the length."""
    for start in range(0, len(units), _MOST_UNITS):
        yield units[start : start + _MOST_UNITS]


def _parts(units: list[Unit], column_s: float, rules: SubtitleRules) -> list[Sequence[Unit]]:
    """The text of each subtitle: as few as the rules allow, or one more if that reads better."""
    longest = sys.maxsize
    if column_s:
        longest = max(int(rules.max_duration_s / column_s), _FEWEST_COLUMNS)

    def reach(start: int) -> int:
        return max(_end_of_lines(units, start, longest, rules), start + 1)

    fewest = 0  # each as full as it may be
    place = 0
    while place < len(units):
        place, fewest = reach(place), fewest + 1
    parts = divided(units, fewest, reach)
    assert parts is not None  # so many do: they were counted
    more = divided(units, fewest + 1, reach)
    if more is None or _bad_ends(more) >= _bad_ends(parts):
        return parts
    shortest_s = column_s * min(sum(unit.width for unit in part) for part in more)
    return more if shortest_s >= rules.min_duration_s + rules.min_gap_s else parts


def _bad_ends(parts: Sequence[Sequence[Unit]]) -> int:
    """How many parts end in the middle of a phrase."""
    return sum(not ends_phrase(part[-1].text) for part in parts[:-1])


def _end_of_lines(units: Sequence[Unit], start: int, longest: int, rules: SubtitleRules) -> int:
    """The furthest end of what fits on one subtitle and takes at most `longest` columns."""
    lines, width, total = 1, 0, 0
    for place in range(start, len(units)):
        unit = units[place]
        wider = width + unit.gap + unit.width if width else unit.width
        total += unit.width
        if wider > rules.max_line_characters:
            lines, wider = lines + 1, unit.width
        if lines > rules.max_lines or total > longest:
            return place
        width = wider
    return len(units)


def _wrapped(units: Sequence[Unit], rules: SubtitleRules) -> tuple[str, ...]:
    """The fewest lines, about equally long."""
    one_line = replace(rules, max_lines=1)

    def reach(start: int) -> int:
        return _end_of_lines(units, start, sys.maxsize, one_line)

    for count in range(1, rules.max_lines + 1):
        lines = divided(units, count, reach)
        if lines is not None:
            return tuple(map(text_of, lines))
    raise AssertionError("a subtitle holds what fits on its lines")


def _held(cue: Cue, end_s: float, free_until_s: float, rules: SubtitleRules) -> Cue:
    """The last subtitle of a segment, which a pause follows, or the next segment at once."""
    characters = sum(map(width_of, cue.lines))
    wanted_s = max(rules.min_duration_s, characters / rules.max_characters_per_s)
    wanted_s = min(max(wanted_s, end_s - cue.start_s), rules.max_duration_s)
    wanted_end_s = min(cue.start_s + wanted_s, end_s + rules.max_lag_s)
    room_s = free_until_s - rules.min_gap_s
    return replace(cue, end_s=max(cue.end_s, min(wanted_end_s, room_s)))
