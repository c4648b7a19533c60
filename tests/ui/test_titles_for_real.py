"""Titles by a real model on the real engine thread, in the whole application."""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING

import pytest

from gemini_desk.app import Desk
from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.conversation import TitleOrigin
from gemini_desk.diagnostics import Diagnostics
from gemini_desk.engine.events import Finished, GenerationRequest, GenerationStarted
from gemini_desk.tasks import title
from gemini_desk.ui.engine_bridge import EngineBridge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gemini_desk.engine.events import Event, JobId, Request
    from gemini_desk.paths import Profile

pytestmark = [pytest.mark.weights, pytest.mark.slow]
TIMEOUT_MS = 60_000


@pytest.fixture
def desk(qtbot: QtBot, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The application with the starter, as if that were large enough to write titles."""
    monkeypatch.setattr(title, "_LEAST_PARAMETERS", 1)
    desk = Desk(profile, Diagnostics(profile.log_dir), model="starter")
    desk.furnish()
    with qtbot.waitSignal(desk.models.loaded, timeout=TIMEOUT_MS):
        desk.start()
    yield desk
    desk.window.close()
    desk.close()


class Jobs:
    """What the engine's thread does, job by job."""

    def __init__(self, desk: Desk) -> None:
        self.started: list[int] = []
        self.ended: dict[int, Finished] = {}
        desk.bridge.event_arrived.connect(self._take)

    def _take(self, job_id: int, event: object) -> None:
        if isinstance(event, GenerationStarted):
            self.started.append(job_id)
        elif isinstance(event, Finished):
            self.ended[job_id] = event


def send(qtbot: QtBot, desk: Desk, text: str) -> None:
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=TIMEOUT_MS):
        desk.messages.send(text)


def name_of(desk: Desk) -> tuple[str, TitleOrigin]:
    conversation = desk.open_conversation.conversation
    return conversation.title, conversation.title_origin


def test_the_window_has_the_title_that_the_model_wrote(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(title, "_ASK", "Thank you!")  # the starter knows a short answer to it
    jobs = Jobs(desk)
    with qtbot.waitSignal(
        desk.open_conversation.title_changed,
        timeout=TIMEOUT_MS,
        check_params_cb=lambda it: it.title_origin is TitleOrigin.MODEL,
    ):
        send(qtbot, desk, "What can you do?")
    wanted = ("You're welcome!", TitleOrigin.MODEL)
    assert name_of(desk) == wanted
    answered, asked = (jobs.ended[job] for job in jobs.started)
    assert asked.usage.cached_tokens >= answered.usage.completion_tokens, "nothing is read twice"
    open_id = desk.open_conversation.conversation.id
    stored = desk.store.submit(lambda store: store.load(open_id)).result(30)
    assert (stored.title, stored.title_origin) == wanted
    assert len(stored.branch()) == 2, "neither the asking nor its answer is part of it"
    qtbot.waitUntil(lambda: desk.window.windowTitle().startswith("You're welcome!"))


def test_a_speech_is_no_title(qtbot: QtBot, desk: Desk) -> None:
    """Asked for one, the starter tells what it can do: the first words stay."""
    jobs = Jobs(desk)
    send(qtbot, desk, "What can you do?")
    qtbot.waitUntil(lambda: len(jobs.ended) == 2, timeout=TIMEOUT_MS)
    assert jobs.ended[jobs.started[1]].reason is FinishReason.LENGTH
    assert name_of(desk) == ("What can you do?", TitleOrigin.WORDS)


class Gate:
    """Holds the engine's thread at the beginning of its second answer until it is opened.

    A title of the starter is written within a tenth of a second: nobody is sure to be faster.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()
        begun = itertools.count(1)
        post = EngineBridge.post

        def held(bridge: EngineBridge, job_id: JobId, event: Event) -> None:
            if isinstance(event, GenerationStarted) and next(begun) == 2:
                self.reached.set()
                assert self.opened.wait(TIMEOUT_MS / 1000), "nobody opened the gate"
            post(bridge, job_id, event)

        monkeypatch.setattr(EngineBridge, "post", held)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate(monkeypatch)
    yield gate
    gate.opened.set()


def test_a_title_makes_way_for_the_next_question_and_is_asked_for_again(
    qtbot: QtBot, gate: Gate, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = Jobs(desk)
    send(qtbot, desk, "What can you do?")
    qtbot.waitUntil(gate.reached.is_set, timeout=TIMEOUT_MS)  # a title is on its way
    submit = desk.inference.submit

    def submit_and_open(request: Request) -> JobId:
        job_id = submit(request)
        if isinstance(request, GenerationRequest):
            gate.opened.set()
        return job_id

    monkeypatch.setattr(desk.inference, "submit", submit_and_open)
    send(qtbot, desk, "Thank you!")
    question = desk.open_conversation.conversation.branch()[-1]
    assert question.message.text == "You're welcome!"
    first, title_job, second, *_ = jobs.started
    assert jobs.ended[title_job].reason is FinishReason.CANCELLED
    assert list(jobs.ended)[:3] == [first, title_job, second], "nobody waited for it"
    qtbot.waitUntil(lambda: len(jobs.ended) == 4, timeout=TIMEOUT_MS)
    assert name_of(desk) == ("What can you do?", TitleOrigin.WORDS)
