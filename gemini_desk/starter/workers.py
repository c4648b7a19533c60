"""Processes that train one model on several cores: each takes some streams, all share the gradient.

Torch's own threads gain little here: the matrices are too small to be worth dividing.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, distributed, nn
from torch.multiprocessing.spawn import start_processes

from gemini_desk.starter import speedups

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SESSION = Path("/proc/self/autogroup")


def start(work: Callable[..., None], settings: Any, count: int) -> None:
    """Runs ``work(rank, settings)`` in that many processes that meet before, and waits for all.

    They meet by a file: a port could be taken by another program.

    Raises:
        ProcessRaisedException: A worker failed; the others were ended.
    """
    os.environ |= {  # before the workers start
        **speedups.KEEPING_MEMORY,
        "OMP_NUM_THREADS": "1",
    }
    with TemporaryDirectory(prefix="gemini-desk-") as folder:
        meeting = (Path(folder) / "meeting").as_uri()
        start_processes(
            _work, args=(work, settings, count, meeting), nprocs=count, start_method="spawn"
        )


def _work(rank: int, work: Callable[..., None], settings: Any, count: int, meeting: str) -> None:
    _in_own_session()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if count > 1:
        distributed.init_process_group("gloo", meeting, rank=rank, world_size=count)
    work(rank, settings)
    if count > 1:
        distributed.destroy_process_group()


def _in_own_session() -> None:
    """Gives this worker a share of the cores of its own, at the priority of the one who started it.

    Linux shares the cores between sessions before it looks at processes: in one session, two
    workers would get the share of one. A new session forgets how nice the old one was.
    """
    if not hasattr(os, "setsid"):
        return
    nice = session_niceness()
    os.setsid()
    if nice:
        _SESSION.write_text(str(nice), "utf-8")


def session_niceness(group: Path = _SESSION) -> int:
    """Tells the priority of this session, 0 where the kernel does not share between sessions.

    The file reads "/autogroup-12 nice 19"; it is absent, empty or unreadable where the kernel was
    built, or started, without.
    """
    try:
        said = re.search(r"nice (-?\d+)", group.read_text("utf-8"))
    except OSError:
        return 0
    return int(said[1]) if said else 0


def share_gradients(module: nn.Module) -> None:
    """Adds up the gradients of all workers, as if one had seen everything.

    What one worker did not use counts as zero; what nobody used keeps no gradient, so that the
    optimisers leave it alone.
    """
    weights = [weight for weight in module.parameters() if weight.requires_grad]
    used = torch.tensor([float(weight.grad is not None) for weight in weights])
    parts = [
        torch.zeros(weight.numel()) if weight.grad is None else weight.grad.reshape(-1)
        for weight in weights
    ]
    flat = torch.cat([*parts, used])
    distributed.all_reduce(flat)
    *summed, used = flat.split([*(weight.numel() for weight in weights), len(weights)])
    for weight, gradient, by in zip(weights, summed, used.tolist(), strict=True):
        weight.grad = gradient.view_as(weight) if by else None


def totals(figures: Sequence[float]) -> list[float]:
    """Returns the sum of each figure over all workers; every worker must ask for it."""
    summed: Tensor = torch.tensor(figures, dtype=torch.float64)
    distributed.all_reduce(summed)
    return summed.tolist()
