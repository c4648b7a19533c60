"""How many of the processor's cores one model uses."""

from __future__ import annotations

import functools

# Up to this size a product of matrices is done before a second core has woken up, and waiting
# for it costs most when other programs want the cores too: the starter wrote 43-60 tokens/s
# with one thread and 7 with two on two busy cores. The other core is the window's.
_ONE_THREAD_PARAMETERS = 20_000_000


def set_processor_threads(parameters: int) -> None:
    """Give a model of this size its threads. Call it on the thread that runs the model.

    Args:
        parameters: Numbers in the weights.
    """
    import torch

    usual = _usual_threads()
    torch.set_num_threads(1 if parameters <= _ONE_THREAD_PARAMETERS else usual)


@functools.cache
def _usual_threads() -> int:
    """What torch chose at its start: one for each core, or what OMP_NUM_THREADS says."""
    import torch

    return torch.get_num_threads()
