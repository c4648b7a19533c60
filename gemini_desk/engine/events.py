"""Plain values that go into the inference thread and come out of it.

They could cross a process or a socket: no tensors, no callables, no library objects.
Each job ends in exactly one of `Loaded`, `Finished`, `Unloaded`, `TokensCounted`,
`CountDropped` or `Failed`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NewType, TypeAlias

from gemini_desk.chat.generation_parameters import GenerationParameters

# Their fields are many: they have files of their own, and are asked for here like the rest.
from gemini_desk.engine.load_request import LoadRequest as LoadRequest
from gemini_desk.engine.model_capabilities import (  # noqa: TC001  # others import it from here
    Capabilities as Capabilities,
)

if TYPE_CHECKING:
    from gemini_desk.chat.answer import FinishReason, ModelIdentity, Timings, Usage
    from gemini_desk.chat.message import Message, TranscriptPart
    from gemini_desk.errors import GeminiDeskError

JobId = NewType("JobId", int)


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is ready to answer.

    Attributes:
        identity: Which weights, and where they run.
        capabilities: What it takes.
        defaults: Generation parameters of its generation config.
        device_reason: Why this device was chosen, one sentence.
        parameter_count: Numbers in its weights; None if nobody knows.
        load_s: How long loading took, in seconds.
    """

    identity: ModelIdentity
    capabilities: Capabilities
    defaults: GenerationParameters = field(default_factory=GenerationParameters)
    device_reason: str = ""
    load_s: float = 0.0
    parameter_count: int | None = None


# -- jobs ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """Answer a conversation.

    Attributes:
        messages: The open branch, first message first; ends with the message to answer.
        parameters: What steers the generation.
        enable_thinking: Let the model think first, where it can.
        incidental: Nobody waits for it: it runs only while nothing else is to be done, and
            whatever is submitted then ends it, `CANCELLED`.
        token_probabilities: Say at the end how likely each token was.
    """

    messages: tuple[Message, ...]
    parameters: GenerationParameters = field(default_factory=GenerationParameters)
    enable_thinking: bool = False
    incidental: bool = False
    token_probabilities: bool = False


@dataclass(frozen=True, slots=True)
class UnloadRequest:
    """Free the model and its memory."""


@dataclass(frozen=True, slots=True)
class CountTokensRequest:
    """Count the tokens of a prompt without answering it.

    It waits until nothing else is to be done, makes way for everything else, and is dropped
    when a newer one for the same purpose is submitted: an answer never waits for a count.

    Attributes:
        messages: As for a generation; may also end with an answer.
        purpose: Who asks.
        awaited: Whether a person's question depends on it: incidental generations end for it.
        enable_thinking: As for a generation.
    """

    messages: tuple[Message, ...]
    purpose: str = "meter"
    enable_thinking: bool = False
    awaited: bool = False


Request: TypeAlias = LoadRequest | GenerationRequest | UnloadRequest | CountTokensRequest

# -- events -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """How far loading is.

    Attributes:
        stage: What is being done, for a person.
        fraction: 0.0 to 1.0, or None while it cannot be told.
    """

    stage: str
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class GenerationStarted:
    """A generation left the queue: the prompt is being read now."""


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More text of the answer, whole characters only.

    Attributes:
        text: The new text.
        completion_tokens: Tokens of the answer so far.
    """

    text: str
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ThoughtDelta:
    """More of what the model thinks before it answers; no part of the answer.

    Attributes:
        text: The new text.
        completion_tokens: Tokens so far, thoughts included.
    """

    text: str
    completion_tokens: int = 0


Delta: TypeAlias = TextDelta | ThoughtDelta


@dataclass(frozen=True, slots=True)
class PartBegun:
    """A task of many generations reads the next part; the inference thread emits none."""

    doing: str  # and how far it is, for a person


@dataclass(frozen=True, slots=True)
class TranscriptGrown:
    """A task has more of a transcript; the inference thread emits none.

    Attributes:
        part: The recording, and all of its transcript that there is.
    """

    part: TranscriptPart


@dataclass(frozen=True, slots=True)
class Loaded:
    """A load job's good ending."""

    model: LoadedModel


@dataclass(frozen=True, slots=True)
class Unloaded:
    """An unload job's ending; also of a load job that was cancelled."""


@dataclass(frozen=True, slots=True)
class TokenProbability:
    """A token of an answer.

    Attributes:
        text: What it adds to the answer; empty while a character is not complete.
        probability: How likely the model held it, 0.0 to 1.0.
    """

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Finished:
    """A generation's good ending, cancelled ones included.

    Attributes:
        reason: Why it ended.
        usage: Token counts.
        timings: Durations.
        model: Which weights answered.
        token_probabilities: The answer token by token, if the request asked; without thoughts.
    """

    reason: FinishReason
    usage: Usage
    timings: Timings
    model: ModelIdentity
    token_probabilities: tuple[TokenProbability, ...] = ()


@dataclass(frozen=True, slots=True)
class TokensCounted:
    """A count's good ending: what the model would read, by kind.

    Attributes:
        text_tokens: Words, and what the chat template puts around them.
        image_tokens: Pictures.
        audio_tokens: Sound, that of films included.
        video_tokens: Films.
        context_tokens: Longest prompt plus answer; 0 if the model does not say.
        answer_tokens: The longest answer that the model's generation config asks for.
        is_estimate: Nobody counted: a server's tokenizer is not here, and drafts are not sent.
    """

    text_tokens: int
    image_tokens: int = 0
    audio_tokens: int = 0
    video_tokens: int = 0
    context_tokens: int = 0
    answer_tokens: int = 0
    is_estimate: bool = False

    @property
    def prompt_tokens(self) -> int:
        """All of them."""
        return self.text_tokens + self.image_tokens + self.audio_tokens + self.video_tokens

    def reserve_tokens(self, wanted_tokens: int | None) -> int:
        """What is kept free for an answer: at most half of the context, the rest is to be read.

        Args:
            wanted_tokens: The longest answer that a person chose; None for the model's own.
        """
        return min(wanted_tokens or self.answer_tokens, self.context_tokens // 2)


@dataclass(frozen=True, slots=True)
class CountDropped:
    """A count's ending when it made way: for an answer, or for a newer count."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A job's bad ending; the error carries no traceback."""

    error: GeminiDeskError


Event: TypeAlias = (
    LoadProgress
    | GenerationStarted
    | TextDelta
    | ThoughtDelta
    | PartBegun
    | TranscriptGrown
    | Loaded
    | Unloaded
    | Finished
    | TokensCounted
    | CountDropped
    | Failed
)
