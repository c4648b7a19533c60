"""Answers in a branch that holds a transcript: by the work that the question asks for.

A step on the way of `AnswerController`, which alone talks to it. GUI thread only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.chat.message import Message, Role
from gemini_desk.tasks.transcript_work.planning import most_and_least, plan
from gemini_desk.tasks.transcript_work.runner import WorkRequest
from gemini_desk.ui.chat.asking import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.engine.events import GenerationRequest, LoadedModel
    from gemini_desk.tasks.answer_recorder import AnswerRecorder
    from gemini_desk.tasks.transcript_work.runner import WorkRunner
    from gemini_desk.ui.chat.answer_under_way import AnswerUnderWay


class WorkStep:
    """Has works on transcripts carried out."""

    def __init__(self, runner: WorkRunner, recorder: AnswerRecorder) -> None:
        self._runner = runner
        self._recorder = recorder

    def take(self, answer: AnswerUnderWay, model: LoadedModel) -> bool:
        """Take over an answer that needs a work, as a job; whether it does.

        Raises:
            InputError: The model cannot do what the question asks for.
        """
        versions = answer.conversation.path_to(answer.message_id)
        *branch, own = [version.message for version in versions]
        planned = plan(branch, own, answer.request, model)
        if planned is None:
            return False
        answer.job_id = self._recorder.submit(
            self._runner,
            WorkRequest(planned, answer.message_id, model),
            answer.message_id,
            edited=answer.edited,
        )
        return True

    def cancel(self, answer: AnswerUnderWay) -> bool:
        """Stop an answer if it is a work; whether it is. What came is kept."""
        return answer.job_id is not None and self._runner.cancel(answer.job_id)


def reading(
    request: GenerationRequest, path: Sequence[MessageVersion], model: LoadedModel | None
) -> Reading:
    """What the end of a branch makes `model` read; of long transcripts, what matters is chosen."""
    if model is None or all(each.message.transcript is None for each in path):
        return Reading(request)
    messages = [each.message for each in path]
    own = Message.assistant("")
    if messages[-1].role is Role.ASSISTANT:
        own = messages.pop()
    return Reading(*most_and_least(messages, own, request, model))
