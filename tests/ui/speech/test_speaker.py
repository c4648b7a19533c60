"""The program that speaks, for real, with the engine that Qt has for tests."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from gemini_desk.ui.speech.voice_process import ENGINE_VARIABLE
from gemini_desk.ui.speech.voices import SpeechStyle, Voice

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.errors import AudioDeviceError
    from gemini_desk.ui.speech.speaker import Speaker

_OPEN_MS = 60_000
_SAY_MS = 30_000


def test_it_tells_its_voices_once(qtbot: QtBot, speaker: Speaker) -> None:
    with qtbot.waitSignal(speaker.opened, timeout=_OPEN_MS):
        speaker.open()
        speaker.open()
    assert Voice("Bob", "en_GB") in speaker.voices
    assert speaker.tells_words


def test_every_word_is_told_with_its_place(qtbot: QtBot, speaker: Speaker) -> None:
    words: list[tuple[int, int, int]] = []
    speaker.word.connect(lambda *word: words.append(word))
    begun: list[int] = []
    speaker.began.connect(begun.append)
    with qtbot.waitSignal(speaker.ended, timeout=_OPEN_MS) as ended:
        number = speaker.say("One two three")
    assert ended.args == [number]
    assert begun == [number]
    assert words == [(number, 0, 3), (number, 4, 3), (number, 8, 5)]


def test_a_new_text_replaces_the_one_that_is_said(qtbot: QtBot, speaker: Speaker) -> None:
    ended: list[int] = []
    speaker.ended.connect(ended.append)
    with qtbot.waitSignal(speaker.began, timeout=_OPEN_MS):
        speaker.say("a text of many words " * 20)
    speaker.say("a second one")
    last = speaker.say("and a third")
    qtbot.waitUntil(lambda: bool(ended), timeout=_SAY_MS)
    assert ended == [last]


def test_stop_is_silent_and_the_next_text_is_said(qtbot: QtBot, speaker: Speaker) -> None:
    ended: list[int] = []
    speaker.ended.connect(ended.append)
    with qtbot.waitSignal(speaker.began, timeout=_OPEN_MS):
        speaker.say("a text of many words " * 20)
    speaker.stop()
    last = speaker.say("again")
    qtbot.waitUntil(lambda: bool(ended), timeout=_SAY_MS)
    assert ended == [last]


def test_what_was_stopped_before_there_was_a_voice_is_not_said(
    qtbot: QtBot, speaker: Speaker
) -> None:
    begun: list[int] = []
    speaker.began.connect(begun.append)
    speaker.say("never")
    speaker.stop()
    with qtbot.waitSignal(speaker.opened, timeout=_OPEN_MS):
        pass
    last = speaker.say("but this")
    qtbot.waitUntil(lambda: bool(begun), timeout=_SAY_MS)
    assert begun == [last]


def test_a_system_without_a_voice_says_what_to_install(
    qtbot: QtBot, speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENGINE_VARIABLE, "no such engine")
    with qtbot.waitSignal(speaker.failed, timeout=_OPEN_MS) as failed:
        speaker.say("hello")
    assert failed.args is not None
    error: AudioDeviceError = failed.args[0]
    assert "no voice" in error.message
    assert error.hint
    assert not speaker.is_open


def test_a_program_that_dies_is_told_and_started_afresh(qtbot: QtBot, speaker: Speaker) -> None:
    with qtbot.waitSignal(speaker.began, timeout=_OPEN_MS):
        speaker.say("a text of many words " * 20)
    assert speaker._process is not None
    with qtbot.waitSignal(speaker.failed, timeout=_SAY_MS):
        os.kill(speaker._process.processId(), signal.SIGKILL)
    with qtbot.waitSignal(speaker.ended, timeout=_OPEN_MS):
        speaker.say("again")


def test_closing_while_the_voices_are_looked_for_leaves_no_program(
    qtbot: QtBot, speaker: Speaker
) -> None:
    speaker.style = SpeechStyle("Anne", rate=0.5)
    speaker.say("hello")
    process = speaker._process
    assert process is not None
    assert process.waitForStarted()
    number = process.processId()
    speaker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
