"""The list of conversations, and changing between them while answers are on their way."""

from tests.helpers.scripted_backend import Pause


def test_an_answer_goes_on_while_another_conversation_is_open(qtbot, parts):
    pause = Pause()
    parts.backend.queue_reply("Hel", pause, "lo")
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.messages.send("Hi")
    first = parts.conversation
    parts.conversations.open_new()
    assert not parts.messages.is_answering
    parts.conversations.open_stored(first.id)
    assert parts.conversation is first
    assert parts.messages.is_answering
    parts.conversations.open_new()
    with qtbot.waitSignal(parts.answers.ended):
        pause.release()
    with qtbot.waitSignal(parts.open.opened):
        parts.conversations.open_stored(first.id)
    assert parts.conversation.branch()[-1].message.text == "Hello"


def test_delete_in_mid_answer_and_undo(qtbot, parts):
    pause = Pause()
    parts.backend.queue_reply("Hel", pause, "lo")
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.messages.send("Hi")
    deleted = parts.conversation.id
    with qtbot.waitSignal(parts.answers.ended):
        parts.conversations.delete(deleted)
    assert parts.conversation.id != deleted
    assert parts.summaries() == ()
    with qtbot.waitSignal(parts.open.opened):
        parts.conversations.restore(deleted)
    assert parts.conversation.branch()[-1].message.text == "Hel"
    assert [summary.id for summary in parts.summaries()] == [deleted]


def test_rename(qtbot, parts):
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send("Hi")
    with qtbot.waitSignal(parts.conversations.list_changed):
        parts.conversations.rename(parts.conversation.id, "  Greetings ")
    assert [summary.title for summary in parts.summaries()] == ["Greetings"]
