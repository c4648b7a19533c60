"""Conversations, answers, engine and store together, with a scripted model."""

import pytest

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import Role
from gemini_desk.engine.inference_thread import InferenceThread
from gemini_desk.errors import ModelLoadError, OutOfMemoryError, StorageError
from gemini_desk.storage.conversation_store import ConversationStore
from gemini_desk.storage.store_thread import StoreThread
from gemini_desk.tasks.answer_recorder import AnswerRecorder
from gemini_desk.ui.answer_controller import AnswerController
from gemini_desk.ui.chat_controller import ChatController
from gemini_desk.ui.engine_bridge import EngineBridge
from gemini_desk.ui.model_controller import ModelController
from gemini_desk.ui.model_state import ModelPhase
from gemini_desk.ui.store_calls import StoreCalls
from tests.helpers.scripted_backend import Pause, ScriptedBackend


class Parts:
    """Everything behind the widgets, on a real database."""

    def __init__(self, data_dir):
        self.backend = ScriptedBackend()
        self.bridge = EngineBridge()
        self.store = StoreThread(data_dir, on_error=self._store_error)
        self.recorder = AnswerRecorder(self.store, self.bridge.post)
        self.thread = InferenceThread(self.backend.factory, self.recorder.receive)
        self.calls = StoreCalls(self.store)
        self.models = ModelController(self.thread, self.bridge)
        self.answers = AnswerController(
            self.thread, self.bridge, self.recorder, self.models, self.calls
        )
        self.chat = ChatController(self.answers, self.calls)
        self.store_errors = []
        self.store.start().result(10)
        self.thread.start()

    def _store_error(self, error):
        self.store_errors.append(error)

    def close(self):
        self.thread.close(10)
        self.bridge.close()
        self.store.close(10)

    def on_disk(self):
        """The open conversation as the database has it."""
        return self.store.submit(lambda store: store.load(self.chat.conversation.id)).result(10)

    def summaries(self):
        return self.store.submit(lambda store: store.list_conversations()).result(10)


@pytest.fixture
def parts(qapp, profile):
    parts = Parts(profile.data_dir)
    yield parts
    parts.close()


def test_a_question_is_answered_and_both_are_on_disk(qtbot, parts):
    heard = []
    parts.chat.text_arrived.connect(lambda _id, text: heard.append(text))
    with qtbot.waitSignal(parts.chat.answer_ended) as ended:
        parts.chat.send("one two three")
    (version,) = ended.args
    assert "".join(heard) == version.message.text == "one two three"
    assert version.status is MessageStatus.COMPLETE
    question, answer = parts.on_disk().branch()
    assert (question.message.role, question.message.text) == (Role.USER, "one two three")
    assert answer.message.text == "one two three"
    assert answer.answer.finish_reason is FinishReason.STOP
    assert parts.models.state.phase is ModelPhase.READY
    assert [summary.title for summary in parts.summaries()] == ["one two three"]


def test_the_question_is_on_disk_before_the_model_is_asked(qtbot, parts):
    pause = Pause()
    parts.backend.queue_load(pause)
    with qtbot.waitSignal(parts.chat.answer_began):
        parts.chat.send("Are you there?")
    qtbot.waitUntil(lambda: len(parts.backend.loads) == 1)
    pause.wait_reached()
    assert parts.backend.requests == []
    assert [version.message.text for version in parts.on_disk().branch()] == ["Are you there?", ""]
    with qtbot.waitSignal(parts.chat.answer_ended):
        pause.release()


def test_the_second_question_carries_the_conversation(qtbot, parts):
    parts.chat.system_prompt = "Be brief."
    for text in ("first", "second"):
        with qtbot.waitSignal(parts.chat.answer_ended):
            parts.chat.send(text)
    said = [(message.role.value, message.text) for message in parts.backend.requests[-1].messages]
    assert said == [
        ("system", "Be brief."),
        ("user", "first"),
        ("assistant", "first"),
        ("user", "second"),
    ]


def test_stop_keeps_what_came(qtbot, parts):
    pause = Pause()
    parts.backend.queue_reply("Hel", pause, "lo")
    with qtbot.waitSignal(parts.chat.text_arrived):
        parts.chat.send("Hi")
    with qtbot.waitSignal(parts.chat.answer_ended) as ended:
        parts.chat.stop()
    (version,) = ended.args
    assert version.message.text == "Hel"
    assert version.answer.finish_reason is FinishReason.CANCELLED
    assert not parts.chat.is_answering
    assert parts.on_disk().branch()[-1].message.text == "Hel"


def test_stop_while_the_model_loads(qtbot, parts):
    pause = Pause()
    parts.backend.queue_load(pause)
    parts.chat.send("Hi")
    qtbot.waitUntil(lambda: parts.models.is_loading)
    with qtbot.waitSignal(parts.chat.answer_ended) as ended:
        parts.chat.stop()
    assert ended.args[0].answer.finish_reason is FinishReason.CANCELLED
    with qtbot.waitSignal(parts.models.loaded):
        pause.release()
    assert parts.backend.requests == []


def test_an_error_stands_in_its_answer_and_retry_adds_a_sibling(qtbot, parts):
    parts.backend.queue_reply("Hel", OutOfMemoryError("Full.", hint="Choose a smaller one."))
    with qtbot.waitSignal(parts.chat.answer_ended) as ended:
        parts.chat.send("Hi")
    (failed,) = ended.args
    assert failed.status is MessageStatus.FAILED
    assert (failed.answer.error, failed.answer.error_hint) == ("Full.", "Choose a smaller one.")
    with (
        qtbot.waitSignal(parts.chat.branch_cut) as cut,
        qtbot.waitSignal(parts.chat.answer_ended) as ended,
    ):
        parts.chat.regenerate(failed.id)
    assert cut.args == [failed.parent_id]
    assert ended.args[0].message.text == "Hi"
    stored = parts.on_disk()
    assert len(stored.siblings(failed.id)) == 2
    assert stored.versions[failed.id].message.text == "Hel"


def test_a_model_that_does_not_load_fails_the_answer_with_its_reason(qtbot, parts):
    parts.backend.queue_load(ModelLoadError("Broken.", hint="Choose another one."))
    with qtbot.waitSignal(parts.chat.answer_ended) as ended:
        parts.chat.send("Hi")
    (failed,) = ended.args
    assert failed.answer.error == "Broken."
    assert parts.models.state.phase is ModelPhase.FAILED
    with qtbot.waitSignal(parts.chat.answer_ended) as ended:
        parts.chat.regenerate(failed.id)
    assert ended.args[0].message.text == "Hi"


def test_an_interrupted_answer_goes_on_in_the_same_message(qtbot, parts):
    parts.backend.queue_reply("Hel", finish_reason=FinishReason.LENGTH)
    with qtbot.waitSignal(parts.chat.answer_ended) as ended:
        parts.chat.send("Hi")
    (cut_short,) = ended.args
    parts.backend.queue_reply("lo")
    with qtbot.waitSignal(parts.chat.answer_ended) as ended:
        parts.chat.continue_answer(cut_short.id)
    (whole,) = ended.args
    assert (whole.id, whole.message.text) == (cut_short.id, "Hello")
    assert parts.backend.requests[-1].messages[-1].text == "Hel"
    assert parts.on_disk().branch()[-1].message.text == "Hello"


def test_an_answer_goes_on_while_another_conversation_is_open(qtbot, parts):
    pause = Pause()
    parts.backend.queue_reply("Hel", pause, "lo")
    with qtbot.waitSignal(parts.chat.text_arrived):
        parts.chat.send("Hi")
    first = parts.chat.conversation
    parts.chat.new_conversation()
    assert not parts.chat.is_answering
    parts.chat.open_conversation(first.id)
    assert parts.chat.conversation is first
    assert parts.chat.is_answering
    parts.chat.new_conversation()
    with qtbot.waitSignal(parts.answers.ended):
        pause.release()
    with qtbot.waitSignal(parts.chat.conversation_opened):
        parts.chat.open_conversation(first.id)
    assert parts.chat.conversation.branch()[-1].message.text == "Hello"


def test_delete_in_mid_answer_and_undo(qtbot, parts):
    pause = Pause()
    parts.backend.queue_reply("Hel", pause, "lo")
    with qtbot.waitSignal(parts.chat.text_arrived):
        parts.chat.send("Hi")
    deleted = parts.chat.conversation.id
    with qtbot.waitSignal(parts.answers.ended):
        parts.chat.delete(deleted)
    assert parts.chat.conversation.id != deleted
    assert parts.summaries() == ()
    with qtbot.waitSignal(parts.chat.conversation_opened):
        parts.chat.restore(deleted)
    assert parts.chat.conversation.branch()[-1].message.text == "Hel"
    assert [summary.id for summary in parts.summaries()] == [deleted]


def test_rename(qtbot, parts):
    with qtbot.waitSignal(parts.chat.answer_ended):
        parts.chat.send("Hi")
    with qtbot.waitSignal(parts.chat.conversations_changed):
        parts.chat.rename(parts.chat.conversation.id, "  Greetings ")
    assert [summary.title for summary in parts.summaries()] == ["Greetings"]


def test_closing_in_mid_answer_leaves_an_interrupted_answer(qtbot, parts):
    pause = Pause()
    parts.backend.queue_reply("Hel", pause, "lo")
    with qtbot.waitSignal(parts.chat.text_arrived):
        parts.chat.send("Hi")
    parts.recorder.begin_closing()
    parts.thread.close(10)
    answer = parts.on_disk().branch()[-1]
    assert (answer.message.text, answer.status) == ("Hel", MessageStatus.INTERRUPTED)


def test_a_conversation_that_a_full_disk_refused_is_stored_with_the_next_try(
    qtbot, parts, monkeypatch
):
    def refuse(_store, _conversation):
        raise StorageError("The disk is full.", hint="Free some space.")

    with monkeypatch.context() as full_disk:
        full_disk.setattr(ConversationStore, "save_new", refuse)
        with qtbot.waitSignal(parts.chat.answer_ended) as ended:
            parts.chat.send("Hi")
    (failed,) = ended.args
    assert failed.status is MessageStatus.FAILED
    assert parts.summaries() == ()
    with qtbot.waitSignal(parts.chat.answer_ended) as ended:
        parts.chat.regenerate(failed.id)
    assert ended.args[0].message.text == "Hi"
    assert [version.message.text for version in parts.on_disk().branch()] == ["Hi", "Hi"]
