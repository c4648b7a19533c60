"""Code, turned into coloured spans; resumable, because Pygments does about 0.2 MB/s."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pygments.lexer import Lexer
    from pygments.token import _TokenType

SyntaxClass = Literal["keyword", "string", "comment", "number", "function", "class"]


class Span(NamedTuple):
    """A coloured stretch of one line; offsets in UTF-16 units, as Qt counts.

    Attributes:
        line: Line of the code, from 0.
        start: Where it starts in the line.
        length: How long it is.
        syntax: What it is.
    """

    line: int
    start: int
    length: int
    syntax: SyntaxClass


def spans(code: str, language: str, first_line: int = 0) -> Iterator[Span]:
    """Coloured spans of `code` in order; nothing for a language that is not known."""
    lexer = find_lexer(language)
    if lexer is None:
        return
    line, column = first_line, 0
    for _, token, text in lexer.get_tokens_unprocessed(code):
        syntax = _syntax_class(token)
        for count, part in enumerate(text.split("\n")):
            if count:
                line, column = line + 1, 0
            length = len(part) if part.isascii() else len(part.encode("utf-16-le")) // 2
            if syntax is not None and length:
                yield Span(line, column, length, syntax)
            column += length


@functools.cache
def find_lexer(language: str) -> Lexer | None:
    """Pygments' lexer for the word behind a fence; None if it knows none."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer: Lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return None
    return lexer


@functools.cache
def _syntax_class(token: _TokenType) -> SyntaxClass | None:
    from pygments.token import (
        Comment,
        Generic,
        Keyword,
        Literal,
        Name,
        Operator,
        is_token_subtype,
    )

    classes: list[tuple[_TokenType, SyntaxClass]] = [
        (Comment.Preproc, "keyword"),
        (Comment, "comment"),
        (Keyword.Type, "class"),
        (Keyword, "keyword"),
        (Operator.Word, "keyword"),
        (Literal.Number, "number"),
        (Literal, "string"),
        (Name.Function, "function"),
        (Name.Decorator, "function"),
        (Name.Builtin, "function"),
        (Name.Class, "class"),
        (Name.Exception, "class"),
        (Name.Tag, "keyword"),
        (Name.Attribute, "number"),
        (Name.Constant, "number"),
        (Generic.Deleted, "comment"),
        (Generic.Inserted, "string"),
        (Generic.Heading, "class"),
    ]
    return next((syntax for parent, syntax in classes if is_token_subtype(token, parent)), None)
