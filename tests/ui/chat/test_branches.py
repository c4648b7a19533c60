"""From version to version, with answers on their way."""

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
