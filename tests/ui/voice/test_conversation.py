"""Whose turn it is: the state machine, without a microphone and without a voice."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

from gemini_desk.errors import AudioDeviceError
from gemini_desk.media.hands_free import Hearing
from gemini_desk.media.level_meter import Level
from gemini_desk.media.turn import TurnPhase
from gemini_desk.ui.speech.reader import ReadingState
from gemini_desk.ui.voice.conversation import VoiceConversation, VoiceState

_CLIP = Path("clip.flac")


class Ears(QObject):
    opened = Signal()
    hearing = Signal(object)
    turn_ended = Signal(object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.is_open = False

    def listen(self, device_name: str = "", limit_s: float | None = None) -> None:
        assert not self.is_open
        self.is_open = True

    def deafen(self) -> None:
        self.is_open = False

    def hear(self, phase: TurnPhase) -> None:
        assert self.is_open
        self.hearing.emit(Hearing(phase, Level(-20.0, -30.0, 1.0), 0.0))


class Reader(QObject):
    state_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.state = ReadingState.IDLE

    def go_to(self, state: ReadingState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def stop(self) -> None:
        self.go_to(ReadingState.IDLE)


@pytest.fixture
def ears(qapp: object) -> Ears:
    return Ears()


@pytest.fixture
def reader(qapp: object) -> Reader:
    return Reader()


@pytest.fixture
def voice(ears: Ears, reader: Reader) -> VoiceConversation:
    return VoiceConversation(ears, reader)


@pytest.fixture
def states(voice: VoiceConversation) -> list[VoiceState]:
    states: list[VoiceState] = []
    voice.state_changed.connect(states.append)
    return states


def listen(voice: VoiceConversation, ears: Ears) -> None:
    voice.enter()
    ears.opened.emit()
    assert voice.state is VoiceState.LISTENING


def ask(voice: VoiceConversation, ears: Ears) -> None:
    """Until the question is on its way."""
    listen(voice, ears)
    ears.hear(TurnPhase.HEARING)
    ears.turn_ended.emit(_CLIP)


def test_one_round(
    voice: VoiceConversation, ears: Ears, reader: Reader, states: list[VoiceState]
) -> None:
    said: list[Path] = []
    voice.said.connect(said.append)
    voice.enter()
    ears.opened.emit()
    ears.hear(TurnPhase.LISTENING)
    ears.hear(TurnPhase.HEARING)
    ears.hear(TurnPhase.PAUSING)
    ears.turn_ended.emit(_CLIP)
    assert said == [_CLIP]
    assert not ears.is_open
    voice.set_answering(True)
    reader.go_to(ReadingState.WAITING)
    reader.go_to(ReadingState.SPEAKING)
    voice.set_answering(False)
    assert not ears.is_open, "half-duplex: it still speaks"
    reader.go_to(ReadingState.IDLE)
    assert ears.is_open
    ears.opened.emit()
    assert states == [
        VoiceState.OPENING, VoiceState.LISTENING, VoiceState.HEARING, VoiceState.THINKING,
        VoiceState.SPEAKING, VoiceState.OPENING, VoiceState.LISTENING,
    ]  # fmt: skip


def test_a_noise_that_was_no_speech_is_forgotten(voice: VoiceConversation, ears: Ears) -> None:
    listen(voice, ears)
    ears.hear(TurnPhase.HEARING)
    assert voice.state is VoiceState.HEARING
    ears.hear(TurnPhase.LISTENING)
    assert voice.state is VoiceState.LISTENING


def test_the_voice_may_wait_for_the_model(
    voice: VoiceConversation, ears: Ears, reader: Reader
) -> None:
    ask(voice, ears)
    voice.set_answering(True)
    reader.go_to(ReadingState.SPEAKING)
    reader.go_to(ReadingState.WAITING)
    assert voice.state is VoiceState.THINKING
    reader.go_to(ReadingState.SPEAKING)
    assert voice.state is VoiceState.SPEAKING


def test_esc_while_it_speaks_listens_and_a_second_one_leaves(
    voice: VoiceConversation, ears: Ears, reader: Reader
) -> None:
    ask(voice, ears)
    voice.set_answering(True)
    reader.go_to(ReadingState.SPEAKING)
    interruptions: list[None] = []
    voice.interrupted.connect(lambda: interruptions.append(None))
    voice.interrupt()
    assert reader.state is ReadingState.IDLE
    assert interruptions == [None]
    assert not ears.is_open, "the answer has not ended yet"
    voice.set_answering(False)
    assert voice.state is VoiceState.OPENING
    ears.opened.emit()
    voice.interrupt()
    assert voice.state is VoiceState.OFF
    assert not ears.is_open


def test_esc_after_the_answer_was_written_does_not_stop_another_one(
    voice: VoiceConversation, ears: Ears, reader: Reader
) -> None:
    ask(voice, ears)
    voice.set_answering(True)
    reader.go_to(ReadingState.SPEAKING)
    voice.set_answering(False)
    interruptions: list[None] = []
    voice.interrupted.connect(lambda: interruptions.append(None))
    voice.interrupt()
    assert interruptions == []
    assert voice.state is VoiceState.OPENING


def test_esc_while_the_question_is_on_its_way(voice: VoiceConversation, ears: Ears) -> None:
    ask(voice, ears)
    voice.interrupt()
    assert voice.state is VoiceState.OPENING


def test_without_a_voice_it_goes_on_with_text(voice: VoiceConversation, ears: Ears) -> None:
    ask(voice, ears)
    voice.set_answering(True)
    assert voice.state is VoiceState.THINKING
    voice.set_answering(False)
    assert voice.state is VoiceState.OPENING
    assert ears.is_open


def test_without_a_microphone_it_says_so_and_ends(voice: VoiceConversation, ears: Ears) -> None:
    notices: list[tuple[str, str, str]] = []
    voice.notice.connect(lambda *notice: notices.append(notice))
    voice.enter()
    ears.failed.emit(AudioDeviceError("No microphone was found.", hint="Plug one in."))
    assert voice.state is VoiceState.OFF
    assert notices == [("error", "No microphone was found.", "Plug one in.")]


def test_what_could_not_be_sent_does_not_block_it(voice: VoiceConversation, ears: Ears) -> None:
    ask(voice, ears)
    voice.give_up_sending()
    assert voice.state is VoiceState.OPENING


def test_it_begins_when_the_answer_that_is_being_written_has_ended(
    voice: VoiceConversation, ears: Ears, states: list[VoiceState]
) -> None:
    voice.set_answering(True)
    voice.enter()
    assert states == [VoiceState.THINKING]
    voice.set_answering(False)
    assert ears.is_open


def test_whatever_is_read_closes_the_microphone(
    voice: VoiceConversation, ears: Ears, reader: Reader
) -> None:
    listen(voice, ears)
    reader.go_to(ReadingState.SPEAKING)
    assert not ears.is_open
    assert voice.state is VoiceState.SPEAKING
    reader.go_to(ReadingState.IDLE)
    assert ears.is_open


def test_a_typed_message_is_answered_aloud_too(
    voice: VoiceConversation, ears: Ears, reader: Reader
) -> None:
    listen(voice, ears)
    voice.set_answering(True)
    assert voice.state is VoiceState.THINKING
    assert not ears.is_open


def test_leaving_is_silent_and_deaf(voice: VoiceConversation, ears: Ears, reader: Reader) -> None:
    ask(voice, ears)
    voice.set_answering(True)
    reader.go_to(ReadingState.SPEAKING)
    voice.toggle()
    assert voice.state is VoiceState.OFF
    assert reader.state is ReadingState.IDLE
    voice.set_answering(False)
    assert voice.state is VoiceState.OFF
    assert not ears.is_open


def test_a_turn_that_comes_too_late_is_not_sent(voice: VoiceConversation, ears: Ears) -> None:
    said: list[Path] = []
    voice.said.connect(said.append)
    listen(voice, ears)
    voice.leave()
    ears.turn_ended.emit(_CLIP)
    assert said == []
