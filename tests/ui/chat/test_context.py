"""How full the context is: counted when there is nothing else to do, and before sending."""

import pytest

from gemini_desk.chat.draft import Draft
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.engine.events import Capabilities, LoadRequest, TokensCounted
from gemini_desk.tasks.attach import attach
from gemini_desk.ui.chat.context_usage import ContextUsage
from gemini_desk.ui.chat.sending_controller import HELD_BY_LENGTH
from tests.helpers import asking
from tests.helpers.scripted_backend import AUDIO_TOKENS, IMAGE_TOKENS, Pause


def usage(prompt, context=100, answer=20, **parameters):
    count = TokensCounted(prompt, context_tokens=context, answer_tokens=answer)
    return ContextUsage.of(count, GenerationParameters(**parameters))


def load(qtbot, parts, context_tokens=100):
    parts.backend.capabilities = Capabilities(
        image=True, audio=True, context_tokens=context_tokens, audio_sample_rate_hz=16_000
    )
    with qtbot.waitSignal(parts.models.loaded):
        parts.models.load(LoadRequest("scripted"))


def wait_for_count(qtbot, parts, prompt_tokens):
    qtbot.waitUntil(
        lambda: (
            parts.context.usage is not None and parts.context.usage.prompt_tokens == prompt_tokens
        ),
        timeout=10_000,
    )
    return parts.context.usage


def test_room_for_the_answer_is_kept():
    assert usage(80).limit_tokens == 80
    assert usage(80).fits
    assert not usage(81).fits
    assert usage(80, max_new_tokens=30).limit_tokens == 70
    assert usage(10, max_new_tokens=90).limit_tokens == 50, "never more than half of it"
    assert (usage(64).nearly_full, usage(65).nearly_full) == (False, True)
    assert usage(1_000, context=0).fits, "a model that does not say how much it takes"


def test_the_draft_is_counted_with_the_conversation(qtbot, parts, tmp_path):
    load(qtbot, parts, 8_000)
    parts.context.set_draft(Draft("three small words"))
    assert wait_for_count(qtbot, parts, 3).text_tokens == 3
    picture = attach(asking.picture(tmp_path, 1).path)
    clip = attach(asking.clip(tmp_path, 1).path)
    parts.context.set_draft(Draft("three small words", (picture, clip)))
    counted = wait_for_count(qtbot, parts, 3 + IMAGE_TOKENS + AUDIO_TOKENS)
    assert (counted.image_tokens, counted.audio_tokens) == (IMAGE_TOKENS, AUDIO_TOKENS)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.sending.submit(Draft("one two"))
    parts.context.set_draft(Draft("three four five"))
    wait_for_count(qtbot, parts, 2 + 2 + 3)
    parts.conversations.open_new()
    wait_for_count(qtbot, parts, 3)


def test_typing_is_counted_once_at_its_end(qtbot, parts):
    load(qtbot, parts)
    for end in range(1, 20):
        parts.context.set_draft(Draft("word " * end))
    wait_for_count(qtbot, parts, 19)
    assert len(parts.backend.counts) == 1


def test_nothing_is_counted_while_it_answers(qtbot, parts):
    load(qtbot, parts)
    pause = Pause()
    parts.backend.queue_reply("Hel", pause, "lo")
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.sending.submit(Draft("first"))
    before = len(parts.backend.counts)
    parts.context.set_draft(Draft("and another thing"))
    with qtbot.waitSignal(parts.context._pause.timeout):
        pass
    assert len(parts.backend.counts) == before
    with qtbot.waitSignal(parts.messages.answer_ended):
        pause.release()
    wait_for_count(qtbot, parts, 1 + 1 + 3)


def test_a_count_that_made_way_comes_after_the_answer(qtbot, parts):
    load(qtbot, parts)
    parts.backend.count_pause = pause = Pause()
    parts.context.set_draft(Draft("one two three"))
    qtbot.waitUntil(lambda: len(parts.backend.counts) == 1, timeout=10_000)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send("first")
    pause.release()
    wait_for_count(qtbot, parts, 1 + 1 + 3)


def test_without_a_model_nothing_is_known(qtbot, parts):
    load(qtbot, parts)
    parts.context.set_draft(Draft("one two"))
    wait_for_count(qtbot, parts, 2)
    with qtbot.waitSignal(parts.context.usage_changed):
        parts.models.unload()
    assert parts.context.usage is None
    assert parts.context.fits(parts.conversation, Draft("one two")) is True


def test_what_does_not_fit_waits_and_is_told(qtbot, parts):
    parts.messages.parameters = GenerationParameters(max_new_tokens=20)
    load(qtbot, parts)
    long = Draft("word " * 81)
    with qtbot.waitSignal(parts.sending.overflowed) as overflowed:
        parts.sending.submit(long)
    (asking,) = overflowed.args
    conversation = parts.conversation
    assert asking.conversation is conversation
    (message,) = parts.queue.messages(conversation.id)
    assert (message.id, message.draft) == (asking.message_id, long)
    assert parts.queue.held(conversation.id) == HELD_BY_LENGTH
    assert parts.backend.requests == []


@pytest.mark.parametrize("counted_before", [True, False])
def test_what_just_fits_is_sent(qtbot, parts, counted_before):
    parts.messages.parameters = GenerationParameters(max_new_tokens=20)
    load(qtbot, parts)
    draft = Draft("word " * 80)
    if counted_before:
        parts.context.set_draft(draft)
        wait_for_count(qtbot, parts, 80)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.sending.submit(draft)
    assert len(parts.backend.requests) == 1
    assert parts.queue.messages(parts.conversation.id) == ()


def test_what_surely_fits_is_sent_without_a_count(qtbot, parts):
    parts.messages.parameters = GenerationParameters(max_new_tokens=20)
    load(qtbot, parts, 8_000)
    parts.sending.submit(Draft("hello"))
    assert len(parts.conversation.versions) == 2
    with qtbot.waitSignal(parts.messages.answer_ended):
        pass


def test_what_waits_in_the_queue_is_counted_when_its_turn_comes(qtbot, parts):
    parts.messages.parameters = GenerationParameters(max_new_tokens=20)
    load(qtbot, parts)
    pause = Pause()
    parts.backend.queue_reply("Hel", pause, "lo")
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.messages.send("first")
    parts.sending.submit(Draft("word " * 90))
    with qtbot.waitSignal(parts.sending.overflowed):
        pause.release()
    assert parts.queue.held(parts.conversation.id) == HELD_BY_LENGTH


def test_another_branch_is_counted_anew(qtbot, parts):
    load(qtbot, parts)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send("one two")
    question = parts.conversation.branch()[0]
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.branches.edit_question(question.id, "one two three four five")
    wait_for_count(qtbot, parts, 10)
    opened = []
    parts.branches.branch_opened.connect(parts.messages.tell_answering)
    parts.branches.branch_opened.connect(lambda *_: opened.append(True))
    parts.branches.step_version(parts.conversation.branch()[0].id, -1)
    assert opened
    wait_for_count(qtbot, parts, 4)


def test_the_count_grows_while_an_answer_comes(qtbot, parts):
    load(qtbot, parts, 1000)
    counts = []
    parts.context.usage_changed.connect(lambda usage: counts.append(usage and usage.prompt_tokens))
    pause = Pause()
    parts.backend.queue_reply(*["word "] * 40, pause, *["word "] * 40)
    parts.sending.submit(Draft("one two three"))
    qtbot.waitUntil(lambda: max((it or 0 for it in counts), default=0) >= 3 + 16)
    assert counts[0] == 3, "the question is counted before it is answered"
    assert parts.messages.is_answering
    pause.release()
    with qtbot.waitSignal(parts.messages.answer_ended):
        pass
    wait_for_count(qtbot, parts, 83)
