"""Answers reach the store from the inference thread's own events."""

import threading

import pytest

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.conversation import MessageId, MessageStatus
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import GenerationRequest, LoadRequest
from gemini_desk.engine.inference_thread import InferenceThread
from gemini_desk.errors import OutOfMemoryError
from gemini_desk.tasks.answer_recorder import AnswerRecorder
from tests.helpers.scripted_backend import Pause, ScriptedBackend, Thought

ANSWER = MessageId("answer")


class RememberingStore:
    """Stands for the store's thread: it remembers what it was told, in order."""

    def __init__(self):
        self.text = ""
        self.thoughts = ""
        self.endings = []
        self.ended = threading.Event()

    def append_text(self, message_id, delta, kind="text"):
        assert message_id == ANSWER
        assert not self.endings, "text came after the ending"
        if kind == "thought":
            self.thoughts += delta
        else:
            self.text += delta

    def finish(self, message_id, status, answer):
        assert message_id == ANSWER
        self.endings.append((status, answer))
        self.ended.set()


class Running:
    def __init__(self):
        self.backend = ScriptedBackend()
        self.store = RememberingStore()
        self.forwarded = []
        self.recorder = AnswerRecorder(self.store, lambda *event: self.forwarded.append(event))
        self.thread = InferenceThread(self.backend.factory, self.recorder.receive)
        self.thread.start()
        self.thread.submit(LoadRequest("starter"))

    def ask(self):
        request = GenerationRequest((Message.user("one two"),))
        return self.recorder.submit(self.thread, request, ANSWER)


@pytest.fixture
def running():
    running = Running()
    yield running
    running.thread.close(10)


def test_text_and_ending_are_written_and_forwarded(running):
    pause = Pause()
    running.backend.queue_reply("Hel", "lo", pause)
    job_id = running.ask()
    pause.wait_reached()
    assert running.store.text == "Hello"
    pause.release()
    assert running.store.ended.wait(10)
    ((status, details),) = running.store.endings
    assert status is MessageStatus.COMPLETE
    assert details.finish_reason is FinishReason.STOP
    assert details.model.id == "starter"
    running.thread.close(10)
    assert [event for job, event in running.forwarded if job == job_id][-1].model.id == "starter"


def test_an_error_keeps_the_text_that_came(running):
    running.backend.queue_reply("Hel", OutOfMemoryError("Full.", hint="Choose a smaller one."))
    running.ask()
    assert running.store.ended.wait(10)
    ((status, details),) = running.store.endings
    assert running.store.text == "Hel"
    assert status is MessageStatus.FAILED
    assert (details.error, details.error_hint) == ("Full.", "Choose a smaller one.")


@pytest.mark.parametrize(
    ("closing", "status"), [(False, MessageStatus.COMPLETE), (True, MessageStatus.INTERRUPTED)]
)
def test_a_cancelled_answer_is_interrupted_only_if_nobody_stopped_it(running, closing, status):
    pause = Pause()
    running.backend.queue_reply("Hel", pause, "lo")
    job_id = running.ask()
    pause.wait_reached()
    if closing:
        running.recorder.begin_closing()
        running.thread.close(10)
    else:
        running.thread.cancel(job_id)
        assert running.store.ended.wait(10)
    ((written, details),) = running.store.endings
    assert written is status
    assert details.finish_reason is FinishReason.CANCELLED
    assert running.store.text == "Hel"


def test_thoughts_are_written_as_such(running):
    running.backend.queue_reply(Thought("Hm. "), Thought("Well."), "Yes")
    running.ask()
    assert running.store.ended.wait(10)
    assert running.store.thoughts == "Hm. Well."
    assert running.store.text == "Yes"
