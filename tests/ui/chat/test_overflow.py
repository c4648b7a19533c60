"""A message that does not fit: what goes is named, chosen, and can be taken back."""

import pytest

from gemini_desk.chat.draft import Draft
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Role
from gemini_desk.engine.events import Capabilities, LoadRequest
from gemini_desk.errors import OutOfMemoryError, PromptTooLongError
from gemini_desk.ui.chat.overflow import OverflowStage
from gemini_desk.ui.chat.queue_controller import HELD_SINCE_CLOSING
from gemini_desk.ui.chat.sending_controller import HELD_BY_LENGTH
from tests.helpers.scripted_backend import Pause

CONTEXT, ANSWER = 700, 100  # tokens, that is words: 600 may be read


@pytest.fixture
def turns(qtbot, parts):
    """Three turns of 100 words each way: 600 tokens, and nothing more fits."""
    parts.messages.parameters = GenerationParameters(max_new_tokens=ANSWER)
    parts.backend.capabilities = Capabilities(context_tokens=CONTEXT)
    with qtbot.waitSignal(parts.models.loaded):
        parts.models.load(LoadRequest("scripted"))
    for name in ("first", "second", "third"):
        with qtbot.waitSignal(parts.messages.answer_ended):
            parts.messages.send(f"{name} " * 99 + "?")
    return parts.conversation.branch()


def overflow(qtbot, parts, text="word " * 50):
    with qtbot.waitSignal(
        parts.overflow.changed,
        check_params_cb=lambda state: state and state.stage is OverflowStage.CHOOSING,
        timeout=10_000,
    ):
        parts.sending.submit(Draft(text))
    return parts.overflow.state


def read(parts):
    """First words of what the model read last."""
    messages = parts.backend.requests[-1].messages
    return [(message.role, message.text.split()[0]) for message in messages]


def wait_for(qtbot, parts, stage):
    qtbot.waitUntil(
        lambda: parts.overflow.state is not None and parts.overflow.state.stage is stage,
        timeout=10_000,
    )
    return parts.overflow.state


def test_it_says_by_how_much_and_which_turns_would_go(qtbot, parts, turns):
    before = len(parts.backend.requests)
    state = overflow(qtbot, parts)
    assert (state.prompt_tokens, state.limit_tokens) == (650, 600)
    assert [words.split()[0] for words in state.left_out] == ["first"]
    assert overflow_again(qtbot, parts, 300).left_out[1].startswith("second")
    assert len(parts.backend.requests) == before, "nothing is sent before the person chooses"
    assert parts.conversation.context_cut is None


def overflow_again(qtbot, parts, words):
    parts.queue.take(parts.conversation.id, parts.overflow.state.message_id)
    return overflow(qtbot, parts, "word " * words)


def test_the_oldest_turns_are_left_out_whole(qtbot, parts, turns):
    state = overflow(qtbot, parts, "word " * 250)
    assert len(state.left_out) == 2
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.overflow.leave_out()
    assert parts.overflow.state is None
    assert read(parts) == [(Role.USER, "third"), (Role.ASSISTANT, "third"), (Role.USER, "word")]
    assert len(parts.conversation.branch()) == 8, "they stay in the conversation"
    assert parts.conversation.context_cut.first_id == turns[4].id
    assert parts.on_disk().context_cut == parts.conversation.context_cut
    assert parts.queue.messages(parts.conversation.id) == ()


def test_everything_before_can_go(qtbot, parts, turns):
    state = overflow(qtbot, parts, "word " * 550)
    assert len(state.left_out) == 3
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.overflow.leave_out()
    assert read(parts) == [(Role.USER, "word")]
    question = parts.conversation.branch()[-2]
    assert parts.conversation.context_cut.first_id == question.id


def test_a_message_that_is_too_long_alone_says_so(qtbot, parts, turns):
    state = overflow(qtbot, parts, "word " * 601)
    assert state.left_out == ()
    parts.overflow.leave_out()
    assert parts.overflow.state is state, "there is nothing to leave out"


def test_the_model_summarises_what_goes(qtbot, parts, turns):
    overflow(qtbot, parts, "word " * 50)
    pause = Pause()
    parts.backend.queue_reply("They said ", "first.", pause)
    parts.overflow.summarise()
    state = wait_for(qtbot, parts, OverflowStage.SUMMARISING)
    qtbot.waitUntil(lambda: parts.overflow.state.summary == "They said first.", timeout=10_000)
    # A summary takes room itself: one turn more has to go.
    assert [words.split()[0] for words in parts.overflow.state.left_out] == ["first", "second"]
    asked = parts.backend.requests[-1]
    assert [m.text.split()[0] for m in asked.messages[:-1]] == ["first"] * 2 + ["second"] * 2
    assert "Summarise our conversation" in asked.messages[-1].text
    pause.release()
    state = wait_for(qtbot, parts, OverflowStage.SUMMARISED)
    assert state.summary == "They said first."
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.overflow.use_summary("They said first, politely.\n")
    first, *_, last = parts.backend.requests[-1].messages
    assert "They said first, politely." in first.text
    assert "third" in first.text
    assert last.text.split() == ["word"] * 50
    cut = parts.on_disk().context_cut
    assert (cut.first_id, cut.summary) == (turns[4].id, "They said first, politely.")


def test_summarising_can_be_stopped(qtbot, parts, turns):
    overflow(qtbot, parts)
    pause = Pause()
    parts.backend.queue_reply("They", pause)
    parts.overflow.summarise()
    qtbot.waitUntil(lambda: parts.overflow.state.summary == "They", timeout=10_000)
    parts.overflow.back()
    state = wait_for(qtbot, parts, OverflowStage.CHOOSING)
    assert (state.summary, len(state.left_out)) == ("", 1)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.overflow.leave_out()
    assert parts.conversation.context_cut.summary == ""


def test_a_summary_that_fails_says_why(qtbot, parts, turns):
    overflow(qtbot, parts)
    parts.backend.queue_reply("They", OutOfMemoryError("The memory ran out."))
    parts.overflow.summarise()
    qtbot.waitUntil(lambda: bool(parts.overflow.state.error), timeout=10_000)
    assert parts.overflow.state.error == "The memory ran out."
    assert parts.overflow.state.stage is OverflowStage.CHOOSING


def test_turns_that_do_not_fit_at_once_are_summarised_in_parts(qtbot, parts, turns):
    overflow(qtbot, parts, "word " * 50)
    parts.backend.queue_reply(PromptTooLongError("Too long."))
    parts.backend.queue_reply("They said first.")
    parts.backend.queue_reply("They said first and second.")
    read: list[int] = []
    parts.overflow.changed.connect(lambda state: read.append(state.turns_read))
    parts.overflow.summarise()
    state = wait_for(qtbot, parts, OverflowStage.SUMMARISED)
    assert state.summary == "They said first and second."
    assert sorted(set(read)) == [0, 1], "how far it is, of the two turns"
    second = parts.backend.requests[-1]
    assert "They said first." in second.messages[0].text


def test_a_summary_stays_when_more_is_left_out(qtbot, parts, turns):
    overflow(qtbot, parts, "word " * 50)
    parts.backend.queue_reply("They said first.")
    parts.overflow.summarise()
    wait_for(qtbot, parts, OverflowStage.SUMMARISED)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.overflow.use_summary("They said first.")
    overflow(qtbot, parts, "again " * 380)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.overflow.leave_out()
    assert parts.conversation.context_cut.summary == "They said first."
    assert "They said first." in parts.backend.requests[-1].messages[0].text


def test_editing_or_removing_the_message_ends_it(qtbot, parts, turns):
    state = overflow(qtbot, parts)
    parts.queue.take(parts.conversation.id, state.message_id)
    assert parts.overflow.state is None
    overflow(qtbot, parts)
    parts.conversations.open_new()
    assert parts.overflow.state is None


def waiting(parts):
    return [each.draft.text.split()[0] for each in parts.queue.messages(parts.conversation.id)]


def test_what_is_sent_meanwhile_waits_behind_it(qtbot, parts, turns):
    state = overflow(qtbot, parts, "word " * 250)
    for name in ("next", "last"):
        parts.sending.submit(Draft(f"{name} " * 50))
        qtbot.waitUntil(lambda name=name: name in waiting(parts))
    wait_for(qtbot, parts, OverflowStage.CHOOSING)
    assert waiting(parts) == ["word", "next", "last"]
    assert parts.overflow.state.message_id == state.message_id
    pause = Pause()
    parts.backend.queue_reply("It ", pause)
    parts.overflow.leave_out()
    assert waiting(parts) == ["next", "last"]
    assert parts.queue.held(parts.conversation.id) == "", "they wait for the answer to end"
    with qtbot.waitSignal(parts.messages.answer_ended):
        pause.release()
    assert read(parts)[-1] == (Role.USER, "word")


def test_what_is_sent_while_others_are_held_for_another_reason_waits_behind_them(
    qtbot, parts, turns
):
    for name in ("first", "second"):
        parts.queue.add(parts.conversation.id, Draft(f"{name} " * 50))
    parts.queue.hold(parts.conversation.id, HELD_SINCE_CLOSING)
    overflow(qtbot, parts, "last " * 50)
    assert waiting(parts) == ["first", "second", "last"]
    first = parts.queue.messages(parts.conversation.id)[0]
    assert parts.overflow.state.message_id == first.id


def test_what_is_sent_meanwhile_leaves_the_summary_alone(qtbot, parts, turns):
    overflow(qtbot, parts)
    parts.backend.queue_reply("A summary.")
    parts.overflow.summarise()
    wait_for(qtbot, parts, OverflowStage.SUMMARISED)
    parts.sending.submit(Draft("next " * 50))
    qtbot.waitUntil(lambda: waiting(parts) == ["word", "next"])
    qtbot.waitUntil(lambda: parts.queue.held(parts.conversation.id) == HELD_BY_LENGTH)
    assert parts.overflow.state.stage is OverflowStage.SUMMARISED
    assert parts.overflow.state.summary


def test_a_cut_can_be_taken_back(qtbot, parts, turns):
    overflow(qtbot, parts)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.overflow.leave_out()
    with qtbot.waitSignal(parts.open.context_cut_changed):
        parts.open.set_context_cut(parts.conversation, None)
    assert parts.on_disk().context_cut is None
