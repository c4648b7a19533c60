"""Code as HTML: coloured by classes, for the style sheet of the page."""

from __future__ import annotations

import functools
import html
import itertools
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

_LONGEST_CODE: Final = 200_000  # characters: about a second of work; longer code stays plain


def code_block(code: str, info: str) -> str:
    """A block of code with its language above.

    Args:
        code: The code.
        info: What stood behind the opening fence.
    """
    language = next(iter(info.split()), "")
    label = f"<figcaption>{html.escape(language)}</figcaption>" if language else ""
    return (
        f'<figure class="code">{label}<pre dir="ltr"><code>{_coloured(code, language)}'
        "</code></pre></figure>\n"
    )


def _coloured(code: str, language: str) -> str:
    lexer = _lexer(language.lower()) if language and len(code) <= _LONGEST_CODE else None
    if lexer is None:
        return html.escape(code, quote=False)
    tokens = ((_class_of(token), text) for _, token, text in lexer.get_tokens_unprocessed(code))
    pieces = []
    for name, group in itertools.groupby(tokens, key=lambda it: it[0]):
        text = html.escape("".join(text for _, text in group), quote=False)
        pieces.append(f'<span class="{name}">{text}</span>' if name else text)
    return "".join(pieces)


@functools.lru_cache(64)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer: Lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return None
    return lexer


@functools.cache
def _class_of(token: _TokenType) -> str:
    """The class of the style sheet for a token of Pygments, or "" for none."""
    from pygments.token import Comment, Keyword, Name, Number, Operator, String, is_token_subtype

    classes: tuple[tuple[_TokenType, str], ...] = (
        (Keyword, "keyword"),
        (Operator.Word, "keyword"),
        (Name.Tag, "keyword"),
        (String, "string"),
        (Comment, "comment"),
        (Number, "number"),
        (Name.Function, "function"),
        (Name.Decorator, "function"),
        (Name.Builtin, "function"),
        (Name.Class, "class"),
        (Name.Attribute, "class"),
    )
    return next((name for kind, name in classes if is_token_subtype(token, kind)), "")
