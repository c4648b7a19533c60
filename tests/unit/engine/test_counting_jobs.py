"""Counts of tokens on the inference thread: they wait, make way, and replace each other."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from gemini_desk.engine.events import (
    CountDropped,
    Event,
    Failed,
    Finished,
    JobId,
    TokensCounted,
)
from gemini_desk.engine.inference_thread import InferenceThread
from gemini_desk.errors import UnsupportedAttachmentError
from tests.helpers.scripted_backend import TIMEOUT_S, Pause, ScriptedBackend
from tests.unit.engine.conftest import ASK, Bench, count_of

if TYPE_CHECKING:
    import pytest


def test_a_count_says_what_the_prompt_holds(bench: Bench) -> None:
    ending = bench.ending(bench.thread.submit(count_of("four words are here")))
    assert ending == TokensCounted(4, context_tokens=8192)


def test_without_a_model_there_is_nothing_to_count() -> None:
    received: list[Event] = []
    done = threading.Event()

    def sink(_job_id: JobId, event: Event) -> None:
        received.append(event)
        done.set()

    thread = InferenceThread(ScriptedBackend().factory, sink)
    thread.start()
    thread.submit(count_of("hello"))
    assert done.wait(TIMEOUT_S)
    thread.close()
    assert received == [CountDropped()]


def test_answers_go_before_counts_that_wait(bench: Bench) -> None:
    pause = Pause()
    bench.backend.queue_reply("a", pause)
    first = bench.thread.submit(ASK)
    pause.wait_reached()
    count = bench.thread.submit(count_of("hello"))
    second = bench.thread.submit(ASK)
    pause.release()
    bench.ending(count)
    assert [job for job, _ in bench.endings][1:] == [first, second, count]


def test_a_count_that_runs_makes_way_for_an_answer(bench: Bench) -> None:
    bench.backend.count_pause = pause = Pause()
    count = bench.thread.submit(count_of("hello"))
    pause.wait_reached()  # and is never released
    answer = bench.thread.submit(ASK)
    assert isinstance(bench.ending(answer), Finished)
    assert bench.ending(count) == CountDropped()


def test_only_the_newest_count_for_a_purpose_is_answered(bench: Bench) -> None:
    pause = Pause()
    bench.backend.queue_reply("a", pause)
    bench.thread.submit(ASK)
    pause.wait_reached()
    stale = bench.thread.submit(count_of("hello"))
    other = bench.thread.submit(count_of("hello you there", "overflow"))
    newest = bench.thread.submit(count_of("hello you"))
    assert bench.ending(stale) == CountDropped(), "at once, not when its turn comes"
    pause.release()
    assert bench.ending(newest) == TokensCounted(2, context_tokens=8192)
    assert bench.ending(other) == TokensCounted(3, context_tokens=8192)
    assert len(bench.backend.counts) == 2


def test_a_count_that_runs_is_left_alone_by_one_for_another_purpose(bench: Bench) -> None:
    bench.backend.count_pause = pause = Pause()
    running = bench.thread.submit(count_of("hello"))
    pause.wait_reached()
    other = bench.thread.submit(count_of("hello you", "overflow"))
    pause.release()
    assert bench.ending(running) == TokensCounted(1, context_tokens=8192)
    assert bench.ending(other) == TokensCounted(2, context_tokens=8192)


def test_a_count_can_be_cancelled_while_it_waits_and_while_it_runs(bench: Bench) -> None:
    bench.backend.count_pause = pause = Pause()
    running = bench.thread.submit(count_of("hello"))
    pause.wait_reached()
    waiting = bench.thread.submit(count_of("you", "overflow"))
    for job in (waiting, running):
        bench.thread.cancel(job)
        assert bench.ending(job) == CountDropped()


def test_closing_ends_counts(bench: Bench) -> None:
    bench.backend.count_pause = pause = Pause()
    running = bench.thread.submit(count_of("hello"))
    pause.wait_reached()
    waiting = bench.thread.submit(count_of("you", "overflow"))
    assert bench.thread.close()
    assert bench.ending(running) == bench.ending(waiting) == CountDropped()


def test_a_count_that_fails_says_why(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    error = UnsupportedAttachmentError("No pictures.")

    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(bench.backend, "count_tokens", refuse)
    ending = bench.ending(bench.thread.submit(count_of("hello")))
    assert isinstance(ending, Failed)
    assert ending.error is error
