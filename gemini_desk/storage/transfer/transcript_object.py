"""Transcripts ↔ JSON objects; what is read is checked like everything in `objects.py`."""

from __future__ import annotations

from typing import Any, Final

from gemini_desk.storage.transfer.fields import Fields, UnusableError
from gemini_desk.transcripts.transcript import Damage, Segment, Transcript

_LONGEST_LANGUAGE: Final = 200
_LONGEST_SPEAKER: Final = 1000
_LONGEST_TEXT: Final = 1_000_000  # characters of one segment
_MOST_DAMAGES: Final = 100_000
_MOST_SEGMENTS: Final = 1_000_000  # weeks of speech; a line is bounded anyway


def transcript_object(transcript: Transcript) -> dict[str, Any]:
    """The JSON object of `transcript`; what is not set is left out."""
    found = {
        "language": transcript.language,
        "duration_s": transcript.duration_s,
        "done_s": transcript.done_s,
        "track": transcript.track or None,
        "segments": [_segment_object(segment) for segment in transcript.segments],
        "damages": [_damage_object(damage) for damage in transcript.damages] or None,
    }
    return {key: value for key, value in found.items() if value is not None}


def transcript_from(content: Any) -> Transcript:
    """The transcript in `content`.

    Raises:
        UnusableError: It cannot be used.
    """
    fields = Fields(content)
    segments: list[Segment] = []
    end_s = 0.0
    for each in fields.objects("segments", _MOST_SEGMENTS):
        segment = _segment(Fields(each))
        if segment.start_s < end_s or segment.end_s <= segment.start_s:
            raise UnusableError("“segments” overlap, or are not in order")
        end_s = segment.end_s
        segments.append(segment)
    return Transcript(
        fields.optional_text("language", _LONGEST_LANGUAGE),
        fields.number("duration_s"),
        tuple(segments),
        fields.optional_number("done_s"),
        fields.optional_whole("track") or 0,
        tuple(_damage(Fields(each)) for each in fields.objects("damages", _MOST_DAMAGES)),
    )


def _damage_object(damage: Damage) -> dict[str, Any]:
    end = {} if damage.end_s is None else {"end_s": damage.end_s}
    return {"start_s": damage.start_s, **end}


def _damage(fields: Fields) -> Damage:
    return Damage(fields.number("start_s"), fields.optional_number("end_s"))


def _segment_object(segment: Segment) -> dict[str, Any]:
    found = {
        "start_s": segment.start_s,
        "end_s": segment.end_s,
        "text": segment.text,
        "confidence": segment.confidence,
        "speaker": segment.speaker,
        "word_confidences": list(segment.word_confidences) or None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _segment(fields: Fields) -> Segment:
    return Segment(
        fields.number("start_s"),
        fields.number("end_s"),
        fields.text("text", _LONGEST_TEXT),
        fields.optional_number("confidence"),
        fields.optional_text("speaker", _LONGEST_SPEAKER),
        fields.optional_numbers("word_confidences", _LONGEST_TEXT),
    )
