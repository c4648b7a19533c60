"""Lists of tasks: a box stands where the bullet would.

Qt gives all items of a list the same mark. A list in which some items are tasks and others are
not therefore becomes several lists, one below the other, that look like one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gemini_desk.ui.markdown.direction import runs_leftwards

if TYPE_CHECKING:
    from markdown_it.token import Token

_TASK = re.compile(r"\[([ xX])\]\s+")
_GOES_ON: Final = "goes_on"
_TO_WORDS: Final = 2  # from an item's opening: a paragraph opens in between


def with_tasks_apart(tokens: list[Token]) -> list[Token]:
    """Part each list with bullets where tasks follow other items, and where others follow tasks."""
    parted: list[Token] = []
    parts: list[Token] = []  # what began the newest part of each list around
    are_tasks: dict[int, bool] = {}  # by the level of the list: the items of its newest part
    for index, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            parts.append(token)
            are_tasks[token.level] = _is_task(tokens, index + 1)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            parts.pop()
        elif token.type == "list_item_open" and parts[-1].type == "bullet_list_open":
            is_task = _is_task(tokens, index)
            if is_task != are_tasks[parts[-1].level]:
                are_tasks[parts[-1].level] = is_task
                between = _part(parts[-1])
                parted += between
                parts[-1] = between[-1]
        parted.append(token)
    return parted


def goes_on(closing: Token) -> bool:
    """Whether only a part of a list ends here."""
    return _GOES_ON in closing.meta


def tick(tokens: list[Token], index: int, of_list: Token) -> None:
    """Put a box in place of `[ ]` or `[x]`, if an item's words at `index` begin with that.

    It stands where bullets do, on the side where they would; where numbers are, it is behind them.
    """
    words = tokens[index]
    first = (words.children or [])[0]
    task = _TASK.match(first.content) if first.type == "text" else None
    if task is None:
        return
    box = "☐" if task[1] == " " else "☑"
    first.content = f"{box} {first.content[task.end() :]}"
    if of_list.type == "bullet_list_open":
        of_list.attrSet("style", "list-style-type:none")
        if runs_leftwards(words.content) == (of_list.attrGet("dir") == "rtl"):
            tokens[index - _TO_WORDS].attrSet("class", "task")


def _is_task(tokens: list[Token], item: int) -> bool:
    words = tokens[item + _TO_WORDS] if item + _TO_WORDS < len(tokens) else None
    return words is not None and words.type == "inline" and _TASK.match(words.content) is not None


def _part(opening: Token) -> list[Token]:
    """What ends a list and begins it again."""
    make = type(opening)
    opening.attrJoin("class", "outer")  # the gap below a list is below its last part
    return [
        make("bullet_list_close", "ul", -1, level=opening.level, block=True, meta={_GOES_ON: True}),
        make("bullet_list_open", "ul", 1, level=opening.level, block=True, map=opening.map),
    ]
