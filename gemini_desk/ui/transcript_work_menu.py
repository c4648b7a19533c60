"""The works on a transcript in a menu: on its card, in its panel, and for its message."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.ui import style
from gemini_desk.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QMenu

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.tasks.transcript_work.works import Choice
    from gemini_desk.ui.chat.transcript_work_controller import OfferedWork


_ON_ALL: Final = ("summarise", "action-items")
WORKS_LABEL: Final = "Summarise, translate, ask…"


def may_be_worked_on(version: MessageVersion) -> bool:
    """Whether a message is a transcript that does not grow, and in which something is said."""
    part = version.message.transcript
    if part is None or not part.transcript.segments:
        return False
    return part.transcript.complete or version.status is not MessageStatus.STREAMING


def add_works(menu: QMenu, offers: Iterable[OfferedWork], do: Callable[[Choice], object]) -> None:
    """Add `offers` to `menu`: a work with several ways becomes a menu of its own.

    What the model cannot do is greyed, and why is said below: a tool tip alone would be out of
    the keyboard's reach.

    Args:
        menu: Where to add them.
        offers: What there is.
        do: Is told what a person chose.
    """
    obstacles: dict[str, None] = {}
    for offered in offers:
        work = offered.work
        if len(work.choices) == 1:
            action = menu.addAction(icon(work.icon), work.title)
            action.triggered.connect(partial(_chosen, do, work.choices[0]))
        else:
            ways = menu.addMenu(icon(work.icon), work.title)
            style.follow_theme(ways, style.menu_style)
            for choice in work.choices:
                if choice.is_begun:
                    ways.addSeparator()
                way = ways.addAction(choice.label)
                way.triggered.connect(partial(_chosen, do, choice))
            action = ways.menuAction()
        action.setEnabled(not offered.obstacle)
        if offered.obstacle:
            obstacles[offered.obstacle] = None
    for obstacle in obstacles:
        menu.addSeparator()
        menu.addAction(icon("info", colour="muted"), obstacle).setEnabled(False)


def add_works_on_all(
    menu: QMenu, offers: Iterable[OfferedWork], do: Callable[[Choice], object]
) -> None:
    """Add a menu of what can be done with every recording: what writes one text about each."""
    every = menu.addMenu(icon("transcript"), "All recordings")
    style.follow_theme(every, style.menu_style)
    writing = [each for each in offers if each.work.name in _ON_ALL]
    add_works(every, writing, do)


def _chosen(do: Callable[[Choice], object], choice: Choice, _checked: bool = False) -> None:
    do(choice)
