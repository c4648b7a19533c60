"""A conversation that is summarised to go on from: which turns are read, and how often."""

from __future__ import annotations

import pytest

from gemini_desk.chat.message import Message
from gemini_desk.engine.events import GenerationRequest
from gemini_desk.errors import PromptTooLongError
from gemini_desk.tasks.summarise_turns import TurnsSummary


def begin(turns: int) -> TurnsSummary:
    messages = [
        message
        for number in range(turns)
        for message in (Message.user(f"question {number}"), Message.assistant(f"answer {number}"))
    ]
    return TurnsSummary(GenerationRequest(tuple(messages)))


def asked(summary: TurnsSummary) -> str:
    request = summary.next_request()
    assert request is not None
    return "\n".join(message.text for message in request.messages)


def test_turns_that_do_not_fit_are_read_part_by_part_behind_the_summary_so_far() -> None:
    summary = begin(4)
    assert "question 3" in asked(summary)
    summary.halve()
    assert "question 1" in asked(summary)
    assert "question 2" not in asked(summary)
    summary.add("We spoke of the first two.")
    assert "We spoke of the first two." in asked(summary)
    assert "answer 3" in asked(summary)
    summary.add("And of the rest.")
    assert summary.next_request() is None
    assert summary.text == "And of the rest."


def test_a_single_turn_that_does_not_fit_is_told() -> None:
    summary = begin(1)
    with pytest.raises(PromptTooLongError, match="longer than what the model can read"):
        summary.halve()


def test_a_summary_that_leaves_a_turn_no_room_is_cut_between_words() -> None:
    summary = begin(2)
    summary.halve()
    summary.add("word " * 100)
    summary.halve()
    assert summary.text == "word " * 49 + "…"
    for _ in range(20):
        if len(summary.text) < 80:
            break
        summary.halve()
    with pytest.raises(PromptTooLongError):
        summary.halve()
