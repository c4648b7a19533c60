"""Generation parameters and their bounds."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from gemini_desk.errors import InputError


@dataclass(frozen=True, slots=True)
class GenerationParameters:
    """What steers one generation; None leaves it to the checkpoint's generation config.

    Attributes:
        max_new_tokens: Longest answer, in tokens (1 or more).
        temperature: 0.0 for greedy decoding, up to 5.0.
        top_p: Nucleus, in (0.0, 1.0].
        top_k: Candidates kept, 0 for all of them.
        min_p: Smallest probability relative to the likeliest token, in [0.0, 1.0].
        repetition_penalty: 1.0 for none, in (0.0, 10.0].
        seed: Seed of the sampler, 0 to 2**63 - 1; None for a new one each time.
        stop: Texts that end the answer; they are not part of it.
    """

    max_new_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None
    repetition_penalty: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the bounds.

        Raises:
            InputError: A value is outside its bounds.
        """
        _check("max_new_tokens", self.max_new_tokens, 1, 10_000_000)
        _check("temperature", self.temperature, 0.0, 5.0)
        _check("top_p", self.top_p, 1e-6, 1.0)
        _check("top_k", self.top_k, 0, 10_000_000)
        _check("min_p", self.min_p, 0.0, 1.0)
        _check("repetition_penalty", self.repetition_penalty, 1e-3, 10.0)
        _check("seed", self.seed, 0, 2**63 - 1)
        if any(not text for text in self.stop):
            raise InputError("A stop string is empty.", hint="Remove it or give it some text.")

    def over(self, defaults: GenerationParameters) -> GenerationParameters:
        """These parameters, with `defaults` where they leave a choice open."""
        merged: dict[str, Any] = {}
        for field in fields(self):
            mine = getattr(self, field.name)
            merged[field.name] = getattr(defaults, field.name) if mine in (None, ()) else mine
        return GenerationParameters(**merged)


def _check(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:  # also refuses NaN
        raise InputError(f"{name} is {value}, outside its bounds.", hint=f"Choose {low} to {high}.")
