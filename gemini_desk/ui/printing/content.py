"""One message as pieces that are put on paper one after the other."""

from __future__ import annotations

import html
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, assert_never

from gemini_desk.chat.message import (
    AudioPart,
    ImagePart,
    Part,
    Role,
    TextPart,
    ThoughtPart,
    TranscriptPart,
    VideoPart,
)
from gemini_desk.markdown.parser import definitions
from gemini_desk.storage.exporters import wording
from gemini_desk.transcripts.timed_text import clock
from gemini_desk.ui.markdown.blocks import BlockKind
from gemini_desk.ui.markdown.code_tokens import spans
from gemini_desk.ui.markdown.formulas import formula_html
from gemini_desk.ui.markdown.rendering import Surroundings
from gemini_desk.ui.markdown.segments import MarkdownSegment, SegmentBuilder
from gemini_desk.ui.printing.looks import GAP_PX, MESSAGE_GAP_PX, SYNTAX_COLOURS

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import Conversation, MessageVersion
    from gemini_desk.transcripts.transcript import Segment

_LONGEST_COLOURED_CODE = 100_000  # characters; longer code stays plain


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of HTML in the words that QTextDocument understands.

    Attributes:
        text: The HTML.
        above_px: Room above, in pixels of 1/96 inch.
        is_centred: Whether it stands in the middle of the column.
    """

    text: str
    above_px: int = GAP_PX
    is_centred: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, scaled to the column."""

    attachment: Attachment


Piece: TypeAlias = Html | Picture


def title_pieces(conversation: Conversation) -> Iterator[Piece]:
    """What stands at the top of the first page."""
    yield Html(f'<p class="title">{html.escape(wording.title_of(conversation))}</p>', 0)
    yield Html(f'<p class="quiet">{wording.time_of(conversation.created_at)}</p>', 0)


def message_pieces(version: MessageVersion, undrawable: Container[str]) -> Iterator[Piece]:
    """A message: who and when, its parts, how it ended.

    Args:
        version: The message.
        undrawable: Sources of formulas that stay text.
    """
    author = html.escape(wording.author_of(version))
    about = ", ".join(
        html.escape(each)
        for each in (wording.model_of(version), wording.time_of(version.created_at))
        if each
    )
    yield Html(
        f'<p class="author">{author} <span class="when">&nbsp; {about}</span></p>', MESSAGE_GAP_PX
    )
    is_markdown = version.message.role is Role.ASSISTANT
    for part in version.message.parts:
        yield from _part_pieces(part, undrawable, is_markdown=is_markdown)
    ending = wording.ending_of(version)
    if ending:
        yield _quiet(ending)


def _part_pieces(part: Part, undrawable: Container[str], *, is_markdown: bool) -> Iterator[Piece]:
    match part:
        case TextPart(text):
            yield from _markdown_pieces(text, undrawable) if is_markdown else _plain_pieces(text)
        case ThoughtPart():
            return  # folded away in the window; on paper there is nothing to unfold
        case ImagePart(attachment):
            yield Picture(attachment)
            yield _quiet(wording.describe(attachment))
        case AudioPart(attachment):
            yield _quiet(f"Recording: {wording.describe(attachment)}")
        case VideoPart(attachment):
            yield _quiet(f"Film: {wording.describe(attachment)}")
        case TranscriptPart(attachment, transcript):
            yield _quiet(wording.transcript_title(attachment, transcript))
            for segment in transcript.segments:
                yield Html(_segment_line(segment))
        case _:
            assert_never(part)
    for loss in wording.losses_of(part):
        yield _quiet(loss)


def _segment_line(segment: Segment) -> str:
    """A segment of a transcript: when, who, what."""
    speaker = f"<b>{html.escape(segment.speaker)}:</b> " if segment.speaker else ""
    text = html.escape(" ".join(segment.text.split()), quote=False)
    time = f'<span class="when">{clock(segment.start_s)}&nbsp;&nbsp;</span>'
    return f"<p>{time}{speaker}{text}</p>"


def _quiet(text: str) -> Html:
    return Html(f'<p class="quiet">{html.escape(text)}</p>')


def _plain_pieces(text: str) -> Iterator[Piece]:
    for paragraph in text.split("\n\n"):
        lines = html.escape(paragraph, quote=False).replace("\n", "<br>")
        yield Html(f'<p style="white-space:pre-wrap">{lines}</p>')


def _markdown_pieces(text: str, undrawable: Container[str]) -> Iterator[Piece]:
    builder = SegmentBuilder()
    builder.feed(text)
    builder.finish()
    surroundings = Surroundings(definitions(text), undrawable)
    for segment in builder.segments:
        is_formula = segment.kind is BlockKind.FORMULA
        yield Html(_segment_html(segment, surroundings), is_centred=is_formula)


def _segment_html(segment: MarkdownSegment, surroundings: Surroundings) -> str:
    match segment.kind:
        case BlockKind.CODE:
            language = segment.first.language if segment.first is not None else ""
            body = _boxed("code", f"<pre>{_coloured(segment.source.rstrip(), language)}</pre>")
        case BlockKind.FORMULA:
            body = f"<p>{formula_html(segment.source.strip(), surroundings.undrawable)}</p>"
        case BlockKind.QUOTE:
            body = _boxed("quote", segment.html(surroundings))
        case BlockKind.PROSE | BlockKind.TABLE:
            body = segment.html(surroundings)
        case _:
            assert_never(segment.kind)
    return body


def _boxed(name: str, inner: str) -> str:
    return (
        '<table width="100%" cellspacing="0" cellpadding="0">'
        f'<tr><td class="{name}">{inner}</td></tr></table>'
    )


def _coloured(code: str, language: str) -> str:
    if not language or len(code) > _LONGEST_COLOURED_CODE:
        return html.escape(code, quote=False)
    by_line = {
        line: list(group)
        for line, group in itertools.groupby(spans(code, language), key=lambda span: span.line)
    }
    lines: list[str] = []
    for number, line in enumerate(code.split("\n")):
        units = line.encode("utf-16-le", "surrogatepass")  # spans count as Qt does
        place, pieces = 0, []
        for span in by_line.get(number, ()):
            before, inside = units[2 * place : 2 * span.start], span.start + span.length
            word = units[2 * span.start : 2 * inside]
            pieces.append(_text(before))
            colour = SYNTAX_COLOURS[span.syntax]
            pieces.append(f'<span style="color:{colour}">{_text(word)}</span>')
            place = inside
        pieces.append(_text(units[2 * place :]))
        lines.append("".join(pieces))
    return "\n".join(lines)


def _text(units: bytes) -> str:
    return html.escape(units.decode("utf-16-le", "replace"), quote=False)
