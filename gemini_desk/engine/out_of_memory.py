"""Memory that runs out: recognising it, telling it to a person, and freeing what can be."""

from __future__ import annotations

import errno
import gc
import logging
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gemini_desk.errors import MemoryRemedy, OutOfMemoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)

# torch has a class for accelerators only; its CPU and MPS allocators raise RuntimeError.
# Mapping a file of weights is refused by the system, in the words of whoever asked for it.
_TEXTS = (
    "can't allocate memory",
    "cannot allocate memory",
    "not enough memory",
    "mps backend out of memory",
    "cuda error: out of memory",
    "cublas_status_alloc_failed",
    "os error 12",
)


class MemoryRanOut(BaseException):
    """Memory ran out where a library swallows every `Exception` and goes on."""


@contextmanager
def translated_out_of_memory(
    doing: str,
    hint: str,
    clean_up: Callable[[], None],
    remedies: Callable[[], tuple[MemoryRemedy, ...]] = tuple,
) -> Iterator[None]:
    """Turn a device's out-of-memory error into one for people, after freeing memory.

    Args:
        doing: What did not fit, for the message: "The model", "The conversation".
        hint: What the person can do.
        clean_up: Drops the references that hold memory; called first.
        remedies: Says what would fit; called last, when everything is free.

    Raises:
        OutOfMemoryError: The memory ran out inside the block, or was not enough to try.
    """
    try:
        yield
    except OutOfMemoryError as error:  # refused before it was tried
        found = error.remedies or remedies()
        raise OutOfMemoryError(
            error.message, hint=_with_what_fits(error.hint, found), remedies=found
        ) from None
    except (RuntimeError, MemoryError, OSError, MemoryRanOut) as error:
        if not is_out_of_memory(error):
            raise
        logger.warning("Out of memory: %s", error)
        clean_up()
        _forget_frames(error)
        free_cached_memory()
        found = remedies()
        raise OutOfMemoryError(
            f"{doing} does not fit into memory.", hint=_with_what_fits(hint, found), remedies=found
        ) from None


def _with_what_fits(hint: str, found: tuple[MemoryRemedy, ...]) -> str:
    if not found:
        return hint
    return f"{hint} This would fit: {', or '.join(remedy.what for remedy in found)}."


def _forget_frames(error: BaseException | None) -> None:
    """Empty the frames of the failed calls: they hold the tensors that did fit.

    Forgetting the tracebacks is not enough: whoever called us holds them, too.
    """
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error.__traceback__ = None
        before, error.__context__, error.__cause__ = error.__context__, None, None
        error = before


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error` says that some memory ran out."""
    import torch

    if isinstance(error, MemoryError | MemoryRanOut | torch.OutOfMemoryError):
        return True
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    text = str(error).lower()
    return any(part in text for part in _TEXTS)


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
