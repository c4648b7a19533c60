"""Tasks that ask the window's inference thread from threads of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from gemini_desk.chat.message import Message
from gemini_desk.engine.events import Finished, GenerationRequest, Loaded, LoadRequest
from gemini_desk.engine.inference_thread import InferenceThread
from gemini_desk.errors import OutOfMemoryError
from gemini_desk.tasks.engine_calls import EngineCalls, TaskCancelledError, TaskSession
from tests.helpers.scripted_backend import Pause, ScriptedBackend

HELLO = GenerationRequest((Message.user("Hello"),))
LONG_S = 30


class Bench:
    """An inference thread with a loaded model, what the window hears, and a task's session."""

    def __init__(self):
        self.backend = ScriptedBackend()
        self.window = []
        self.ended = threading.Semaphore(0)
        self.calls = EngineCalls(self._hear)
        self.thread = InferenceThread(self.backend.factory, self.calls.receive)
        self.thread.start()
        self.thread.submit(LoadRequest("scripted"))
        assert self.ended.acquire(timeout=LONG_S)
        self.session = TaskSession(self.thread, self.calls, self.window[-1][1].model)

    def _hear(self, job_id, event):
        self.window.append((job_id, event))
        if isinstance(event, Loaded | Finished):
            self.ended.release()


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    bench.thread.close(LONG_S)


@pytest.fixture
def worker():
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_a_task_gets_its_answer_and_the_window_its_own(bench, worker):
    bench.backend.queue_reply("to ", "the task")
    bench.backend.queue_reply("to the window")
    text, ending = worker.submit(bench.session.answer, HELLO).result(LONG_S)
    assert text == "to the task"
    assert (bench.session.prompt_tokens, bench.session.completion_tokens) == (10, 2)
    assert isinstance(ending, Finished)
    heard = len(bench.window)
    job_id = bench.thread.submit(HELLO)
    assert bench.ended.acquire(timeout=LONG_S)
    assert {each_id for each_id, _ in bench.window[heard:]} == {job_id}


def test_what_is_asked_meanwhile_goes_between_two_questions_of_a_task(bench, worker):
    pause = Pause()
    for steps in ([pause, "one"], ["for a person"], ["two"]):
        bench.backend.queue_reply(*steps)
    task = worker.submit(lambda: [bench.session.answer(HELLO)[0] for _ in range(2)])
    pause.wait_reached()
    bench.thread.submit(HELLO)
    pause.release()
    assert task.result(LONG_S) == ["one", "two"]


def test_a_task_can_be_stopped_in_the_middle_of_a_question(bench, worker):
    pause = Pause()
    bench.backend.queue_reply("half", pause, "of it")
    task = worker.submit(bench.session.answer, HELLO)
    pause.wait_reached()
    bench.session.cancel()
    with pytest.raises(TaskCancelledError):
        task.result(LONG_S)
    with pytest.raises(TaskCancelledError):  # nor does it ask anything more
        worker.submit(bench.session.answer, HELLO).result(LONG_S)


def test_a_task_ends_with_the_program(bench, worker):
    pause = Pause()
    bench.backend.queue_reply(pause)
    task = worker.submit(bench.session.answer, HELLO)
    pause.wait_reached()
    bench.thread.close(LONG_S)
    with pytest.raises(TaskCancelledError):
        task.result(LONG_S)
    with pytest.raises(TaskCancelledError):
        worker.submit(bench.session.answer, HELLO).result(LONG_S)


def test_an_error_reaches_the_task(bench, worker):
    bench.backend.queue_reply(OutOfMemoryError("Too little memory."))
    with pytest.raises(OutOfMemoryError):
        worker.submit(bench.session.answer, HELLO).result(LONG_S)
