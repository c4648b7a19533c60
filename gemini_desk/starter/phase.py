"""What a stretch of training is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.starter.configuration import SOFT_TOKENS

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Mixture:
    """One kind of batch.

    Attributes:
        weight: How often it is drawn among the mixtures of its stream.
        examples: Batch size.
        shares: How often each task is drawn within the batch; one medium only.
        soft_tokens: Budgets a picture; one is drawn for each batch.
    """

    weight: float
    examples: int
    shares: Mapping[str, float]
    soft_tokens: tuple[int, ...] = (SOFT_TOKENS,)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of training.

    Attributes:
        name: For the log.
        steps: How many optimiser steps.
        learning_rate: At the start and at the end; a straight line between.
        alignment: Weight of the alignment losses.
        streams: What each stream draws from.
        pointing: Weight of the pointing loss.
        deep: Whether the decoder has all of its layers yet.
        frozen_towers: Whether only the decoder learns.
    """

    name: str
    steps: int
    learning_rate: tuple[float, float]
    alignment: float
    streams: tuple[tuple[Mixture, ...], tuple[Mixture, ...]]
    pointing: float = 0.0
    deep: bool = False
    frozen_towers: bool = False
