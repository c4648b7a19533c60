"""Titles by the model: when they are asked for, and that they never stand in anybody's way."""

import pytest

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.conversation import TitleOrigin
from gemini_desk.chat.draft import Draft
from gemini_desk.errors import GenerationError
from tests.helpers.scripted_backend import Pause, Thought

LARGE = 4_000_000_000


@pytest.fixture
def large(parts):
    """Everything, with a model that is strong enough."""
    parts.backend.parameter_count = LARGE
    return parts


def title_of(parts):
    return parts.conversation.title, parts.conversation.title_origin


def is_named(summaries):
    return [summary.title for summary in summaries] == ["The Blue Sky"]


def send(qtbot, parts, text):
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send(text)


def test_the_first_answer_brings_a_title(qtbot, large):
    large.backend.queue_reply("It scatters.")
    large.backend.queue_reply("“The Blue", " Sky”\n")
    with qtbot.waitSignal(large.open.title_changed, check_params_cb=lambda it: it.title[0] == "T"):
        send(qtbot, large, "Why is the sky blue?")
    assert title_of(large) == ("The Blue Sky", TitleOrigin.MODEL)
    loaded = large.on_disk()
    assert (loaded.title, loaded.title_origin) == ("The Blue Sky", TitleOrigin.MODEL)
    answered, asked = large.backend.requests
    assert asked.incidental
    assert asked.messages[0] == answered.messages[0]
    assert asked.messages[1].text == "It scatters."
    assert [version.message.text for version in loaded.branch()][1:] == ["It scatters."]


def test_the_list_learns_of_it(qtbot, large):
    large.backend.queue_reply("It scatters.")
    large.backend.queue_reply("The Blue Sky")

    with qtbot.waitSignal(large.conversations.list_changed, check_params_cb=is_named):
        large.messages.send("Why?")


def titles_are_not_asked_for(qtbot, parts, text="Why is the sky blue?"):
    """Send a message and see that nothing but its answer was asked for."""
    before = len(parts.backend.requests)
    send(qtbot, parts, text)
    parts.thread.close(10)  # everything that was submitted has run
    assert len(parts.backend.requests) == before + 1


@pytest.mark.parametrize("parameters", [None, 8_000_000])
def test_weak_and_unknown_models_are_not_asked(qtbot, parts, parameters):
    parts.backend.parameter_count = parameters
    titles_are_not_asked_for(qtbot, parts)
    assert title_of(parts) == ("Why is the sky blue?", TitleOrigin.WORDS)


def test_nothing_is_asked_when_it_is_switched_off(qtbot, large):
    large.titles.enabled = False
    titles_are_not_asked_for(qtbot, large)


def test_a_persons_title_is_not_asked_about(qtbot, large):
    large.titles.enabled = False
    send(qtbot, large, "Hello")
    large.titles.enabled = True
    large.conversations.rename(large.conversation.id, "Mine")
    titles_are_not_asked_for(qtbot, large)
    assert title_of(large) == ("Mine", TitleOrigin.PERSON)


def test_a_fork_keeps_its_title(qtbot, large):
    large.titles.enabled = False
    send(qtbot, large, "Hello")
    large.titles.enabled = True
    large.branches.fork(large.conversation.leaf_id)
    titles_are_not_asked_for(qtbot, large)
    assert title_of(large)[0] == "Hello (fork)"


def test_a_long_conversation_keeps_the_title_that_it_is_known_by(qtbot, large):
    large.titles.enabled = False
    for _ in range(3):
        send(qtbot, large, "Hello")
    large.titles.enabled = True
    titles_are_not_asked_for(qtbot, large)


@pytest.mark.parametrize(
    ("steps", "reason"),
    [((GenerationError("It broke."),), FinishReason.STOP), ((), FinishReason.STOP)],
    ids=["failed", "empty"],
)
def test_answers_that_are_none_bring_no_title(qtbot, large, steps, reason):
    large.backend.queue_reply(*steps, finish_reason=reason)
    titles_are_not_asked_for(qtbot, large)


def test_an_answer_that_a_person_stopped_brings_no_title(qtbot, large):
    pause = Pause()
    large.backend.queue_reply("Hel", pause)
    with qtbot.waitSignal(large.messages.text_arrived):
        large.messages.send("Hi")
    with qtbot.waitSignal(large.messages.answer_ended):
        large.messages.stop()
    large.thread.close(10)
    assert len(large.backend.requests) == 1


def test_a_question_ends_the_asking_and_the_next_answer_begins_it_again(qtbot, large):
    pause = Pause()
    large.backend.queue_reply("One.")
    large.backend.queue_reply("A half ti", pause)  # is never released
    large.backend.queue_reply("Two.")
    large.backend.queue_reply("Counting")
    send(qtbot, large, "First")
    pause.wait_reached()
    send(qtbot, large, "Second")
    qtbot.waitUntil(lambda: title_of(large) == ("Counting", TitleOrigin.MODEL), timeout=10_000)
    assert [version.message.text for version in large.conversation.branch()] == [
        "First",
        "One.",
        "Second",
        "Two.",
    ]


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        (("…",), FinishReason.STOP),
        (("word " * 20,), FinishReason.STOP),
        (("The Blue",), FinishReason.LENGTH),
        (("The", GenerationError("It broke.")), FinishReason.STOP),
        ((Thought("A title?"),), FinishReason.STOP),
    ],
    ids=["no words", "too long", "cut off", "failed", "thoughts alone"],
)
def test_a_reply_that_is_no_title_leaves_the_first_words(qtbot, large, steps, reason):
    large.backend.queue_reply("It scatters.")
    large.backend.queue_reply(*steps, finish_reason=reason)
    with qtbot.waitSignal(
        large.bridge.event_arrived, check_params_cb=lambda job, _: job == 3, timeout=10_000
    ):
        send(qtbot, large, "Why?")
    qtbot.waitUntil(lambda: not large.titles._namings)
    assert large.on_disk().title == "Why?"
    assert title_of(large) == ("Why?", TitleOrigin.WORDS)


def test_a_person_who_renames_meanwhile_is_right(qtbot, large):
    pause = Pause()
    large.backend.queue_reply("It scatters.")
    large.backend.queue_reply("The Blue Sky", pause)
    send(qtbot, large, "Why?")
    pause.wait_reached()
    large.conversations.rename(large.conversation.id, "Mine")
    with qtbot.waitSignal(large.bridge.event_arrived):
        pause.release()
    assert large.on_disk().title == "Mine"
    qtbot.waitUntil(lambda: not large.titles._namings)
    assert title_of(large) == ("Mine", TitleOrigin.PERSON)


def test_a_conversation_that_is_not_open_any_more_is_named_too(qtbot, large):
    pause = Pause()
    large.backend.queue_reply("It scatters.")
    large.backend.queue_reply("The Blue Sky", pause)
    send(qtbot, large, "Why?")
    named = large.conversation
    pause.wait_reached()
    large.conversations.open_new()
    with qtbot.waitSignal(large.conversations.list_changed, check_params_cb=is_named):
        pause.release()
    assert large.conversation.title != "The Blue Sky"
    with qtbot.waitSignal(large.open.opened):
        large.conversations.open_stored(named.id)
    assert title_of(large) == ("The Blue Sky", TitleOrigin.MODEL)


def test_a_conversation_that_was_deleted_meanwhile_is_no_trouble(qtbot, large):
    pause = Pause()
    notices = []
    large.conversations.notice.connect(lambda *notice: notices.append(notice))
    large.backend.queue_reply("It scatters.")
    large.backend.queue_reply("The Blue Sky", pause)
    send(qtbot, large, "Why?")
    deleted = large.conversation.id
    pause.wait_reached()
    large.conversations.delete(deleted)
    large.store.submit(lambda store: store.empty_bin()).result(10)
    with qtbot.waitSignal(large.bridge.event_arrived):
        pause.release()
    qtbot.waitUntil(lambda: not large.titles._namings)
    large.store.flush()
    assert large.summaries() == ()
    assert notices == []


def test_thoughts_before_a_title_are_left_out(qtbot, large):
    large.messages.enable_thinking = True
    large.backend.queue_reply("It scatters.")
    large.backend.queue_reply(Thought("Hm, a title."), "The Blue Sky")
    with qtbot.waitSignal(large.open.title_changed, check_params_cb=lambda it: it.title[0] == "T"):
        send(qtbot, large, "Why?")
    assert title_of(large)[0] == "The Blue Sky"
    assert large.backend.requests[1].enable_thinking


def test_a_message_that_must_be_counted_first_does_not_wait_for_a_title(qtbot, large):
    """A queued or sent message whose length is not known is counted, and then sent."""
    pause = Pause()
    large.backend.queue_reply("One.")
    large.backend.queue_reply("A half ti", pause)  # is never released
    send(qtbot, large, "First")
    pause.wait_reached()
    draft = Draft("word " * 9000)
    assert large.context.fits(large.conversation, draft) is None
    counted = []
    request = large.messages.reading_with(large.conversation, draft)
    large.context.count(request, "sending", counted.append)
    qtbot.waitUntil(lambda: bool(counted), timeout=10_000)
