"""The small recipe's training loop: seeded, checkpointed, resumable; one or two workers.

Workers share the gradient after every step, so that two cores train one model. A step draws the
same examples whatever the number of workers.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from gemini_desk.starter import configuration, curriculum, deepening, sizes, speedups, workers
from gemini_desk.starter.feed import Draw, draw_batch
from gemini_desk.starter.losses import StarterTrainer
from gemini_desk.starter.optimiser import build_optimisers
from gemini_desk.starter.run_files import CHECKPOINT, LOG_EVERY, RunLog, load_state, save_state

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.starter.phase import Phase

logger = logging.getLogger(__name__)

STREAMS = 2
_GRADIENT_NORM = 1.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is started with.

    Attributes:
        folder: Where checkpoint and log go.
        seed: Of the weights and of every example.
        workers: Processes; 1 or 2.
        save_every_s: Seconds between checkpoints.
        last_step: Stop here even if the curriculum goes on; None for all of it.
    """

    folder: Path
    seed: int = 1
    workers: int = 2
    save_every_s: float = 150.0
    last_step: int | None = None


def train(settings: Settings) -> None:
    """Trains to the end of the curriculum, from the folder's checkpoint if there is one."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    workers.start(_work, settings, settings.workers)


def _work(rank: int, settings: Settings) -> None:
    """Runs one worker."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    speedups.use_fused_norm()
    speedups.compile_layers()
    _Run(rank, settings).loop()


class _Run:
    """One worker's state."""

    def __init__(self, rank: int, settings: Settings) -> None:
        self._rank, self._settings = rank, settings
        torch.manual_seed(settings.seed)
        shallow = configuration.build_config(text_layers=sizes.SHALLOW_DECODER)
        model = configuration.build_model(shallow)
        self._begin_with(model)
        self._step = self._examples = 0
        self._seconds = 0.0
        self._log = RunLog(settings.folder)
        if (settings.folder / CHECKPOINT).exists():
            self._restore()

    def _begin_with(self, model: Any) -> None:
        """Sets up losses and optimisers for a model."""
        # Compiled, plain attention takes a tenth less time a step here than the fused kind.
        model.model.language_model.set_attn_implementation("eager")
        self._trainer = StarterTrainer(model).train()
        self._optimisers = build_optimisers(self._trainer, lr=1e-3)
        self._deep = len(model.config.text_config.layer_types) == len(sizes.DECODER)

    def _deepen(self) -> None:
        """Adds the layer that the rest of the curriculum trains; the readers stay."""
        readers = self._trainer.state_dict()
        self._begin_with(deepening.deepen(self._trainer.model))
        kept = {name: weight for name, weight in readers.items() if "model." not in name}
        self._trainer.load_state_dict(kept, strict=False)

    def _restore(self) -> None:
        state = load_state(self._settings.folder)
        if has_deep_decoder(state["trainer"]):
            self._begin_with(configuration.build_model(configuration.build_config()))
        self._trainer.load_state_dict(state["trainer"])
        place = curriculum.locate(state["step"])
        grows_now = place is not None and place[0].deep and not self._deep
        stored = [] if grows_now else state["optimisers"]
        for optimiser, saved in zip(self._optimisers[: len(stored)], stored, strict=True):
            shares = [group["share"] for group in optimiser.param_groups]
            optimiser.load_state_dict(saved)
            for group, share in zip(optimiser.param_groups, shares, strict=True):
                group["share"] = share  # a checkpoint made before a change must not undo it
        self._step, self._examples = state["step"], state["examples"]
        self._seconds = state["seconds"]
        logger.info("worker %d goes on from step %d", self._rank, self._step)

    def _save(self) -> None:
        state = {
            "trainer": self._trainer.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self._optimisers],
            "step": self._step,
            "examples": self._examples,
            "seconds": self._seconds,
        }
        save_state(state, self._settings.folder)

    def loop(self) -> None:
        """Takes steps until the curriculum ends."""
        started, saved = time.monotonic() - self._seconds, time.monotonic()
        while (place := curriculum.locate(self._step)) is not None:
            if self._settings.last_step is not None and self._step >= self._settings.last_step:
                break
            phase, rate = place
            self._take_step(phase, rate)
            self._seconds = time.monotonic() - started
            if self._step % LOG_EVERY == 0:
                self._report(phase, rate)
            if self._rank == 0 and time.monotonic() - saved > self._settings.save_every_s:
                self._save()
                saved = time.monotonic()
        if self._rank == 0:
            self._save()

    def _take_step(self, phase: Phase, rate: float) -> None:
        if phase.deep and not self._deep:
            self._deepen()
        self._trainer.freeze_towers(phase.frozen_towers)
        for stream in range(self._rank, STREAMS, self._settings.workers):
            batch = draw_batch(Draw(self._settings.seed, self._step, stream), phase)
            loss, figures = self._trainer.losses(batch, phase.alignment, phase.pointing)
            loss.backward()
            self._examples += len(batch.tasks) * self._settings.workers
            self._log.note(figures)
        if self._settings.workers > 1:
            workers.share_gradients(self._trainer)
        nn.utils.clip_grad_norm_(self._trainer.parameters(), _GRADIENT_NORM)
        for optimiser in self._optimisers:
            for group in optimiser.param_groups:
                group["lr"] = rate * group["share"]
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        self._step += 1

    def _report(self, phase: Phase, rate: float) -> None:
        place = {
            "phase": phase.name,
            "worker": self._rank,
            "examples": self._examples,
            "seconds": round(self._seconds),
            "learning_rate": round(rate, 6),
        }
        self._log.write(self._step, place)


def has_deep_decoder(state: dict[str, Tensor]) -> bool:
    """Tells whether weights are from before or after the decoder got its last layer."""
    last = len(sizes.DECODER) - 1
    return any(f"language_model.layers.{last}." in name for name in state)


def load_trained(folder: Path, earlier: Path | None = None, share: float = 0.4) -> Any:
    """Loads the model of a run's checkpoint.

    Args:
        folder: The run.
        earlier: A checkpoint of the same run from before its last phase. Averaging its weights in
            gives back what a narrow last phase has worn off, and keeps most of what it taught.
        share: Of the earlier weights.

    Returns:
        A ``Gemma4ForConditionalGeneration``, float32.
    """
    state = load_state(folder)["trainer"]
    if earlier is not None:
        before = torch.load(earlier, map_location="cpu", weights_only=True)["trainer"]
        state = {name: weight.lerp(before[name], share) for name, weight in state.items()}
    layers = sizes.DECODER if has_deep_decoder(state) else sizes.SHALLOW_DECODER
    config = configuration.build_config(text_layers=layers)
    trainer = StarterTrainer(configuration.build_model(config))
    trainer.load_state_dict(state)
    return trainer.model.eval()
