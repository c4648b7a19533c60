"""Text is selected across segments and messages, and copied in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextBrowser, QWidget

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.ui.conversation.segments import Code, MarkdownText, PlainText, Segment
from gemini_desk.ui.conversation.selection import TextPlace
from tests.ui.conversation.conftest import assistant, conversation, user

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.conversation.pane import ConversationPane

ANSWER = """\
First paragraph with [a link](https://example.org/x) in it.

```python
print(1)
x = 2
```

| a | b |
|---|---|
| 1 | 2 |

Last paragraph here.
"""


@pytest.fixture
def shown(pane: ConversationPane) -> ConversationPane:
    pane.show_conversation([user("Hello there"), assistant(ANSWER)])
    return pane


def text_segments(pane: ConversationPane) -> list[Segment]:
    return [segment for segment in pane._layout.visible if segment.is_text]


def edit_of(segment: Segment) -> QTextBrowser | QPlainTextEdit:
    view = segment.view
    assert view is not None
    found = view.findChild(QTextBrowser) or view.findChild(QPlainTextEdit)
    assert isinstance(found, QTextBrowser | QPlainTextEdit)
    return found


def point_at(segment: Segment, offset: int) -> QPoint:
    """The place on the screen just before a character."""
    edit = edit_of(segment)
    cursor = edit.textCursor()
    cursor.setPosition(offset)
    rect = edit.cursorRect(cursor)
    return edit.viewport().mapToGlobal(rect.center())


def drag(start: Segment, offset: int, to: QPoint, *, steps: int = 4) -> None:
    """Press the left button in `start`, move to a point on the screen, and let go."""
    viewport = edit_of(start).viewport()
    begin = point_at(start, offset)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=viewport.mapFromGlobal(begin))
    for step in range(1, steps + 1):
        move(viewport, begin + (to - begin) * step / steps)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=viewport.mapFromGlobal(to))


def move(widget: QWidget, to: QPoint) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(widget.mapFromGlobal(to)),
        QPointF(to),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def copied(pane: ConversationPane) -> str:
    QGuiApplication.clipboard().clear()
    QTest.keyClick(pane, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return QGuiApplication.clipboard().text()


def test_within_one_paragraph(shown: ConversationPane) -> None:
    prose = next(s for s in text_segments(shown) if isinstance(s, MarkdownText))
    drag(prose, 0, point_at(prose, 15))
    assert copied(shown) == "First paragraph"


def test_across_prose_code_and_table(shown: ConversationPane) -> None:
    segments = text_segments(shown)
    drag(segments[1], 6, point_at(segments[-1], 4))
    expected = "paragraph with a link in it.\nprint(1)\nx = 2\na\tb\n1\t2\nLast"
    assert copied(shown) == expected


def test_upwards_is_the_same(shown: ConversationPane) -> None:
    segments = text_segments(shown)
    drag(segments[-1], 4, point_at(segments[1], 6))
    assert copied(shown).startswith("paragraph with a link")


def test_across_messages_a_whole_one_comes_as_written(shown: ConversationPane) -> None:
    segments = text_segments(shown)
    drag(segments[0], 6, point_at(segments[-1], 20) + QPoint(400, 0))
    assert copied(shown) == f"there\n\n{ANSWER.strip()}"


def test_part_of_the_code(shown: ConversationPane) -> None:
    code = next(s for s in text_segments(shown) if isinstance(s, Code))
    drag(code, 0, point_at(code, 5))
    assert copied(shown) == "print"


def test_double_click_selects_a_word_and_triple_click_the_line(shown: ConversationPane) -> None:
    code = next(s for s in text_segments(shown) if isinstance(s, Code))
    viewport = edit_of(code).viewport()
    position = viewport.mapFromGlobal(point_at(code, 2))
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=position)
    assert copied(shown) == "print"
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=position)
    assert copied(shown) == "print(1)"


def test_shift_click_extends(shown: ConversationPane) -> None:
    segments = text_segments(shown)
    drag(segments[1], 0, point_at(segments[1], 3))
    viewport = edit_of(segments[1]).viewport()
    position = viewport.mapFromGlobal(point_at(segments[1], 15))
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, shift, position)
    assert copied(shown) == "First paragraph"


def test_all(shown: ConversationPane) -> None:
    QTest.keyClick(shown, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert copied(shown) == f"Hello there\n\n{ANSWER.strip()}"
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert shown._selection.is_empty


def test_all_of_5000_messages_at_once(pane: ConversationPane) -> None:
    versions = conversation(5000)
    pane.show_conversation(versions)
    pane._selection.select_all()
    pane.copy()
    text = QGuiApplication.clipboard().text()
    assert text.startswith(versions[0].message.text.strip())
    assert len(text) > sum(len(version.message.text.strip()) for version in versions)


def test_a_selection_survives_scrolling_away_and_back(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(100))
    segments = text_segments(pane)
    drag(segments[0], 2, point_at(segments[-1], 3))
    before = copied(pane)
    assert all(edit_of(s).extraSelections() for s in segments)
    bar = pane.verticalScrollBar()
    bar.setValue(0)
    assert copied(pane) == before
    bar.setValue(bar.maximum())
    assert all(edit_of(s).extraSelections() for s in segments)


def test_a_selection_survives_text_that_arrives(pane: ConversationPane) -> None:
    answer = assistant("", MessageStatus.STREAMING)
    pane.show_conversation([user("Hi")])
    pane.begin_answer(answer)
    pane.append_text(answer.id, "The beginning of a paragraph")
    prose = next(s for s in text_segments(pane) if isinstance(s, MarkdownText))
    drag(prose, 4, point_at(prose, 13))
    for _ in range(30):
        pane.append_text(answer.id, " that goes on.\n\nAnd on")
    assert copied(pane) == "beginning"
    assert edit_of(prose).extraSelections()


def test_dragging_beyond_the_edge_scrolls(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation(conversation(100))
    segments = text_segments(pane)
    bar = pane.verticalScrollBar()
    value = bar.value()
    viewport = edit_of(segments[-1]).viewport()
    begin = point_at(segments[-1], 3)
    beyond = pane.viewport().mapToGlobal(QPoint(300, -120))
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=viewport.mapFromGlobal(begin))
    move(viewport, beyond)
    qtbot.waitUntil(lambda: bar.value() < value - 60, timeout=3000)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton)
    assert not pane._drag._timer.isActive()
    assert len(copied(pane)) > 100


def test_pressing_beside_the_text_selects_from_there(shown: ConversationPane) -> None:
    segments = text_segments(shown)
    viewport = shown.viewport()
    view = segments[1].view
    assert view is not None
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(2, view.y() + 8))
    move(viewport, point_at(segments[1], 5))
    assert copied(shown) == "First"


def test_without_a_selection_the_current_message_is_copied(shown: ConversationPane) -> None:
    QTest.keyClick(shown, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert copied(shown) in ("Hello there", ANSWER)


def test_the_selection_of_a_removed_message_is_gone(pane: ConversationPane) -> None:
    versions = conversation(4)
    pane.show_conversation(versions)
    last = pane._items[3]
    pane._selection.select(TextPlace(last, 0, 0), TextPlace(last, 0, 5))
    pane.remove_messages_after(versions[2].id)
    assert pane._selection.is_empty


def test_a_person_s_long_text_is_copied_whole(pane: ConversationPane) -> None:
    text = "\n".join(f"line {n} of a long text" for n in range(400))
    pane.show_conversation([user(text)])
    assert sum(isinstance(s, PlainText) for s in pane._items[0].segments or []) > 3
    pane._selection.select_all()
    assert pane._selected.text() == text
