"""Before a question about a recording is answered, the recording is transcribed, if it has to be.

A step on the way of `AnswerController`, which alone talks to it. GUI thread only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.answer import AnswerDetails, FinishReason
from gemini_desk.chat.conversation import MessageId, MessageStatus
from gemini_desk.chat.growing_answer import GrowingAnswer
from gemini_desk.chat.message import TranscriptPart
from gemini_desk.chat.transcription import (
    asked_beyond,
    others_to_transcribe,
    recording_to_transcribe,
    whole_transcript,
    with_transcript,
)
from gemini_desk.tasks.transcript_work.planning import translates_on
from gemini_desk.transcripts.damage import place_words
from gemini_desk.transcripts.timed_text import clock, length
from gemini_desk.transcripts.transcript import Transcript

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.message import Message
    from gemini_desk.engine.events import LoadedModel
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.tasks.transcription_job import TranscriptionEnd
    from gemini_desk.transcripts.transcript import Damage
    from gemini_desk.ui.chat.answer_under_way import AnswerUnderWay
    from gemini_desk.ui.chat.transcription_controller import TranscriptionController
    from gemini_desk.ui.store_calls import StoreCalls

_SHORTEST_REMAINING_S = 5.0  # less is said as “almost done”


class TranscriptStep(QObject):
    """Has the recordings of questions transcribed.

    Signals:
        changed: An `AnswerUnderWay` that is a transcript from now on, or whose one has grown.
        told: An `AnswerUnderWay`, and what is going on.
        passed: An `AnswerUnderWay` whose transcript is whole; its text follows.
        ended: An `AnswerUnderWay`, `MessageStatus` and `AnswerDetails`: no text follows.
        failed: An `AnswerUnderWay` and a `GeminiDeskError`; what was heard is kept.
        left: `Conversation`, the recordings of the same question that are next, and what is
            asked of all of them behind the last one; "" for nothing.
        notice: Level, text, hint: the recording is damaged.
    """

    changed = Signal(object)
    told = Signal(object, str)
    passed = Signal(object)
    ended = Signal(object, object, object)
    failed = Signal(object, object)
    left = Signal(object, object, str)
    notice = Signal(str, str, str)

    def __init__(
        self, transcriptions: TranscriptionController, store: StoreCalls, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._transcriptions = transcriptions
        self._store = store
        self._answers: dict[MessageId, AnswerUnderWay] = {}
        transcriptions.progressed.connect(self._on_progressed)
        transcriptions.finished.connect(self._on_finished)
        transcriptions.failed.connect(self._on_failed)
        transcriptions.damaged.connect(self._on_damaged)

    def take(self, answer: AnswerUnderWay, model: LoadedModel) -> bool:
        """Take over an answer that needs a transcript; whether it does.

        Its request is made to read the transcript if that is there already.
        """
        answer.longest_audio_s = model.capabilities.max_audio_s
        own = answer.conversation.versions[answer.message_id].message
        if translates_on(answer.question, own):
            return False  # nothing is heard for it
        part = own.transcript
        if part is None:
            part = self._begun(answer, model)
        if part is None:
            return False
        if not part.transcript.complete:
            self._start(answer, part, model)
            return True
        if answer.growing.text:
            return False  # it goes on with its text
        if not _is_asked_more(answer, part):
            details = AnswerDetails(model.identity, FinishReason.STOP, edited=answer.edited)
            self.ended.emit(answer, MessageStatus.COMPLETE, details)
            return True
        messages = answer.request.messages
        for each in (part, *_elsewhere(answer, part)):
            messages = with_transcript(messages, each)
        answer.request = replace(answer.request, messages=messages)
        return False

    def cancel(self, answer: AnswerUnderWay) -> None:
        """Stop transcribing; what was heard is kept."""
        self._transcriptions.cancel(answer.message_id)

    def _begun(self, answer: AnswerUnderWay, model: LoadedModel) -> TranscriptPart | None:
        """Make an answer without words a transcript, if its question wants one."""
        question, takes = answer.question, model.capabilities
        if question is None or answer.growing.text or not takes.audio:
            return None  # what takes no sound says so by itself
        recording = recording_to_transcribe(question, takes.max_audio_s)
        if recording is None:
            return None
        said = _said(answer)
        if others := _left(answer, recording):
            asked = asked_beyond(question.text)
            self.left.emit(answer.conversation, tuple(others), asked)
        begun = Transcript(None, recording.duration_s or 0.0, (), 0.0, recording.track or 0)
        part = TranscriptPart(recording, begun)
        if asked_beyond(question.text):
            # For another answer, or an edited question, an hour is not heard again.
            part = whole_transcript(said, recording) or part
        message_id, transcript = answer.message_id, part.transcript
        self._store.run(
            lambda store: store.transcripts.begin(message_id, recording, transcript),
            None,
            lambda error: self._on_refused(message_id, error),
        )
        self.show(answer, part)
        return part

    def _start(self, answer: AnswerUnderWay, part: TranscriptPart, model: LoadedModel) -> None:
        waits = self._transcriptions.is_busy
        self._answers[answer.message_id] = answer
        answer.is_transcribing = True
        self._transcriptions.start(answer.message_id, part, model)
        self.told.emit(answer, "Waiting for another transcript…" if waits else "Listening…")

    def show(self, answer: AnswerUnderWay, part: TranscriptPart) -> None:
        """An answer has this transcript now."""
        answer.growing = GrowingAnswer((part,))
        answer.conversation.update(answer.message_id, parts=(part,))
        self.changed.emit(answer)

    def _take_back(self, message_id: str) -> AnswerUnderWay | None:
        answer = self._answers.pop(MessageId(message_id), None)
        if answer is not None:
            answer.is_transcribing = False
        return answer

    @Slot(str, object)
    def _on_progressed(self, message_id: str, transcript: Transcript) -> None:
        answer = self._answers.get(MessageId(message_id))
        part = None
        if answer is not None:
            part = answer.conversation.versions[answer.message_id].message.transcript
        if answer is None or part is None:
            return
        self.show(answer, replace(part, transcript=transcript))
        left_s = self._transcriptions.remaining_s(answer.message_id)
        self.told.emit(answer, doing(transcript, left_s))

    @Slot(str, object)
    def _on_finished(self, message_id: str, end: TranscriptionEnd) -> None:
        answer = self._take_back(message_id)
        if answer is None:
            return
        part = answer.conversation.versions[answer.message_id].message.transcript
        if end.is_whole and part is not None and _is_asked_more(answer, part):
            self.passed.emit(answer)
        else:
            details = replace(end.details, edited=answer.edited)
            self.ended.emit(answer, MessageStatus.COMPLETE, details)

    @Slot(str, object)
    def _on_failed(self, message_id: str, error: GeminiDeskError) -> None:
        answer = self._take_back(message_id)
        if answer is not None:
            self.failed.emit(answer, error)

    @Slot(str, object)
    def _on_damaged(self, message_id: str, damage: Damage) -> None:
        answer = self._answers.get(MessageId(message_id))
        part = None
        if answer is not None:
            part = answer.conversation.versions[answer.message_id].message.transcript
        if part is not None:
            self.notice.emit("warning", *damage_words(part.attachment.name, damage))

    def _on_refused(self, message_id: MessageId, error: GeminiDeskError) -> None:
        """The disk is full: without a place, nothing that is heard could be kept."""
        answer = self._take_back(message_id)
        if answer is not None:
            self._transcriptions.cancel(message_id)
            self.failed.emit(answer, error)


def _said(answer: AnswerUnderWay) -> list[Message]:
    return [version.message for version in answer.conversation.versions.values()]


def _left(answer: AnswerUnderWay, recording: Attachment) -> list[Attachment]:
    """The other recordings of the question that have no transcript yet."""
    question = answer.question
    if question is None:
        return []
    others = others_to_transcribe(question, recording, answer.longest_audio_s)
    return [each for each in others if whole_transcript(_said(answer), each) is None]


def _elsewhere(answer: AnswerUnderWay, part: TranscriptPart) -> list[TranscriptPart]:
    """Transcripts of the other recordings of the question: they stand below another answer."""
    question = answer.question
    if question is None:
        return []
    others = others_to_transcribe(question, part.attachment, answer.longest_audio_s)
    found = [whole_transcript(_said(answer), each) for each in others]
    return [each for each in found if each is not None]


def _is_asked_more(answer: AnswerUnderWay, part: TranscriptPart) -> bool:
    """Whether the question wants words besides a transcript, and they can be said now.

    What is asked of several recordings is answered behind the last of them.
    """
    question = answer.question
    if question is None or not asked_beyond(question.text):
        return False
    return not _left(answer, part.attachment)


def damage_words(name: str, damage: Damage) -> tuple[str, str]:
    """What is lost of a damaged recording, and what to do."""
    hint = "Copy the file again from where it came, if it is whole there."
    if damage.end_s is None:
        return f"{name} is damaged: nothing {place_words(damage)} can be read.", hint
    return f"{name} is damaged {place_words(damage)}; the rest is transcribed.", hint


def doing(transcript: Transcript, left_s: float | None) -> str:
    """How far it is and how long it takes, in words."""
    if transcript.done_s is None:
        return "Almost done…"
    words = f"Transcribing… {clock(transcript.done_s)} of {length(transcript.duration_s)}"
    if left_s is None:
        return words
    if left_s < _SHORTEST_REMAINING_S:
        return f"{words}, almost done"
    if left_s < 60:
        return f"{words}, less than a minute left"
    return f"{words}, about {round(left_s / 60)} min left"
