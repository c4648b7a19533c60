"""Times of a recording in an answer, as links: `[12:34]` leads to what is said then.

Only times that exist in a transcript become links; where there are several, `[memo.wav 12:34]`
leads to the one of that name. Their address names the message that holds
the transcript and the second; nothing but the window understands it, so it never leaves it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.transcripts.citations import CitableTimes, citations
from gemini_desk.transcripts.timed_text import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from markdown_it.token import Token

    from gemini_desk.chat.message import TranscriptPart

_ADDRESS: Final = re.compile(r"transcript:(?P<id>[\w-]{1,100})/(?P<second>\d{1,7}(?:\.\d{1,3})?)")
_LINK: Final = re.compile(r'<a [^>]*href="transcript:[^>]*>(.*?)</a>', re.DOTALL)
_AROUND_NAMES: Final = re.compile(r"[\[\]【】“”\"*_`\\]")
MAY_CITE: Final = re.compile(r"\d:\d\d(?:[.,]\d+)?\s*[\])】]")


@dataclass(frozen=True, slots=True, eq=False)
class CitedTranscript:
    """A transcript whose times an answer may name.

    Attributes:
        message_id: Of the message that holds it.
        times: Its times.
        name: Of its recording.
    """

    message_id: str
    times: CitableTimes
    name: str = ""

    @classmethod
    def of(cls, message_id: str, part: TranscriptPart) -> CitedTranscript:
        """The transcript of a message."""
        name = " ".join(part.attachment.title.split())
        return cls(message_id, CitableTimes(part.transcript), name)

    def address(self, at_s: float) -> str:
        """The address of a second of it."""
        return f"transcript:{self.message_id}/{at_s:.3f}"


@dataclass(frozen=True, slots=True, eq=False)
class CitedTranscripts:
    """The transcripts whose times an answer may name.

    Attributes:
        usual: The one of times that stand alone; None if they do not tell of which they are.
        named: All of them, by the name of their recording, as `plain_name` writes it.
    """

    usual: CitedTranscript | None
    named: Mapping[str, CitedTranscript]

    def by(self, name: str) -> CitedTranscript | None:
        """The transcript of a recording that a model wrote as `name`; "" for the usual one."""
        return self.named.get(plain_name(name)) if name else self.usual

    def times_of(self, name: str) -> CitableTimes | None:
        """The times of `by`."""
        found = self.by(name)
        return None if found is None else found.times

    def title(self, cited: CitedTranscript, at_s: float) -> str:
        """What a click does."""
        of_several = f" {cited.name}" if len(self.named) > 1 else ""
        return f"Play{of_several} from {clock(at_s)}"


def plain_name(name: str) -> str:
    """A name as models may write it: without quotes and brackets, in any case."""
    return " ".join(_AROUND_NAMES.sub(" ", name).casefold().split())


def read_address(address: str) -> tuple[str, float] | None:
    """Message id and second of the address of a citation; None for any other address."""
    match = _ADDRESS.fullmatch(address)
    return None if match is None else (match["id"], float(match["second"]))


def without_citations(html: str) -> str:
    """`html` with citations as the text that they are: for what leaves the window."""
    return _LINK.sub(r"\1", html)


def link_citations(tokens: list[Token], cited: CitedTranscripts) -> list[Token]:
    """Turn the times in `tokens` into links, in place; code and links stay as they are."""
    for token in tokens:
        if token.type == "inline" and token.children and MAY_CITE.search(token.content):
            token.children = list(_linked(token.children, cited))
    return tokens


def _linked(children: Iterable[Token], cited: CitedTranscripts) -> Iterator[Token]:
    depth = 0
    for child in children:
        if child.type in ("link_open", "link_close"):
            depth += child.nesting
        if child.type != "text" or depth:
            yield child
            continue
        make, done = type(child), 0
        for found in citations(child.content, cited.times_of):
            transcript = cited.by(found.name)
            assert transcript is not None  # or its times would not have been known
            if found.start > done:
                yield make("text", "", 0, content=child.content[done : found.start])
            attributes: dict[str, str | int | float] = {
                "href": transcript.address(found.at_s),
                "class": "cite",
                "title": cited.title(transcript, found.at_s),
            }
            yield make("link_open", "a", 1, attrs=attributes)
            yield make("text", "", 0, content=child.content[found.start : found.end])
            yield make("link_close", "a", -1)
            done = found.end
        if done == 0:
            yield child
        elif done < len(child.content):
            yield make("text", "", 0, content=child.content[done:])
