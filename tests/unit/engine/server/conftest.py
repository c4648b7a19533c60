"""A server as bad as a test wants it, and the backend that asks it."""

import threading
from dataclasses import dataclass, field

import pytest

from gemini_desk.chat.message import Message
from gemini_desk.engine.backends.server.server_backend import ServerBackend
from gemini_desk.engine.events import GenerationRequest, LoadRequest, TextDelta, ThoughtDelta
from gemini_desk.settings.schema import ServerSettings
from tests.helpers.bad_server import BadServer
from tests.helpers.no_keyring import no_keyring

KEY = "sk-very-secret-0815"


@pytest.fixture(autouse=True)
def _no_keyring():
    with no_keyring():
        yield


@pytest.fixture
def server():
    with BadServer() as server:
        yield server


@dataclass
class Asking:
    """A backend that is joined to the bad server, and what came of each question."""

    server: BadServer
    backend: ServerBackend = field(default_factory=ServerBackend)
    cancel: threading.Event = field(default_factory=threading.Event)
    deltas: list = field(default_factory=list)

    def load(self, **fields):
        settings = ServerSettings("bad", self.server.url, **fields)
        request = LoadRequest("server:bad/bad-model", server=settings, offline=False)
        return self.backend.load(request, lambda _: None, self.cancel)

    def ask(self, *messages, **fields):
        messages = messages or (Message.user("What is the capital of France?"),)
        request = GenerationRequest(tuple(messages), **fields)
        return self.backend.generate(request, self._take, self.cancel)

    def _take(self, delta):
        self.deltas.append(delta)
        self.on_delta(delta)

    def on_delta(self, delta):
        """For tests that do something in mid-answer."""

    @property
    def text(self):
        return "".join(each.text for each in self.deltas if isinstance(each, TextDelta))

    @property
    def thoughts(self):
        return "".join(each.text for each in self.deltas if isinstance(each, ThoughtDelta))


@pytest.fixture
def asking(server):
    asking = Asking(server)
    yield asking
    asking.backend.unload()
