"""The blocking face of the inference thread."""

import threading

import pytest

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import Finished, GenerationRequest, LoadProgress, LoadRequest
from gemini_desk.errors import GenerationError, ModelLoadError
from gemini_desk.tasks.model_session import ModelSession
from tests.helpers.scripted_backend import Pause, ScriptedBackend


@pytest.fixture
def backend():
    return ScriptedBackend()


@pytest.fixture
def session(backend):
    with ModelSession(backend.factory) as session:
        yield session


def question(text="one two"):
    return GenerationRequest((Message.user(text),))


def test_load_tells_how_far_it_is_and_returns_the_model(session, backend):
    backend.queue_load(LoadProgress("Reading weights", 0.5))
    heard = []
    model = session.load(LoadRequest("starter"), heard.append)
    assert model.identity.id == "starter"
    assert LoadProgress("Reading weights", 0.5) in heard
    assert session.model is model


def test_a_failed_load_leaves_no_model(session, backend):
    session.load(LoadRequest("first"))
    backend.queue_load(ModelLoadError("Broken."))
    with pytest.raises(ModelLoadError, match="Broken"):
        session.load(LoadRequest("second"))
    with pytest.raises(ModelLoadError):
        _ = session.model


def test_answer_joins_the_deltas(session):
    session.load(LoadRequest("starter"))
    text, finished = session.answer(question())
    assert text == "one two"
    assert finished.reason is FinishReason.STOP


def test_an_error_in_mid_answer_is_raised(session, backend):
    session.load(LoadRequest("starter"))
    backend.queue_reply("some", GenerationError("It broke."))
    with pytest.raises(GenerationError, match="It broke"):
        session.answer(question())
    assert session.answer(question())[0] == "one two"


def test_closing_the_iterator_stops_the_generation(session, backend):
    session.load(LoadRequest("starter"))
    pause = Pause()
    backend.queue_reply("some", pause, "more")
    stream = session.stream(question())
    assert next(stream).text == "some"
    pause.wait_reached()
    stream.close()
    # The next job runs, and its events are not mixed with those of the stopped one.
    text, finished = session.answer(question("three"))
    assert (text, finished.reason) == ("three", FinishReason.STOP)


def test_close_in_mid_answer_ends_the_thread(backend):
    session = ModelSession(backend.factory)
    session.load(LoadRequest("starter"))
    pause = Pause()
    backend.queue_reply("some", pause)
    stream = session.stream(question())
    next(stream)
    session.close()
    endings = [event for event in stream if isinstance(event, Finished)]
    assert [ending.reason for ending in endings] == [FinishReason.CANCELLED]
    assert not any(thread.name == "inference" for thread in threading.enumerate())
