"""How much memory torch really takes, by its own accounting. Processor only."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def peak_bytes_of(run: Callable[[], object]) -> int:
    """What `run` allocates beyond what was there before, at most at any moment.

    Every allocation and release of torch's allocator on this thread counts, those inside of
    kernels too. Weights are read on threads of their own: ask `held_bytes` for those.
    """
    from torch.profiler import ProfilerActivity, profile

    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
        run()
    current = peak = 0
    for event in profiler.profiler.kineto_results.events():
        if event.name() == "[memory]" and event.device_type().name == "CPU":
            current += event.nbytes()
            peak = max(peak, current)
    return peak


def held_bytes() -> int:
    """What all tensors that are alive hold, each storage once."""
    import torch

    gc.collect()
    storages: dict[int, int] = {}
    for value in gc.get_objects():
        # `isinstance` would wake lazy modules that claim any class.
        if issubclass(type(value), torch.Tensor) and value.device.type == "cpu":
            try:
                storage = value.untyped_storage()
                storages[storage.data_ptr()] = storage.nbytes()
            except (NotImplementedError, RuntimeError):
                continue  # a wrapper around tensors that are listed themselves
    return sum(storages.values())
