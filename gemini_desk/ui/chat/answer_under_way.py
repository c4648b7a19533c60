"""Answers on their way: what each is of, how far it is, which there are. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gemini_desk.chat.conversation import Conversation, ConversationId, MessageId
    from gemini_desk.chat.growing_answer import GrowingAnswer
    from gemini_desk.chat.message import Message, Part
    from gemini_desk.engine.events import GenerationRequest, JobId

# Tokens per second are shown from the first second on: before, the figure jumps about.
_RATE_AFTER_S = 1.0


@dataclass(slots=True, eq=False)
class AnswerUnderWay:
    """An answer on its way.

    Attributes:
        conversation: Where it is.
        message_id: Of the answer.
        request: What the model is asked.
        growing: What came so far.
        edited: Whether a person wrote or changed what it goes on with.
        job_id: Of the generation, once it is in the queue.
        is_unchecked: Whether it was asked for while no model could say whether it fits.
        is_transcribing: Whether its recording is being transcribed.
        longest_audio_s: Longest clip that the model takes; None for any.
    """

    conversation: Conversation
    message_id: MessageId
    request: GenerationRequest
    growing: GrowingAnswer
    edited: bool = False
    job_id: JobId | None = None
    is_unchecked: bool = False
    is_transcribing: bool = False
    longest_audio_s: float | None = None
    _first_text_s: float | None = None
    _tokens_before: int = 0

    @property
    def question(self) -> Message | None:
        """What is answered."""
        parent_id = self.conversation.versions[self.message_id].parent_id
        return None if parent_id is None else self.conversation.versions[parent_id].message

    @property
    def parts(self) -> tuple[Part, ...]:
        """What came so far; a transcript as the person has it, who may have edited it since."""
        part = self.conversation.versions[self.message_id].message.transcript
        if part is not None:
            self.growing.set_transcript(part.transcript)
        return self.growing.parts

    def rate(self, now_s: float, tokens: int) -> float | None:
        """Tokens per second up to now; None while that says nothing."""
        if self._first_text_s is None:
            self._first_text_s, self._tokens_before = now_s, tokens
        elapsed_s = now_s - self._first_text_s
        if elapsed_s < _RATE_AFTER_S:
            return None
        return (tokens - self._tokens_before) / elapsed_s


class AnswersUnderWay:
    """Those that have begun and not ended, and which of them wait for a model."""

    def __init__(self) -> None:
        self._answers: dict[MessageId, AnswerUnderWay] = {}
        self._waiting: list[AnswerUnderWay] = []

    def __iter__(self) -> Iterator[AnswerUnderWay]:
        """All of them; they may end meanwhile."""
        return iter(list(self._answers.values()))

    def __contains__(self, answer: object) -> bool:
        """Whether this very answer is under way."""
        return any(each is answer for each in self._answers.values())

    def add(self, answer: AnswerUnderWay) -> None:
        """It begins."""
        self._answers[answer.message_id] = answer

    def remove(self, answer: AnswerUnderWay) -> None:
        """It has ended."""
        self._answers.pop(answer.message_id, None)
        if answer in self._waiting:
            self._waiting.remove(answer)

    def of_job(self, job_id: int) -> AnswerUnderWay | None:
        """The one that this job makes."""
        return next((each for each in self if each.job_id == job_id), None)

    def conversation(self, conversation_id: ConversationId) -> Conversation | None:
        """The conversation with this id if one of them is in it."""
        conversations = (each.conversation for each in self)
        return next((each for each in conversations if each.id == conversation_id), None)

    @property
    def keep_the_model_busy(self) -> bool:
        """Whether the model works for one of them, or is going to."""
        return any(each.job_id is not None or each.is_transcribing for each in self)

    @property
    def waiting(self) -> list[AnswerUnderWay]:
        """Those that are stored while no model is ready."""
        return list(self._waiting)

    def wait(self, answer: AnswerUnderWay) -> None:
        """It is stored, and no model is ready."""
        self._waiting.append(answer)

    def take_waiting(self) -> list[AnswerUnderWay]:
        """Those that waited; a model is ready."""
        waiting, self._waiting = self._waiting, []
        return waiting
