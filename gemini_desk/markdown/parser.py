"""The one markdown-it parser. Imported and made on first use: it costs 0.1 s."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DEFINITION = re.compile(r"^[ >]*\[[^\]]+\]:[ \t]*(?:\S|$)", re.MULTILINE)


@functools.cache
def markdown_parser() -> MarkdownIt:
    """CommonMark, GitHub's additions, footnotes and formulas, without raw HTML.

    A line break in the source is one in the answer: models break lines where they mean it
    (verses, addresses, text read from a picture) and hardly ever wrap prose.
    """
    from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

    return _new_parser().use(gfm_autolink_plugin)


def _new_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    from gemini_desk.markdown.footnotes import footnotes_plugin
    from gemini_desk.markdown.formulas import formulas_plugin

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.enable(["table", "strikethrough"])
    return parser.use(footnotes_plugin).use(formulas_plugin)


@functools.cache
def _block_parser() -> MarkdownIt:
    blocks_only = _new_parser()
    blocks_only.core.ruler.enableOnly(["normalize", "block"])
    return blocks_only


def parse_blocks(source: str) -> list[Token]:
    """Tokens of the block structure alone; inline text stays unparsed."""
    return _block_parser().parse(source)


def has_definitions(source: str) -> bool:
    """Whether `source` may define link references or footnotes; cheap."""
    return _DEFINITION.search(source) is not None


def definitions(source: str) -> dict[str, Any]:
    """The link references and footnotes that `source` defines, as markdown-it's environment.

    Parses all of it: not for the GUI thread, if it is long.
    """
    if not has_definitions(source):
        return {}
    env: dict[str, Any] = {}
    _block_parser().parse(source, env)
    return {name: env[name] for name in ("references", "footnotes") if env.get(name)}
