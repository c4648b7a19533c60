"""The one markdown-it parser. Imported and made on first use: it costs 0.1 s."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:[ \t]*\S", re.MULTILINE)


@functools.cache
def markdown_parser() -> MarkdownIt:
    """CommonMark with tables and strikethrough, without raw HTML.

    A line break in the source is one in the answer: models break lines where they mean it
    (verses, addresses, text read from a picture) and hardly ever wrap prose.
    """
    from markdown_it import MarkdownIt

    options = {"html": False, "breaks": True}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])


@functools.cache
def _block_parser() -> MarkdownIt:
    parser = markdown_parser()
    blocks_only = type(parser)("commonmark", {"html": False}).enable(["table", "strikethrough"])
    blocks_only.core.ruler.enableOnly(["normalize", "block"])
    return blocks_only


def parse_blocks(source: str) -> list[Token]:
    """Tokens of the block structure alone; inline text stays unparsed."""
    return _block_parser().parse(source)


def link_references(source: str) -> dict[str, Any]:
    """The link reference definitions in `source`, in markdown-it's form."""
    if _REFERENCE.search(source) is None:
        return {}
    env: dict[str, Any] = {}
    _block_parser().parse(source, env)
    references: dict[str, Any] = env.get("references", {})
    return references
