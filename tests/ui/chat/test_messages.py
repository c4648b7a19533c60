"""Questions and answers: engine and store together, with a scripted model."""

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import Role
from gemini_desk.errors import ModelLoadError, OutOfMemoryError, StorageError
from gemini_desk.storage.conversation_store import ConversationStore
from gemini_desk.ui.model_state import ModelPhase
from tests.helpers.scripted_backend import Pause


def test_a_question_is_answered_and_both_are_on_disk(qtbot, parts):
    heard = []
    parts.messages.text_arrived.connect(lambda _id, text: heard.append(text))
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.messages.send("one two three")
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
    with qtbot.waitSignal(parts.messages.answer_began):
        parts.messages.send("Are you there?")
    qtbot.waitUntil(lambda: len(parts.backend.loads) == 1)
    pause.wait_reached()
    assert parts.backend.requests == []
    assert [version.message.text for version in parts.on_disk().branch()] == ["Are you there?", ""]
    with qtbot.waitSignal(parts.messages.answer_ended):
        pause.release()


def test_the_second_question_carries_the_conversation(qtbot, parts):
    parts.messages.system_prompt = "Be brief."
    for text in ("first", "second"):
        with qtbot.waitSignal(parts.messages.answer_ended):
            parts.messages.send(text)
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
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.messages.send("Hi")
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.messages.stop()
    (version,) = ended.args
    assert version.message.text == "Hel"
    assert version.answer.finish_reason is FinishReason.CANCELLED
    assert not parts.messages.is_answering
    assert parts.on_disk().branch()[-1].message.text == "Hel"


def test_stop_while_the_model_loads(qtbot, parts):
    pause = Pause()
    parts.backend.queue_load(pause)
    parts.messages.send("Hi")
    qtbot.waitUntil(lambda: parts.models.is_loading)
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.messages.stop()
    assert ended.args[0].answer.finish_reason is FinishReason.CANCELLED
    with qtbot.waitSignal(parts.models.loaded):
        pause.release()
    assert parts.backend.requests == []


def test_an_error_stands_in_its_answer_and_retry_adds_a_sibling(qtbot, parts):
    parts.backend.queue_reply("Hel", OutOfMemoryError("Full.", hint="Choose a smaller one."))
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.messages.send("Hi")
    (failed,) = ended.args
    assert failed.status is MessageStatus.FAILED
    assert (failed.answer.error, failed.answer.error_hint) == ("Full.", "Choose a smaller one.")
    with (
        qtbot.waitSignal(parts.messages.branch_cut) as cut,
        qtbot.waitSignal(parts.messages.answer_ended) as ended,
    ):
        parts.messages.regenerate(failed.id)
    assert cut.args == [failed.parent_id]
    assert ended.args[0].message.text == "Hi"
    stored = parts.on_disk()
    assert len(stored.siblings(failed.id)) == 2
    assert stored.versions[failed.id].message.text == "Hel"


def test_a_model_that_does_not_load_fails_the_answer_with_its_reason(qtbot, parts):
    parts.backend.queue_load(ModelLoadError("Broken.", hint="Choose another one."))
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.messages.send("Hi")
    (failed,) = ended.args
    assert failed.answer.error == "Broken."
    assert parts.models.state.phase is ModelPhase.FAILED
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.messages.regenerate(failed.id)
    assert ended.args[0].message.text == "Hi"


def test_an_interrupted_answer_goes_on_in_the_same_message(qtbot, parts):
    parts.backend.queue_reply("Hel", finish_reason=FinishReason.LENGTH)
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.messages.send("Hi")
    (cut_short,) = ended.args
    parts.backend.queue_reply("lo")
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.messages.continue_answer(cut_short.id)
    (whole,) = ended.args
    assert (whole.id, whole.message.text) == (cut_short.id, "Hello")
    assert parts.backend.requests[-1].messages[-1].text == "Hel"
    assert parts.on_disk().branch()[-1].message.text == "Hello"


def test_closing_in_mid_answer_leaves_an_interrupted_answer(qtbot, parts):
    pause = Pause()
    parts.backend.queue_reply("Hel", pause, "lo")
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.messages.send("Hi")
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
        with qtbot.waitSignal(parts.messages.answer_ended) as ended:
            parts.messages.send("Hi")
        (failed,) = ended.args
        assert failed.status is MessageStatus.FAILED
        assert parts.summaries() == ()
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.messages.regenerate(failed.id)
    assert ended.args[0].message.text == "Hi"
    assert [version.message.text for version in parts.on_disk().branch()] == ["Hi", "Hi"]


def test_a_question_that_a_full_disk_refused_is_stored_with_what_follows(qtbot, parts, monkeypatch):
    def refuse(_store, _conversation_id, _version):
        raise StorageError("The disk is full.", hint="Free some space.")

    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send("Hi")
    with monkeypatch.context() as full_disk:
        full_disk.setattr(ConversationStore, "add_version", refuse)
        with qtbot.waitSignal(parts.messages.answer_ended) as ended:
            parts.messages.send("Refused")
        assert ended.args[0].status is MessageStatus.FAILED
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send("Next")
    branch = parts.on_disk().branch()
    assert [version.message.text for version in branch] == [
        "Hi", "Hi", "Refused", "", "Next", "Refused\nNext",
    ]  # fmt: skip
    assert branch[3].status is MessageStatus.FAILED
