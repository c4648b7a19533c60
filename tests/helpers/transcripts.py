"""Made transcripts, of any length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.transcripts.transcript import Segment, Transcript

if TYPE_CHECKING:
    from collections.abc import Sequence

SEGMENT_S = 10.0
_TALK = (
    "We looked at the numbers of the last quarter again",
    "The garden needs water in the morning and shade at noon",
    "Nobody knows how the train will come over the mountain",
    "Please think about the colours of the new kitchen",
)


def long_transcript(hours: float = 3.0, **said: str) -> Transcript:
    """Talk without end.

    Args:
        hours: How long; a segment takes ten seconds, one of them a pause.
        said: Texts of single segments, as in `at_100="…"`.
    """
    count = round(hours * 3600 / SEGMENT_S)
    texts = {int(name.removeprefix("at_")): text for name, text in said.items()}
    segments = tuple(
        Segment(
            index * SEGMENT_S,
            (index + 1) * SEGMENT_S - 1.0,
            texts.get(index, f"{_TALK[index % len(_TALK)]}, part {index}."),
        )
        for index in range(count)
    )
    return Transcript("English", count * SEGMENT_S, segments)


def transcript_of(texts: Sequence[str]) -> Transcript:
    """One segment for each text, ten seconds each."""
    segments = tuple(
        Segment(index * SEGMENT_S, (index + 1) * SEGMENT_S - 1.0, text, confidence=0.9)
        for index, text in enumerate(texts)
    )
    return Transcript("English", len(texts) * SEGMENT_S, segments)
