"""The whole conversation larger or smaller, and the line that is read stays in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from gemini_desk.ui.conversation.segments import Code, Footer, MarkdownText, PlainText
from gemini_desk.ui.conversation.views.text_view import TextView
from gemini_desk.ui.conversation.zoom import STEPS_PERCENT
from tests.ui.conversation.conftest import assistant, conversation, user

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.conversation.segments import Segment

TEXT = "Some words that are read.\n\n```py\nprint('code')\n```\n\nMore words."


def heights(pane: ConversationPane) -> dict[type[Segment], int]:
    return {type(segment): segment.height for segment in pane._layout.visible}


def turn(pane: ConversationPane, turned: int) -> None:
    position = QPointF(pane.viewport().rect().center())
    event = QWheelEvent(
        position,
        pane.viewport().mapToGlobal(position),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pane.viewport(), event)


def test_text_code_and_rows_grow_together(pane: ConversationPane) -> None:
    pane.show_conversation([user("hello"), assistant(TEXT)])
    before = heights(pane)
    pane.set_zoom(200)
    after = heights(pane)
    for kind in (MarkdownText, PlainText, Code, Footer):
        assert after[kind] == pytest.approx(2 * before[kind], rel=0.08)
    pane.set_zoom(100)
    assert heights(pane) == before


def test_it_goes_by_steps_between_half_and_three_times(pane: ConversationPane) -> None:
    seen: list[int] = []
    pane.zoom_changed.connect(seen.append)
    for _ in range(10):
        pane.zoom_by(1)
    for _ in range(20):
        pane.zoom_by(-1)
    pane.zoom_by(0)
    above = [each for each in STEPS_PERCENT if each > 100]
    below = [each for each in STEPS_PERCENT if each < above[-1]]
    assert seen == [*above, *reversed(below), 100]
    pane.set_zoom(7000)
    pane.set_zoom(1)
    assert seen[-2:] == [300, 50]


def test_the_wheel_zooms_with_control_also_in_fractions(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(30))
    value = pane.verticalScrollBar().value()
    seen: list[int] = []
    pane.zoom_changed.connect(seen.append)
    for _ in range(4):
        turn(pane, 30)
    assert seen == [110]
    turn(pane, -240)
    assert seen == [110, 90]
    pane.zoom_by(0)
    assert pane.verticalScrollBar().value() == value


@pytest.mark.parametrize("percent", [50, 90, 110, 150, 300])
def test_the_line_at_the_top_stays_at_the_top(pane: ConversationPane, percent: int) -> None:
    pane.show_conversation([*conversation(80), assistant("word " * 2000), *conversation(40)])
    bar = pane.verticalScrollBar()
    long_item = pane._items[80]
    pane._layout.scroll_to(long_item)
    bar.setValue(bar.value() + 130)  # into the long message
    view = pane._layout.visible[0].view
    for segment in pane._layout.visible:
        if segment.view is not None and segment.view.geometry().contains(300, 0):
            view = segment.view
    assert isinstance(view, TextView)
    segment = view.bound_segment
    top = pane.viewport().mapToGlobal(QPoint(300, 2))
    before, length = view.offset_at(top), view.browser.document().characterCount()
    pane.set_zoom(percent)
    assert segment is not None
    view = segment.view
    assert isinstance(view, TextView)
    after = view.offset_at(pane.viewport().mapToGlobal(QPoint(300, 2)))
    # A line of text at most: lines break elsewhere.
    assert abs(after - before) <= 200
    assert length == view.browser.document().characterCount()


def test_the_end_stays_the_end(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(40))
    pane.set_zoom(150)
    assert pane._layout.scrolling.is_at_end
    pane.set_zoom(75)
    assert pane._layout.scrolling.is_at_end
