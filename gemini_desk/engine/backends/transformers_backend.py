"""The backend that runs checkpoints with transformers, in this process."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gemini_desk.chat.answer import FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.chat.message import Role
from gemini_desk.engine.answer_text import AnswerText
from gemini_desk.engine.capabilities import read_capabilities
from gemini_desk.engine.chat_template import ChatTemplate
from gemini_desk.engine.events import Finished, LoadedModel, TextDelta, ThoughtDelta
from gemini_desk.engine.families import family_of
from gemini_desk.engine.loading import load_checkpoint
from gemini_desk.engine.model_runner import ModelRunner
from gemini_desk.engine.out_of_memory import free_cached_memory, translated_out_of_memory
from gemini_desk.engine.prefix_cache import PrefixCache
from gemini_desk.engine.prompt_inputs import PromptEncoder
from gemini_desk.engine.sampling import DEFAULT_MAX_NEW_TOKENS, Sampler, read_defaults
from gemini_desk.engine.special_ids import find_end_ids, find_suppressed_ids
from gemini_desk.engine.thoughts import find_thought_marks
from gemini_desk.engine.token_counting import TokenCounter
from gemini_desk.engine.token_probabilities import token_probabilities
from gemini_desk.errors import ModelLoadError, UnsupportedModelError
from gemini_desk.models import catalogue

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable

    import torch

    from gemini_desk.engine.events import (
        CountTokensRequest,
        Delta,
        GenerationRequest,
        LoadProgress,
        LoadRequest,
        TokensCounted,
    )
    from gemini_desk.engine.loading import Checkpoint
    from gemini_desk.engine.prompt_inputs import Prompt
    from gemini_desk.engine.thoughts import Said, ThoughtMarks

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    """Everything that belongs to the loaded model."""

    model: LoadedModel
    checkpoint: Checkpoint
    encoder: PromptEncoder
    counter: TokenCounter
    cache: PrefixCache
    runner: ModelRunner
    thought_marks: ThoughtMarks | None
    end_ids: frozenset[int]
    suppressed_ids: tuple[int, ...]


class TransformersBackend:
    """Loads a checkpoint and answers with it. Inference thread only."""

    def __init__(self, *, prefix_cache: bool = True) -> None:
        """Nothing is loaded yet.

        Args:
            prefix_cache: False reads every prompt from its beginning, for comparison.
        """
        self._prefix_cache = prefix_cache
        self._loaded: _Loaded | None = None

    def load(
        self,
        request: LoadRequest,
        progress: Callable[[LoadProgress], None],
        cancel: threading.Event,
    ) -> LoadedModel:
        """Load the model of `request`.

        Raises:
            LoadCancelledError: `cancel` was set; nothing is loaded.
            ModelLoadError: It cannot be loaded.
            OutOfMemoryError: It does not fit.
        """
        started = time.perf_counter()
        resolved = catalogue.resolve(request.model, offline=request.offline)
        with translated_out_of_memory(
            "The model", "Choose a smaller model, or close other programs.", self.unload
        ):
            checkpoint = load_checkpoint(resolved.path, request, progress, cancel)
        self._loaded = self._assemble(checkpoint, resolved, started)
        logger.info(
            "Loaded %s on %s as %s in %.1f s",
            resolved.id,
            checkpoint.choice.device,
            checkpoint.choice.dtype,
            self._loaded.model.load_s,
        )
        return self._loaded.model

    def unload(self) -> None:
        """Free the model and its memory; harmless when nothing is loaded."""
        if self._loaded is None:
            return
        self._loaded = None
        free_cached_memory()

    def generate(
        self,
        request: GenerationRequest,
        emit: Callable[[Delta], None],
        cancel: threading.Event,
    ) -> Finished:
        """Answer `request`, pushing text to `emit`; ends within one token after `cancel`.

        Raises:
            InputError: The model does not take this prompt.
            OutOfMemoryError: The prompt or the answer does not fit.
        """
        import torch

        loaded = self._loaded
        if loaded is None:
            raise ModelLoadError("No model is loaded.", hint="Load one first.")
        started = time.perf_counter()
        hint = "Start a new conversation, remove attachments, or choose a smaller model."
        with (
            torch.inference_mode(),
            translated_out_of_memory("The conversation", hint, loaded.cache.clear),
        ):
            prompt = loaded.encoder.encode(request)
            try:
                return _Generation(loaded, request, prompt, started).run(emit, cancel)
            except BaseException:
                # Some layers may have seen a token that others have not.
                loaded.cache.clear()
                raise

    def count_tokens(
        self, request: CountTokensRequest, cancel: threading.Event
    ) -> TokensCounted | None:
        """Count what `request` would make the model read; None soon after `cancel`.

        Raises:
            InputError: The model does not take this prompt.
        """
        if self._loaded is None:
            raise ModelLoadError("No model is loaded.", hint="Load one first.")
        return self._loaded.counter.count(request, cancel)

    def _assemble(
        self, checkpoint: Checkpoint, resolved: catalogue.ResolvedModel, started: float
    ) -> _Loaded:
        config, processor = checkpoint.config, checkpoint.processor
        template = ChatTemplate(processor)
        if not template.exists:
            raise UnsupportedModelError(
                f"{resolved.id} has no chat template, so it is no chat model.",
                hint="Choose its instruction-tuned version, often named -it or -Instruct.",
            )
        family = family_of(config.model_type)
        if family.adjust is not None:
            family.adjust(checkpoint.model)
        capabilities = read_capabilities(config, processor, template)
        cache = PrefixCache(config.get_text_config(decoder=True), enabled=self._prefix_cache)
        encoder = PromptEncoder(processor, template, capabilities, family, resolved.id)
        choice = checkpoint.choice
        identity = ModelIdentity(
            resolved.id, resolved.revision, choice.device, str(choice.dtype).removeprefix("torch.")
        )
        generation_config = checkpoint.model.generation_config
        defaults = read_defaults(generation_config)
        return _Loaded(
            model=LoadedModel(
                identity,
                capabilities,
                defaults,
                choice.reason,
                time.perf_counter() - started,
                checkpoint.parameter_count,
            ),
            checkpoint=checkpoint,
            encoder=encoder,
            counter=TokenCounter(processor, template, encoder, capabilities, family, defaults),
            cache=cache,
            runner=ModelRunner(checkpoint, family, cache),
            thought_marks=find_thought_marks(processor),
            end_ids=find_end_ids(generation_config, processor),
            suppressed_ids=find_suppressed_ids(generation_config, config),
        )


class _Generation:
    """One answer on its way."""

    def __init__(
        self, loaded: _Loaded, request: GenerationRequest, prompt: Prompt, started: float
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
            loaded.encoder.decode,
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
