"""Which recording a message asks about, where a conversation has several.

A message may begin with `About “memo.wav”:` or with `About all recordings:`; a click on a
transcript writes that by itself. Any other message is about the nearest transcript above it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.chat.message import TranscriptPart

_ABOUT: Final = re.compile(
    r"\s*About (?:“(?P<name>[^”\n]{1,300})”|all recordings):\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about.

    Attributes:
        text: What it asks, without the words that name a recording.
        name: Of the recording; "" for the nearest one.
        is_all: Whether it is about every recording.
    """

    text: str
    name: str = ""
    is_all: bool = False

    def among(self, parts: Sequence[TranscriptPart]) -> tuple[TranscriptPart, ...]:
        """The transcripts that are meant, of those of the branch; at least one if there are any."""
        if self.is_all:
            # Of each recording the newest transcript: a translation stands for its original.
            newest = {part.attachment.content_key: part for part in parts}
            return tuple(newest.values())
        named = [part for part in parts if _as_written(part) == self.name]
        return tuple((named or list(parts))[-1:])


def subject(text: str) -> Subject:
    """What the message `text` is about."""
    match = _ABOUT.match(text)
    if match is None:
        return Subject(text)
    name = match["name"] or ""
    return Subject(text[match.end() :], name, is_all=not name)


def about(part: TranscriptPart, phrase: str) -> str:
    """`phrase`, about this recording."""
    return f"About “{_as_written(part)}”: {phrase}"


def about_all(phrase: str) -> str:
    """`phrase`, about every recording."""
    return f"About all recordings: {phrase}"


def _as_written(part: TranscriptPart) -> str:
    """The name of a recording on one line, without what would end it."""
    return " ".join(part.attachment.title.replace("”", '"').split())[:300]
