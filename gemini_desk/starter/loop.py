"""The training loop of a whole recipe, on a processor or on CUDA: seeded, checkpointed, resumable.

On CUDA one process trains, in bfloat16, and others draw its batches; on a processor each worker
trains on some streams of a tick. A run goes on where it was left, on either device.
"""

from __future__ import annotations

import logging
import math
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from gemini_desk.starter import configuration, curriculum, export, growing, speedups, workers
from gemini_desk.starter.feed import Feed
from gemini_desk.starter.losses import StarterTrainer
from gemini_desk.starter.optimiser import build_optimisers
from gemini_desk.starter.recipes import RECIPES
from gemini_desk.starter.run_files import (
    CHECKPOINT,
    LOG_EVERY,
    RunLog,
    forget_after,
    load_state,
    save_state,
)

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.starter.phase import Phase
    from gemini_desk.starter.sizes import Size

logger = logging.getLogger(__name__)

_GRADIENT_NORM = 1.0
_AVERAGE_KEEPS = 0.998
"""Of the averaged weights, at every tick; 500 ticks make the mean."""
_READERS_ALONE_TICKS = 150
"""Beside trained weights the readers that only training has are new. What they would pull the model
to is noise until they can read, so at first only they learn."""
_WARM_UP_TICKS = 100
"""What trained weights take from there until the full learning rate."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is started with.

    Attributes:
        folder: Where checkpoint and log go.
        recipe: A name of :data:`~gemini_desk.starter.recipes.RECIPES`.
        seed: Of the weights and of every example.
        device: ``cpu`` or ``cuda``.
        scale: Ticks of the curriculum in one step.
        feeders: Processes that draw batches for each worker; 0 for none.
        workers: Processes that train on a processor, 1 or 2; on CUDA one.
        save_every_s: Seconds between checkpoints.
        stop_after_s: Seconds after which the run saves and ends; None for no limit.
        last_tick: Stop there even if the curriculum goes on; None for all of it.
        begin_with: A checkpoint folder whose weights a new run begins with, grown to the size of
            the recipe; None for weights drawn by the seed.
        first_tick: Where in the curriculum a new run begins.
        rate_share: Of the recipe's learning rate, for a run that begins with a checkpoint.
    """

    folder: Path
    recipe: str = "good"
    seed: int = 1
    device: str = "cpu"
    scale: int = 1
    feeders: int = 0
    workers: int = 1
    save_every_s: float = 300.0
    stop_after_s: float | None = None
    last_tick: int | None = None
    begin_with: Path | None = None
    first_tick: int = 0
    rate_share: float = 1.0


def train(settings: Settings) -> None:
    """Trains to the end of the curriculum, from the folder's checkpoint if there is one."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    if settings.workers > 1:
        workers.start(work, settings, settings.workers)
    else:
        work(0, settings)


def work(rank: int, settings: Settings) -> None:
    """Trains in this process."""
    torch.manual_seed(settings.seed)
    torch.set_flush_denormal(True)
    if settings.device == "cpu":
        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    # Muon's products need few digits; where there are faster units for them, they are used.
    torch.set_float32_matmul_precision("high" if settings.device == "cuda" else "medium")
    speedups.use_fused_norm()
    speedups.compile_layers()
    Run(settings, rank).loop()


class Run:
    """The state of a run: weights, their running mean, optimisers, and the place in the recipe."""

    def __init__(self, settings: Settings, rank: int = 0) -> None:
        """Begins a run, or goes on with the one that the folder holds.

        Args:
            settings: What it was started with.
            rank: Of this process among the workers; the first one writes the checkpoints.
        """
        self._settings, self._rank = settings, rank
        self._recipe = RECIPES[settings.recipe]
        self._device = torch.device(settings.device)
        model = _first_weights(settings, self._recipe.size)
        # Compiled, plain attention takes a tenth less time a step here than the fused kind: of the
        # decoder anywhere, of the pictures on a processor.
        model.model.language_model.set_attn_implementation("eager")
        if settings.device == "cpu":
            model.model.vision_tower.set_attn_implementation("eager")
        self.trainer = StarterTrainer(model).to(self._device).train()
        self.average = {name: value.clone() for name, value in self.trainer.state_dict().items()}
        self._optimisers = build_optimisers(self.trainer, lr=1e-3)
        self.tick = self._begun = settings.first_tick
        self.examples = self.skipped = 0
        # On a shared processor the hours on the wall say nothing about what training takes.
        self._bfloat16 = speedups.computes_bfloat16(settings.device)
        self._clock = time.process_time if settings.device == "cpu" else time.monotonic
        self._seconds = 0.0
        self._log = RunLog(settings.folder)
        if (settings.folder / CHECKPOINT).exists():
            self._restore()

    def _restore(self) -> None:
        state = load_state(self._settings.folder)
        if (state["recipe"], state["seed"]) != (self._settings.recipe, self._settings.seed):
            raise ValueError(
                f"{self._settings.folder} holds a run of recipe {state['recipe']!r} with seed "
                f"{state['seed']}: go on with these, or train in another folder"
            )
        self.trainer.load_state_dict(state["trainer"])
        self.average = {name: value.to(self._device) for name, value in state["average"].items()}
        for optimiser, saved in zip(self._optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.tick, self.examples = state["tick"], state["examples"]
        self._begun = state["begun"]
        self.skipped, self._seconds = state["skipped"], state["seconds"]
        if self._rank == 0:
            forget_after(self._settings.folder, self.tick)
        logger.info("goes on from tick %d, %d examples", self.tick, self.examples)

    def save(self) -> None:
        """Writes the checkpoint; what every worker holds is written by the first."""
        if self._rank:
            return
        state = {
            "recipe": self._settings.recipe,
            "seed": self._settings.seed,
            "trainer": self.trainer.state_dict(),
            "average": self.average,
            "optimisers": [optimiser.state_dict() for optimiser in self._optimisers],
            "tick": self.tick,
            "begun": self._begun,
            "examples": self.examples,
            "skipped": self.skipped,
            "seconds": self._seconds,
        }
        save_state(state, self._settings.folder)

    def loop(self) -> None:
        """Takes steps until the curriculum, or the time that it was given, ends."""
        settings = self._settings
        started = saved = time.monotonic()
        with Feed(
            self._recipe.phases,
            settings.seed,
            self.tick,
            settings.scale,
            settings.feeders,
            (self._rank, settings.workers),
        ) as feed:
            while (place := curriculum.locate(self.tick, self._recipe.phases)) is not None:
                if settings.last_tick is not None and self.tick >= settings.last_tick:
                    break
                before, known = self._clock(), self.examples
                self.take_step(feed, *place)
                taken = time.monotonic() - started
                ended = settings.stop_after_s is not None and taken > settings.stop_after_s
                if self._add_up(self._clock() - before, known, ended):
                    break
                if self.tick // LOG_EVERY > (self.tick - settings.scale) // LOG_EVERY:
                    self._report(*place)
                if time.monotonic() - saved > settings.save_every_s:
                    self.save()
                    saved = time.monotonic()
        self.save()

    def _add_up(self, seconds: float, known: int, ended: bool) -> bool:
        """Counts what all workers did in a step; returns whether one of them is to end."""
        figures = [seconds, self.examples - known, ended]
        if self._settings.workers > 1:
            figures = workers.totals(figures)
        self._seconds += figures[0]
        self.examples = known + int(figures[1])
        return bool(figures[2])

    def take_step(self, feed: Feed, phase: Phase, rate: float) -> None:
        """Takes one step of the optimisers on a batch of each stream."""
        if self._settings.begin_with is not None:
            learnt = self.tick - self._begun - _READERS_ALONE_TICKS
            self.trainer.model.requires_grad_(learnt >= 0)
            if learnt >= 0:
                rate *= self._settings.rate_share * min(1.0, (1 + learnt) / _WARM_UP_TICKS)
        for _stream in phase.streams[self._rank :: self._settings.workers]:
            batch = feed.next().on(self._device)
            with torch.autocast(self._device.type, torch.bfloat16, enabled=self._bfloat16):
                loss, figures = self.trainer.losses(batch, phase.alignment, phase.pointing)
            if loss.requires_grad:  # not when only the readers learn, and nothing is to be read
                loss.backward()
            self.examples += len(batch.tasks)
            self._log.note(figures)
        if self._settings.workers > 1:
            workers.share_gradients(self.trainer)
        norm = nn.utils.clip_grad_norm_(self.trainer.parameters(), _GRADIENT_NORM)
        self._log.note({"gradient": float(norm)})
        if math.isfinite(float(norm)):
            for optimiser in self._optimisers:
                for group in optimiser.param_groups:
                    group["lr"] = rate * group["share"]
                optimiser.step()
        else:
            self.skipped += 1  # one bad batch must not spoil every weight
        for optimiser in self._optimisers:
            optimiser.zero_grad(set_to_none=True)
        self._average()
        self.tick += self._settings.scale

    @torch.no_grad()
    def _average(self) -> None:
        # While little has been seen, the mean follows closely.
        kept = min(_AVERAGE_KEEPS, (1 + self.tick) / (10 + self.tick)) ** self._settings.scale
        current = self.trainer.state_dict()
        torch._foreach_lerp_(  # what torch's own optimisers are made of
            list(self.average.values()), [current[name] for name in self.average], 1 - kept
        )

    def _report(self, phase: Phase, rate: float) -> None:
        place = {
            "phase": phase.name,
            "examples": self.examples,
            "seconds": round(self._seconds),
            "learning_rate": round(rate, 6),
            "skipped": self.skipped,
        }
        self._log.write(self.tick, place)


def _first_weights(settings: Settings, size: Size) -> Any:
    """Returns the model that a new run begins with."""
    if settings.begin_with is None:
        return configuration.build_model(configuration.build_config(size))
    _processor, model = export.load_checkpoint(settings.begin_with)
    return growing.grow(model, size)


def load_trained(folder: Path, averaged: bool = True) -> Any:
    """Loads the model of a run's checkpoint.

    Args:
        folder: The run.
        averaged: The running mean of the weights instead of the last ones.

    Returns:
        A ``Gemma4ForConditionalGeneration``, float32.
    """
    state = load_state(folder)
    weights: dict[str, Tensor] = state["average" if averaged else "trainer"]
    size = RECIPES[state["recipe"]].size
    trainer = StarterTrainer(configuration.build_model(configuration.build_config(size)))
    trainer.load_state_dict(weights)
    return trainer.model.eval()
