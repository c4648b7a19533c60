"""What a person changes in a transcript: each function returns another transcript.

Times are those of the cutter wherever that is possible; only a split, for which nobody
measured anything, takes them from the text. What the model was sure of is kept for the words
that were left alone, and unknown for those a person wrote.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from gemini_desk.transcripts.damage import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gemini_desk.transcripts.transcript import Segment, Transcript


def with_text(transcript: Transcript, index: int, text: str) -> Transcript:
    """Segment `index` says `text`; without any, it is a pause from now on."""
    segment = transcript.segments[index]
    if text == segment.text:
        return transcript
    if not text.strip():
        return _replaced(transcript, index, index + 1)
    confidences = _carried_over(segment, text)
    changed = replace(
        segment, text=text, word_confidences=confidences, confidence=_least(confidences)
    )
    return _replaced(transcript, index, index + 1, changed)


def split(transcript: Transcript, index: int, place: int) -> Transcript:
    """Two segments instead of segment `index`.

    Args:
        transcript: Of it.
        index: The segment.
        place: The character of its text that the second one begins with; the time of the cut
            follows from it. Where there is no text on one of its sides, nothing changes.
    """
    segment = transcript.segments[index]
    left, right = segment.text[:place].rstrip(), segment.text[place:].lstrip()
    if not left.strip() or not right:
        return transcript
    cut_s = segment.start_s + (segment.end_s - segment.start_s) * place / len(segment.text)
    known = segment.word_confidences
    # A word that is cut in two was heard as one: both parts are as sure as it was.
    is_in_word = not segment.text[place - 1].isspace() and not segment.text[place].isspace()
    words = len(left.split())
    first = known[:words]
    second = known[words - is_in_word :]
    return _replaced(
        transcript, index, index + 1,
        _part(segment, segment.start_s, cut_s, left, first),
        _part(segment, cut_s, segment.end_s, right, second),
    )  # fmt: skip


def merged(transcript: Transcript, index: int) -> Transcript:
    """One segment instead of segment `index` and the next; the last one stays as it is."""
    if index + 1 >= len(transcript.segments):
        return transcript
    first, second = transcript.segments[index], transcript.segments[index + 1]
    text = f"{first.text.rstrip()} {second.text.lstrip()}".strip()
    known: tuple[float | None, ...] = ()
    if first.word_confidences or second.word_confidences:
        known = (*_each_word(first), *_each_word(second))
    whole = replace(
        first,
        end_s=second.end_s,
        text=text,
        speaker=first.speaker or second.speaker,
        word_confidences=known,
        confidence=_least(known) if known else _least((first.confidence, second.confidence)),
    )
    return _replaced(transcript, index, index + 2, whole)


def with_speaker(transcript: Transcript, indexes: Iterable[int], speaker: str | None) -> Transcript:
    """The segments at `indexes` are said by `speaker`; by nobody in particular if None."""
    name = _name(speaker)
    segments = list(transcript.segments)
    for index in indexes:
        segments[index] = replace(segments[index], speaker=name)
    return replace(transcript, segments=tuple(segments))


def renamed_speaker(transcript: Transcript, old: str, new: str | None) -> Transcript:
    """Whatever `old` said is said by `new`; both are one from now on if there is a `new`."""
    indexes = [n for n, segment in enumerate(transcript.segments) if segment.speaker == old]
    return with_speaker(transcript, indexes, new)


def speakers(transcript: Transcript) -> tuple[str, ...]:
    """Everyone who speaks, in the order in which they are first heard."""
    names = (segment.speaker for segment in transcript.segments)
    return tuple(dict.fromkeys(name for name in names if name is not None))


def grown(edited: Transcript, arrived: Transcript) -> Transcript:
    """What a person made of a transcript, with what was heard since.

    Args:
        edited: As the person sees it, who may have changed it while the job runs.
        arrived: As the job has it, which knows nothing of these changes but may be further.
    """
    damages = joined(edited.damages, arrived.damages)
    if edited.done_s is None:
        return edited if damages == edited.damages else replace(edited, damages=damages)
    new = tuple(each for each in arrived.segments if each.end_s > edited.done_s)
    is_behind = arrived.done_s is not None and arrived.done_s < edited.done_s
    return replace(
        edited,
        language=edited.language or arrived.language,
        duration_s=max(edited.duration_s, arrived.duration_s),
        segments=(*edited.segments, *new),
        done_s=edited.done_s if is_behind else arrived.done_s,
        damages=damages,
    )


def _part(
    segment: Segment,
    start_s: float,
    end_s: float,
    text: str,
    confidences: tuple[float | None, ...],
) -> Segment:
    confidence = _least(confidences) if confidences else segment.confidence
    return replace(
        segment,
        start_s=start_s,
        end_s=end_s,
        text=text,
        confidence=confidence,
        word_confidences=confidences,
    )


def _replaced(transcript: Transcript, start: int, end: int, *segments: Segment) -> Transcript:
    kept = transcript.segments
    return replace(transcript, segments=(*kept[:start], *segments, *kept[end:]))


def _carried_over(segment: Segment, text: str) -> tuple[float | None, ...]:
    """What is known of the words of `text`, after a person has changed a segment to it."""
    if not segment.word_confidences:
        return ()
    before, after = segment.text.split(), text.split()
    known = _each_word(segment)
    result: list[float | None] = [None] * len(after)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for old, new, size in matcher.get_matching_blocks():
        result[new : new + size] = known[old : old + size]
    return tuple(result)


def _each_word(segment: Segment) -> tuple[float | None, ...]:
    """One value for each word, whatever was measured."""
    count = len(segment.text.split())
    known = segment.word_confidences[:count]
    return (*known, *[None] * (count - len(known)))


def _least(confidences: Sequence[float | None]) -> float | None:
    return min((each for each in confidences if each is not None), default=None)


def _name(speaker: str | None) -> str | None:
    """A label on one line; None for an empty one."""
    return " ".join(speaker.split()) or None if speaker else None
