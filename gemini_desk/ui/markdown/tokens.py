"""What the parser's tokens become before they are rendered.

Lists are shown tight, so that an answer does not spring open when a blank line arrives;
task lists get boxes; pictures become links, never loaded; footnotes begin with their mark;
displayed formulas have lines of their own; headings become paragraphs of a class, because Qt
makes them larger than it is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemini_desk.markdown.parser import parse_blocks
from gemini_desk.ui.markdown.direction import runs_leftwards
from gemini_desk.ui.markdown.displayed import with_displayed_formulas
from gemini_desk.ui.markdown.footnotes import mark_footnotes
from gemini_desk.ui.markdown.task_lists import goes_on, tick, with_tasks_apart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

_LIST_ENDS: Final = ("bullet_list_close", "ordered_list_close")
_MAX_COLUMN_CHARACTERS: Final = 36
_CELL_PADDING_CHARACTERS: Final = 3
_TEXT_SHARE: Final = 0.6  # of what is longer than a column's longest word


def prepare(tokens: list[Token]) -> list[Token]:
    """Change `tokens` as the module's docstring says and return what to render."""
    tokens = with_tasks_apart(tokens)
    lists: dict[int, Token] = {}  # the newest of each level
    for index, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            if token.nesting > 0:
                token.attrSet("class", token.tag)
            token.tag = "p"
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists[token.level] = token
            _direct(token, tokens[index + 1 :])
        if token.type in _LIST_ENDS and token.level > 0 and _ends_everything(tokens, index):
            _move_margin(lists, token.level)
        if token.type == "inline" and token.children:
            if index >= 2 and tokens[index - 2].type == "list_item_open":
                _tighten(tokens[index - 1], tokens[index + 1])
                tick(tokens, index, lists[tokens[index - 2].level - 1])
            token.children = list(_without_pictures(token.children))
    mark_footnotes(tokens)
    return with_displayed_formulas(tokens)


def _direct(list_opening: Token, behind: list[Token]) -> None:
    """Put the marks of a list on the side where its text begins."""
    first = next((token.content for token in behind if token.type == "inline"), "")
    if runs_leftwards(first):
        list_opening.attrSet("dir", "rtl")
        list_opening.attrJoin("class", "rtl")


def _move_margin(lists: dict[int, Token], level: int) -> None:
    """Let the innermost list have the margin: Qt puts it below the first line of the last item."""
    if "outer" in str(lists[level].attrGet("class")).split():
        return  # it was done when the innermost one ended
    lists[level].attrJoin("class", "last")
    for around in range(level - 2, -1, -2):  # an item is a level, too
        if around in lists:
            lists[around].attrJoin("class", "outer")


def _ends_everything(tokens: list[Token], index: int) -> bool:
    """Whether the lists around the one that ends here end with it."""
    for token in tokens[index + 1 :]:
        ends = token.type == "list_item_close" or token.type in _LIST_ENDS
        if not ends or goes_on(token):
            return False
        if token.level == 0:
            return True
    return False


def _tighten(opening: Token, closing: Token) -> None:
    if opening.type == "paragraph_open":
        opening.hidden = closing.hidden = True


def _without_pictures(children: Iterable[Token]) -> Iterable[Token]:
    depth = 0
    for child in children:
        if child.type in ("link_open", "link_close"):
            depth += child.nesting
        if child.type == "image":
            yield from _picture_link(child, is_inside_link=depth > 0)
        else:
            yield child


def _picture_link(image: Token, *, is_inside_link: bool) -> Iterable[Token]:
    words = image.content or str(image.attrGet("src") or "")
    text = type(image)("text", "", 0, content=f"▣ {words}")
    if is_inside_link:
        return [text]
    return _link(image, str(image.attrGet("src") or ""), text)


def _link(like: Token, address: str, inner: Token) -> list[Token]:
    make = type(like)
    opening = make("link_open", "a", 1, attrs={"href": address})
    return [opening, inner, make("link_close", "a", -1)]


def column_weights(source: str) -> tuple[int, ...]:
    """Widths of a table's columns, in percent, after the words and the texts in them."""
    words: list[int] = []
    texts: list[int] = []
    column = 0
    for token in parse_blocks(source):
        if token.type == "tr_open":
            column = 0
        elif token.type == "inline":
            if column == len(words):
                words.append(1)
                texts.append(1)
            longest_word = max((len(word) for word in token.content.split()), default=1)
            words[column] = max(words[column], longest_word)
            texts[column] = max(texts[column], min(_MAX_COLUMN_CHARACTERS, len(token.content)))
            column += 1
    weights = [
        _CELL_PADDING_CHARACTERS + min(word, text) + _TEXT_SHARE * max(0, text - word)
        for word, text in zip(words, texts, strict=True)
    ]
    total = sum(weights) or 1
    return tuple(round(100 * weight / total) for weight in weights)
