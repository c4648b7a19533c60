"""Long recordings in the whole application: sent, stopped, gone on with, come back to."""

import pytest

from gemini_desk.ui.conversation.segments import AudioClip, Notice
from gemini_desk.ui.conversation.transcript_card import TranscriptCard
from gemini_desk.ui.transcript.panel import TranscriptPanel
from tests.helpers.media_files import cut_file
from tests.helpers.recordings import recording_file
from tests.helpers.scripted_backend import Pause, ScriptedBackend
from tests.helpers.whole_desk import build

LONG_MS = 30_000
WORDS = ("first", "second", "third", "fourth")


@pytest.fixture
def backend():
    return ScriptedBackend()


@pytest.fixture
def start(qtbot, profile, backend):
    """Starts the application; the one before is closed first."""
    desks = []

    def end():
        if desks:
            desk = desks.pop()
            desk.window.close()
            desk.close()

    def begin():
        end()
        desks.append(build(profile, backend))
        with qtbot.waitSignal(desks[-1].models.loaded):
            desks[-1].start()
        return desks[-1]

    yield begin
    end()


def attach(qtbot, desk, file):
    desk.composer.add_paths([file])
    tray = desk.composer.card.tray
    qtbot.waitUntil(lambda: bool(tray.attachments()), timeout=LONG_MS)


def shown(desk, kind):
    return next((it for it in desk.pane._layout.visible if isinstance(it, kind)), None)


def texts(desk):
    card = shown(desk, TranscriptCard)
    return [it.text for it in card.part.transcript.segments] if card is not None else []


def test_a_long_recording_is_sent_stopped_and_gone_on_with(qtbot, start, backend, tmp_path):
    desk, pause = start(), Pause()
    for words in (["first"], ["second"], [pause, "thi"]):
        backend.queue_reply(*words)
    attach(qtbot, desk, recording_file(tmp_path / "memo.wav", 4))
    desk.composer.submit()
    qtbot.waitUntil(lambda: pause.is_reached, timeout=LONG_MS)
    qtbot.waitUntil(lambda: texts(desk) == ["first", "second"], timeout=LONG_MS)
    card = shown(desk, TranscriptCard)
    qtbot.waitUntil(lambda: "Transcribing… " in card.view.progress_text, timeout=LONG_MS)
    assert card.view.stop_button.isVisible()
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=LONG_MS):
        card.view.stop_button.click()
    assert not card.view.stop_button.isVisible()
    notice = shown(desk, Notice)
    assert notice is not None
    for word in WORDS[2:]:
        backend.queue_reply(word)
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=LONG_MS):
        notice.view.action_button.click()
    assert texts(desk) == list(WORDS)
    assert shown(desk, Notice) is None


def test_closing_in_the_middle_and_coming_back(qtbot, start, backend, tmp_path):
    desk, pause = start(), Pause()
    for words in (["first"], ["second"], [pause, "thi"]):
        backend.queue_reply(*words)
    attach(qtbot, desk, recording_file(tmp_path / "memo.wav", 4))
    desk.composer.submit()
    qtbot.waitUntil(lambda: pause.is_reached, timeout=LONG_MS)
    for word in WORDS[2:]:
        backend.queue_reply(word)
    desk = start()
    with qtbot.waitSignal(desk.answers.ended, timeout=LONG_MS) as ended:
        pass
    conversation, version = ended.args
    said = version.message.transcript.transcript.segments
    assert [segment.text for segment in said] == list(WORDS)
    qtbot.waitUntil(lambda: texts(desk) == list(WORDS), timeout=LONG_MS)
    assert desk.open_conversation.conversation is conversation, "both are the same object"


def test_a_clip_of_the_conversation_is_written_down_with_one_click(qtbot, start, backend, tmp_path):
    desk = start()
    backend.queue_reply("A greeting.")
    attach(qtbot, desk, recording_file(tmp_path / "memo.wav", 1))
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=LONG_MS):
        desk.composer.submit()
    backend.queue_reply("first")
    clip = shown(desk, AudioClip)
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=LONG_MS):
        clip.view.transcribe_button.click()
    assert texts(desk) == ["first"]
    last_two = desk.open_conversation.conversation.branch()[-2:]
    assert [version.message.text for version in last_two] == ["Transcribe this recording.", ""]


def test_the_panel_goes_on_with_a_transcript_in_another_version(qtbot, start, backend, tmp_path):
    desk, pause = start(), Pause()
    for words in (["first"], [pause, "second"]):
        backend.queue_reply(*words)
    attach(qtbot, desk, recording_file(tmp_path / "memo.wav", 4))
    desk.composer.submit()
    qtbot.waitUntil(lambda: pause.is_reached and texts(desk) == ["first"], timeout=LONG_MS)
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=LONG_MS):
        desk.messages.stop()
    stopped = desk.open_conversation.conversation.branch()[-1].id
    backend.queue_reply("Not much.")
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=LONG_MS):
        desk.messages.send("What do they say?")
    desk.pane.transcript_opened.emit(stopped)
    (panel,) = desk.window.findChildren(TranscriptPanel)
    assert panel.message_id == stopped
    for word in WORDS[1:]:
        backend.queue_reply(word)
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=LONG_MS):
        panel.continue_requested.emit(stopped)
    shown_id = desk.open_conversation.conversation.branch()[-1].id
    assert panel.message_id == shown_id != stopped
    assert [it.text for it in panel.transcript.segments] == list(WORDS)
    assert desk.window.shell.panel_visible


def test_what_is_missing_of_a_recording_is_told_after_a_restart_too(
    qtbot, start, backend, tmp_path
):
    desk = start()
    for word in WORDS:
        backend.queue_reply(word)
    attach(qtbot, desk, cut_file(recording_file(tmp_path / "memo.wav", 4), 0.9))
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=LONG_MS):
        desk.composer.submit()
    conversation = desk.open_conversation.conversation
    desk = start()
    desk.open_conversation.open(desk.store.submit(lambda it: it.load(conversation.id)).result(10))
    qtbot.waitUntil(lambda: shown(desk, TranscriptCard) is not None, timeout=LONG_MS)
    card = shown(desk, TranscriptCard)
    assert "nothing behind" in card.view.accessibleDescription()
    assert "was cut off" in shown(desk, AudioClip).view.accessibleDescription()
    card.view.open_button.click()
    (panel,) = desk.window.findChildren(TranscriptPanel)
    qtbot.waitUntil(panel.losses.isVisible, timeout=LONG_MS)
    assert "nothing behind" in panel.losses.text.text()
