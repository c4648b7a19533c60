"""A started inference thread with a scripted model."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.message import Message
from gemini_desk.engine.events import (
    CountDropped,
    CountTokensRequest,
    Event,
    Failed,
    Finished,
    GenerationRequest,
    JobId,
    Loaded,
    LoadRequest,
    TokensCounted,
    Unloaded,
)
from gemini_desk.engine.inference_thread import InferenceThread
from tests.helpers.scripted_backend import TIMEOUT_S, ScriptedBackend

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDINGS = (Loaded, Finished, Unloaded, TokensCounted, CountDropped, Failed)
ASK = GenerationRequest((Message.user("one two three"),))


def count_of(text: str, purpose: str = "meter") -> CountTokensRequest:
    return CountTokensRequest((Message.user(text),), purpose)


class Bench:
    """A started thread with a loaded model, and the endings in their order."""

    def __init__(self) -> None:
        self.backend = ScriptedBackend()
        self.endings: list[tuple[JobId, Event]] = []
        self._changed = threading.Condition()
        self.thread = InferenceThread(self.backend.factory, self._receive)
        self.thread.start()
        self.ending(self.thread.submit(LoadRequest("scripted")))

    def _receive(self, job_id: JobId, event: Event) -> None:
        if isinstance(event, ENDINGS):
            with self._changed:
                self.endings.append((job_id, event))
                self._changed.notify_all()

    def ending(self, job_id: JobId) -> Event:
        with self._changed:
            assert self._changed.wait_for(lambda: job_id in dict(self.endings), TIMEOUT_S)
        return dict(self.endings)[job_id]


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.thread.close()
