"""A transcript as text with times: what a model reads of it, and what exports write."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemini_desk.transcripts.transcript import Segment, Transcript


def clock(seconds: float) -> str:
    """A time of a recording, as in “12:34” or “1:02:03”."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def length(seconds: float) -> str:
    """How long a recording is, to the nearest second as everywhere, as in “12:34”."""
    return clock(round(seconds))


def timed_line(segment: Segment) -> str:
    """A segment on one line, as in “[12:34] Ada: Good morning.”; the speaker only if known."""
    speaker = f"{segment.speaker}: " if segment.speaker else ""
    return f"[{clock(segment.start_s)}] {speaker}{' '.join(segment.text.split())}"


def timed_text(transcript: Transcript) -> str:
    """One line a segment; "" where nothing was said."""
    return "\n".join([timed_line(segment) for segment in transcript.segments])
