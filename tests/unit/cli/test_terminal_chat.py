"""`gemini-desk chat`, with a scripted model and a real store."""

import numpy as np
import pytest
import soundfile

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import ContextCut, Conversation
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message, Role, TranscriptPart
from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.cli.terminal_chat import TerminalChat
from gemini_desk.engine.events import LoadRequest
from gemini_desk.errors import ModelLoadError
from gemini_desk.settings.schema import ChatSettings, Settings
from gemini_desk.storage.store_thread import StoreThread
from gemini_desk.tasks.attach import attach
from gemini_desk.tasks.model_session import ModelSession
from gemini_desk.transcripts.transcript import Segment, Transcript
from tests.helpers.films import counting_film
from tests.helpers.scripted_backend import ScriptedBackend


@pytest.fixture
def backend():
    return ScriptedBackend()


@pytest.fixture
def store(profile):
    store = StoreThread(profile.data_dir, on_error=print)
    store.start().result(10)
    yield store
    store.close()


@pytest.fixture
def session(backend):
    with ModelSession(backend.factory) as session:
        session.load(LoadRequest("scripted"))
        yield session


@pytest.fixture
def chat(session, store):
    return TerminalChat(session, store)


def stored(store, *texts):
    conversation = Conversation.new()
    for n, text in enumerate(texts):
        conversation.append(Message.assistant(text) if n % 2 else Message.user(text))
    store.save_new(conversation).result(10)
    return conversation


def type_lines(monkeypatch, *lines):
    left = iter(lines)

    def next_line(_prompt):
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", next_line)


def test_what_is_said_is_answered_and_kept(chat, backend, store, monkeypatch, capsys):
    backend.queue_reply("Hel", "lo")
    type_lines(monkeypatch, "Hi")
    assert chat.run() == 0
    assert "Hello" in capsys.readouterr().out
    (summary,) = store.submit(lambda it: it.list_conversations()).result(10)
    branch = store.submit(lambda it: it.load(summary.id)).result(10).branch()
    assert [version.message.text for version in branch] == ["Hi", "Hello"]


def test_a_model_that_is_not_there_leaves_the_one_that_was(store, monkeypatch, capsys):
    backend = ScriptedBackend()
    backend.queue_reply("Hello")

    asked = []

    def made(request):
        asked.append(request)
        if request.model == "missing":
            raise ModelLoadError("missing is not there.")
        return backend

    with ModelSession(made) as session:
        session.load(before := LoadRequest("/some/folder", context_tokens=512))
        type_lines(monkeypatch, "/model missing", "Hi")
        assert TerminalChat(session, store).run() == 0
    assert asked == [before, LoadRequest("missing"), before]  # not only what it calls itself
    said = capsys.readouterr()
    assert "missing is not there" in said.err
    assert "Hello" in said.out


def test_a_long_recording_is_refused_and_its_transcript_is_read(
    chat, backend, store, monkeypatch, capsys, tmp_path
):
    soundfile.write(tmp_path / "memo.wav", np.zeros(31 * 8000, np.float32), 8000)
    memo = attach(tmp_path / "memo.wav", AttachmentKind.AUDIO)
    conversation = Conversation.new()
    conversation.append(Message.user("", memo))
    said = Transcript(None, 31.0, (Segment(3.0, 5.0, "Boats wait."),))
    conversation.append(Message(Role.ASSISTANT, (TranscriptPart(memo, said),)))
    store.save_new(conversation).result(10)
    chat.resume_latest()
    type_lines(monkeypatch, f"/audio {memo.path}", "What waits?")
    assert chat.run() == 0
    assert "longer than the 30 s" in capsys.readouterr().err
    (question,) = backend.requests[-1].messages
    assert question.attachments == ()
    assert "[0:03] Boats wait." in question.text


def test_a_film_longer_than_what_is_heard_goes_along(chat, backend, monkeypatch, capsys, tmp_path):
    """The limit is of what is heard; a film is looked at."""
    film = counting_film(tmp_path, "boat.mp4", 31.0)
    type_lines(monkeypatch, f"/video {film}", "What happens?")
    assert chat.run() == 0
    assert "boat.mp4 goes with the next message" in capsys.readouterr().out
    (question,) = backend.requests[-1].messages
    (attachment,) = question.attachments
    assert attachment.kind is AttachmentKind.VIDEO
    assert attachment.duration_s == pytest.approx(31.0)


def test_what_the_preferences_say_holds_here_as_well(session, backend, store, monkeypatch):
    settings = Settings(
        chat=ChatSettings(system_prompt="Be kind.", thinking=True),
        generation=GenerationParameters(temperature=0.5),
    )
    chat = TerminalChat(session, store, settings)
    type_lines(monkeypatch, "Hi")
    chat.run()
    (request,) = backend.requests
    assert [message.text for message in request.messages] == ["Be kind.", "Hi"]
    assert request.parameters.temperature == 0.5
    assert request.enable_thinking


def test_a_conversation_goes_on_as_it_was_set_up_in_the_window(
    chat, backend, store, monkeypatch, capsys
):
    conversation = stored(store, "one", "two", "three", "four")
    cut = ContextCut(conversation.branch()[2].id)
    setup = ConversationSetup(
        system_prompt="Be brief.", parameters=GenerationParameters(temperature=0.0), thinking=True
    )
    store.submit(lambda it: it.set_context_cut(conversation.id, cut)).result(10)
    store.submit(lambda it: it.set_setup(conversation.id, setup)).result(10)
    chat.resume_latest()
    type_lines(monkeypatch, "five")
    chat.run()
    (request,) = backend.requests
    assert [message.text for message in request.messages] == ["Be brief.", "three", "four", "five"]
    assert request.parameters == setup.parameters
    assert request.enable_thinking


def test_what_was_put_away_is_not_gone_on_with(chat, backend, store, monkeypatch, capsys):
    older, archived = stored(store, "older", "x"), stored(store, "archived", "y")
    store.submit(lambda it: it.set_archived(archived.id, True)).result(10)
    chat.resume_latest()
    type_lines(monkeypatch, "and?")
    chat.run()
    assert [message.text for message in backend.requests[0].messages] == ["older", "x", "and?"]
    assert older.id in [it.id for it in store.submit(lambda it: it.list_conversations()).result(10)]
