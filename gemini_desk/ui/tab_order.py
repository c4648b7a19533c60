"""The order in which Tab walks parts of the window that were made in another order."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable


def chain_parts(parts: Iterable[QWidget]) -> None:
    """Let Tab walk these parts one after the other, and what is in each as it was made.

    The first part stays at its place. Qt's own chain is not asked: in PySide, what it gives
    becomes a child of the widget that was asked, and is gone when that goes.
    """
    stops = [stop for part in parts for stop in _stops(part)]
    for before, after in itertools.pairwise(stops):
        QWidget.setTabOrder(before, after)


def _stops(part: QWidget) -> list[QWidget]:
    """The part and what is in it, as far as Tab stops there."""
    inside = (part, *part.findChildren(QWidget))
    return [widget for widget in inside if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
