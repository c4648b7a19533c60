"""The parts of an answer while it is being written: thoughts and text, in their order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gemini_desk.chat.message import Part, TextPart, ThoughtPart, TranscriptPart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.transcripts.transcript import Transcript


class GrowingAnswer:
    """Collects what a model says and thinks; times are any clock's, in seconds."""

    def __init__(self, parts: Iterable[Part] = ()) -> None:
        self._parts = [part for part in parts if part != TextPart("")]
        self._thinking_since_s: float | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts so far; at least one, so that the message has a place for its text."""
        return tuple(self._parts) or (TextPart(""),)

    @property
    def text(self) -> str:
        """What was said, as `Message.text` has it."""
        return "\n".join(part.text for part in self._parts if isinstance(part, TextPart))

    def set_transcript(self, transcript: Transcript) -> None:
        """A person has edited the transcript that it begins with."""
        self._parts = [
            replace(part, transcript=transcript) if isinstance(part, TranscriptPart) else part
            for part in self._parts
        ]

    def think(self, text: str, now_s: float) -> None:
        """More of a thought came."""
        if self._thinking_since_s is None:
            self._thinking_since_s = now_s
        last = self._parts[-1] if self._parts else None
        if isinstance(last, ThoughtPart):
            self._parts[-1] = replace(last, text=last.text + text)
        else:
            self._parts.append(ThoughtPart(text))

    def say(self, text: str, now_s: float) -> None:
        """More of the text came; a thought before it is over."""
        self.end(now_s)
        last = self._parts[-1] if self._parts else None
        if isinstance(last, TextPart):
            self._parts[-1] = TextPart(last.text + text)
        else:
            self._parts.append(TextPart(text))

    def end(self, now_s: float) -> None:
        """The answer is over, or goes on with something else: so is a thought."""
        last = self._parts[-1] if self._parts else None
        if self._thinking_since_s is not None and isinstance(last, ThoughtPart):
            duration_s = (last.duration_s or 0.0) + max(0.0, now_s - self._thinking_since_s)
            self._parts[-1] = replace(last, duration_s=duration_s)
        self._thinking_since_s = None
