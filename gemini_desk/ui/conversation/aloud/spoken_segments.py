"""How each kind of segment is said: the registry.

To have another kind read aloud: write a function that turns its segment into utterances,
and name it in `SPOKEN`. Kinds that are not there are passed over in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeVar, cast

from PySide6.QtGui import QTextCursor

from gemini_desk.ui.conversation.aloud.prose import prose_utterances, table_utterances
from gemini_desk.ui.conversation.segments import Code, Formula, MarkdownText, PlainText
from gemini_desk.ui.conversation.transcript_card import TranscriptCard
from gemini_desk.ui.markdown.blocks import BlockKind
from gemini_desk.ui.speech.formula_words import formula_in_words
from gemini_desk.ui.speech.utterance import Run, Utterance, said, units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QTextTable

    from gemini_desk.ui.conversation.documents import DocumentCache
    from gemini_desk.ui.conversation.segments import Segment

_S = TypeVar("_S", contravariant=True)


class SayIt(Protocol[_S]):
    """Turns a segment into what is said."""

    def __call__(
        self, segment: _S, documents: DocumentCache, *, is_complete: bool
    ) -> list[Utterance]:
        """What is said of `segment`.

        Args:
            segment: A segment of the kind that it is registered for.
            documents: Of text segments.
            is_complete: Whether no more of it will come.
        """


def utterances(segment: Segment, documents: DocumentCache, *, is_complete: bool) -> list[Utterance]:
    """What is said of a segment; nothing of what was thought, or of a kind without words."""
    say = SPOKEN.get(type(segment))
    if say is None or segment.is_thought:
        return []
    return say(segment, documents, is_complete=is_complete)


def is_spoken(segment: Segment) -> bool:
    """Whether anything is said of segments of this kind."""
    return type(segment) in SPOKEN and not segment.is_thought


def _say_markdown(
    segment: MarkdownText, documents: DocumentCache, *, is_complete: bool
) -> list[Utterance]:
    document = documents.document(segment)
    if segment.markdown.kind is not BlockKind.TABLE:
        return prose_utterances(document, is_complete=is_complete)
    inside = QTextCursor(document.begin().next())
    table = cast("QTextTable | None", inside.currentTable())  # its types leave out the None
    if table is None:
        return []  # its first row has not arrived
    first = segment.markdown.first
    has_head = first is None or not first.table_head
    return list(table_utterances(table, is_complete=is_complete, has_head=has_head))


def _say_plain(
    segment: PlainText, documents: DocumentCache, *, is_complete: bool
) -> list[Utterance]:
    return prose_utterances(documents.document(segment), is_complete=True)


def _say_code(segment: Code, documents: DocumentCache, *, is_complete: bool) -> list[Utterance]:
    if not is_complete:
        return []  # how long it will be is what is said of it
    source = segment.markdown.source
    lines = source.rstrip("\n").count("\n") + 1
    block = segment.markdown.first
    language = f" in {block.language}" if block is not None and block.language else ""
    words = f"A block of code{language}, {lines} {'line' if lines == 1 else 'lines'}."
    return _whole(words, source)


def _say_formula(
    segment: Formula, documents: DocumentCache, *, is_complete: bool
) -> list[Utterance]:
    if not is_complete:
        return []
    source = segment.markdown.source
    return _whole(f"{formula_in_words(source)}.", source)


def _say_transcript(
    card: TranscriptCard, _documents: DocumentCache, *, is_complete: bool
) -> list[Utterance]:
    """Segment by segment; what is asked about a recording is answered by the text below."""
    if card.item.is_streaming or card.item.has_text:
        return []
    found: list[Utterance] = []
    start, speaker = 0, None
    for segment in card.part.transcript.segments:
        end = start + units(segment.text)
        runs = [Run(segment.text, start, end)]
        if segment.speaker and segment.speaker != speaker:
            runs.insert(0, Run(f"{segment.speaker}: ", start, start, False))
        speaker = segment.speaker
        if segment.text.strip():
            found.append(Utterance(tuple(runs)))
        start = end + 1
    return found


def _whole(words: str, source: str) -> list[Utterance]:
    utterance = said(Run(words, 0, units(source), False))
    return [utterance] if utterance is not None else []


SPOKEN: Final[Mapping[type[Segment], SayIt[Segment]]] = {
    MarkdownText: _say_markdown,  # type: ignore[dict-item]  # each takes the kind of its key
    PlainText: _say_plain,  # type: ignore[dict-item]
    Code: _say_code,  # type: ignore[dict-item]
    Formula: _say_formula,  # type: ignore[dict-item]
    TranscriptCard: _say_transcript,  # type: ignore[dict-item]
}
