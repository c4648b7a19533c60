"""What a work is given, and how its prompts begin."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import GenerationRequest
from gemini_desk.tasks.transcript_work.fitting import USUAL_CONTEXT_TOKENS, Room
from gemini_desk.transcripts.timed_text import timed_line

if TYPE_CHECKING:
    from gemini_desk.tasks.transcript_work.fitting import Segments
    from gemini_desk.transcripts.transcript import Transcript

CITE: Final = (
    "Give the time of what you write in square brackets behind it, exactly as it stands at the "
    "beginning of the line where it is said, as in [12:34]."
)
# Of the context, at most: what is left is for reading.
_ANSWER_SHARE: Final = 4
_NOTE_SHARE: Final = 8


@dataclass(frozen=True, slots=True)
class Task:
    """A transcript and a model to work with.

    Attributes:
        transcript: What is worked on.
        context_tokens: Longest prompt plus answer; 0 if the model does not say.
        parameters: For the text that the person gets.
        kept: What there is already of a transcript that the work makes; None for nothing.
    """

    transcript: Transcript
    context_tokens: int = 0
    parameters: GenerationParameters = field(default_factory=GenerationParameters)
    kept: Transcript | None = None

    @property
    def segments(self) -> Segments:
        """The segments in which something is said."""
        return tuple(each for each in self.transcript.segments if each.text.strip())

    def room(self, answer_tokens: int) -> Room:
        """Room for a text of `answer_tokens` that the person gets, or less if little fits."""
        context_tokens = self.context_tokens or USUAL_CONTEXT_TOKENS
        return Room(context_tokens, min(answer_tokens, context_tokens // _ANSWER_SHARE))

    def note_room(self, note_tokens: int) -> Room:
        """Room for a note of `note_tokens`, or less: several must fit when they are joined."""
        context_tokens = self.context_tokens or USUAL_CONTEXT_TOKENS
        return Room(context_tokens, min(note_tokens, context_tokens // _NOTE_SHARE))

    def shown_request(self, messages: tuple[Message, ...], room: Room) -> GenerationRequest:
        """For a text that the person gets."""
        parameters = replace(self.parameters, max_new_tokens=room.answer_tokens)
        return GenerationRequest(messages, parameters)


def note_request(messages: tuple[Message, ...], room: Room) -> GenerationRequest:
    """For a text that only the next step reads: the same each time."""
    return GenerationRequest(
        messages, GenerationParameters(max_new_tokens=room.answer_tokens, temperature=0.0)
    )


def about_segments(segments: Segments, instruction: str) -> tuple[Message, ...]:
    """What is asked about part of a transcript.

    The transcript comes first, so that the next work on it finds it in the model's cache.
    """
    lines = "\n".join([timed_line(segment) for segment in segments])
    return about_text(
        f"A transcript of a recording; each line begins with its time:\n\n{lines}", instruction
    )


def about_text(text: str, instruction: str) -> tuple[Message, ...]:
    """What is asked about a text."""
    return (Message.user(f"{text}\n\n---\n\n{instruction}"),)
