"""What is searched for: words, phrases and filters; and what a hit is.

The language of the text, which people may ignore:

    kraków trip       both words, in any order; the last one may be a beginning
    "meteor shower"   these words side by side
    -draft            not where this word stands; also -"two words"
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.storage.search_words import is_unspaced, words_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from gemini_desk.chat.conversation import ConversationId, MessageId
    from gemini_desk.chat.message import Role

# Around a hit in an excerpt; private-use characters, which no text that people write holds.
HIT_START: Final = "\ue000"
HIT_END: Final = "\ue001"

_PIECE: Final = re.compile(r'(?P<minus>-?)(?:"(?P<quoted>[^"]*)(?P<closed>"?)|(?P<plain>[^\s"]+))')
_MOST_PIECES: Final = 40  # longer queries are pasted text; its beginning finds it


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to search for.

    Attributes:
        text: As it was typed; empty to list what passes the filters.
        has_image: Only messages with a picture, and the answers to them.
        has_audio: Only messages with sound, and the answers to them.
        has_video: Only messages with a film, and the answers to them.
        model: Only answers of the model with this id; "" for all.
        since: Only what was written on this day or later, in local time.
        until: Only what was written on this day or earlier, in local time.
        folder_id: Only conversations in this folder.
        tag_id: Only conversations with this tag.
        archived: Whether archived conversations are searched as well.
        limit: Largest number of hits.
    """

    text: str = ""
    has_image: bool = False
    has_audio: bool = False
    has_video: bool = False
    model: str = ""
    since: date | None = None
    until: date | None = None
    folder_id: str | None = None
    tag_id: str | None = None
    archived: bool = True
    limit: int = 100

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the text narrows the search."""
        return bool(
            self.has_image
            or self.has_audio
            or self.has_video
            or self.model
            or self.since
            or self.until
            or self.folder_id
            or self.tag_id
        )


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A place where the words were found.

    Attributes:
        conversation_id: The conversation.
        message_id: The message, on whichever branch; None if the title was found.
        excerpt: The text around the words, on one line, each hit between `HIT_START` and
            `HIT_END`.
        title: The conversation's title.
        created_at: When the message was written, or the conversation last changed.
        role: Who wrote the message; None for a title.
        passage: Of an answer, the Markdown around the excerpt, as it was written, with the same
            marks: what an excerpt is of cannot be told from the excerpt alone.
    """

    conversation_id: ConversationId
    message_id: MessageId | None
    excerpt: str
    title: str
    created_at: datetime
    role: Role | None
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """Folded words that must stand side by side.

    Attributes:
        words: One or more.
        is_beginning: Whether the last word may go on.
    """

    words: tuple[str, ...]
    is_beginning: bool = False

    @property
    def match(self) -> str:
        """As an FTS5 phrase; quoted, so that nothing is taken for an operator."""
        phrase = " ".join(self.words).replace('"', "")
        return f'"{phrase}"*' if self.is_beginning else f'"{phrase}"'


@dataclass(frozen=True, slots=True)
class Terms:
    """A parsed text.

    Attributes:
        wanted: All of them must occur.
        excluded: None of them may.
    """

    wanted: tuple[Term, ...]
    excluded: tuple[Term, ...]

    @property
    def match(self) -> str:
        """As an FTS5 query; there must be something wanted."""
        wanted = " AND ".join(term.match for term in self.wanted)
        return f"({wanted}) NOT ({self.excluded_match})" if self.excluded else wanted

    @property
    def excluded_match(self) -> str:
        """An FTS5 query for what is not wanted."""
        return " OR ".join(term.match for term in self.excluded)


def parse(text: str) -> Terms:
    """The terms of `text`; never fails, whatever is typed."""
    wanted: list[Term] = []
    excluded: list[Term] = []
    is_open = False
    for number, piece in enumerate(_PIECE.finditer(text)):
        if number == _MOST_PIECES:
            is_open = False
            break
        words = tuple(words_of(piece["plain"] or piece["quoted"] or ""))
        # A hyphen within a word, as in `e-mail "x"`, excludes nothing.
        minus = piece["minus"] and (piece.start() == 0 or text[piece.start() - 1].isspace())
        is_open = False
        if words and minus:
            excluded.append(Term(words))
        elif words:
            wanted.append(Term(words))
            is_open = not piece["closed"]
    if is_open:
        wanted[-1:] = _beginning(wanted[-1], alone=len(wanted) == 1)
    return Terms(tuple(wanted), tuple(excluded))


def _beginning(term: Term, *, alone: bool) -> list[Term]:
    """The last term, which is still being typed."""
    *before, last = term.words
    if is_unspaced(last):  # always a whole word of the index
        return [term]
    if len(last) > 1:
        return [Term(term.words, is_beginning=True)]
    # Too many words begin with one letter to find them quickly; the next letter is near.
    if before:
        return [Term(tuple(before))]
    return [term] if alone else []
