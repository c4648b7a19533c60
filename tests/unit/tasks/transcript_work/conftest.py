"""Works on a transcript, carried out with a scripted model; a word is a token."""

from dataclasses import dataclass, field

import pytest

from gemini_desk.engine.events import Capabilities, LoadRequest, TextDelta
from gemini_desk.tasks.model_session import ModelSession
from gemini_desk.tasks.transcript_work.running import Hearer, run
from gemini_desk.tasks.transcript_work.task import Task
from tests.helpers.scripted_backend import ScriptedBackend


@dataclass
class Worker:
    """A session with a scripted model, and what a person hears of a work."""

    backend: ScriptedBackend
    session: ModelSession
    texts: list = field(default_factory=list)
    transcripts: list = field(default_factory=list)
    progress: list = field(default_factory=list)

    def task(self, transcript):
        return Task(transcript, self.session.model.capabilities.context_tokens)

    def run(self, work):
        hearer = Hearer(self._on_delta, self.transcripts.append, self.progress.append)
        return run(work, self.session, hearer)

    def _on_delta(self, delta):
        if isinstance(delta, TextDelta):
            self.texts.append(delta.text)

    @property
    def text(self):
        return "".join(self.texts)

    @property
    def asked(self):
        """The prompts, in order."""
        return [request.messages[-1].text for request in self.backend.requests]

    def longest_prompt(self):
        return max(
            sum(len(message.text.split()) for message in request.messages)
            + (request.parameters.max_new_tokens or 0)
            for request in self.backend.requests
        )


@pytest.fixture
def worker_with():
    """Makes a worker whose model has a context of so many tokens."""
    sessions = []

    def make(context_tokens=8192):
        backend = ScriptedBackend(capabilities=Capabilities(context_tokens=context_tokens))
        session = ModelSession(backend.factory)
        sessions.append(session)
        session.load(LoadRequest("scripted"))
        return Worker(backend, session)

    yield make
    for session in sessions:
        session.close()
