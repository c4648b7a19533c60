"""The inference thread: order, cancelling, errors, closing; each job ends exactly once."""

from __future__ import annotations

import gc
import logging
import threading
import weakref
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.answer import FinishReason, Usage
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import (
    Event,
    Failed,
    Finished,
    GenerationRequest,
    GenerationStarted,
    JobId,
    Loaded,
    LoadProgress,
    LoadRequest,
    TextDelta,
    Unloaded,
    UnloadRequest,
)
from gemini_desk.engine.inference_thread import InferenceThread
from gemini_desk.errors import (
    GenerationError,
    InputError,
    ModelLoadError,
    ModelNotFoundError,
    OutOfMemoryError,
)
from tests.helpers.scripted_backend import TIMEOUT_S, Pause, ScriptedBackend

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDINGS = (Loaded, Finished, Unloaded, Failed)
NEVER_S = 1e6
LOAD = LoadRequest("scripted")
ASK = GenerationRequest((Message.user("one two three"),))


class RecordingSink:
    """Keeps every event and lets a test wait for a job's ending."""

    def __init__(self) -> None:
        self.events: list[tuple[JobId, Event]] = []
        self._changed = threading.Condition()

    def __call__(self, job_id: JobId, event: Event) -> None:
        with self._changed:
            self.events.append((job_id, event))
            self._changed.notify_all()

    def of(self, job_id: JobId) -> list[Event]:
        return [event for owner, event in self.events if owner == job_id]

    def endings(self, job_id: JobId) -> list[Event]:
        return [event for event in self.of(job_id) if isinstance(event, ENDINGS)]

    def ending(self, job_id: JobId) -> Event:
        with self._changed:
            assert self._changed.wait_for(lambda: self.endings(job_id), TIMEOUT_S)
        return self.endings(job_id)[0]

    def text(self, job_id: JobId) -> str:
        return "".join(event.text for event in self.of(job_id) if isinstance(event, TextDelta))


class Desk:
    """A started thread, its backend and its sink."""

    def __init__(self) -> None:
        self.backend = ScriptedBackend()
        self.sink = RecordingSink()
        self.thread = InferenceThread(self.backend.factory, self.sink)

    def load(self) -> None:
        assert isinstance(self.sink.ending(self.thread.submit(LOAD)), Loaded)


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    desk.thread.start()
    yield desk
    assert desk.thread.close(TIMEOUT_S)
    for job_id, _ in desk.sink.events:
        assert len(desk.sink.endings(job_id)) == 1
        assert isinstance(desk.sink.of(job_id)[-1], ENDINGS)


def failure(desk: Desk, job_id: JobId) -> Exception:
    ending = desk.sink.ending(job_id)
    assert isinstance(ending, Failed)
    return ending.error


def test_loads_then_answers_in_order(desk: Desk) -> None:
    desk.backend.queue_load(LoadProgress("Reading weights", 0.5))
    load = desk.thread.submit(LOAD)
    ask = desk.thread.submit(ASK)

    assert isinstance(desk.sink.ending(ask), Finished)

    assert desk.sink.of(load)[0] == LoadProgress("Reading weights", 0.5)
    assert isinstance(desk.sink.ending(load), Loaded)
    assert desk.sink.of(ask)[0] == GenerationStarted()
    assert desk.sink.text(ask) == "one two three"
    owners = [owner for owner, _ in desk.sink.events]
    assert owners == sorted(owners)


def test_jobs_submitted_before_start_run_after_it() -> None:
    desk = Desk()
    job = desk.thread.submit(LOAD)
    assert desk.sink.events == []
    desk.thread.start()
    assert isinstance(desk.sink.ending(job), Loaded)
    assert desk.thread.close(TIMEOUT_S)


def test_without_a_model_an_answer_fails_clearly(desk: Desk) -> None:
    error = failure(desk, desk.thread.submit(ASK))
    assert isinstance(error, ModelLoadError)
    assert "No model is loaded" in str(error)


def test_unload_frees_the_backend(desk: Desk) -> None:
    desk.load()
    assert desk.sink.ending(desk.thread.submit(UnloadRequest())) == Unloaded()
    assert desk.backend.unloads == 1
    assert isinstance(failure(desk, desk.thread.submit(ASK)), ModelLoadError)


def test_loading_another_model_unloads_the_first(desk: Desk) -> None:
    desk.load()
    desk.load()
    assert desk.backend.unloads == 1


def test_cancel_in_mid_answer_keeps_what_came(desk: Desk) -> None:
    desk.load()
    pause = Pause()
    desk.backend.queue_reply("Hel", pause, "lo")
    job = desk.thread.submit(ASK)
    pause.wait_reached()
    desk.thread.cancel(job)

    ending = desk.sink.ending(job)

    assert isinstance(ending, Finished)
    assert ending.reason is FinishReason.CANCELLED
    assert ending.usage.completion_tokens == 1
    assert desk.sink.text(job) == "Hel"


def test_cancel_of_a_queued_answer_ends_it_at_once(desk: Desk) -> None:
    desk.load()
    pause = Pause()
    desk.backend.queue_reply(pause, "first")
    first = desk.thread.submit(ASK)
    second = desk.thread.submit(ASK)
    pause.wait_reached()

    desk.thread.cancel(second)

    ending = desk.sink.endings(second)[0]  # while the first one still runs
    assert isinstance(ending, Finished)
    assert ending.reason is FinishReason.CANCELLED
    assert ending.usage == Usage()
    pause.release()
    desk.sink.ending(first)
    assert len(desk.backend.requests) == 1


def test_cancel_of_a_running_load_ends_with_unloaded(desk: Desk) -> None:
    pause = Pause()
    desk.backend.queue_load(pause)
    job = desk.thread.submit(LOAD)
    pause.wait_reached()
    desk.thread.cancel(job)
    assert desk.sink.ending(job) == Unloaded()
    assert isinstance(failure(desk, desk.thread.submit(ASK)), ModelLoadError)


def test_cancel_of_a_queued_load_leaves_nothing_loaded(desk: Desk) -> None:
    desk.load()
    pause = Pause()
    desk.backend.queue_reply(pause, "answer")
    desk.thread.submit(ASK)
    load = desk.thread.submit(LoadRequest("other"))
    pause.wait_reached()
    desk.thread.cancel(load)
    pause.release()
    assert desk.sink.ending(load) == Unloaded()
    assert desk.backend.loads == [LOAD]
    assert isinstance(failure(desk, desk.thread.submit(ASK)), ModelLoadError)


def test_cancel_of_an_ended_or_unknown_job_is_harmless(desk: Desk) -> None:
    desk.load()
    job = desk.thread.submit(ASK)
    desk.sink.ending(job)
    desk.thread.cancel(job)
    desk.thread.cancel(JobId(999))
    assert len(desk.sink.endings(job)) == 1


def test_a_known_error_travels_as_it_is_without_frames(desk: Desk) -> None:
    desk.load()
    known = OutOfMemoryError("The memory ran out.", hint="Choose a smaller model.")
    known.__cause__ = ValueError("holds frames")
    desk.backend.queue_reply("Hel", known)
    job = desk.thread.submit(ASK)

    error = failure(desk, job)

    assert error is known
    assert (error.__traceback__, error.__cause__, error.__context__) == (None, None, None)
    assert desk.sink.text(job) == "Hel"


def test_an_unknown_error_becomes_a_clear_one_and_is_logged(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.load()
    desk.backend.queue_reply("Hel", ValueError("shape mismatch"))
    with caplog.at_level(logging.ERROR):
        error = failure(desk, desk.thread.submit(ASK))
    assert isinstance(error, GenerationError)
    assert "ValueError: shape mismatch" in str(error)
    assert (error.__traceback__, error.__cause__, error.__context__) == (None, None, None)
    assert "Traceback" in caplog.text
    caplog.clear()


class Panic(BaseException):
    """What a Rust extension raises when it panics: no Exception."""


@pytest.mark.parametrize("unknown", [RuntimeError("broken"), Panic("index out of range")])
def test_the_thread_outlives_every_error(
    desk: Desk, unknown: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    desk.backend.queue_load(unknown)
    error = failure(desk, desk.thread.submit(LOAD))
    assert isinstance(error, ModelLoadError)
    desk.load()
    desk.backend.queue_reply(unknown)
    assert isinstance(failure(desk, desk.thread.submit(ASK)), GenerationError)
    assert isinstance(desk.sink.ending(desk.thread.submit(ASK)), Finished)
    caplog.clear()


def test_the_computers_memory_running_out_is_told(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.load()
    desk.backend.queue_reply(MemoryError())
    assert isinstance(failure(desk, desk.thread.submit(ASK)), OutOfMemoryError)
    caplog.clear()


def test_a_load_that_fails_leaves_nothing_loaded(desk: Desk) -> None:
    desk.load()
    desk.backend.queue_load(ModelNotFoundError("No such model."))
    assert isinstance(failure(desk, desk.thread.submit(LOAD)), ModelNotFoundError)
    assert isinstance(failure(desk, desk.thread.submit(ASK)), ModelLoadError)


def test_a_failed_answer_leaves_the_model_loaded(desk: Desk) -> None:
    desk.load()
    desk.backend.queue_reply(InputError("No."))
    failure(desk, desk.thread.submit(ASK))
    assert isinstance(desk.sink.ending(desk.thread.submit(ASK)), Finished)


def test_an_idle_thread_keeps_no_error_alive(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    class Tensor:
        """Stands for what a frame holds."""

    tensor = Tensor()
    alive = weakref.ref(tensor)
    error = RuntimeError("broken")
    error.tensor = tensor  # type: ignore[attr-defined]
    desk.load()
    desk.backend.queue_reply(error)
    job = desk.thread.submit(ASK)
    del tensor, error
    failure(desk, job)
    desk.sink.ending(desk.thread.submit(ASK))
    caplog.clear()
    gc.collect()
    assert alive() is None


def test_a_sink_that_raises_does_not_stop_the_thread(caplog: pytest.LogCaptureFixture) -> None:
    backend = ScriptedBackend()
    recorder = RecordingSink()

    def sink(job_id: JobId, event: Event) -> None:
        recorder(job_id, event)
        raise RuntimeError("the window is gone")

    thread = InferenceThread(backend.factory, sink)
    thread.start()
    thread.submit(LOAD)
    job = thread.submit(ASK)
    assert isinstance(recorder.ending(job), Finished)
    assert recorder.text(job) == "one two three"
    assert thread.close(TIMEOUT_S)
    caplog.clear()


def test_close_ends_every_job_once() -> None:
    desk = Desk()
    desk.thread.start()
    desk.load()
    pause = Pause()
    desk.backend.queue_reply("Hel", pause, "lo")
    running = desk.thread.submit(ASK)
    queued = [
        desk.thread.submit(ASK),
        desk.thread.submit(LOAD),
        desk.thread.submit(UnloadRequest()),
    ]
    pause.wait_reached()

    assert desk.thread.close(TIMEOUT_S)

    for job in (running, queued[0]):
        assert [e.reason for e in desk.sink.endings(job)] == [FinishReason.CANCELLED]  # type: ignore[union-attr]
    assert desk.sink.endings(queued[1]) == [Unloaded()]
    assert desk.sink.endings(queued[2]) == [Unloaded()]
    assert desk.backend.unloads == 1
    assert desk.thread.close(0.0)  # twice is harmless


def test_close_gives_up_on_a_load_that_hangs() -> None:
    desk = Desk()
    hanging, reached = threading.Event(), threading.Event()

    def hang(request: LoadRequest) -> ScriptedBackend:
        reached.set()
        hanging.wait(TIMEOUT_S)
        return desk.backend

    thread = InferenceThread(hang, desk.sink)
    thread.start()
    job = thread.submit(LOAD)
    assert reached.wait(TIMEOUT_S)
    assert not thread.close(NEVER_S, load_timeout_s=0.0), "nobody waits for a load"
    assert desk.sink.endings(job) == [Unloaded()]
    hanging.set()
    assert thread.close(TIMEOUT_S)
    assert desk.sink.of(job) == [Unloaded()]


def test_close_gives_up_on_an_answer_that_hangs(caplog: pytest.LogCaptureFixture) -> None:
    backend, sink = ScriptedBackend(), RecordingSink()
    hanging, reached = threading.Event(), threading.Event()

    def hang(job_id: JobId, event: Event) -> None:
        sink(job_id, event)
        if isinstance(event, TextDelta):
            reached.set()
            hanging.wait(TIMEOUT_S)

    thread = InferenceThread(backend.factory, hang)
    thread.start()
    thread.submit(LOAD)
    job = thread.submit(ASK)
    assert reached.wait(TIMEOUT_S)
    assert not thread.close(0.0, load_timeout_s=NEVER_S)
    assert "still runs" in caplog.text
    assert len(sink.endings(job)) == 1
    hanging.set()
    assert thread.close(TIMEOUT_S)
    assert len(sink.endings(job)) == 1
    caplog.clear()


def test_close_before_start_ends_what_was_queued() -> None:
    desk = Desk()
    job = desk.thread.submit(LOAD)
    assert desk.thread.close(0.0)
    assert desk.sink.of(job) == [Unloaded()]


def test_submit_after_close_is_refused() -> None:
    desk = Desk()
    desk.thread.start()
    desk.thread.close(TIMEOUT_S)
    with pytest.raises(RuntimeError, match="closed"):
        desk.thread.submit(LOAD)


def test_many_threads_submit_and_cancel(desk: Desk) -> None:
    desk.load()
    jobs: list[JobId] = []

    def chat() -> None:
        for turn in range(25):
            job = desk.thread.submit(ASK)
            jobs.append(job)
            if turn % 2:
                desk.thread.cancel(job)

    people = [threading.Thread(target=chat) for _ in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join(TIMEOUT_S)
    for job in jobs:
        assert isinstance(desk.sink.ending(job), Finished)
    assert len(jobs) == len(set(jobs)) == 200
