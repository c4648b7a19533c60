"""Generations that nobody waits for: they never delay anything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gemini_desk.chat.answer import FinishReason
from gemini_desk.engine.events import (
    Event,
    Finished,
    LoadRequest,
    TokensCounted,
    UnloadRequest,
)
from tests.helpers.scripted_backend import Pause
from tests.unit.engine.conftest import ASK, Bench, count_of

ASIDE = replace(ASK, incidental=True)


def reason(ending: Event) -> FinishReason:
    assert isinstance(ending, Finished)
    return ending.reason


def test_it_runs_while_nothing_else_is_to_be_done(bench: Bench) -> None:
    assert reason(bench.ending(bench.thread.submit(ASIDE))) is FinishReason.STOP


def test_an_answer_ends_it_at_once(bench: Bench) -> None:
    pause = Pause()
    bench.backend.queue_reply("a", pause, "b")
    aside = bench.thread.submit(ASIDE)
    pause.wait_reached()  # and is never released
    answer = bench.thread.submit(ASK)
    assert reason(bench.ending(answer)) is FinishReason.STOP
    assert reason(bench.ending(aside)) is FinishReason.CANCELLED
    assert [job for job, _ in bench.endings][1:] == [aside, answer]


@pytest.mark.parametrize("request_", [LoadRequest("other"), UnloadRequest()])
def test_so_does_everything_else(bench: Bench, request_: LoadRequest | UnloadRequest) -> None:
    pause = Pause()
    bench.backend.queue_reply("a", pause)
    aside = bench.thread.submit(ASIDE)
    pause.wait_reached()
    bench.thread.submit(request_)
    assert reason(bench.ending(aside)) is FinishReason.CANCELLED


def test_it_does_not_wait_for_an_answer_to_end(bench: Bench) -> None:
    """It would push the conversation that is led then out of the cache."""
    pause = Pause()
    bench.backend.queue_reply("a", pause)
    answer = bench.thread.submit(ASK)
    pause.wait_reached()
    aside = bench.thread.submit(ASIDE)
    assert reason(bench.ending(aside)) is FinishReason.CANCELLED
    pause.release()
    assert reason(bench.ending(answer)) is FinishReason.STOP
    assert len(bench.backend.requests) == 1


def test_one_that_waits_is_dropped_when_an_answer_is_asked_for(bench: Bench) -> None:
    bench.backend.count_pause = pause = Pause()
    count = bench.thread.submit(count_of("hello"))
    pause.wait_reached()
    aside = bench.thread.submit(ASIDE)
    answer = bench.thread.submit(ASK)
    assert reason(bench.ending(aside)) is FinishReason.CANCELLED
    bench.ending(answer)
    bench.ending(count)
    assert bench.backend.requests == [ASK]


def test_counts_go_first(bench: Bench) -> None:
    bench.backend.count_pause = pause = Pause()
    first = bench.thread.submit(count_of("hello"))
    pause.wait_reached()
    aside = bench.thread.submit(ASIDE)
    second = bench.thread.submit(count_of("hello", "overflow"))
    pause.release()
    assert isinstance(bench.ending(second), TokensCounted)
    assert reason(bench.ending(aside)) is FinishReason.STOP
    assert [job for job, _ in bench.endings][1:] == [first, second, aside]


def test_a_count_does_not_end_it(bench: Bench) -> None:
    pause = Pause()
    bench.backend.queue_reply("a", pause, "b")
    aside = bench.thread.submit(ASIDE)
    pause.wait_reached()
    count = bench.thread.submit(count_of("hello"))
    pause.release()
    assert reason(bench.ending(aside)) is FinishReason.STOP
    assert isinstance(bench.ending(count), TokensCounted)


def test_it_can_be_cancelled_and_closing_ends_it(bench: Bench) -> None:
    pause = Pause()
    bench.backend.queue_reply("a", pause)
    running = bench.thread.submit(ASIDE)
    pause.wait_reached()
    waiting = bench.thread.submit(ASIDE)
    bench.thread.cancel(waiting)
    assert reason(bench.ending(waiting)) is FinishReason.CANCELLED
    assert bench.thread.close()
    assert reason(bench.ending(running)) is FinishReason.CANCELLED


def test_a_count_that_a_question_depends_on_ends_it(bench: Bench) -> None:
    pause = Pause()
    bench.backend.queue_reply("a", pause)  # is never released
    running = bench.thread.submit(ASIDE)
    pause.wait_reached()
    waiting = bench.thread.submit(ASIDE)
    count = bench.thread.submit(replace(count_of("hello"), awaited=True))
    assert isinstance(bench.ending(count), TokensCounted)
    assert reason(bench.ending(running)) is FinishReason.CANCELLED
    assert reason(bench.ending(waiting)) is FinishReason.CANCELLED


def test_it_does_not_wait_for_a_count_that_a_question_depends_on(bench: Bench) -> None:
    bench.backend.count_pause = pause = Pause()
    count = bench.thread.submit(replace(count_of("hello"), awaited=True))
    pause.wait_reached()
    assert reason(bench.ending(bench.thread.submit(ASIDE))) is FinishReason.CANCELLED
    pause.release()
    bench.ending(count)
