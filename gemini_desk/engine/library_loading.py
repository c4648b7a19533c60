"""Importing torch and transformers without freezing the window for long.

An import holds the interpreter's lock while the dynamic linker maps torch's gigabyte of
shared libraries: the window's thread was late by 785 ms. So they are mapped first through a
foreign function, which lets go of the lock. The linker serves one thread at a time; so a
thread that imports another extension module meanwhile is held back before it asks the linker,
where it would wait with the lock: 340 to 1,060 ms.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import importlib.machinery
import importlib.util
import logging
import os
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

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

# Package, file, visibility. Torch's as its own __init__ has them, but libtorch.so's two large
# parts one after the other, so that the linker is free between them. Triton belongs to
# torch's CUDA builds, and transformers has torch import it on any machine. None of them calls
# Python while it is mapped; libtorch_python.so might, and is small.
_LARGE_LIBRARIES = (
    ("torch", "lib/libtorch_global_deps.so", "RTLD_GLOBAL"),
    ("torch", "lib/libtorch_cpu.so", "RTLD_LOCAL"),
    ("torch", "lib/libtorch_cuda.so", "RTLD_LOCAL"),
    ("torch", "lib/libtorch.so", "RTLD_LOCAL"),
    ("triton", "_C/libtriton.so", "RTLD_LOCAL"),
)


def import_libraries(before_each: Callable[[], None] = lambda: None) -> None:
    """Import torch and transformers; quick when they are there already.

    Args:
        before_each: Called between two of them; what it raises ends the import. No library is left
            half imported: torch could not be imported again.
    """
    if _ALL_IMPORTED in sys.modules:
        return
    if "torch" not in sys.modules:
        _map_large_libraries()
    with _without_garbage_collection():
        # One after the other: between two imports other threads get their turn.
        for name in _MODULES:
            before_each()
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


@contextmanager
def other_imports_held_back() -> Iterator[None]:
    """Let imports of extension modules wait here, and without the interpreter's lock.

    Whoever enters must import nothing inside: it would wait for itself.
    """
    is_free = threading.Event()
    loader = importlib.machinery.ExtensionFileLoader
    create_module = loader.create_module

    def create_when_free(
        self: importlib.machinery.ExtensionFileLoader, spec: importlib.machinery.ModuleSpec
    ) -> ModuleType:
        is_free.wait()
        return create_module(self, spec)

    loader.create_module = create_when_free  # type: ignore[method-assign]
    try:
        yield
    finally:
        loader.create_module = create_module  # type: ignore[method-assign]
        is_free.set()


def _map_large_libraries() -> None:
    """Map them, the interpreter's lock released. Where that is not possible, do nothing."""
    if not sys.platform.startswith("linux"):
        return
    try:
        dlopen = ctypes.CDLL(None).dlopen  # called as a function, unlike ctypes.CDLL(path)
    except AttributeError:  # an old glibc has it elsewhere
        return
    dlopen.restype = ctypes.c_void_p
    dlopen.argtypes = [ctypes.c_char_p, ctypes.c_int]
    paths = [
        (path, os.RTLD_NOW | getattr(os, visibility))
        for package, name, visibility in _LARGE_LIBRARIES
        if (path := _file_of(package, name)) is not None
    ]
    unmapped = []
    with other_imports_held_back():
        for path, mode in paths:
            if not dlopen(os.fsencode(path), mode):
                unmapped.append(path.name)
    if unmapped:
        logger.debug("could not be mapped early: %s", ", ".join(unmapped))


def _file_of(package: str, name: str) -> Path | None:
    """A file that lies in a package, if both are there; the package is not imported."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / name
    return path if path.is_file() else None
