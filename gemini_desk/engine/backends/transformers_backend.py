"""The backend that runs checkpoints with transformers, in this process."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from gemini_desk.chat.answer import ModelIdentity
from gemini_desk.engine.capabilities import read_capabilities
from gemini_desk.engine.chat_template import ChatTemplate
from gemini_desk.engine.events import Finished, LoadedModel
from gemini_desk.engine.generation import Generation, ReadyModel
from gemini_desk.engine.loading import load_checkpoint
from gemini_desk.engine.media_budgets import set_budgets
from gemini_desk.engine.memory_remedies import remedies_for
from gemini_desk.engine.model_runner import ModelRunner
from gemini_desk.engine.out_of_memory import free_cached_memory, translated_out_of_memory
from gemini_desk.engine.prefix_cache import PrefixCache
from gemini_desk.engine.prompt_inputs import PromptEncoder
from gemini_desk.engine.quantised.weight import memory_bytes
from gemini_desk.engine.sampling import read_defaults
from gemini_desk.engine.special_ids import find_end_ids, find_suppressed_ids
from gemini_desk.engine.thoughts import find_thought_marks
from gemini_desk.engine.token_counting import TokenCounter
from gemini_desk.errors import ModelLoadError, UnsupportedModelError
from gemini_desk.models import catalogue

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from gemini_desk.engine.events import (
        CountTokensRequest,
        Delta,
        GenerationRequest,
        LoadProgress,
        LoadRequest,
        TokensCounted,
    )
    from gemini_desk.engine.loading import Checkpoint
    from gemini_desk.errors import MemoryRemedy

logger = logging.getLogger(__name__)


class TransformersBackend:
    """Loads a checkpoint and answers with it. Inference thread only."""

    def __init__(self, *, prefix_cache: bool = True) -> None:
        """Nothing is loaded yet.

        Args:
            prefix_cache: False reads every prompt from its beginning, for comparison.
        """
        self._prefix_cache = prefix_cache
        self._loaded: ReadyModel | None = None

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
            "The model",
            "Choose a smaller model, or close other programs.",
            self.unload,
            lambda: remedies_for(request, resolved.path),
        ):
            checkpoint = load_checkpoint(resolved.path, request, progress, cancel)
        self._loaded = self._assemble(checkpoint, resolved, request, started)
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
            translated_out_of_memory(
                "The conversation", hint, loaded.cache.clear, lambda: self._remedies(loaded)
            ),
        ):
            prompt = loaded.encoder.encode(request)
            try:
                return Generation(loaded, request, prompt, started).run(emit, cancel)
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

    def _remedies(self, loaded: ReadyModel) -> tuple[MemoryRemedy, ...]:
        kept_bytes = memory_bytes(loaded.checkpoint.model)
        return remedies_for(loaded.request, loaded.folder, kept_bytes=kept_bytes)

    def _assemble(
        self,
        checkpoint: Checkpoint,
        resolved: catalogue.ResolvedModel,
        request: LoadRequest,
        started: float,
    ) -> ReadyModel:
        config, processor = checkpoint.config, checkpoint.processor
        set_budgets(processor, image_tokens=request.image_tokens, audio_tokens=request.audio_tokens)
        template = ChatTemplate(processor)
        if not template.exists:
            raise UnsupportedModelError(
                f"{resolved.id} has no chat template, so it is no chat model.",
                hint="Choose its instruction-tuned version, often named -it or -Instruct.",
            )
        family = checkpoint.family
        if family.adjust is not None:
            family.adjust(checkpoint.model)
        capabilities = read_capabilities(config, processor, template, family)
        if request.context_tokens is not None:
            longest = capabilities.context_tokens or request.context_tokens
            capabilities = replace(
                capabilities, context_tokens=min(longest, request.context_tokens)
            )
        cache = PrefixCache(
            config.get_text_config(decoder=True),
            enabled=self._prefix_cache,
            int8=request.kv_cache == "int8",
        )
        encoder = PromptEncoder(processor, template, capabilities, family, resolved.id)
        choice = checkpoint.choice
        identity = ModelIdentity(
            resolved.id,
            resolved.revision,
            choice.device,
            str(choice.dtype).removeprefix("torch."),
            checkpoint.quantisation,
        )
        generation_config = checkpoint.model.generation_config
        defaults = read_defaults(generation_config)
        return ReadyModel(
            model=LoadedModel(
                identity,
                capabilities,
                defaults,
                choice.reason,
                time.perf_counter() - started,
                checkpoint.parameter_count,
            ),
            request=request,
            folder=resolved.path,
            checkpoint=checkpoint,
            encoder=encoder,
            counter=TokenCounter(processor, template, encoder, capabilities, family, defaults),
            cache=cache,
            runner=ModelRunner(checkpoint, family, cache),
            thought_marks=find_thought_marks(processor),
            end_ids=find_end_ids(generation_config, processor),
            suppressed_ids=find_suppressed_ids(generation_config, config, processor),
        )
