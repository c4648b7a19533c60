"""The batches of a run in order, drawn in this process or ahead of time by worker processes."""

from __future__ import annotations

import random
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, NamedTuple, Self

from gemini_desk.starter import batches, curriculum, tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gemini_desk.starter.batches import Batch
    from gemini_desk.starter.phase import Phase

_AHEAD = 3
"""Batches a worker is ahead of the model."""


class Draw(NamedTuple):
    """What a batch is drawn from: the same batch for the same draw.

    Attributes:
        seed: Of the run.
        tick: Of the curriculum.
        stream: Of the phase.
        scale: How many times its usual size.
    """

    seed: int
    tick: int
    stream: int
    scale: int = 1


def draw_batch(draw: Draw, phase: Phase) -> Batch:
    """Draws a batch of a phase.

    Speech alone may differ in its last bits: eSpeak NG carries a trace of each clip into the next.
    """
    rng = random.Random(f"{draw.seed}/{draw.stream}/{draw.tick}")
    mixtures = phase.streams[draw.stream]
    mixture = rng.choices(mixtures, [mixture.weight for mixture in mixtures])[0]
    names = rng.choices(
        list(mixture.shares), list(mixture.shares.values()), k=mixture.examples * draw.scale
    )
    examples = [tasks.draw(rng, name) for name in names]
    return batches.collate(examples, rng.choice(mixture.soft_tokens))


def _drawn(draw: Draw, phase: Phase) -> Batch:
    return draw_batch(draw, phase).packed()


class Feed:
    """Hands out the batches of one tick after the other."""

    def __init__(
        self,
        phases: tuple[Phase, ...],
        seed: int,
        tick: int,
        scale: int = 1,
        workers: int = 0,
        shared: tuple[int, int] = (0, 1),
    ) -> None:
        """Begins at a tick.

        Args:
            phases: The curriculum.
            seed: Of the run.
            tick: The first one.
            scale: How many ticks each batch stands for.
            workers: Processes that draw ahead; 0 draws here when asked.
            shared: The rank of this feed among those that share the streams of each tick, and how
                many they are.
        """
        self._phases, self._seed, self._scale = phases, seed, scale
        self._shared = shared
        self._pool = None
        self._waiting: deque[Future[Batch]] = deque()
        if workers:
            self._pool = ProcessPoolExecutor(workers, get_context("spawn"))
        self._ahead = workers * _AHEAD
        self._coming = self._draws(tick)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _draws(self, tick: int) -> Iterator[tuple[Draw, Phase]]:
        rank, count = self._shared
        while (place := curriculum.locate(tick, self._phases)) is not None:
            for stream in range(rank, len(place[0].streams), count):
                yield Draw(self._seed, tick, stream, self._scale), place[0]
            tick += self._scale

    def next(self) -> Batch:
        """Returns the next batch of the curriculum.

        Raises:
            StopIteration: The curriculum is over.
        """
        if self._pool is None:
            return draw_batch(*next(self._coming))
        while len(self._waiting) < self._ahead and (coming := next(self._coming, None)):
            self._waiting.append(self._pool.submit(_drawn, *coming))
        if not self._waiting:
            raise StopIteration
        return self._waiting.popleft().result()
