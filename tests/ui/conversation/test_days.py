"""The line between messages of different days, and the time of a message."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.ui.conversation.segments import DateLine
from gemini_desk.ui.conversation.views.date_view import DateView
from gemini_desk.ui.conversation.wording import day, time_of_day
from tests.ui.conversation.conftest import assistant, stream, user

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.pane import ConversationPane

NOW = datetime.datetime.now(datetime.UTC)


def ago(version: MessageVersion, days: int) -> MessageVersion:
    return replace(version, created_at=NOW - datetime.timedelta(days=days))


def lines(pane: ConversationPane) -> list[tuple[str, int]]:
    """What the lines say, and the index of the message below each."""
    return [
        (segment.view.text, segment.item.index)
        for segment in pane._layout.visible
        if isinstance(segment, DateLine) and isinstance(segment.view, DateView)
    ]


def test_a_line_where_another_day_begins(pane: ConversationPane) -> None:
    pane.show_conversation(
        [
            ago(user("long ago"), 40),
            ago(assistant("yes"), 40),
            ago(user("then"), 1),
            ago(assistant("yes"), 0),
            user("now"),
        ]
    )
    written = day((NOW - datetime.timedelta(days=40)).astimezone().date())
    assert lines(pane) == [(written, 0), ("Yesterday", 2), ("Today", 3)]


def test_no_line_on_a_single_day(pane: ConversationPane) -> None:
    pane.show_conversation([user("now"), assistant("yes")])
    stream(pane, ["a ", "b"])
    assert lines(pane) == []


def test_the_days_as_they_are_written() -> None:
    today = datetime.date(2026, 11, 22)
    assert day(today, today) == "Today"
    assert day(datetime.date(2026, 11, 21), today) == "Yesterday"
    assert day(datetime.date(2026, 11, 16), today) == "Monday, 16 November"
    assert day(datetime.date(2025, 3, 1), today) == "Saturday, 1 March 2025"


def test_the_line_stays_through_an_answer(pane: ConversationPane) -> None:
    pane.show_conversation([ago(user("yesterday"), 1)])
    answer = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(answer)
    for text in ("# One\n\n", "```py\nx = 1\n```\n\n", "and the end"):
        pane.append_text(answer.id, text)
    assert ("Today", 1) in lines(pane)
    whole = replace(assistant("# One\n\n```py\nx = 1\n```\n\nand the end"), id=answer.id)
    pane.end_answer(whole)
    assert ("Today", 1) in lines(pane)


def test_the_time_shows_where_the_pointer_is(
    pane: ConversationPane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[datetime.datetime] = []

    def follow(moment: datetime.datetime) -> str:
        asked.append(moment)
        return time_of_day(moment)

    monkeypatch.setattr("gemini_desk.ui.conversation.views.footer_view.time_of_day", follow)
    question, answer = user("What?"), assistant("That.")
    pane.show_conversation([question, answer])
    pane.grab()
    assert question.created_at not in asked
    pane._reveal.hover(20)
    pane.grab()
    assert question.created_at in asked
