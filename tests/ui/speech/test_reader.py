"""Reading on, pausing, stopping; with the real program that speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gemini_desk.ui.conversation.aloud.sources import Spoken
from gemini_desk.ui.speech.reader import Reader, ReadingState
from gemini_desk.ui.speech.utterance import Run, Utterance
from gemini_desk.ui.speech.voice_process import ENGINE_VARIABLE

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.ui.speech.speaker import Speaker

_OPEN_MS = 60_000
_SAY_MS = 30_000


class Lines:
    """A text that grows line by line; a line is said at one go."""

    def __init__(self, *lines: str, is_whole: bool = True) -> None:
        self.lines = list(lines)
        self.is_whole = is_whole
        self.is_finished = False
        self._done = 0

    def next(self) -> Spoken | None:
        if not self.lines:
            self.is_finished = self.is_whole
            return None
        line = self.lines.pop(0)
        utterance = Utterance((Run(line, self._done, self._done + len(line)),))
        self._done += len(line)
        return Spoken(utterance, "message", 0, line)


class Told:
    """What the reader has told, in order."""

    def __init__(self, reader: Reader) -> None:
        self.said: list[str] = []
        self.words: list[tuple[int, int]] = []
        self.states: list[ReadingState] = []
        reader.spoken_changed.connect(self._on_spoken)
        reader.word_changed.connect(lambda start, end: self.words.append((start, end)))
        reader.state_changed.connect(self.states.append)

    def _on_spoken(self, spoken: Spoken | None) -> None:
        self.said.append(spoken.utterance.text if spoken is not None else "")


@pytest.fixture
def reader(speaker: Speaker) -> Reader:
    return Reader(speaker)


@pytest.fixture
def told(reader: Reader) -> Told:
    return Told(reader)


def test_it_reads_to_the_end(qtbot: QtBot, reader: Reader, told: Told) -> None:
    with qtbot.waitSignal(reader.finished, timeout=_OPEN_MS):
        reader.read(Lines("one two", "three"))
    assert told.said == ["one two", "three", ""]
    assert told.words == [(0, 3), (4, 7), (7, 12)]
    assert told.states == [ReadingState.OPENING, ReadingState.SPEAKING, ReadingState.IDLE]


def test_it_waits_for_a_text_that_grows(qtbot: QtBot, reader: Reader, told: Told) -> None:
    source = Lines("one", is_whole=False)
    reader.read(source)
    qtbot.waitUntil(lambda: reader.state is ReadingState.WAITING, timeout=_OPEN_MS)
    assert told.said == ["one", ""]
    source.lines.append("two")
    reader.more()
    qtbot.waitUntil(lambda: reader.state is ReadingState.WAITING, timeout=_SAY_MS)
    source.is_whole = True
    with qtbot.waitSignal(reader.finished, timeout=_SAY_MS):
        reader.more()
    assert told.said == ["one", "", "two", ""]


def test_after_a_pause_it_goes_on_with_the_word_it_was_at(
    qtbot: QtBot, reader: Reader, told: Told
) -> None:
    reader.read(Lines("one two three four five six seven eight nine ten", "end"))
    qtbot.waitUntil(lambda: len(told.words) >= 3, timeout=_OPEN_MS)
    reader.pause()
    reached = told.words[-1]
    assert reader.state is ReadingState.PAUSED
    with qtbot.waitSignal(reader.finished, timeout=_SAY_MS):
        reader.resume()
    words = told.words
    assert words[words.index(reached) + 1] == reached  # said again, and no word before it
    assert words[-1] == (48, 51)
    assert len(words) == 12


def test_stop_is_the_end_of_it(qtbot: QtBot, reader: Reader, told: Told) -> None:
    reader.read(Lines("many words " * 30, "end"))
    qtbot.waitUntil(lambda: bool(told.words), timeout=_OPEN_MS)
    reader.stop()
    reader.stop()
    assert reader.state is ReadingState.IDLE
    assert told.said[-1] == ""
    count = len(told.words)
    with qtbot.waitSignal(reader.finished, timeout=_SAY_MS):
        reader.read(Lines("new"))
    assert told.words[count:] == [(0, 3)]


def test_a_second_text_replaces_the_first(qtbot: QtBot, reader: Reader, told: Told) -> None:
    reader.read(Lines("many words " * 30, "end"))
    qtbot.waitUntil(lambda: bool(told.words), timeout=_OPEN_MS)
    with qtbot.waitSignal(reader.finished, timeout=_SAY_MS):
        reader.read(Lines("other"))
    assert told.said[-2:] == ["other", ""]
    assert "end" not in told.said


def test_without_a_voice_it_says_so_once_and_is_idle(
    qtbot: QtBot, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENGINE_VARIABLE, "no such engine")
    errors: list[GeminiDeskError] = []
    reader.failed.connect(errors.append)
    reader.read(Lines("one"))
    qtbot.waitUntil(lambda: bool(errors), timeout=_OPEN_MS)
    assert reader.state is ReadingState.IDLE
    assert len(errors) == 1
