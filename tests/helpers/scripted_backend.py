"""A backend that says what a test tells it to say; for everything above the engine.

    backend = ScriptedBackend()
    backend.queue_reply("Hel", "lo")                 # two deltas, then Finished(STOP)
    pause = Pause()
    backend.queue_reply("Hel", pause, "lo")          # waits until pause.release() or a cancel
    backend.queue_reply(Thought("Hm"), "Hello")      # thinks first
    backend.queue_reply("Hel", OutOfMemoryError("…"))  # fails in mid-answer
    thread = InferenceThread(backend.factory, sink)

With nothing queued it answers with `respond(request)`, or repeats the last message's text,
word by word. What it was asked stands in `loads` and `requests`.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from gemini_desk.chat.answer import FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.engine.backend import LoadCancelledError
from gemini_desk.engine.events import (
    Capabilities,
    CountTokensRequest,
    Delta,
    Finished,
    GenerationRequest,
    LoadedModel,
    LoadProgress,
    LoadRequest,
    TextDelta,
    ThoughtDelta,
    TokenProbability,
    TokensCounted,
)

if TYPE_CHECKING:
    from collections.abc import Callable

TIMEOUT_S = 30.0
IMAGE_TOKENS = 100  # what a picture counts
AUDIO_TOKENS = 50


class Pause:
    """A point where the backend stops until it is released or its job is cancelled."""

    def __init__(self) -> None:
        self._reached = threading.Event()
        self._released = threading.Event()

    @property
    def is_reached(self) -> bool:
        """Whether the backend stands here, or stood; for tests whose own thread is needed."""
        return self._reached.is_set()

    def release(self) -> None:
        """Let the backend go on. Callable from any thread, also before it gets here."""
        self._released.set()

    def wait_reached(self, timeout_s: float = TIMEOUT_S) -> None:
        """Wait until the backend stands here."""
        assert self._reached.wait(timeout_s), "the backend never reached the pause"

    def hold(self, cancel: threading.Event) -> None:
        """Called by the backend: wait for `release` or `cancel`."""
        self._reached.set()
        while not self._released.wait(0.002):
            if cancel.is_set():
                return


@dataclass(frozen=True)
class Thought:
    """A delta of what the model thinks."""

    text: str


ReplyStep: TypeAlias = str | Thought | Pause | BaseException
LoadStep: TypeAlias = LoadProgress | Pause | BaseException

EVERYTHING = Capabilities(
    image=True,
    audio=True,
    system_role=True,
    thinking=True,
    context_tokens=8192,
    audio_sample_rate_hz=16_000,
    max_audio_s=30.0,
)


@dataclass
class _Reply:
    steps: tuple[ReplyStep, ...]
    finish_reason: FinishReason
    usage: Usage | None
    timings: Timings
    probabilities: tuple[float, ...] = ()


@dataclass
class ScriptedBackend:
    """A `Backend` without a model.

    Attributes:
        capabilities: What the loaded model claims to take.
        defaults: What its generation config would say.
        parameter_count: How large it claims to be.
        loads: Every load request, in order.
        requests: Every generation request, in order.
        respond: What it answers when nothing is queued; None to repeat what was said.
        counts: Every request to count, in order.
        tokens_of: How many tokens a text is; a word is one.
        count_pause: Where counting stops, each time.
        unloads: How often `unload` was called.
    """

    capabilities: Capabilities = EVERYTHING
    defaults: GenerationParameters = field(default_factory=GenerationParameters)
    parameter_count: int | None = None
    loads: list[LoadRequest] = field(default_factory=list)
    requests: list[GenerationRequest] = field(default_factory=list)
    respond: Callable[[GenerationRequest], str] | None = None
    counts: list[CountTokensRequest] = field(default_factory=list)
    tokens_of: Callable[[str], int] = lambda text: len(text.split())
    count_pause: Pause | None = None
    unloads: int = 0
    _replies: deque[_Reply] = field(default_factory=deque)
    _load_steps: deque[tuple[LoadStep, ...]] = field(default_factory=deque)
    _identity: ModelIdentity = field(default_factory=lambda: ModelIdentity(""))

    def factory(self, request: LoadRequest) -> ScriptedBackend:
        """What `InferenceThread` wants: always this very backend."""
        del request
        return self

    def queue_reply(
        self,
        *steps: ReplyStep,
        finish_reason: FinishReason = FinishReason.STOP,
        usage: Usage | None = None,
        timings: Timings | None = None,
        probabilities: tuple[float, ...] = (),
    ) -> None:
        """Queue the next answer: deltas, pauses, or an error that ends it.

        `probabilities` are those of its texts, for requests that ask; 1.0 where there are none.
        """
        self._replies.append(
            _Reply(steps, finish_reason, usage, timings or Timings(), probabilities)
        )

    def queue_load(self, *steps: LoadStep) -> None:
        """Queue what the next load does before it succeeds."""
        self._load_steps.append(steps)

    def load(
        self,
        request: LoadRequest,
        progress: Callable[[LoadProgress], None],
        cancel: threading.Event,
    ) -> LoadedModel:
        self.loads.append(request)
        for step in self._load_steps.popleft() if self._load_steps else ():
            match step:
                case Pause():
                    step.hold(cancel)
                case LoadProgress():
                    progress(step)
                case _:
                    raise step
            if cancel.is_set():
                raise LoadCancelledError
        self._identity = ModelIdentity(request.model, "", "cpu", "float32")
        return LoadedModel(
            self._identity,
            self.capabilities,
            self.defaults,
            "It is a script.",
            parameter_count=self.parameter_count,
        )

    def generate(
        self,
        request: GenerationRequest,
        emit: Callable[[Delta], None],
        cancel: threading.Event,
    ) -> Finished:
        self.requests.append(request)
        reply = self._replies.popleft() if self._replies else self._unqueued(request)
        tokens = 0
        said: list[str] = []
        for step in reply.steps:
            if cancel.is_set():
                break
            match step:
                case Pause():
                    step.hold(cancel)
                case str():
                    tokens += 1
                    said.append(step)
                    emit(TextDelta(step, tokens))
                case Thought(text):
                    tokens += 1
                    emit(ThoughtDelta(text, tokens))
                case _:
                    raise step
        usage = reply.usage or Usage(prompt_tokens=10, completion_tokens=tokens)
        reason = FinishReason.CANCELLED if cancel.is_set() else reply.finish_reason
        likely = (*reply.probabilities, *[1.0] * len(said))
        scores = tuple(map(TokenProbability, said, likely)) if request.token_probabilities else ()
        return Finished(reason, usage, reply.timings, self._identity, scores)

    def _unqueued(self, request: GenerationRequest) -> _Reply:
        text = request.messages[-1].text if self.respond is None else self.respond(request)
        words = text.split(" ")
        steps = tuple(word if index == 0 else f" {word}" for index, word in enumerate(words))
        return _Reply(steps, FinishReason.STOP, None, Timings())

    def count_tokens(
        self, request: CountTokensRequest, cancel: threading.Event
    ) -> TokensCounted | None:
        self.counts.append(request)
        if self.count_pause is not None:
            self.count_pause.hold(cancel)
        if cancel.is_set():
            return None
        kinds = [part.kind for message in request.messages for part in message.attachments]
        return TokensCounted(
            text_tokens=sum(self.tokens_of(message.text) for message in request.messages),
            image_tokens=IMAGE_TOKENS * kinds.count(AttachmentKind.IMAGE),
            audio_tokens=AUDIO_TOKENS * kinds.count(AttachmentKind.AUDIO),
            context_tokens=self.capabilities.context_tokens,
            answer_tokens=self.defaults.max_new_tokens or 0,
        )

    def unload(self) -> None:
        self.unloads += 1
