"""Memory that runs out: recognising it, telling it to a person, and freeing what can be."""

from __future__ import annotations

import gc
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gemini_desk.errors import OutOfMemoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)

# torch has a class for accelerators only; its CPU and MPS allocators raise RuntimeError.
_CPU_AND_MPS_TEXTS = ("can't allocate memory", "not enough memory", "mps backend out of memory")


@contextmanager
def translated_out_of_memory(doing: str, hint: str, clean_up: Callable[[], None]) -> Iterator[None]:
    """Turn a device's out-of-memory error into one for people, after freeing memory.

    Args:
        doing: What did not fit, for the message: "The model", "The conversation".
        hint: What the person can do.
        clean_up: Drops the references that hold memory; called first.

    Raises:
        OutOfMemoryError: The memory ran out inside the block.
    """
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        logger.warning("Out of memory: %s", error)
        clean_up()
        # The frames of the failed call hold the tensors that did not fit.
        error.__traceback__ = None
        free_cached_memory()
        raise OutOfMemoryError(f"{doing} does not fit into memory.", hint=hint) from None


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error` says that some memory ran out."""
    import torch

    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and any(part in text for part in _CPU_AND_MPS_TEXTS)


def free_cached_memory() -> None:
    """Return memory that no tensor uses any more to the device."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    elif torch.backends.mps.is_available():
        torch.mps.empty_cache()
    elif torch.xpu.is_available():
        torch.xpu.empty_cache()
