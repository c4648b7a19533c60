"""Importing torch and transformers without freezing the window for long.

An import holds the interpreter's lock while the dynamic linker maps torch's gigabyte of
shared libraries: the window's thread was late by 785 ms. Mapping them first through a
foreign function, which lets go of the lock, leaves 130 ms.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import importlib.util
import logging
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# What loading will need, in the order in which the parts need each other.
_ALL_IMPORTED = "transformers.models.auto.processing_auto"
_MODULES = (
    "torch",
    "torchvision",
    "transformers",
    "transformers.cache_utils",
    "transformers.modeling_utils",
    "transformers.models.auto.modeling_auto",
    "transformers.image_processing_utils",
    "transformers.models.auto.tokenization_auto",
    _ALL_IMPORTED,
)

logger = logging.getLogger(__name__)

# In the order and with the visibility that torch's own __init__ uses.
_TORCH_LIBRARIES = (("libtorch_global_deps.so", "RTLD_GLOBAL"), ("libtorch.so", "RTLD_LOCAL"))


def import_libraries() -> None:
    """Import torch and transformers; quick when they are there already."""
    if _ALL_IMPORTED in sys.modules:
        return
    if "torch" not in sys.modules:
        _map_torch_libraries()
    with _without_garbage_collection():
        # One after the other: between two imports other threads get their turn.
        for name in _MODULES:
            importlib.import_module(name)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Make many lasting objects, and keep the collector away from them for good.

    A full collection holds the interpreter's lock while it looks at every object; what the
    libraries made (half a million objects) would be looked at each time, in vain.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        # Extension modules count what is left at the interpreter's end, and complain.
        atexit.register(gc.unfreeze)
        if was_enabled:
            gc.enable()


def _map_torch_libraries() -> None:
    """Map torch's shared libraries, lock released. Where that is not possible, do nothing."""
    spec = importlib.util.find_spec("torch")
    if not sys.platform.startswith("linux") or spec is None or spec.origin is None:
        return
    try:
        dlopen = ctypes.CDLL(None).dlopen  # called as a function, unlike ctypes.CDLL(path)
    except AttributeError:  # an old glibc has it elsewhere
        return
    dlopen.restype = ctypes.c_void_p
    dlopen.argtypes = [ctypes.c_char_p, ctypes.c_int]
    folder = Path(spec.origin).parent / "lib"
    for name, visibility in _TORCH_LIBRARIES:
        path = folder / name
        if path.is_file() and not dlopen(os.fsencode(path), os.RTLD_NOW | getattr(os, visibility)):
            logger.debug("%s could not be mapped early", name)
            return
