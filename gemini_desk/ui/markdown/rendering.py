"""Blocks, rendered to the subset of HTML that QTextDocument lays out.

Raw HTML in the source comes out as text: the parser is told so, and no rule here emits
anything of the source that was not escaped. Colours are the style sheet's business, so a
change of theme needs no rendering.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gemini_desk.markdown.parser import markdown_parser
from gemini_desk.ui.markdown.blocks import Block, BlockKind
from gemini_desk.ui.markdown.citations import link_citations
from gemini_desk.ui.markdown.direction import runs_leftwards
from gemini_desk.ui.markdown.footnotes import mark_html, reference_html
from gemini_desk.ui.markdown.formulas import formula_html
from gemini_desk.ui.markdown.open_text import presentable
from gemini_desk.ui.markdown.tokens import prepare

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token

    from gemini_desk.ui.markdown.citations import CitedTranscripts

_Env: TypeAlias = Mapping[str, Any]
_Rule: TypeAlias = "Callable[[Token, _Env], str]"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a block is rendered in.

    Attributes:
        definitions: Link references and footnotes of the whole message, as
            `markdown.parser.definitions` gives them; None while it is not whole.
        undrawable: Sources of formulas that stay text.
        cited: The transcripts whose times become links; None if there are none.
    """

    definitions: Mapping[str, Any] | None = None
    undrawable: Container[str] = ()
    cited: CitedTranscripts | None = None


GROWING: Final = Surroundings()


def render_block(
    block: Block, *, is_open: bool = False, surroundings: Surroundings = GROWING
) -> str:
    """HTML of one block.

    Args:
        block: Any block but code and formulas.
        is_open: Whether its text is still arriving.
        surroundings: The message around it.
    """
    source = presentable(block.source) if is_open else block.source
    env = _environment(surroundings)
    tokens = prepare(markdown_parser().parse(block.table_head + source, env))
    if surroundings.cited is not None:
        tokens = link_citations(tokens, surroundings.cited)
    if block.first_number is not None and tokens and tokens[0].type == "ordered_list_open":
        tokens[0].attrSet("start", str(block.first_number))
    match block.kind:
        case BlockKind.QUOTE:
            tokens = _without_outer_quote(tokens)
        case BlockKind.TABLE:
            tokens = _table(tokens, block.column_weights, is_part=bool(block.table_head))
        case _:
            pass
    # Qt would turn a line break behind the last block into a space.
    return _renderer().render(tokens, markdown_parser().options, env).strip()


def _environment(surroundings: Surroundings) -> dict[str, Any]:
    """The parser's environment; it is written to, so nothing of the message's is shared."""
    definitions = surroundings.definitions
    env: dict[str, Any] = {
        "hopeful": definitions is None,
        "undrawable": surroundings.undrawable,
    }
    if definitions:
        env["references"] = dict(definitions.get("references", {}))
        env["footnotes"] = {"refs": dict(definitions.get("footnotes", {}).get("refs", {}))}
    return env


@functools.cache
def _renderer() -> RendererHTML:
    from markdown_it.renderer import RendererHTML

    renderer = RendererHTML()
    rules: dict[str, Any] = renderer.rules
    rules |= {name: _of_token(rule) for name, rule in _RULES.items()}
    return renderer


def _of_token(rule: _Rule) -> Callable[..., str]:
    """A rule of the renderer's kind, which is given all tokens and the place of one."""

    def of_place(tokens: Sequence[Token], index: int, _options: object, env: _Env) -> str:
        return rule(tokens[index], env)

    return of_place


def _code(token: Token, _env: _Env) -> str:
    from markdown_it.common.utils import escapeHtml

    return f"<pre>{escapeHtml(token.content.rstrip())}</pre>"


def _formula(token: Token, env: _Env) -> str:
    return formula_html(token.meta["source"], env["undrawable"])


# In the words that QTextDocument understands, where markdown-it's are others.
_RULES: Final[Mapping[str, _Rule]] = {
    "hr": lambda _token, _env: '<hr width="100%">',
    "fence": _code,
    "code_block": _code,
    "formula": _formula,
    "formula_block": lambda token, env: f'<p align="center">{_formula(token, env)}</p>',
    "footnote_ref": lambda token, _env: reference_html(token.content),
    "footnote_mark": lambda token, _env: mark_html(token.content),
    "footnote_reference_open": lambda _token, _env: "",
    "footnote_reference_close": lambda _token, _env: "",
}


def _without_outer_quote(tokens: list[Token]) -> list[Token]:
    """The bar of a quote is painted beside its text, so the outermost level has no margin."""
    return [
        token
        for token in tokens
        if not (token.level == 0 and token.type in ("blockquote_open", "blockquote_close"))
    ]


def _table(tokens: list[Token], weights: Sequence[int], *, is_part: bool) -> list[Token]:
    first = next((token.content for token in tokens if token.type == "inline"), "")
    is_leftwards = runs_leftwards(first)
    usual = "right" if is_leftwards else "left"
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
            align = style.removeprefix("text-align:") or usual
            # Qt drops a cell's border if its alignment comes as a style.
            token.attrs = {"align": align}
            if column < len(weights):  # the parts of a long table have equal columns
                token.attrs["width"] = f"{weights[column]}%"
            column += 1
        if not (in_head and is_part):
            kept.append(token)
    return _mirrored(kept) if is_leftwards else kept


def _mirrored(tokens: list[Token]) -> list[Token]:
    """The first column at the right: Qt lays every table out from the left."""
    mirrored: list[Token] = []
    cells: list[list[Token]] = []
    in_cell = False
    for token in tokens:
        if token.type in ("th_open", "td_open"):
            in_cell = True
            cells.append([])
        if in_cell:
            cells[-1].append(token)
        else:
            mirrored += [each for cell in reversed(cells) for each in cell]
            cells.clear()
            mirrored.append(token)
        if token.type in ("th_close", "td_close"):
            in_cell = False
    return mirrored
