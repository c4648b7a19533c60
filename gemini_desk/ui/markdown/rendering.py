"""Blocks, rendered to the subset of HTML that QTextDocument lays out.

Raw HTML in the source comes out as text: the parser is told so, and no rule here emits
anything of the source that was not escaped. Colours are the style sheet's business, so a
change of theme needs no rendering.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from gemini_desk.ui.markdown.blocks import Block, BlockKind
from gemini_desk.ui.markdown.open_text import presentable
from gemini_desk.ui.markdown.parser import markdown_parser
from gemini_desk.ui.markdown.tokens import prepare

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict


def render_block(
    block: Block, *, is_open: bool = False, references: Mapping[str, Any] | None = None
) -> str:
    """HTML of one block.

    Args:
        block: Any block but code.
        is_open: Whether its text is still arriving.
        references: Link reference definitions from elsewhere in the message.
    """
    source = presentable(block.source) if is_open else block.source
    env: dict[str, Any] = {"references": dict(references)} if references else {}
    tokens = prepare(markdown_parser().parse(block.table_head + source, env))
    match block.kind:
        case BlockKind.QUOTE:
            tokens = _without_outer_quote(tokens)
        case BlockKind.TABLE:
            tokens = _table(tokens, block.column_weights, is_part=bool(block.table_head))
        case _:
            pass
    # Qt would turn a line break behind the last block into a space.
    return _renderer().render(tokens, markdown_parser().options, env).strip()


@functools.cache
def _renderer() -> RendererHTML:
    from markdown_it.renderer import RendererHTML

    class _Renderer(RendererHTML):
        """Cells and rules in the words that QTextDocument understands."""

        def hr(
            self,
            tokens: Sequence[Token],
            index: int,
            options: OptionsDict,
            env: MutableMapping[str, Any],
        ) -> str:
            return '<hr width="100%">'

        def fence(
            self,
            tokens: Sequence[Token],
            index: int,
            options: OptionsDict,
            env: MutableMapping[str, Any],
        ) -> str:
            return self.code_block(tokens, index, options, env)

        def code_block(
            self,
            tokens: Sequence[Token],
            index: int,
            options: OptionsDict,
            env: MutableMapping[str, Any],
        ) -> str:
            from markdown_it.common.utils import escapeHtml

            return f"<pre>{escapeHtml(tokens[index].content.rstrip())}</pre>"

    return _Renderer()


def _without_outer_quote(tokens: list[Token]) -> list[Token]:
    """The bar of a quote is painted beside its text, so the outermost level has no margin."""
    return [
        token
        for token in tokens
        if not (token.level == 0 and token.type in ("blockquote_open", "blockquote_close"))
    ]


def _table(tokens: list[Token], weights: Sequence[int], *, is_part: bool) -> list[Token]:
    column = 0
    kept: list[Token] = []
    in_head = False
    for token in tokens:
        if token.type == "table_open":
            token.attrs = {"width": "100%", "cellspacing": 0, "cellpadding": 0}
        elif token.type in ("thead_open", "thead_close"):
            in_head = token.nesting > 0
            continue
        elif token.type in ("tbody_open", "tbody_close"):
            continue
        elif token.type == "tr_open":
            column = 0
        elif token.type in ("th_open", "td_open"):
            style = str(token.attrGet("style") or "")
            align = style.removeprefix("text-align:") or "left"
            # Qt drops a cell's border if its alignment comes as a style.
            token.attrs = {"align": align}
            if column < len(weights):  # the parts of a long table have equal columns
                token.attrs["width"] = f"{weights[column]}%"
            column += 1
        if not (in_head and is_part):
            kept.append(token)
    return kept
