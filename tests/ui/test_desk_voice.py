"""A voice conversation in the whole window: a fake microphone, Qt's voice for tests."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gemini_desk.engine.events import Capabilities
from gemini_desk.errors import AudioDeviceError
from gemini_desk.ui.speech.reading_strip import ReadingStrip
from gemini_desk.ui.speech.voice_process import ENGINE_VARIABLE
from gemini_desk.ui.voice.conversation import VoiceState
from gemini_desk.ui.voice.voice_strip import VoiceStrip
from tests.helpers.fake_microphone import FakeMicrophone
from tests.helpers.scripted_backend import Pause, ScriptedBackend
from tests.helpers.virtual_microphone import speech_file
from tests.helpers.whole_desk import build

_WAIT_MS = 60_000
_LONG = "One two three four five six seven eight nine ten. " * 6
_KEY = (Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)


@pytest.fixture(autouse=True)
def voice_for_tests(monkeypatch):
    """Before the desk is made: the program that speaks inherits it."""
    monkeypatch.setenv(ENGINE_VARIABLE, "mock")


@pytest.fixture
def strip(desk):
    return desk.composer.findChild(VoiceStrip)


@pytest.fixture
def notices(desk):
    notices = []
    desk.window.notifications.shown.connect(notices.append)
    return notices


@pytest.fixture
def microphone(desk, tmp_path):
    speech = speech_file(tmp_path / "speech.wav", "What is the colour of the sky above the sea")
    microphone = FakeMicrophone(speech, realtime=True)  # said at once, it would be taken for echo
    desk.ears._hands_free._input_factory = microphone.open
    return microphone


def press(desk, *key):
    QTest.keyClick(desk.composer.card.prompt, *key)


def reach(qtbot, desk, state):
    qtbot.waitUntil(lambda: desk.voice.state is state, timeout=_WAIT_MS)


@pytest.mark.slow
def test_a_spoken_question_is_answered_aloud_and_the_next_one_is_heard(
    qtbot, desk, backend, strip, microphone
):
    backend.queue_reply("It is blue. ", "Mostly, that is.")
    backend.queue_reply("And again.")
    said = []
    desk.reader.spoken_changed.connect(
        lambda spoken: said.append(spoken.utterance.text.strip()) if spoken else None
    )
    states = []
    desk.voice.state_changed.connect(states.append)
    desk.composer.card.prompt.set_text("a draft")
    press(desk, *_KEY)
    assert strip.isVisible()
    reach(qtbot, desk, VoiceState.SPEAKING)
    assert not microphone.is_open
    assert desk.composer.findChild(ReadingStrip).isHidden()
    assert strip.title == "Speaking"
    qtbot.waitUntil(lambda: len(said) >= 3, timeout=_WAIT_MS)
    assert said[:3] == ["It is blue.", "Mostly, that is.", "And again."]
    press(desk, *_KEY)
    assert strip.isHidden()
    assert states[:6] == [
        VoiceState.OPENING, VoiceState.LISTENING, VoiceState.HEARING, VoiceState.THINKING,
        VoiceState.SPEAKING, VoiceState.OPENING,
    ]  # fmt: skip
    branch = desk.open_conversation.conversation.branch()
    assert len(branch) >= 4
    (clip,) = branch[0].message.attachments
    assert clip.duration_s > 1.5
    assert branch[1].message.text == "It is blue. Mostly, that is."
    assert desk.composer.draft().text == "a draft"


def test_esc_interrupts_and_a_second_one_leaves(qtbot, desk, backend, strip, microphone):
    pause = Pause()
    backend.queue_reply(_LONG, pause)
    backend.queue_reply(Pause())
    press(desk, *_KEY)
    reach(qtbot, desk, VoiceState.SPEAKING)
    assert desk.messages.is_answering
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=_WAIT_MS) as ended:
        press(desk, Qt.Key.Key_Escape)
    assert ended.args[0].message.text == _LONG
    qtbot.waitUntil(
        lambda: desk.voice.state in (VoiceState.OPENING, VoiceState.LISTENING, VoiceState.HEARING),
        timeout=_WAIT_MS,
    )
    press(desk, Qt.Key.Key_Escape)
    assert desk.voice.state is VoiceState.OFF
    assert strip.isHidden()
    qtbot.waitUntil(lambda: not microphone.is_open, timeout=_WAIT_MS)


@pytest.mark.slow
def test_without_a_voice_the_answers_come_as_text_and_it_says_so_once(
    qtbot, desk, backend, strip, microphone, notices, monkeypatch
):
    monkeypatch.setenv(ENGINE_VARIABLE, "no such engine")
    for _ in range(4):
        backend.queue_reply("Yes. No.")
    press(desk, *_KEY)
    qtbot.waitUntil(
        lambda: len(desk.open_conversation.conversation.branch()) >= 6, timeout=_WAIT_MS
    )
    press(desk, *_KEY)
    assert [notice.text for notice in notices if "voice" in notice.text] == [
        "This system has no voice to read aloud with."
    ]


def test_without_a_microphone_it_says_so(qtbot, desk, strip, notices):
    error = AudioDeviceError("No microphone was found.", hint="Plug one in.")
    missing = FakeMicrophone(np.zeros(10, np.float32), error=error)
    desk.ears._hands_free._input_factory = missing.open
    press(desk, *_KEY)
    assert strip.title == "One moment"
    reach(qtbot, desk, VoiceState.OFF)
    assert strip.isHidden()
    assert [notice.text for notice in notices] == ["No microphone was found."]


def test_a_recording_by_hand_ends_it(qtbot, desk, backend, microphone):
    backend.queue_reply(Pause())
    press(desk, *_KEY)
    desk.composer.about_to_record.emit()
    assert desk.voice.state is VoiceState.OFF


def test_a_model_that_takes_no_sound(qtbot, profile, monkeypatch):
    deaf = Capabilities(image=True, audio=False, system_role=True, context_tokens=8192)
    desk = build(profile, ScriptedBackend(capabilities=deaf))
    notices = []
    desk.window.notifications.shown.connect(notices.append)
    with qtbot.waitSignal(desk.models.loaded):
        desk.start()
    press(desk, *_KEY)
    assert desk.voice.state is VoiceState.OFF
    assert "does not take sound" in notices[0].text
    desk.window.close()
    desk.close()


def test_another_conversation_is_listened_to_at_once(qtbot, desk, backend, strip, microphone):
    backend.queue_reply(_LONG)
    press(desk, *_KEY)
    reach(qtbot, desk, VoiceState.SPEAKING)
    desk.window.action("new").trigger()
    reach(qtbot, desk, VoiceState.LISTENING)
    assert strip.isVisible()
    press(desk, *_KEY)
    assert desk.voice.state is VoiceState.OFF
