"""Times of a recording in an answer, as links: `[12:34]` leads to what is said then.

Only times that exist in the transcript become links. Their address names the message that holds
the transcript and the second; nothing but the window understands it, so it never leaves it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.transcripts.citations import CitableTimes
from gemini_desk.transcripts.timed_text import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

    from gemini_desk.transcripts.transcript import Transcript

_ADDRESS: Final = re.compile(r"transcript:(?P<id>[\w-]{1,100})/(?P<second>\d{1,7}(?:\.\d{1,3})?)")
_LINK: Final = re.compile(r'<a [^>]*href="transcript:[^>]*>(.*?)</a>', re.DOTALL)
MAY_CITE: Final = re.compile(r"\d:\d\d(?:[.,]\d+)?\s*[\])】]")


@dataclass(frozen=True, slots=True, eq=False)
class CitedTranscript:
    """A transcript whose times an answer may name.

    Attributes:
        message_id: Of the message that holds it.
        times: Its times.
    """

    message_id: str
    times: CitableTimes

    @classmethod
    def of(cls, message_id: str, transcript: Transcript) -> CitedTranscript:
        """The transcript of a message."""
        return cls(message_id, CitableTimes(transcript))

    def address(self, at_s: float) -> str:
        """The address of a second of it."""
        return f"transcript:{self.message_id}/{at_s:.3f}"


def read_address(address: str) -> tuple[str, float] | None:
    """Message id and second of the address of a citation; None for any other address."""
    match = _ADDRESS.fullmatch(address)
    return None if match is None else (match["id"], float(match["second"]))


def without_citations(html: str) -> str:
    """`html` with citations as the text that they are: for what leaves the window."""
    return _LINK.sub(r"\1", html)


def link_citations(tokens: list[Token], cited: CitedTranscript) -> list[Token]:
    """Turn the times in `tokens` into links, in place; code and links stay as they are."""
    for token in tokens:
        if token.type == "inline" and token.children and MAY_CITE.search(token.content):
            token.children = list(_linked(token.children, cited))
    return tokens


def _linked(children: Iterable[Token], cited: CitedTranscript) -> Iterator[Token]:
    depth = 0
    for child in children:
        if child.type in ("link_open", "link_close"):
            depth += child.nesting
        if child.type != "text" or depth:
            yield child
            continue
        make, done = type(child), 0
        for found in cited.times.in_text(child.content):
            if found.start > done:
                yield make("text", "", 0, content=child.content[done : found.start])
            attributes: dict[str, str | int | float] = {
                "href": cited.address(found.at_s),
                "class": "cite",
                "title": f"Play from {clock(found.at_s)}",
            }
            yield make("link_open", "a", 1, attrs=attributes)
            yield make("text", "", 0, content=child.content[found.start : found.end])
            yield make("link_close", "a", -1)
            done = found.end
        if done == 0:
            yield child
        elif done < len(child.content):
            yield make("text", "", 0, content=child.content[done:])
