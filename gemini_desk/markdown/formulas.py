r"""Formulas as rules of markdown-it: `$…$` and `\(…\)` in text, `$$…$$` and `\[…\]` displayed.

A dollar is more often money than mathematics, so the rules are Pandoc's and a little more:
the opening one has no space behind it and no letter or digit before it, the closing one no
space before it and no digit behind it. A formula has no blank line and a bounded length.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence
    from typing import Any

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererProtocol
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

LONGEST_FORMULA: Final = 1200  # characters, marks included; longer ones are text

_CLOSINGS: Final = {"$$": "$$", "\\[": "\\]", "\\(": "\\)", "$": "$"}
_OPENINGS: Final = ("$$", "\\[", "\\(", "$")  # the longer ones first
_DISPLAY: Final = ("$$", "\\[")
# An amount of money, then words, then another dollar.
_PRICE: Final = re.compile(r"\d[\d.,]*\s+[^\\^_{}=+]*[A-Za-z]{2}[^\\^_{}=+]*\Z")
# A line that begins a displayed formula, in a list or a quote or not.
_OPENING_LINE: Final = re.compile(r"^(?:[ \t>]|[-*+] |\d{1,9}[.)] )*(\$\$|\\\[)", re.MULTILINE)
_BLANK_LINE: Final = re.compile(r"\n[ \t>]*(?=\n)")


def formulas_plugin(parser: MarkdownIt) -> None:
    """Teach `parser` formulas; without a renderer of its own they come out as their source."""
    parser.inline.ruler.before("escape", "formula", _inline_rule)
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "formula_block", _block_rule, interrupts)
    parser.add_render_rule("formula", _render_source)
    parser.add_render_rule("formula_block", _render_source_block)


def is_displayed(markup: str) -> bool:
    """Whether a formula stands on a line of its own, by its opening mark or its source."""
    return markup.lstrip().startswith(_DISPLAY)


def tex_of(source: str) -> str:
    """What stands between the marks of a formula."""
    source = source.strip()
    for opening in _OPENINGS:
        if source.startswith(opening):
            return source.removeprefix(opening).removesuffix(_CLOSINGS[opening]).strip()
    return source


def open_formula(text: str) -> int | None:
    """Where a line starts that may be part of a displayed formula, depending on what follows.

    None if nothing that could follow changes what the lines of `text` are.
    """
    start = 0
    while (opening := _OPENING_LINE.search(text, start)) is not None:
        limit = opening.start(1) + LONGEST_FORMULA
        blank = _BLANK_LINE.search(text, opening.end(), limit)
        end = min(limit, blank.start() if blank is not None else len(text))
        closing = _find_closing(text, opening.end(), end, _CLOSINGS[opening[1]])
        if closing is None:
            if end == len(text) and len(text) < limit:
                return opening.start()
            start = opening.end()
        else:
            if "\n" not in text[closing:]:
                return opening.start()
            start = closing
    return None


def _find_closing(text: str, start: int, end: int, closing: str) -> int | None:
    """Where the text behind `closing` starts; an escaped mark closes nothing."""
    while (place := text.find(closing, start, end)) >= 0:
        backslashes = 0
        while text[place - 1 - backslashes] == "\\":
            backslashes += 1
        if backslashes % 2 == 0:
            return place + len(closing)
        start = place + 1
    return None


def _inline_rule(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if source[start] not in "$\\":
        return False
    opening = next((mark for mark in _OPENINGS if source.startswith(mark, start)), None)
    if opening is None:
        return False
    inner = start + len(opening)
    limit = min(state.posMax, start + LONGEST_FORMULA)
    end = _find_closing(source, inner, limit, _CLOSINGS[opening])
    if end is None:
        return False
    tex = source[inner : end - len(opening)]
    if not tex.strip() or (opening == "$" and not _is_mathematics(source, start, end, tex)):
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content = tex.strip()
        token.markup = opening
        token.meta = {"source": source[start:end]}
    state.pos = end
    return True


def _is_mathematics(source: str, start: int, end: int, tex: str) -> bool:
    if tex[0].isspace() or tex[-1].isspace():
        return False
    if start and source[start - 1].isalnum():
        return False
    return not source[end : end + 1].isdigit() and _PRICE.match(tex) is None


def _block_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if state.is_code_block(start_line):
        return False
    start = state.bMarks[start_line] + state.tShift[start_line]
    opening = state.src[start : start + 2]
    if opening not in _DISPLAY:
        return False
    lines = [state.src[start : state.eMarks[start_line]]]
    line = start_line
    closing = _CLOSINGS[opening]
    while _find_closing(lines[-1], 2 if len(lines) == 1 else 0, len(lines[-1]), closing) is None:
        line += 1
        if line >= end_line or state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return False
        lines.append(state.getLines(line, line + 1, state.blkIndent, False))
    source = "\n".join(lines).rstrip()
    end = _find_closing(source, 2, len(source), closing)
    if end != len(source) or len(source) > LONGEST_FORMULA or not tex_of(source):
        return False
    if not silent:
        token = state.push("formula_block", "", 0)
        token.block = True
        token.content = tex_of(source)
        token.markup = opening
        token.meta = {"source": source}
        token.map = [start_line, line + 1]
    state.line = line + 1
    return True


def _render_source(
    renderer: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    from markdown_it.common.utils import escapeHtml

    return f'<span class="formula">{escapeHtml(tokens[index].meta["source"])}</span>'


def _render_source_block(
    renderer: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    return f"<p>{_render_source(renderer, tokens, index, options, env)}</p>\n"
