"""The prompt: keys, input methods, and how it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from tests.ui.composer.conftest import ComposerBench

_NOTHING = Qt.KeyboardModifier.NoModifier


def test_enter_sends_and_empties_the_prompt(bench: ComposerBench) -> None:
    prompt = bench.composer.card.prompt
    bench.qtbot.keyClicks(prompt, "  why?")
    bench.qtbot.keyClick(prompt, Qt.Key.Key_Return)
    assert bench.sent == [("  why?", ())]
    assert prompt.toPlainText() == ""


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_shift_enter_breaks_the_line(bench: ComposerBench, key: Qt.Key) -> None:
    prompt = bench.composer.card.prompt
    bench.qtbot.keyClicks(prompt, "one")
    bench.qtbot.keyClick(prompt, key, Qt.KeyboardModifier.ShiftModifier)
    bench.qtbot.keyClicks(prompt, "two")
    assert prompt.toPlainText() == "one\ntwo"
    bench.qtbot.keyClick(prompt, key)
    assert bench.sent == [("one\ntwo", ())]


def test_enter_breaks_the_line_for_those_who_chose_so(bench: ComposerBench) -> None:
    prompt = bench.composer.card.prompt
    bench.composer.set_enter_sends(False)
    bench.qtbot.keyClicks(prompt, "one")
    bench.qtbot.keyClick(prompt, Qt.Key.Key_Return)
    assert bench.sent == []
    assert prompt.toPlainText() == "one\n"
    bench.qtbot.keyClick(prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert bench.sent == [("one", ())]


def test_nothing_but_blanks_is_not_sent(bench: ComposerBench) -> None:
    prompt = bench.composer.card.prompt
    prompt.set_text(" \n  ")
    bench.qtbot.keyClick(prompt, Qt.Key.Key_Return)
    assert bench.sent == []
    assert not bench.composer.card.send.isEnabled()


def test_enter_picks_the_candidate_while_an_input_method_composes(bench: ComposerBench) -> None:
    prompt = bench.composer.card.prompt
    bench.qtbot.keyClicks(prompt, "x")
    QApplication.sendEvent(prompt, QInputMethodEvent("にほん", []))
    assert prompt.composing
    bench.qtbot.keyClick(prompt, Qt.Key.Key_Return)
    assert bench.sent == []
    commit = QInputMethodEvent()
    commit.setCommitString("日本")
    QApplication.sendEvent(prompt, commit)
    assert prompt.toPlainText() == "x日本"
    bench.qtbot.keyClick(prompt, Qt.Key.Key_Return)
    assert bench.sent == [("x日本", ())]


def test_it_grows_with_its_lines_up_to_a_share_of_the_window_and_then_scrolls(
    bench: ComposerBench,
) -> None:
    prompt = bench.composer.card.prompt
    heights = []
    for lines in (1, 2, 5):
        prompt.set_text("\n".join("x" * lines))
        heights.append(prompt.height())
    assert heights[0] < heights[1] < heights[2]
    prompt.set_text("\n".join("x" * 80))
    assert heights[2] < prompt.height() <= 0.4 * bench.window.height()
    assert prompt.verticalScrollBar().maximum() > 0
    tallest = prompt.height()
    bench.window.resize(800, 900)
    bench.qtbot.waitUntil(lambda: prompt.height() > tallest)
    prompt.clear()
    assert prompt.height() == heights[0]


def test_it_grows_with_wrapped_lines_and_with_the_words_being_composed(
    bench: ComposerBench,
) -> None:
    prompt = bench.composer.card.prompt
    low = prompt.height()
    QApplication.sendEvent(prompt, QInputMethodEvent("words " * 60, []))
    bench.qtbot.waitUntil(lambda: prompt.height() > low)
    QApplication.sendEvent(prompt, QInputMethodEvent())
    prompt.set_text("words " * 60)
    high = prompt.height()
    assert high > low
    bench.window.resize(420, 600)
    bench.qtbot.waitUntil(lambda: prompt.height() > high)


def test_the_placeholder_is_never_cut(bench: ComposerBench) -> None:
    prompt = bench.composer.card.prompt
    assert "microphone" in prompt.placeholderText()
    bench.window.resize(420, 600)
    bench.qtbot.waitUntil(lambda: "microphone" not in prompt.placeholderText())


def test_pasted_text_is_one_step_for_undo(bench: ComposerBench) -> None:
    prompt = bench.composer.card.prompt
    bench.qtbot.keyClicks(prompt, "a ")
    mime = QMimeData()
    mime.setText("b\nc")
    prompt.insertFromMimeData(mime)
    assert prompt.toPlainText() == "a b\nc"
    prompt.undo()
    assert prompt.toPlainText() == "a "


def test_pasting_replaces_the_selection(bench: ComposerBench) -> None:
    prompt = bench.composer.card.prompt
    prompt.set_text("old")
    prompt.moveCursor(QTextCursor.MoveOperation.Start, QTextCursor.MoveMode.KeepAnchor)
    mime = QMimeData()
    mime.setText("new")
    prompt.insertFromMimeData(mime)
    assert prompt.toPlainText() == "new"


def test_tab_goes_through_the_composer_and_not_into_the_text(bench: ComposerBench) -> None:
    card = bench.composer.card
    card.prompt.set_text("x")
    bench.qtbot.keyClick(card.prompt, Qt.Key.Key_Tab)
    order = [QApplication.focusWidget()]
    for _ in range(3):
        bench.qtbot.keyClick(order[-1], Qt.Key.Key_Tab)
        order.append(QApplication.focusWidget())
    assert order == [card.attach, card.recorder.microphone, card.recorder.chevron, card.send]
    assert card.prompt.toPlainText() == "x"


def test_everything_that_takes_focus_has_a_name_and_a_tooltip(bench: ComposerBench) -> None:
    card = bench.composer.card
    for button in (card.attach, card.recorder.microphone, card.recorder.chevron, card.send):
        assert button.accessibleName()
        assert button.toolTip().startswith(button.accessibleName())
    assert card.prompt.accessibleName() == "Prompt"


def test_what_runs_from_right_to_left_begins_at_the_right(bench: ComposerBench) -> None:
    prompt = bench.composer.card.prompt

    def left() -> int:
        cursor = QTextCursor(prompt.document())
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        return prompt.cursorRect(cursor).left()

    prompt.set_text("\nعربي")
    assert left() > prompt.viewport().width() // 2
    prompt.set_text("Latin, then عربي")
    assert left() < prompt.viewport().width() // 2
