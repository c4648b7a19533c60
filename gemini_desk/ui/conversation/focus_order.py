"""The order in which Tab walks the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.ui.conversation.segments import Segment


def chain_focus(first: QWidget, segments: Iterable[Segment]) -> None:
    """Let Tab walk the widgets from top to bottom: the pool hands them out in any order."""
    previous = first
    for segment in segments:
        for widget in segment.view.focus_widgets() if segment.view is not None else ():
            QWidget.setTabOrder(previous, widget)
            previous = widget


def first_from(segments: Iterable[Segment], index: int) -> QWidget | None:
    """The first widget that Tab goes to in the message at `index`, or below it."""
    for segment in segments:
        if segment.item.index >= index and segment.view is not None:
            for widget in segment.view.focus_widgets():
                if widget.isVisible() and widget.isEnabled():
                    return widget
    return None
