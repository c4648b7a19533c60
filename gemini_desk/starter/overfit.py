"""Tries whether a task can be learnt at all: a few examples of it, until every answer is exact.

A fault in a generator, a prompt or a loss that hides what the answer depends on shows here within
minutes: the loss stays up, or what is generated differs from what was learnt.
"""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import nn

from gemini_desk.starter import batches, configuration, evaluation, export, growing, tasks
from gemini_desk.starter.losses import StarterTrainer
from gemini_desk.starter.optimiser import build_optimisers
from gemini_desk.starter.recipes import RECIPES

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.starter.examples import Example
    from gemini_desk.starter.recipes import Recipe

logger = logging.getLogger(__name__)

_ALIGNMENT = 0.5
_POINTING = 0.5
_REPORT_EVERY = 25


@dataclass(frozen=True, slots=True)
class Settings:
    """What a trial is made with.

    Attributes:
        task: A name of :data:`~gemini_desk.starter.tasks.TASKS`.
        recipe: A name of :data:`~gemini_desk.starter.recipes.RECIPES`.
        begin_with: Checkpoint folder that is grown to the size; None begins with random weights.
        examples: How many there are.
        steps: After how many the trial is over.
        seed: Of the weights and of the examples.
        learning_rate: From beginning to end.
    """

    task: str
    recipe: str = "good"
    begin_with: Path | None = None
    examples: int = 8
    steps: int = 400
    seed: int = 1
    learning_rate: float = 1e-3


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a trial ended.

    Attributes:
        steps: How many were taken.
        loss: Nats a byte of the answers, at the last one.
        learnt: Whether every byte of every answer is what the model thinks likeliest.
        wrong: Last answers that ``generate`` does not give after all: what it says, what is right.
    """

    steps: int
    loss: float
    learnt: bool
    wrong: tuple[tuple[str, str], ...]


def overfit(settings: Settings) -> Outcome:
    """Trains on one batch until it is learnt, then lets the model answer the ordinary way."""
    torch.manual_seed(settings.seed)
    recipe = RECIPES[settings.recipe]
    trainer = StarterTrainer(_model(settings, recipe)).train()
    rng = random.Random(f"{settings.task}/{settings.seed}")
    examples = [tasks.draw(rng, settings.task) for _ in range(settings.examples)]
    steps, loss, learnt = _learn(trainer, examples, settings, recipe.size.soft_tokens)
    processor = configuration.build_processor(
        configuration.build_tokenizer(), recipe.size.soft_tokens
    )
    model = trainer.model.eval()
    model.generation_config = configuration.build_generation_config()
    wrong = []
    for example in examples:  # by one: a batch would need like media in all of them
        (said,) = evaluation.answers(processor, model, [example])
        if said != example.turns[-1].answer:
            wrong.append((said, example.turns[-1].answer))
    return Outcome(steps, loss, learnt, tuple(wrong))


def _model(settings: Settings, recipe: Recipe) -> nn.Module:
    if settings.begin_with is None:
        model: nn.Module = configuration.build_model(configuration.build_config(recipe.size))
        return model
    _processor, trained = export.load_checkpoint(settings.begin_with)
    grown: nn.Module = growing.grow(trained, recipe.size)
    return grown


def _learn(
    trainer: StarterTrainer, examples: list[Example], settings: Settings, soft_tokens: int
) -> tuple[int, float, bool]:
    """Returns the steps that were taken, the last loss and whether every answer is exact."""
    batch = batches.collate(examples, soft_tokens)
    optimisers = build_optimisers(trainer, settings.learning_rate)
    loss, learnt, step = float("inf"), False, 0
    for step in range(1, settings.steps + 1):
        total, figures = trainer.losses(batch, _ALIGNMENT, _POINTING)
        loss = next(figure for name, figure in figures.items() if name.startswith("loss."))
        learnt = all(figure == 1 for name, figure in figures.items() if name.startswith("exact."))
        if learnt and loss < 0.05:
            break  # before the step that might spoil it
        torch.autograd.backward(total)
        nn.utils.clip_grad_norm_(trainer.parameters(), 1.0)
        for optimiser in optimisers:
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        if step % _REPORT_EVERY == 0:
            logger.info("%s: step %d, loss %.3f", settings.task, step, loss)
    return step, loss, learnt
