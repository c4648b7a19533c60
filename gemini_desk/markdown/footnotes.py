"""Footnotes as rules of markdown-it: `[^1]` in the text, `[^1]: …` where the note stands.

Notes are not moved to the end: an answer that arrives block by block could not do it without
a jump. Models write them at the end anyway.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from mdit_py_plugins.footnote import footnote_plugin

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererProtocol
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

_REFERENCE: Final = re.compile(r"\[\^([^\]\s]{1,40})\]")
_NUMBER: Final = re.compile(r"\d{1,3}\Z")


def footnotes_plugin(parser: MarkdownIt) -> None:
    """Teach `parser` footnotes.

    While a text is not whole, nobody knows which notes it will have. A key `hopeful` in the
    environment makes every numbered reference one that will be met.
    """
    footnote_plugin(parser, inline=False, move_to_end=False)
    parser.inline.ruler.at("footnote_ref", _reference_rule)
    parser.add_render_rule("footnote_ref", _render_reference)
    parser.add_render_rule("footnote_reference_open", _render_nothing)
    parser.add_render_rule("footnote_reference_close", _render_nothing)


def _reference_rule(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[^", state.pos):
        return False
    reference = _REFERENCE.match(state.src, state.pos, state.posMax)
    if reference is None:
        return False
    label = reference[1]
    is_met = f":{label}" in state.env.get("footnotes", {}).get("refs", {})
    if not is_met and not (state.env.get("hopeful") and _NUMBER.match(label)):
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        token.content = label
        token.meta = {"label": label}
    state.pos = reference.end()
    return True


def _render_reference(
    renderer: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    from markdown_it.common.utils import escapeHtml

    return f"<sup>{escapeHtml(tokens[index].content)}</sup>"


def _render_nothing(
    renderer: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    return ""
