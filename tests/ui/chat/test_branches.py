"""From version to version, with answers on their way."""

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import Role
from gemini_desk.chat.versions import VersionPlace, version_places
from tests.helpers.scripted_backend import Pause


def said(conversation):
    return [version.message.text for version in conversation.branch()]


def ask(qtbot, parts, text, *replies):
    if replies:
        parts.backend.queue_reply(*replies)
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.messages.send(text)
    return ended.args[0]


def test_a_version_is_opened_down_to_its_newest_message_and_stays_open_on_disk(qtbot, parts):
    first = ask(qtbot, parts, "one", "first")
    ask(qtbot, parts, "two", "after the first")
    parts.backend.queue_reply("second")
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.regenerate(first.id)
    assert said(parts.conversation) == ["one", "second"]
    second = parts.conversation.branch()[-1]
    with qtbot.waitSignal(parts.branches.branch_opened):
        parts.branches.step_version(second.id, -1)
    assert said(parts.conversation) == ["one", "first", "two", "after the first"]
    assert said(parts.on_disk()) == ["one", "first", "two", "after the first"]
    assert version_places(parts.conversation) == {first.id: VersionPlace(1, 2)}


def test_beyond_the_last_version_nothing_happens(qtbot, parts):
    answer = ask(qtbot, parts, "one")
    with qtbot.assertNotEmitted(parts.branches.branch_opened):
        parts.branches.step_version(answer.id, 1)
        parts.branches.step_version("gone", 1)
    assert said(parts.conversation) == ["one", "one"]


def test_an_answer_goes_on_in_a_branch_that_is_not_open(qtbot, parts):
    first = ask(qtbot, parts, "one", "first")
    pause = Pause()
    parts.backend.queue_reply("sec", pause, "ond")
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.messages.regenerate(first.id)
    second = parts.conversation.branch()[-1]
    parts.branches.step_version(second.id, -1)
    assert said(parts.conversation) == ["one", "first"]
    assert parts.messages.is_answering
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        pause.release()
    assert ended.args[0].id == second.id
    assert said(parts.conversation) == ["one", "first"]
    stored = parts.on_disk()
    assert said(stored) == ["one", "first"]
    assert stored.versions[second.id].message.text == "second"
    parts.branches.step_version(first.id, 1)
    assert said(parts.conversation) == ["one", "second"]


def test_a_fork_is_a_conversation_of_its_own_that_is_open_and_on_disk(qtbot, parts):
    ask(qtbot, parts, "one", "first")
    ask(qtbot, parts, "two", "second")
    original = parts.conversation
    answer = original.branch()[1]
    with qtbot.waitSignal(parts.open.stored):
        parts.branches.fork(answer.id)
    assert parts.conversation.id != original.id
    assert said(parts.conversation) == said(parts.on_disk()) == ["one", "first"]
    assert {summary.title for summary in parts.summaries()} == {"one", "one (fork)"}
    ask(qtbot, parts, "three", "third")
    assert said(parts.on_disk()) == ["one", "first", "three", "third"]
    with qtbot.waitSignal(parts.open.opened):
        parts.conversations.open_stored(original.id)
    assert said(parts.conversation) == ["one", "first", "two", "second"]


def test_the_answer_of_a_conversation_that_is_forked_meanwhile_goes_on(qtbot, parts):
    ask(qtbot, parts, "one", "first")
    pause = Pause()
    parts.backend.queue_reply("sec", pause, "ond")
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.messages.send("two")
    original = parts.conversation
    parts.branches.fork(original.branch()[1].id)
    assert not parts.messages.is_answering
    with qtbot.waitSignal(parts.answers.ended):
        pause.release()
    assert said(original) == ["one", "first", "two", "second"]
    assert said(parts.conversation) == ["one", "first"]


def test_an_edited_question_is_another_version_and_is_answered(qtbot, parts):
    ask(qtbot, parts, "one", "first")
    question = parts.conversation.branch()[0]
    parts.backend.queue_reply("better")
    with (
        qtbot.waitSignal(parts.branches.branch_opened),
        qtbot.waitSignal(parts.messages.answer_ended),
    ):
        parts.branches.edit_question(question.id, "two")
    assert said(parts.conversation) == said(parts.on_disk()) == ["two", "better"]
    edited = parts.conversation.branch()[0]
    assert version_places(parts.conversation) == {edited.id: VersionPlace(2, 2)}
    parts.branches.step_version(edited.id, -1)
    assert said(parts.on_disk()) == ["one", "first"]
    asked = [message.text for message in parts.backend.requests[-1].messages]
    assert asked == ["two"]


def test_an_edited_answer_is_another_version_that_says_so(qtbot, parts):
    answer = ask(qtbot, parts, "one", "first")
    with qtbot.assertNotEmitted(parts.messages.answer_began):
        parts.branches.edit_answer(answer.id, "my own", go_on=False)
    (_, edited) = parts.on_disk().branch()
    assert edited.message.text == "my own"
    assert (edited.message.role, edited.status) == (Role.ASSISTANT, MessageStatus.COMPLETE)
    assert edited.answer.edited
    assert not parts.on_disk().versions[answer.id].answer.edited


def test_the_model_goes_on_with_what_a_person_wrote_and_it_is_still_marked(qtbot, parts):
    answer = ask(qtbot, parts, "one", "first")
    parts.backend.queue_reply(" and more")
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.branches.edit_answer(answer.id, "my own", go_on=True)
    (whole,) = ended.args
    assert parts.backend.requests[-1].messages[-1].text == "my own"
    assert whole.message.text == "my own and more"
    assert whole.answer.edited
    assert whole.answer.finish_reason is FinishReason.STOP
    (_, stored) = parts.on_disk().branch()
    assert (stored.message.text, stored.answer.edited) == ("my own and more", True)


def test_an_edited_answer_is_marked_when_going_on_fails_before_it_begins(qtbot, parts):
    answer = ask(qtbot, parts, "one", "first")
    pause = Pause()
    parts.backend.queue_load(pause)
    parts.models.unload()
    qtbot.waitUntil(lambda: parts.models.model is None)
    with qtbot.waitSignal(parts.messages.answer_began):
        parts.branches.edit_answer(answer.id, "my own", go_on=True)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.stop()
    assert parts.on_disk().branch()[-1].answer.edited
    pause.release()


def test_a_stopped_answer_goes_on_in_the_same_message(qtbot, parts):
    pause = Pause()
    parts.backend.queue_reply("Hel", pause, "lo")
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.messages.send("Hi")
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.messages.stop()
    (stopped,) = ended.args
    assert stopped.unfinished
    parts.backend.queue_reply("lo")
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.messages.continue_answer(stopped.id)
    (whole,) = ended.args
    assert (whole.id, whole.message.text) == (stopped.id, "Hello")


def test_an_answer_that_was_replied_to_goes_on_as_another_version(qtbot, parts):
    parts.backend.queue_reply("Hel", finish_reason=FinishReason.LENGTH)
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.messages.send("Hi")
    (cut_short,) = ended.args
    ask(qtbot, parts, "And?", "So.")
    parts.backend.queue_reply("lo")
    with (
        qtbot.waitSignal(parts.messages.branch_cut) as cut,
        qtbot.waitSignal(parts.messages.answer_ended) as ended,
    ):
        parts.messages.continue_answer(cut_short.id)
    assert cut.args == [cut_short.parent_id]
    (whole,) = ended.args
    assert whole.id != cut_short.id
    assert said(parts.conversation) == said(parts.on_disk()) == ["Hi", "Hello"]
    parts.branches.step_version(whole.id, -1)
    assert said(parts.on_disk()) == ["Hi", "Hel", "And?", "So."]
