"""Find in the conversation: Ctrl+F as everybody knows it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextEdit

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import Message, Role, TextPart, ThoughtPart
from gemini_desk.ui.conversation.find import hits
from gemini_desk.ui.conversation.formulas.in_text import OBJECT
from gemini_desk.ui.conversation.segments import Code
from gemini_desk.ui.conversation.selection import TextPlace
from gemini_desk.ui.conversation.views.code_view import CodeView
from gemini_desk.ui.conversation.views.text_view import TextView
from gemini_desk.ui.theme import Theme
from tests.helpers.markdown_data import tokens
from tests.ui.conversation.conftest import assistant, conversation, user

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.pane import ConversationPane

CODE = "```py\ndef needle(hay):\n    return hay  # needle\n```\n"


def look_for(pane: ConversationPane, words: str) -> None:
    pane.find_words()
    QTest.keyClicks(pane._finding.bar.field, words)


def painted(pane: ConversationPane) -> list[tuple[str, bool]]:
    """Texts that are painted as hits, from top to bottom, and whether each is the current."""
    found: list[tuple[str, bool]] = []
    for segment in pane._layout.visible:
        view = segment.view
        if isinstance(view, TextView | CodeView):
            edit = view.browser if isinstance(view, TextView) else view.editor
            for each in edit.extraSelections():
                assert isinstance(each, QTextEdit.ExtraSelection)
                colour = each.format.background().color()
                if colour != QColor(Theme.current().selection):
                    is_current = colour == QColor(Theme.current().found_current)
                    found.append((each.cursor.selectedText(), is_current))
    return found


def count(pane: ConversationPane) -> str:
    return pane._finding.bar.count.text()


def test_hits_in_prose_code_and_questions_are_painted(pane: ConversationPane) -> None:
    pane.show_conversation([user("A Needle?"), assistant(f"No **needle** here.\n\n{CODE}")])
    look_for(pane, "needle")
    assert [text for text, _ in painted(pane)] == ["Needle", "needle", "needle", "needle"]
    assert [is_current for _, is_current in painted(pane)] == [True, False, False, False]
    assert count(pane) == "1 of 4"


def test_back_and_forth_with_the_keys_and_round_the_ends(pane: ConversationPane) -> None:
    pane.show_conversation([user("A needle?"), assistant(f"No needle.\n\n{CODE}")])
    look_for(pane, "needle")
    field = pane._finding.bar.field
    seen = []
    for _ in range(4):
        QTest.keyClick(field, Qt.Key.Key_Return)
        seen.append((count(pane), [current for _, current in painted(pane)].index(True)))
    assert seen == [("2 of 4", 1), ("3 of 4", 2), ("4 of 4", 3), ("1 of 4", 0)]
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert count(pane) == "4 of 4"
    pane.find_words(1)
    assert count(pane) == "1 of 4"
    pane.find_words(-1)
    assert count(pane) == "4 of 4"


def test_case_can_matter(pane: ConversationPane) -> None:
    pane.show_conversation([user("Needle needle NEEDLE")])
    look_for(pane, "Needle")
    assert count(pane) == "1 of 3"
    pane._finding.bar.case.click()
    assert count(pane) == "1 of 1"


def test_escape_closes_and_gives_the_keyboard_back(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation([user("needle")])
    pane.setFocus()
    look_for(pane, "needle")
    qtbot.waitUntil(pane._finding.bar.field.hasFocus)
    QTest.keyClick(pane._finding.bar.field, Qt.Key.Key_Escape)
    assert pane._finding.bar.isHidden()
    assert painted(pane) == []
    qtbot.waitUntil(pane.hasFocus)


def test_nothing_found_is_said(pane: ConversationPane) -> None:
    pane.show_conversation([user("hay")])
    look_for(pane, "needle")
    assert count(pane) == "No results"
    assert not pane._finding.bar.after.isEnabled()
    QTest.keyClick(pane._finding.bar.field, Qt.Key.Key_Return)


def test_what_is_selected_is_the_proposal(pane: ConversationPane) -> None:
    pane.show_conversation([user("find the needle here, needle")])
    item = pane._items[0]
    pane._selection.select(TextPlace(item, 0, 9), TextPlace(item, 0, 15))
    pane.find_words()
    assert pane._finding.bar.field.text() == "needle"
    assert count(pane) == "1 of 2"


def test_far_messages_are_found_without_laying_them_out(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    versions = conversation(5000)
    versions[40] = assistant("Here is the *needle* in the haystack.")
    versions[4000] = user("Was there a needle?")
    pane.show_conversation(versions)
    look_for(pane, "the needle")
    qtbot.waitUntil(lambda: count(pane) == "1 of 1")
    QTest.keyClick(pane._finding.bar.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(pane._finding.bar.field, "needle")
    qtbot.waitUntil(lambda: pane._finding._hits.is_complete)
    assert pane._finding.position[1] == 2
    assert len([item for item in pane._items if item.segments is not None]) <= 40
    for _ in range(2):
        QTest.keyClick(pane._finding.bar.field, Qt.Key.Key_Return)
        assert ("needle", True) in painted(pane)


def test_it_never_holds_the_window_up(
    pane: ConversationPane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each slice stops at the first message behind its time."""
    monkeypatch.setattr(hits, "SLICE_S", 0.0)
    pane.show_conversation(conversation(300))
    sizes: list[int] = []
    finder = pane._finding._hits
    finder.changed.connect(lambda: sizes.append(len(finder._counts)))
    look_for(pane, "zzz")
    qtbot.waitUntil(lambda: finder.is_complete and len(finder._counts) == 300)
    assert max(b - a for a, b in itertools.pairwise(sizes)) == 1


def test_streaming_text_is_followed(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(20))
    answer = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(answer)
    look_for(pane, "needle")
    assert count(pane) == "No results"
    for token in ("a nee", "dle, an", "other needle"):
        pane.append_text(answer.id, token)
    assert pane._finding.position[1] == 2
    assert [text for text, _ in painted(pane)] == ["needle", "needle"]


def test_other_messages_are_searched_anew(pane: ConversationPane) -> None:
    versions = [user("needle"), assistant("needle"), user("needle")]
    pane.show_conversation(versions)
    look_for(pane, "needle")
    assert count(pane) == "1 of 3"
    pane.remove_messages_after(versions[0].id)
    assert pane._finding.position[1] == 1
    pane.show_conversation([user("hay")])
    assert count(pane) == "No results"


def test_a_hit_deep_in_a_long_answer_is_gone_to(pane: ConversationPane) -> None:
    text = "".join(tokens(60_000))
    middle = text.index("\n\n## ", len(text) // 2)
    pane.show_conversation([assistant(f"{text[:middle]}\n\nThe needle is here.{text[middle:]}")])
    look_for(pane, "needle")
    assert count(pane) == "1 of 1"
    assert painted(pane) == [("needle", True)]


def test_a_hit_far_down_and_far_right_in_code_comes_into_view(pane: ConversationPane) -> None:
    lines = ["x = 1"] * 500
    lines[400] = "y = '" + "long " * 60 + "needle'"
    pane.show_conversation([assistant("```py\n" + "\n".join(lines) + "\n```\n"), user("end")])
    look_for(pane, "needle")
    view = next(s.view for s in pane._layout.visible if isinstance(s, Code))
    assert isinstance(view, CodeView)
    selections = view.editor.extraSelections()
    box = view.editor.cursorRect(selections[0].cursor)
    seen = box.translated(view.editor.viewport().mapTo(pane.viewport(), box.topLeft() * 0))
    assert 0 <= box.left() <= view.editor.viewport().width()
    assert 0 <= seen.top() < pane.viewport().height()


def test_a_jump_from_elsewhere_shows_the_words(pane: ConversationPane) -> None:
    versions = conversation(400)
    versions[100] = assistant("Something else.\n\nA *haystack* with a needle in it.")
    pane.show_conversation(versions)
    assert pane.jump_to(versions[100].id, "needle haystack")
    assert painted(pane) == [("haystack", True)]
    assert pane._finding.bar.field.text() == "haystack"
    assert not pane._layout.scrolling.is_at_end
    assert not pane.jump_to("nowhere", "needle")


def test_a_jump_without_words_shows_the_message(pane: ConversationPane) -> None:
    versions = conversation(400)
    pane.show_conversation(versions)
    assert pane.jump_to(versions[77].id)
    assert pane._layout.shows(pane._items[77])
    assert pane._finding.bar.isHidden()


def test_the_words_of_a_jump_go_with_its_conversation(pane: ConversationPane) -> None:
    versions = conversation(20)
    versions[5] = assistant("A haystack with a needle in it.")
    pane.show_conversation(versions)
    pane.jump_to(versions[5].id, "needle")
    pane.show_conversation(conversation(3))
    assert pane._finding.bar.isHidden()
    pane.find_words()
    pane.show_conversation(conversation(4))  # what a person looks for is looked for here, too
    assert not pane._finding.bar.isHidden()


def thoughtful(thought: str, text: str) -> MessageVersion:
    parts = (ThoughtPart(thought, 2.0), TextPart(text))
    return replace(assistant(""), message=Message(Role.ASSISTANT, parts))


def test_a_hit_in_folded_thoughts_unfolds_them(pane: ConversationPane) -> None:
    pane.show_conversation([thoughtful("Perhaps a needle?\n\nA needle.", "A needle."), user("Ok")])
    look_for(pane, "needle")
    assert count(pane) == "1 of 3"
    assert painted(pane) == [("needle", True), ("needle", False), ("needle", False)]
    QTest.keyClick(pane._finding.bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert count(pane) == "3 of 3"
    assert [current for _, current in painted(pane)] == [False, False, True]


def test_a_hit_behind_folded_thoughts_leaves_them_folded(pane: ConversationPane) -> None:
    version = thoughtful("Perhaps a needle.", "A needle.")
    pane.show_conversation([user("A needle"), version])
    look_for(pane, "needle")
    QTest.keyClick(pane._finding.bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert count(pane) == "3 of 3"
    assert painted(pane) == [("needle", False), ("needle", True)]
    thinking = pane._items[1].thinking
    assert thinking is not None
    assert not thinking.is_unfolded
    QTest.keyClick(pane._finding.bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert count(pane) == "2 of 3"
    assert thinking.is_unfolded
    assert [current for _, current in painted(pane)] == [False, True, False]


def test_thoughts_that_arrive_are_followed(pane: ConversationPane) -> None:
    pane.show_conversation([user("Where?")])
    answer = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(answer)
    look_for(pane, "needle")
    pane.append_thought(answer.id, "Perhaps a nee")
    pane.append_thought(answer.id, "dle.")
    assert pane._finding.position[1] == 1


def test_the_source_of_a_formula_in_a_line_is_found_and_the_formula_painted(
    pane: ConversationPane,
) -> None:
    pane.show_conversation([assistant("Mass: $E = mc^2$ and $a^2 + b^2$, then mc again.")])
    look_for(pane, "mc")
    assert count(pane) == "1 of 2"
    assert painted(pane) == [(OBJECT, True), ("mc", False)]
    QTest.keyClick(pane._finding.bar.field, Qt.Key.Key_Return)
    assert painted(pane) == [(OBJECT, False), ("mc", True)]


def test_emoji_are_found(pane: ConversationPane) -> None:
    pane.show_conversation([assistant("A 🙂 and a 👩‍🚀, then 🙂.")])
    pane.find_words()
    pane._finding.bar.field.setText("🙂")
    assert count(pane) == "1 of 2"
    pane._finding.bar.field.setText("👩‍🚀")
    assert painted(pane) == [("👩‍🚀", True)]
