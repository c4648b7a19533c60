"""What a reader looks at stays where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.ui.conversation import expansion
from gemini_desk.ui.conversation.segments import Code
from gemini_desk.ui.theme import Theme, ThemeChoice
from tests.helpers.markdown_data import tokens
from tests.ui.conversation.conftest import assistant, conversation

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.conversation.segments import Segment


def tops(pane: ConversationPane) -> dict[Segment, int]:
    return {s: s.view.y() for s in pane._layout.visible if s.view is not None}


def test_opens_at_the_end(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(200))
    bar = pane.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    assert pane._layout.visible[-1].item is pane._items.last


def test_opens_5000_messages_and_measures_only_what_is_near(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(5000))
    expanded = [item for item in pane._items if item.segments is not None]
    assert len(expanded) <= 12
    assert len(pane._layout.visible) <= 60


def test_few_widgets_wherever_one_scrolls(pane: ConversationPane) -> None:
    pane.resize(900, 1400)
    pane.show_conversation(conversation(1000))
    bar = pane.verticalScrollBar()
    for step in range(30):
        bar.setValue(bar.maximum() * step // 30)
        assert len(pane._layout.visible) <= 60
    assert sum(1 for _ in pane._pool) <= 120  # of seven kinds, shown or kept


def test_scrolling_up_is_exact_although_heights_were_estimates(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(400))
    bar = pane.verticalScrollBar()
    compared = 0
    for _ in range(600):
        before = tops(pane)
        bar.setValue(bar.value() - 40)
        after = tops(pane)
        for segment in before.keys() & after.keys():
            assert after[segment] - before[segment] == 40
            compared += 1
    assert compared > 1000


def test_scrolling_down_is_exact_too(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(400))
    bar = pane.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    for _ in range(300):
        before = tops(pane)
        bar.setValue(bar.value() + 40)
        after = tops(pane)
        for segment in before.keys() & after.keys():
            assert after[segment] - before[segment] == -40


def test_nothing_moves_for_a_reader_who_scrolled_up(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(60))
    answer = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(answer)
    arrived = tokens(4000)
    for token in arrived[:800]:
        pane.append_text(answer.id, token)
    bar = pane.verticalScrollBar()
    bar.setValue(bar.value() - 600)  # into the answer that is arriving
    before = tops(pane)
    value = bar.value()
    for start in range(800, 4000, 7):
        pane.append_text(answer.id, "".join(arrived[start : start + 7]))
        assert bar.value() == value
    after = tops(pane)
    frozen = [segment for segment in before if segment.item.id != answer.id or segment.index < 3]
    assert all(after[segment] == before[segment] for segment in frozen)


def test_a_reader_at_the_end_stays_at_the_end(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(20))
    answer = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(answer)
    bar = pane.verticalScrollBar()
    for token in tokens(600):
        pane.append_text(answer.id, token)
        assert bar.value() == bar.maximum()


def test_only_the_person_unsticks_the_view(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(60))
    pane.resize(700, 500)
    assert pane._layout.scrolling.is_at_end
    Theme.apply(ThemeChoice.DARK)
    assert pane._layout.scrolling.is_at_end
    pane.verticalScrollBar().setValue(50)
    pane.resize(900, 700)
    assert not pane._layout.scrolling.sticks


def test_a_change_of_width_keeps_the_place(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(300))
    bar = pane.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    top = next(s for s in pane._layout.visible if s.view is not None and s.view.y() >= 0)
    pane.resize(640, 700)
    assert top.view is not None
    assert 0 <= top.view.y() < 700


def test_the_jump_button_leads_to_the_end(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(100))
    assert pane._jump.isHidden()
    pane.verticalScrollBar().setValue(0)
    assert pane._jump.isVisible()
    QTest.mouseClick(pane._jump, Qt.MouseButton.LeftButton)
    assert pane._layout.scrolling.is_at_end
    assert pane._jump.isHidden()


def test_removing_messages_keeps_the_rest(pane: ConversationPane) -> None:
    versions = conversation(40)
    pane.show_conversation(versions)
    pane.remove_messages_after(versions[9].id)
    assert [item.id for item in pane._items] == [version.id for version in versions[:10]]
    assert all(segment.item.index < 10 for segment in pane._layout.visible)
    pane.clear()
    assert not pane._layout.visible


def test_another_conversation_takes_the_place_of_the_first(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(100))
    second = conversation(3)
    pane.show_conversation(second)
    assert {segment.item.id for segment in pane._layout.visible} <= {v.id for v in second}
    shown = [view for view in pane._pool if not view.isHidden()]
    assert len(shown) == len(pane._layout.visible)


def test_memory_stays_bounded_while_one_scrolls(
    pane: ConversationPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expansion, "KEPT_MESSAGES", 20)
    pane.show_conversation(conversation(80))
    bar = pane.verticalScrollBar()
    while bar.value() > 0:
        bar.setValue(bar.value() - 500)
    expanded = [item for item in pane._items if item.segments is not None]
    assert len(expanded) <= 24


def test_scrolling_back_to_forgotten_messages_is_exact(
    pane: ConversationPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expansion, "KEPT_MESSAGES", 10)
    pane.show_conversation(conversation(60))
    bar = pane.verticalScrollBar()
    bar.setValue(0)
    for _ in range(100):
        bar.setValue(bar.value() + 120)
    for _ in range(90):
        before = tops(pane)
        bar.setValue(bar.value() - 120)
        after = tops(pane)
        moved = {after[segment] - before[segment] for segment in before.keys() & after.keys()}
        assert moved <= {120}


def test_scrolling_away_from_a_focused_button_does_not_jump(
    pane: ConversationPane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane.show_conversation([assistant("```a\n1\n```\n"), *conversation(60)])
    bar = pane.verticalScrollBar()
    bar.setValue(0)
    pane.activateWindow()
    button = next(s.view.copy_button for s in pane._layout.visible if isinstance(s, Code))
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    jumps: list[int] = []
    monkeypatch.setattr(pane._layout.scrolling, "ensure_visible", lambda top, _: jumps.append(top))
    bar.setValue(3000)
    assert pane.hasFocus()
    assert not jumps
