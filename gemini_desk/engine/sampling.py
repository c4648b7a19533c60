"""Choosing the next token: greedy, or drawn after the usual warpers.

The warpers are transformers' own, in the order in which `generate` applies them, so the same
parameters and seed mean the same thing here as there.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from gemini_desk.chat.generation_parameters import GenerationParameters

if TYPE_CHECKING:
    from collections.abc import Sequence

    import torch

# Where neither the person nor the checkpoint says how long an answer may be.
DEFAULT_MAX_NEW_TOKENS = 2048
# What `generate` uses where a checkpoint that samples does not say.
_GENERATE_TOP_K = 50


def read_defaults(generation_config: Any) -> GenerationParameters:
    """The parameters of a checkpoint's generation config; greedy if it does not sample."""
    if not generation_config.do_sample:
        return GenerationParameters(
            max_new_tokens=generation_config.max_new_tokens,
            temperature=0.0,
            repetition_penalty=_above_zero(generation_config.repetition_penalty),
        )
    top_k = generation_config.top_k
    return GenerationParameters(
        max_new_tokens=generation_config.max_new_tokens,
        temperature=1.0 if generation_config.temperature is None else generation_config.temperature,
        top_p=_above_zero(generation_config.top_p),
        top_k=_GENERATE_TOP_K if top_k is None else top_k,
        min_p=generation_config.min_p,
        repetition_penalty=_above_zero(generation_config.repetition_penalty),
    )


def _above_zero(value: float | None) -> float | None:
    return value if value and value > 0 else None


class Sampler:
    """Chooses one token after the other. Inference thread only."""

    def __init__(
        self,
        parameters: GenerationParameters,
        prompt_ids: Sequence[int],
        *,
        device: str,
        suppressed_ids: Sequence[int] = (),
        scored: bool = False,
    ) -> None:
        """Prepare for one answer.

        Args:
            parameters: Complete or not; what is open means greedy, unpenalised.
            prompt_ids: The prompt, which a repetition penalty counts as well.
            device: Where the logits are.
            suppressed_ids: Tokens that must never come.
            scored: Keep how likely each choice was, for `probabilities`.
        """
        import torch
        from transformers.generation import logits_process as warpers

        temperature = parameters.temperature or 0.0
        self._greedy = temperature == 0.0
        self._processors: Any = warpers.LogitsProcessorList()
        self._seen: torch.Tensor | None = None
        self._scored = scored
        # They stay on the device until the end: nothing waits for them at each token.
        self._probabilities: list[torch.Tensor] = []
        if parameters.repetition_penalty not in (None, 1.0):
            self._processors.append(
                warpers.RepetitionPenaltyLogitsProcessor(parameters.repetition_penalty)
            )
            self._seen = torch.tensor([list(prompt_ids)], device=device)
        self._suppressed = torch.tensor(list(suppressed_ids), dtype=torch.long, device=device)
        if self._greedy:
            return
        if temperature != 1.0:
            self._processors.append(warpers.TemperatureLogitsWarper(temperature))
        if parameters.top_k:
            self._processors.append(warpers.TopKLogitsWarper(parameters.top_k))
        if parameters.top_p is not None and parameters.top_p < 1.0:
            self._processors.append(warpers.TopPLogitsWarper(parameters.top_p))
        if parameters.min_p:
            self._processors.append(warpers.MinPLogitsWarper(parameters.min_p))
        self._generator = torch.Generator(device=device)
        seed = parameters.seed
        self._generator.manual_seed(secrets.randbits(63) if seed is None else seed)

    def choose(self, logits: torch.Tensor) -> int:
        """The next token.

        Args:
            logits: Of the next token, shape (1, vocabulary), any float dtype.
        """
        import torch

        scores = logits.float()
        if self._suppressed.numel():
            scores = scores.index_fill(-1, self._suppressed, float("-inf"))
        plain = scores
        if self._processors:
            # Only the penalty looks at the ids; any tensor will do for the others.
            seen = self._seen if self._seen is not None else logits.new_empty((1, 0)).long()
            scores = self._processors(seen, scores)
        if self._greedy:
            token = scores.argmax(dim=-1, keepdim=True)
        else:
            probabilities = scores.softmax(dim=-1)
            token = torch.multinomial(probabilities, num_samples=1, generator=self._generator)
        if self._scored:
            # One kernel: as fast as argmax, where logsumexp takes milliseconds on busy cores.
            self._probabilities.append(plain.softmax(dim=-1).gather(-1, token).reshape(()))
        if self._seen is not None:
            self._seen = torch.cat([self._seen, token], dim=-1)
        return int(token.item())

    def probabilities(self) -> list[float]:
        """How likely the model held each choice, before penalties, temperature and cuts."""
        import torch

        if not self._probabilities:
            return []
        likely: list[float] = torch.stack(self._probabilities).tolist()
        return likely
