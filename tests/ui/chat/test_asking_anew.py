"""What is asked anew must fit as well: the same ways out as for a new message."""

import pytest

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.draft import Draft
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Role
from gemini_desk.engine.events import Capabilities, LoadRequest
from gemini_desk.ui.chat.overflow import OverflowStage

ANSWER = 100  # tokens, that is words


def load(qtbot, parts, context_tokens):
    parts.backend.capabilities = Capabilities(context_tokens=context_tokens)
    with qtbot.waitSignal(parts.models.loaded):
        parts.models.load(LoadRequest("scripted"))


@pytest.fixture
def turns(qtbot, parts):
    """Three turns of 100 words each way, and then a model that reads 500 words."""
    parts.messages.parameters = GenerationParameters(max_new_tokens=ANSWER)
    load(qtbot, parts, 8_000)
    for name in ("first", "second", "third"):
        with qtbot.waitSignal(parts.messages.answer_ended):
            parts.messages.send(f"{name} " * 99 + "?")
    load(qtbot, parts, 500 + ANSWER)
    parts.backend.requests.clear()
    return parts.conversation.branch()


def choosing(qtbot, parts):
    qtbot.waitUntil(
        lambda: (
            parts.overflow.state is not None
            and parts.overflow.state.stage is OverflowStage.CHOOSING
        ),
        timeout=10_000,
    )
    return parts.overflow.state


def read(parts):
    """First words of what the model read last."""
    messages = parts.backend.requests[-1].messages
    return [(message.role, message.text.split()[0]) for message in messages]


def leave_out(qtbot, parts):
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.overflow.leave_out()
    assert parts.overflow.state is None


def test_an_answer_is_given_anew_without_the_oldest_turn(qtbot, parts, turns):
    load(qtbot, parts, 490 + ANSWER)
    cut = []
    parts.messages.branch_cut.connect(cut.append)
    parts.messages.regenerate(turns[-1].id)
    state = choosing(qtbot, parts)
    assert (state.message_id, state.is_sent) == (turns[4].id, True)
    assert [words.split()[0] for words in state.left_out] == ["first"]
    assert cut == [], "the answer stays in sight until the person has chosen"
    leave_out(qtbot, parts)
    assert cut == [turns[4].id]
    assert read(parts) == [(Role.USER, "second"), (Role.ASSISTANT, "second"), (Role.USER, "third")]
    assert parts.on_disk().context_cut.first_id == turns[2].id
    assert len(parts.conversation.siblings(turns[-1].id)) == 2


def test_an_edited_question_is_answered_without_what_does_not_fit(qtbot, parts, turns):
    parts.branches.edit_question(turns[4].id, "edited " * 320)
    state = choosing(qtbot, parts)
    assert len(state.left_out) == 2
    question = parts.conversation.branch()[-1]
    assert state.message_id == question.id
    leave_out(qtbot, parts)
    assert read(parts) == [(Role.USER, "edited")]
    assert parts.conversation.context_cut.first_id == question.id
    assert [it.message.role for it in parts.conversation.branch()[-2:]] == [
        Role.USER,
        Role.ASSISTANT,
    ]


def test_an_answer_goes_on_without_the_oldest_turns(qtbot, parts, turns):
    parts.messages.continue_answer(turns[-1].id)
    state = choosing(qtbot, parts)
    assert state.prompt_tokens == 600
    assert len(state.left_out) == 1
    leave_out(qtbot, parts)
    assert read(parts)[0] == (Role.USER, "second")
    assert parts.conversation.branch()[-1].id == turns[-1].id, "in the same message"


def test_nothing_happens_to_an_answer_if_the_person_chooses_nothing(qtbot, parts, turns):
    parts.messages.continue_answer(turns[-1].id)
    choosing(qtbot, parts)
    parts.overflow.dismiss()
    assert parts.conversation.branch() == turns
    assert parts.backend.requests == []


def test_a_larger_model_lets_it_go(qtbot, parts, turns):
    parts.messages.continue_answer(turns[-1].id)
    choosing(qtbot, parts)
    load(qtbot, parts, 8_000)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.overflow.try_again()
    assert read(parts)[0] == (Role.USER, "first")
    assert parts.overflow.state is None


def test_what_is_sent_while_the_model_loads_is_counted_when_it_is_there(qtbot, parts, turns):
    parts.models.unload()
    qtbot.waitUntil(lambda: parts.models.model is None)
    parts.answers.load_request = LoadRequest("scripted")
    parts.sending.submit(Draft("fourth " * 90))
    assert parts.messages.is_answering
    state = choosing(qtbot, parts)
    assert state.prompt_tokens == 690
    assert len(state.left_out) == 1
    assert parts.backend.requests == []
    leave_out(qtbot, parts)
    assert read(parts)[0] == (Role.USER, "second")
    assert parts.conversation.branch()[-1].status is MessageStatus.COMPLETE


@pytest.mark.parametrize("by_stopping", [True, False])
def test_an_answer_that_waited_for_the_model_ends_if_nothing_is_chosen(
    qtbot, parts, turns, by_stopping
):
    parts.models.unload()
    qtbot.waitUntil(lambda: parts.models.model is None)
    parts.answers.load_request = LoadRequest("scripted")
    parts.sending.submit(Draft("fourth " * 90))
    choosing(qtbot, parts)
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        if by_stopping:
            parts.messages.stop()
        else:
            parts.overflow.dismiss()
    assert parts.overflow.state is None
    (version,) = ended.args
    if not by_stopping:
        assert version.status is MessageStatus.FAILED
        assert "too long" in version.answer.error
    assert not parts.messages.is_answering
    parts.messages.retry(version.id)
    choosing(qtbot, parts)
