"""An answer's Markdown as HTML that is safe to open: no markup of its own, nothing remote."""

from __future__ import annotations

import functools
import html
import re
from typing import TYPE_CHECKING, Any, Final

from markdown_it.renderer import RendererHTML

from gemini_desk.markdown.formulas import is_displayed
from gemini_desk.markdown.parser import markdown_parser
from gemini_desk.storage.exporters.html_code import code_block
from gemini_desk.storage.exporters.mathml import mathml

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

# Others start programs; markdown-it itself refuses `javascript:` and its like.
_SAFE_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_TASK: Final = re.compile(r"\[([ xX])\] ")


def markdown_html(text: str) -> str:
    """`text` as HTML."""
    parser = markdown_parser()
    env: dict[str, Any] = {}
    tokens = parser.parse(text, env)
    for index, token in enumerate(tokens):
        if token.type == "inline" and index >= 2 and tokens[index - 2].type == "list_item_open":
            _tick(token, tokens[index - 2])
    return _renderer().render(tokens, parser.options, env)


def _tick(token: Token, item: Token) -> None:
    """Show the beginning of an item of a task list as a box, which stands for the bullet."""
    first = token.children[0] if token.children else None
    if first is not None and first.type == "text" and (task := _TASK.match(first.content)):
        box = "☐" if task[1] == " " else "☑"
        first.content = f"{box} {first.content[task.end() :]}"
        if item.markup in "-*+":
            item.attrSet("class", "task")


@functools.cache
def _renderer() -> _PageRenderer:
    return _PageRenderer(markdown_parser())


class _PageRenderer(RendererHTML):
    """markdown-it's renderer; its methods are named after the tokens."""

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A link to the web or to a mailbox; any other is shown as its words alone."""
        address = str(tokens[idx].attrGet("href") or "")
        if _SAFE_ADDRESS.match(address) is None:
            return "<span>"
        return f'<a href="{html.escape(address)}" rel="noopener noreferrer nofollow">'

    def link_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """The end of `link_open`."""
        depth = 0
        for token in reversed(tokens[: idx + 1]):
            depth += {"link_close": 1, "link_open": -1}.get(token.type, 0)
            if depth == 0:
                is_link = _SAFE_ADDRESS.match(str(token.attrGet("href") or "")) is not None
                return "</a>" if is_link else "</span>"
        return ""

    def image(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A picture on the web is not fetched: its words, and where it would be."""
        token = tokens[idx]
        address = str(token.attrGet("src") or "")
        label = self.renderInlineAsText(token.children or (), options, env) or "picture"
        if _SAFE_ADDRESS.match(address) is None:
            return html.escape(label)
        return (
            f'<a href="{html.escape(address)}" rel="noopener noreferrer nofollow">'
            f"{html.escape(label)}</a>"
        )

    def fence(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Code with its language."""
        return code_block(tokens[idx].content, tokens[idx].info)

    def code_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Code that is indented."""
        return code_block(tokens[idx].content, "")

    def table_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A table that scrolls by itself if it is wider than the page."""
        return '<div class="table" tabindex="0"><table>'

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """The end of `table_open`."""
        return "</table></div>\n"

    def th_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A cell of a table's head."""
        return _cell(tokens[idx])

    def td_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A cell of a table."""
        return _cell(tokens[idx])

    def formula(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A formula within text."""
        return _formula(tokens[idx])

    def formula_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A formula on lines of its own."""
        return f'<div class="formula">{_formula(tokens[idx])}</div>\n'

    def footnote_ref(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """The mark of a note."""
        return f"<sup>{html.escape(tokens[idx].content)}</sup>"

    def footnote_reference_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A note, where it stands."""
        label = html.escape(str(tokens[idx].meta.get("label", "")))
        return f'<div class="footnote"><sup>{label}</sup>\n'

    def footnote_reference_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """The end of a note."""
        return "</div>\n"


def _cell(token: Token) -> str:
    """A cell; its alignment is a class, as the page forbids styles within elements."""
    align = re.search(r"text-align:(left|center|right)", str(token.attrGet("style") or ""))
    return f'<{token.tag} class="{align[1]}">' if align else f"<{token.tag}>"


def _formula(token: Token) -> str:
    source = str(token.meta.get("source", token.content))
    is_display = token.type == "formula_block" or is_displayed(token.markup)
    converted = mathml(token.content, is_display=is_display)
    return converted or f'<code class="tex">{html.escape(source)}</code>'
