"""The meter and the ways out of a full context, in the whole application with a real tiny model."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gemini_desk.app import Desk
from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import Conversation
from gemini_desk.chat.message import Message, Role, TranscriptPart
from gemini_desk.diagnostics import Diagnostics
from gemini_desk.paths import assets_dir
from gemini_desk.tasks.attach import attach
from gemini_desk.ui.chat.overflow import OverflowStage
from gemini_desk.ui.composer.context_meter import ContextMeter
from gemini_desk.ui.composer.overflow_card import OverflowCard
from tests.helpers import asking, tiny_checkpoints
from tests.helpers.transcripts import long_transcript

pytestmark = [pytest.mark.weights, pytest.mark.slow]

CONTEXT = 512
TIMEOUT_MS = 60_000


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    """A tiny Gemma 4 with a small context."""
    folder = tiny_checkpoints.build("gemma4", tmp_path_factory.mktemp("checkpoints"))
    file = folder / "config.json"
    config = json.loads(file.read_text())
    config["text_config"]["max_position_embeddings"] = CONTEXT
    file.write_text(json.dumps(config))
    return folder


@pytest.fixture
def desk(open_desk, checkpoint):
    return open_desk(str(checkpoint))


@pytest.fixture
def open_desk(qtbot, profile):
    """Opens the application with a model."""
    desks = []

    def make(model):
        desks.append(_opened(qtbot, profile, model))
        return desks[-1]

    yield make
    for desk in desks:
        desk.window.close()
        desk.close()


def _opened(qtbot, profile, model):
    desk = Desk(profile, Diagnostics(profile.log_dir), model=model)
    desk.furnish()
    with qtbot.waitSignal(desk.models.loaded, timeout=TIMEOUT_MS):
        desk.start()
    return desk


def write(qtbot, desk, text, *files):
    """Write and attach; the count of it all, once it is there."""
    context = desk.writing.context
    desk.composer.restore_draft(text)
    desk.composer.add_paths(files)
    tray = desk.composer.card.tray
    qtbot.waitUntil(lambda: len(tray.attachments()) == len(files), timeout=TIMEOUT_MS)

    with qtbot.waitSignal(context.usage_changed, timeout=TIMEOUT_MS):
        context.refresh()  # whatever was counted meanwhile: this is all of it
    return context.usage


def enter(desk):
    QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)


def test_the_meter_shows_what_a_generation_then_reads(qtbot, desk, tmp_path):
    pictures = [asking.picture(tmp_path, seed, width=90 + seed, height=60).path for seed in (1, 2)]
    clip = asking.clip(tmp_path, 1, duration_s=1.3).path
    usage = write(qtbot, desk, "what is in the picture?", *pictures, clip)
    assert usage.context_tokens == CONTEXT
    assert usage.reserve_tokens == 64, "the longest answer of the checkpoint's own configuration"
    assert usage.image_tokens
    assert usage.audio_tokens
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=TIMEOUT_MS) as ended:
        enter(desk)
    (answer,) = ended.args
    assert answer.answer.usage.prompt_tokens == usage.prompt_tokens
    usage = write(qtbot, desk, "and what does the sign say?")
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=TIMEOUT_MS) as ended:
        enter(desk)
    (answer,) = ended.args
    assert answer.answer.usage.prompt_tokens == usage.prompt_tokens


def fill(qtbot, desk):
    """Talk until the next message does not fit; the card that says so."""
    card = desk.composer.findChild(OverflowCard)
    for number in range(20):
        desk.composer.restore_draft(f"{number}: the cat sat on the mat and the dog sat on the log")
        enter(desk)
        qtbot.waitUntil(
            lambda: (
                card.isVisible()
                or not (desk.messages.is_answering or desk.composer.card.prompt.toPlainText())
            ),
            timeout=TIMEOUT_MS,
        )
        qtbot.waitUntil(
            lambda: card.isVisible() or not waits(desk),
            timeout=TIMEOUT_MS,
        )
        if card.isVisible():
            qtbot.waitUntil(card.leave_out.isEnabled, timeout=TIMEOUT_MS)
            return card
        qtbot.waitUntil(lambda: not desk.messages.is_answering, timeout=TIMEOUT_MS)
    raise AssertionError("it never got full")


def waits(desk):
    return desk.writing.queue.messages(desk.open_conversation.conversation.id)


def test_a_full_context_is_asked_about_before_the_model_is(qtbot, desk):
    card = fill(qtbot, desk)
    state = desk.writing.overflow.state
    assert state.prompt_tokens > state.limit_tokens == CONTEXT - 64
    assert state.left_out[0].startswith("0: the cat")
    meter = desk.composer.findChild(ContextMeter)
    qtbot.waitUntil(meter.isVisible, timeout=TIMEOUT_MS)
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=TIMEOUT_MS) as ended:
        qtbot.mouseClick(card.leave_out, Qt.MouseButton.LeftButton)
    (answer,) = ended.args
    assert answer.answer.error == ""
    assert answer.answer.usage.prompt_tokens <= state.limit_tokens


def test_a_real_model_summarises_what_goes(qtbot, desk):
    card = fill(qtbot, desk)
    qtbot.mouseClick(card.summarise, Qt.MouseButton.LeftButton)
    overflow = desk.writing.overflow
    qtbot.waitUntil(
        lambda: overflow.state.stage is OverflowStage.SUMMARISED or bool(overflow.state.error),
        timeout=TIMEOUT_MS,
    )
    assert overflow.state.error == ""
    assert card.summary.toPlainText() == overflow.state.summary
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=TIMEOUT_MS) as ended:
        qtbot.mouseClick(card.accept, Qt.MouseButton.LeftButton)
    (answer,) = ended.args
    assert answer.answer.error == ""
    assert answer.answer.usage.prompt_tokens <= CONTEXT - 64
    assert desk.open_conversation.conversation.context_cut.summary


def test_the_starter_is_asked_about_an_hour(qtbot, open_desk):
    """Its tokens are bytes, nearly: an hour of them is more than it can read at once."""
    desk = open_desk("starter")
    recording = attach(assets_dir() / "samples" / "note.wav", AttachmentKind.AUDIO)
    conversation = Conversation.new()
    conversation.append(Message.user("", recording))
    part = TranscriptPart(recording, long_transcript(1.5, at_277="The budget is forty."))
    conversation.append(Message(Role.ASSISTANT, (part,)))
    with qtbot.waitSignal(desk.open_conversation.stored, timeout=TIMEOUT_MS):
        desk.open_conversation.open_unsaved(conversation)
    usage = write(qtbot, desk, "How large is the budget?")
    assert usage.whole_tokens > usage.limit_tokens
    assert usage.is_chosen_from
    meter = desk.composer.findChild(ContextMeter)
    qtbot.waitUntil(lambda: meter.words == "in part", timeout=TIMEOUT_MS)
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=5 * TIMEOUT_MS) as ended:
        enter(desk)
    (answer,) = ended.args
    assert answer.answer.error == ""
    assert 0 < answer.answer.usage.prompt_tokens <= usage.limit_tokens
    assert answer.message.text.startswith("*Read for this answer: the ")
    assert desk.writing.overflow.state is None
