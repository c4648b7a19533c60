"""Of a line of code as long as a book only the beginning is laid out; all of it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.ui.conversation.segments import Code
from gemini_desk.ui.conversation.selection import TextPlace
from gemini_desk.ui.conversation.shown_code import LONGEST_LINE, MARK, ShownCode
from tests.ui.conversation.conftest import assistant, user

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.pane import ConversationPane

LONG = "0123456789" * 40_000
CODE = f"first = 1\n{LONG}\nlast = '漢字 😀'\n{LONG}needle and more\nend"
SHIFT = Qt.KeyboardModifier.ShiftModifier
LINES = st.lists(
    st.builds(
        lambda word, length: (word * length)[:length],
        st.sampled_from(["a", "é", "漢", "😀", "ab 😀"]),
        st.sampled_from([0, 1, 7, LONGEST_LINE - 1, LONGEST_LINE, LONGEST_LINE + 1, 25_000]),
    ),
    max_size=6,
)


def code_segment(pane: ConversationPane) -> Code:
    (segment,) = [each for each in pane._layout.visible if isinstance(each, Code)]
    return segment


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(LINES)
def test_every_place_that_is_shown_is_found_again(lines: list[str]) -> None:
    source = "\n".join(lines)
    shown = ShownCode(source)
    assert shown.text.count("\n") == source.count("\n")
    assert max(map(len, shown.text.split("\n"))) <= LONGEST_LINE + len(MARK)
    raw, seen = source.encode("utf-16-le"), shown.text.encode("utf-16-le")
    at = 0
    for line in lines:
        for place in {0, 1, LONGEST_LINE, units(line[:LONGEST_LINE]), units(line)}:
            if place <= units(line[:LONGEST_LINE]) or place == units(line):
                offset = at + place
                assert shown.source_at(shown.shown_at(offset)) == offset
        for place in (0, units(line) - 1):
            if 0 <= place < units(line[:LONGEST_LINE]):
                offset, here = at + place, shown.shown_at(at + place)
                assert raw[2 * offset : 2 * offset + 2] == seen[2 * here : 2 * here + 2]
        at += units(line) + 1
    assert shown.shown_at(units(source)) == units(shown.text)
    assert shown.source_at(units(shown.text)) == units(source)


def test_what_is_not_shown_is_marked_as_the_mark() -> None:
    shown = ShownCode(f"{LONG}\nend")
    mark = (LONGEST_LINE, LONGEST_LINE + len(MARK))
    assert shown.stretch_at(200_000, 200_006) == mark
    assert shown.stretch_at(5, 200_000) == (5, mark[1])
    assert shown.stretch_at(len(LONG) + 1, len(LONG) + 4) == (mark[1] + 1, mark[1] + 4)


def test_it_is_copied_whole_and_laid_out_in_part(pane: ConversationPane) -> None:
    pane.show_conversation([user("code"), assistant(f"```text\n{CODE}\n```\n")])
    segment = code_segment(pane)
    assert segment.view is not None
    document = segment.view.editor.document()
    assert document.characterCount() < 2 * (LONGEST_LINE + len(MARK)) + 100
    assert document.blockCount() == 5
    segment.view.copy_button.click()
    assert QGuiApplication.clipboard().text() == CODE
    pane._selection.select_all()
    pane.copy()
    assert CODE in QGuiApplication.clipboard().text()


@pytest.mark.parametrize("in_sight", [True, False])
def test_the_keyboard_steps_over_what_is_not_shown(pane: ConversationPane, in_sight: bool) -> None:
    below = [] if in_sight else [user("below\n\n" * 200)]
    pane.show_conversation([assistant(f"```text\n{LONG}\nlast\n```\n"), *below])
    item = pane._items[0]
    (order,) = [each.order for each in pane._layout.expanded(item) if isinstance(each, Code)]
    pane._selection.start(TextPlace(item, order, LONGEST_LINE - 1))

    def press(key: Qt.Key) -> str:
        QTest.keyClick(pane, key, SHIFT)
        return pane._selected.text()

    assert press(Qt.Key.Key_Right) == "9"
    assert press(Qt.Key.Key_Right) == LONG[LONGEST_LINE - 1 :]
    assert press(Qt.Key.Key_Right) == LONG[LONGEST_LINE - 1 :] + "\n"
    press(Qt.Key.Key_Left)
    assert press(Qt.Key.Key_Left) == "9"
    assert press(Qt.Key.Key_End) == LONG[LONGEST_LINE - 1 :]


def test_a_click_behind_the_mark_is_behind_the_line(pane: ConversationPane) -> None:
    pane.show_conversation([assistant(f"```text\n{LONG}\nlast\n```\n")])
    segment = code_segment(pane)
    view = segment.view
    assert view is not None
    view.reveal(len(LONG), len(LONG))
    box = view.editor.cursorRect()
    right = view.editor.viewport().mapToGlobal(
        QPoint(view.editor.viewport().width() - 1, box.center().y())
    )
    assert view.offset_at(right) >= LONGEST_LINE
    left = view.editor.viewport().mapToGlobal(QPoint(1, box.center().y() + box.height()))
    assert view.offset_at(left) >= len(LONG) + 1


def test_what_is_found_in_it_is_shown_at_its_mark(pane: ConversationPane) -> None:
    answer = assistant(f"```text\n{CODE}\n```\n")
    pane.show_conversation([answer])
    assert pane.jump_to(answer.id, "needle")
    view = code_segment(pane).view
    assert view is not None
    marked = [each.cursor.selectedText() for each in view.editor.extraSelections()]
    assert MARK in marked


def test_while_such_a_line_grows_nothing_is_laid_out_anew(pane: ConversationPane) -> None:
    answer = assistant("```text\n", MessageStatus.STREAMING)
    pane.show_conversation([answer])
    pane.append_text(answer.id, LONG[: LONGEST_LINE + 5])
    view = code_segment(pane).view
    assert view is not None
    view.refresh()
    changes = []
    view.editor.document().contentsChange.connect(lambda *change: changes.append(change))
    for _ in range(5):
        pane.append_text(answer.id, LONG[:1_000])
        view.refresh()
    assert changes == []
    pane.append_text(answer.id, "\nlast\n```\n")
    view.refresh()
    assert view.editor.document().lastBlock().text() == "last"
