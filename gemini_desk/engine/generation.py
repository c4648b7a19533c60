"""One answer on its way: the prompt is read, tokens are chosen, text is shown."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gemini_desk.chat.answer import FinishReason, Timings, Usage
from gemini_desk.chat.message import Role
from gemini_desk.engine.answer_text import AnswerText
from gemini_desk.engine.events import Finished, TextDelta, ThoughtDelta
from gemini_desk.engine.sampling import DEFAULT_MAX_NEW_TOKENS, Sampler
from gemini_desk.engine.token_probabilities import token_probabilities

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import torch

    from gemini_desk.engine.events import Delta, GenerationRequest, LoadedModel, LoadRequest
    from gemini_desk.engine.loading import Checkpoint
    from gemini_desk.engine.model_runner import ModelRunner
    from gemini_desk.engine.prefix_cache import PrefixCache
    from gemini_desk.engine.prompt_inputs import Prompt, PromptEncoder
    from gemini_desk.engine.thoughts import Said, ThoughtMarks
    from gemini_desk.engine.token_counting import TokenCounter

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class ReadyModel:
    """Everything that belongs to the loaded model."""

    model: LoadedModel
    request: LoadRequest
    folder: Path
    checkpoint: Checkpoint
    encoder: PromptEncoder
    counter: TokenCounter
    cache: PrefixCache
    runner: ModelRunner
    thought_marks: ThoughtMarks | None
    end_ids: frozenset[int]
    suppressed_ids: tuple[int, ...]


class Generation:
    """One answer on its way."""

    def __init__(
        self, loaded: ReadyModel, request: GenerationRequest, prompt: Prompt, started: float
    ) -> None:
        self._loaded = loaded
        self._request = request
        self._prompt = prompt
        self._started = started
        self._first_token_at = 0.0
        self._usage = Usage(prompt_tokens=len(prompt.token_ids))
        self._timings = Timings()
        self._parameters = request.parameters.over(loaded.model.defaults)
        self._answer = AnswerText(
            loaded.encoder.text.decode,
            stop=self._parameters.stop,
            thought_marks=loaded.thought_marks,
            prompt_ids=prompt.token_ids,
        )
        self._sampler = Sampler(
            self._parameters,
            prompt.token_ids,
            device=loaded.checkpoint.choice.device,
            suppressed_ids=loaded.suppressed_ids,
            scored=request.token_probabilities,
        )

    def run(self, emit: Callable[[Delta], None], cancel: threading.Event) -> Finished:
        """Read the prompt, then write the answer."""
        reading = self._loaded.runner.read_prompt(
            self._prompt, self._loaded.encoder.media_tensors, cancel
        )
        if reading is None:
            return self._finished(FinishReason.CANCELLED)
        self._usage = replace(self._usage, cached_tokens=reading.cached_tokens)
        self._timings = Timings(prefill_s=time.perf_counter() - self._started)
        reason = self._write(reading.logits, emit, cancel)
        self._show(self._answer.finish(), emit)
        self._remember()
        return self._finished(reason)

    def _write(
        self, logits: torch.Tensor, emit: Callable[[Delta], None], cancel: threading.Event
    ) -> FinishReason:
        step, end_ids, limit = self._loaded.runner.step, self._loaded.end_ids, self._longest()
        while not cancel.is_set():
            token_id = self._sampler.choose(logits)
            if not self._first_token_at:
                self._first_token_at = time.perf_counter()
            if token_id in end_ids:
                return FinishReason.STOP
            self._show(self._answer.push(token_id), emit)
            if self._answer.stopped:
                return FinishReason.STOP
            if self._answer.token_count >= limit:
                return FinishReason.LENGTH
            if cancel.is_set():
                break
            logits = step(token_id)
        return FinishReason.CANCELLED

    def _show(self, pieces: Iterable[Said], emit: Callable[[Delta], None]) -> None:
        for piece in pieces:
            delta = ThoughtDelta if piece.is_thought else TextDelta
            emit(delta(piece.text, self._answer.token_count))

    def _longest(self) -> int:
        """Tokens that the answer may have, at most what is left of the context."""
        wanted = self._parameters.max_new_tokens or DEFAULT_MAX_NEW_TOKENS
        context = self._loaded.model.capabilities.context_tokens
        return min(wanted, context - len(self._prompt.token_ids)) if context else wanted

    def _remember(self) -> None:
        """Keep the answer's ids for the next turn, behind those that it continued."""
        encoder, last = self._loaded.encoder, self._request.messages[-1]
        if last.role is not Role.ASSISTANT:
            encoder.remember_reply(self._answer.text, self._answer.visible_ids)
        elif (before := encoder.reply_ids(last.text)) is not None:
            encoder.remember_reply(
                last.text + self._answer.text, (*before, *self._answer.visible_ids)
            )

    def _finished(self, reason: FinishReason) -> Finished:
        tokens = self._answer.token_count
        decode_s = time.perf_counter() - self._first_token_at if self._first_token_at else 0.0
        speed = (tokens - 1) / decode_s if tokens > 1 and decode_s > 0 else 0.0
        first_s = self._first_token_at - self._started if self._first_token_at else 0.0
        timings = replace(self._timings, first_token_s=first_s, decode_tokens_per_s=speed)
        usage = replace(self._usage, completion_tokens=tokens)
        logger.info(
            "%s: %d prompt tokens (%d cached), %d of answer, %.1f tokens/s, %s",
            self._loaded.model.identity.id,
            usage.prompt_tokens,
            usage.cached_tokens,
            tokens,
            speed,
            reason,
        )
        probabilities = token_probabilities(self._answer, self._sampler.probabilities())
        return Finished(reason, usage, timings, self._loaded.model.identity, probabilities)
