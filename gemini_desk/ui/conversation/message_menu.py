"""The menus of a message: under its ⋯, and under the right mouse button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from gemini_desk.ui import style
from gemini_desk.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.versions import VersionPlace
    from gemini_desk.ui.conversation.copying import Copying
    from gemini_desk.ui.conversation.message_offers import MessageAction, Offer


def new_menu(parent: QWidget) -> QMenu:
    """An empty menu that deletes itself when it closes."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    style.follow_theme(menu, style.menu_style)
    return menu


def add_message(
    menu: QMenu,
    offered: Sequence[Offer],
    place: VersionPlace | None,
    *,
    perform: Callable[[MessageAction], None],
    step: Callable[[int], None],
) -> None:
    """Add what can be done with a message; what cannot be done now says why.

    Args:
        menu: Where to add it.
        offered: What there is.
        place: Which version of the message is open; None if it is the only one.
        perform: Does it.
        step: Goes to the version before (-1) or after (1).
    """
    obstacles: list[str] = []
    for offer in offered:
        action = menu.addAction(icon(offer.icon), offer.label)
        action.setEnabled(not offer.obstacle)
        action.setToolTip(offer.obstacle or offer.label)
        action.triggered.connect(lambda _=False, chosen=offer.action: perform(chosen))
        if offer.obstacle and offer.obstacle not in obstacles:
            obstacles.append(offer.obstacle)
    if place is not None:
        menu.addSeparator()
        for text, name, delta, there in (
            ("Version before", "chevron-left", -1, place.number > 1),
            ("Version after", "chevron-right", 1, place.number < place.count),
        ):
            action = menu.addAction(icon(name), f"{text}\tAlt+{'Left' if delta < 0 else 'Right'}")
            action.setEnabled(there)
            action.triggered.connect(lambda _=False, delta=delta: step(delta))
    for obstacle in obstacles:  # a tool tip alone would be out of the keyboard's reach
        menu.addSeparator()
        menu.addAction(icon("info", colour="muted"), obstacle).setEnabled(False)


def add_selection(
    menu: QMenu,
    *,
    link: str,
    copying: Copying | None,
    select_all: Callable[[], None],
    read: Callable[[], None],
) -> None:
    """Add what can be done with what is at the pointer, or selected.

    Args:
        menu: Where to add it.
        link: Address at the pointer; "" if there is none.
        copying: Copies what is selected; None if nothing is.
        select_all: Selects the whole conversation.
        read: Reads aloud what is selected.
    """
    clipboard = QGuiApplication.clipboard()
    if copying is not None:
        keys = QKeySequence(QKeySequence.StandardKey.Copy)
        menu.addAction("Copy", keys, copying.copy)
        menu.addAction("Copy as Markdown", copying.copy_as_markdown)
        menu.addAction("Copy as text", copying.copy_as_text)
        menu.addAction(icon("speaker"), "Read the selection aloud", read)
    if link:
        menu.addAction("Copy link", lambda: clipboard.setText(link))
    menu.addAction("Select all", QKeySequence(QKeySequence.StandardKey.SelectAll), select_all)
