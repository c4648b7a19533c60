"""Forward passes: reading a prompt in pieces, then one token after the other.

Everything here runs in torch's inference mode, on the inference thread. The prefix cache
learns of each piece after its forward pass; if a pass fails, its keys and values are in an
unknown state and the caller must clear the cache.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Sequence

    import torch

    from gemini_desk.engine.families import Family
    from gemini_desk.engine.loading import Checkpoint
    from gemini_desk.engine.media_encoding import Tensors
    from gemini_desk.engine.prefix_cache import PrefixCache
    from gemini_desk.engine.prompt_inputs import MediaSpan, Prompt

# Tokens between two looks at the cancel flag. A processor reads a few hundred in the second
# that a person would wait; a GPU reads thousands and wants large pieces.
_CHUNK_TOKENS_CPU = 256
_CHUNK_TOKENS = 2048


@dataclass(frozen=True, slots=True, eq=False)
class PromptReading:
    """A prompt that was read.

    Attributes:
        logits: Of the next token, shape (1, vocabulary).
        cached_tokens: Tokens that were in the cache already.
    """

    logits: torch.Tensor
    cached_tokens: int


class ModelRunner:
    """One model and its cache of keys and values."""

    def __init__(self, checkpoint: Checkpoint, family: Family, cache: PrefixCache) -> None:
        self._model = checkpoint.model
        self._cache = cache
        self._device = checkpoint.choice.device
        self._dtype = checkpoint.choice.dtype
        self._chunk_tokens = _CHUNK_TOKENS_CPU if self._device == "cpu" else _CHUNK_TOKENS
        self._media_types = _media_types(checkpoint.config) if family.wants_media_types else {}
        self._wants_mask = family.wants_attention_mask
        self._adapters = checkpoint.adapters
        parameters = inspect.signature(self._model.forward).parameters
        # Logits of the whole prompt would take vocabulary × prompt floats.
        self._options = {"logits_to_keep": 1} if "logits_to_keep" in parameters else {}

    def read_prompt(
        self,
        prompt: Prompt,
        media_tensors: Callable[[MediaSpan], Tensors],
        cancel: threading.Event,
    ) -> PromptReading | None:
        """Read `prompt`, reusing what the cache holds.

        Args:
            prompt: The prompt.
            media_tensors: Gives the tensors of a picture or clip that must be read.
            cancel: Ends the reading before its next piece.

        Returns:
            None if `cancel` was set; the cache then holds what was read.
        """
        # Prompts with and without media share no keys and values where adapters read them: the
        # ones with media are read in one pass.
        if self._adapters is not None:
            self._adapters.use_for(prompt.whole_tensors)
        reuse = self._cache.prepare(prompt)
        if reuse.length == 0:
            self._forget_positions()
        if reuse.logits is not None:
            return PromptReading(reuse.logits, reuse.length)
        if reuse.length:
            self._cache.keep_point()
        logits: torch.Tensor | None = None
        for start, end, span in self._pieces(prompt, reuse.length):
            if cancel.is_set():
                return None
            tensors = media_tensors(span) if span is not None else self._whole(prompt)
            if span is not None and self._media_types:
                tensors = {**(tensors or {}), **self._types_up_to(prompt.token_ids[:end])}
            logits = self._forward(prompt.token_ids[start:end], tensors or {})
            self._cache.extend(prompt.token_ids[start:end], [span] if span is not None else [])
            if end < len(prompt.token_ids) and (span is not None or end == prompt.lasting_length):
                self._cache.keep_point()
        assert logits is not None  # the cache never holds a whole prompt without its logits
        self._cache.keep_point(logits)
        return PromptReading(logits, reuse.length)

    def step(self, token_id: int) -> torch.Tensor:
        """Read one token of the answer.

        Returns:
            Logits of the next one, shape (1, vocabulary).
        """
        logits = self._forward([token_id], {})
        self._cache.extend([token_id])
        return logits

    def _whole(self, prompt: Prompt) -> Tensors | None:
        """What goes with a prompt that is read in one pass."""
        import torch

        if prompt.whole_tensors is None or not self._wants_mask:
            return prompt.whole_tensors
        mask = torch.ones((1, len(prompt.token_ids)), dtype=torch.long)
        return {**prompt.whole_tensors, "attention_mask": mask}

    def _pieces(self, prompt: Prompt, start: int) -> Iterator[tuple[int, int, MediaSpan | None]]:
        """Pieces of a prompt from `start` on: (start, end, the medium that it ends with).

        A picture or clip is never cut, and comes together with the text before it.
        """
        total = len(prompt.token_ids)
        if prompt.whole_tensors is not None:
            yield 0, total, None
            return
        for span in prompt.media:
            if span.start < start:
                continue
            while span.start - start > self._chunk_tokens:
                yield start, start + self._chunk_tokens, None
                start += self._chunk_tokens
            yield start, span.end, span
            start = span.end
        for stop in (prompt.lasting_length, total):
            while start < stop:
                end = min(start + self._chunk_tokens, stop)
                yield start, end, None
                start = end

    def _forward(self, token_ids: Sequence[int], tensors: Tensors) -> torch.Tensor:
        import torch

        output = self._model(
            input_ids=torch.tensor([token_ids], device=self._device),
            past_key_values=self._cache.keys_values,
            use_cache=True,
            **self._options,
            **{name: self._placed(tensor) for name, tensor in tensors.items()},
        )
        logits: torch.Tensor = output.logits[:, -1, :]
        return logits

    def _placed(self, value: Any) -> Any:
        """A tensor on the model's device, in its dtype if it is a float."""
        import torch

        if not isinstance(value, torch.Tensor):
            return value
        return value.to(self._device, self._dtype if value.is_floating_point() else None)

    def _types_up_to(self, token_ids: Sequence[int]) -> Tensors:
        """What each token so far stands for: 0 text, 1 picture, 2 video, 3 sound."""
        import torch

        types = [self._media_types.get(token_id, 0) for token_id in token_ids]
        return {"mm_token_type_ids": torch.tensor([types])}

    def _forget_positions(self) -> None:
        """M-RoPE models keep an offset of the last conversation for its next tokens."""
        for module in self._model.modules():
            if getattr(module, "rope_deltas", None) is not None:
                module.rope_deltas = None


def _media_types(config: Any) -> dict[int, int]:
    """Type of each placeholder id, for models whose masks depend on it; else empty."""
    if getattr(config.get_text_config(), "use_bidirectional_attention", None) != "vision":
        return {}
    names = (("image_token_id", 1), ("video_token_id", 2), ("audio_token_id", 3))
    return {
        token_id: kind
        for name, kind in names
        if (token_id := getattr(config, name, None)) is not None
    }
