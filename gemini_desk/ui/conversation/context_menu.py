"""The menu under the right mouse button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


def context_menu(
    parent: QWidget,
    *,
    link: str,
    message: str,
    copy: Callable[[], None] | None,
    select_all: Callable[[], None],
) -> QMenu:
    """A menu that deletes itself when it closes.

    Args:
        parent: The conversation.
        link: Address at the pointer; "" if there is none.
        message: Text of the message at the pointer.
        copy: Copies what is selected; None if nothing is.
        select_all: Selects the whole conversation.
    """
    clipboard = QGuiApplication.clipboard()
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if copy is not None:
        menu.addAction("Copy", QKeySequence(QKeySequence.StandardKey.Copy), copy)
    if link:
        menu.addAction("Copy link", lambda: clipboard.setText(link))
    if message:
        menu.addAction("Copy message", lambda: clipboard.setText(message))
    menu.addSeparator()
    menu.addAction("Select all", QKeySequence(QKeySequence.StandardKey.SelectAll), select_all)
    return menu
