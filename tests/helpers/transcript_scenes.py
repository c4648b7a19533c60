"""Scenes with a transcript: running, whole, damaged, stopped, failed; on the card and beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.answer import AnswerDetails, FinishReason, ModelIdentity
from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import Conversation, MessageStatus
from gemini_desk.chat.message import Message, Role, TranscriptPart
from gemini_desk.tasks.attach import attach
from gemini_desk.transcripts.transcript import Damage, Segment, Transcript
from tests.helpers.recordings import recording_file

if TYPE_CHECKING:
    from tests.helpers.stage import Scene, Stage, Steps

_SAID: Final = (
    ("Ada", "Good morning everyone, thank you for coming."),
    ("Ada", "The budget for the harbour was approved last week, all but the crane."),
    ("Bo", "We should order the new engine before March."),
    (None, "Nobody has looked at the insurance yet."),
    ("Bo", "Anna will call the shipyard on Tuesday at three, and write down what they say."),
)
_DOUBTFUL: Final = ("crane.", "engine", "insurance")


def _segments() -> tuple[Segment, ...]:
    found = []
    for number, (speaker, text) in enumerate(_SAID):
        sure = tuple(0.3 if word in _DOUBTFUL else 0.95 for word in text.split())
        start_s = 8.0 * number + 0.5
        found.append(Segment(start_s, start_s + 6.0, text, min(sure), speaker, sure))
    return tuple(found)


_WHOLE: Final = Transcript(None, 42.0, _segments())
_HALF: Final = replace(_WHOLE, segments=_WHOLE.segments[:3], done_s=23.0)
_BEGUN: Final = replace(_WHOLE, segments=(), done_s=0.0)
_HURT: Final = replace(_WHOLE, damages=(Damage(14.6, 16.2), Damage(42.0)))
_COMPLETE, _STREAMING = MessageStatus.COMPLETE, MessageStatus.STREAMING


def _scene(
    transcript: Transcript,
    status: MessageStatus,
    details: AnswerDetails | None,
    *,
    opens: bool = False,
) -> Scene:
    def play(stage: Stage) -> Steps:
        name = "Meeting of the harbour committee, second part.wav"
        recording = attach(recording_file(stage.scratch / name, 4), AttachmentKind.AUDIO)
        if transcript.damages:
            recording = replace(recording, note="The file was cut off: its sound ends at 0:42.")
        desk = stage.desk
        conversation = Conversation.new()
        conversation.title = "The meeting"
        conversation.append(Message.user("", recording))
        answer = conversation.append(
            Message(Role.ASSISTANT, (TranscriptPart(recording, transcript),)), status=status
        )
        conversation.update(answer.id, answer=details)
        desk.open_conversation.open(conversation)
        yield None
        if opens:
            desk.pane.transcript_opened.emit(answer.id)
            yield None
        yield None

    return play


_MODEL: Final = ModelIdentity("nano")
_ENDED: Final = AnswerDetails(_MODEL, FinishReason.STOP)
_STOPPED: Final = AnswerDetails(_MODEL, FinishReason.CANCELLED)
_FAILED: Final = AnswerDetails(
    _MODEL,
    error="The model ran out of memory.",
    error_hint="Choose a smaller model, or close other programs.",
)
_STATES: Final = {
    "transcript": (_WHOLE, _COMPLETE, _ENDED),
    "transcript-begun": (_BEGUN, _STREAMING, None),
    "transcript-running": (_HALF, _STREAMING, None),
    "transcript-translating": (replace(_HALF, language="German"), _STREAMING, None),
    "transcript-damaged": (_HURT, _COMPLETE, _ENDED),
    "transcript-stopped": (_HALF, _COMPLETE, _STOPPED),
    "transcript-failed": (_HALF, MessageStatus.FAILED, _FAILED),
    "transcript-interrupted": (_HALF, MessageStatus.INTERRUPTED, None),
}
TRANSCRIPT_SCENES: Final[dict[str, Scene]] = {
    **{name: _scene(*state) for name, state in _STATES.items()},
    **{f"{name}-open": _scene(*state, opens=True) for name, state in _STATES.items()},
}
