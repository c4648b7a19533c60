"""A program that really runs out of memory, in a process of its own with a limit.

    python -m tests.helpers.memory_limit FOLDER load|answer

prints one JSON object that tells what happened.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
import threading
from pathlib import Path
from typing import Any

from gemini_desk.chat.message import Message
from gemini_desk.engine.backends.transformers_backend import TransformersBackend
from gemini_desk.engine.library_loading import import_libraries
from gemini_desk.errors import OutOfMemoryError
from gemini_desk.models.quantisation import Quantisation
from tests.helpers import asking

_WHOLE = {"device": "cpu", "dtype": "float32"}


def limit_to(more_bytes: int) -> None:
    """Let this process have so much more memory than it has, or all again with -1."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    now = pages * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (hard if more_bytes < 0 else now + more_bytes, hard))


def told(error: OutOfMemoryError) -> dict[str, Any]:
    """What a person is told and offered."""
    return {
        "message": error.message,
        "hint": error.hint,
        "remedies": [
            [remedy.model, remedy.quantisation, remedy.kv_cache] for remedy in error.remedies
        ],
    }


def warm_up(backend: TransformersBackend) -> None:
    """Whatever libraries keep from their first use is there before memory gets short."""
    asking.load(backend, Path("starter"), device="cpu")
    asking.ask(backend, [Message.user("Hello")], max_new_tokens=2)
    backend.unload()


def run_out_while_loading(folder: Path) -> dict[str, Any]:
    """The whole model does not fit; half of it does, in the same process."""
    backend = TransformersBackend()
    warm_up(backend)
    weights = (folder / "model.safetensors").stat().st_size  # two bytes for each number
    limit_to(weights + weights * 3 // 2)  # the file itself is mapped, then copied
    try:
        asking.load(backend, folder, **_WHOLE)
    except OutOfMemoryError as error:
        found = told(error)
        smaller = Quantisation(error.remedies[0].quantisation)
    asking.load(backend, folder, **_WHOLE, quantisation=smaller)
    answer = asking.ask(backend, [Message.user("Hello")], max_new_tokens=3)
    return {**found, "tokens_afterwards": answer.finished.usage.completion_tokens}


def run_out_while_answering(folder: Path) -> dict[str, Any]:
    """The model fits, and a long question does not; a short one still does."""
    backend = TransformersBackend()
    warm_up(backend)
    asking.load(backend, folder, **_WHOLE, quantisation=Quantisation.INT8)
    asking.ask(backend, [Message.user("Hello")], max_new_tokens=3)
    ctypes.CDLL(None).malloc_trim(0)  # what was freed goes back, or it would be used again
    limit_to(6_000_000)  # for small things: the tokenizer aborts where it gets nothing
    try:
        asking.ask(backend, [Message.user("a long question " * 60)], max_new_tokens=3)
    except OutOfMemoryError as error:
        limit_to(-1)
        found = told(error)
    answer = asking.ask(backend, [Message.user("Hello")], max_new_tokens=3)
    return {**found, "tokens_afterwards": answer.finished.usage.completion_tokens}


def main() -> None:
    """Do what the command line says."""
    folder, what = Path(sys.argv[1]), sys.argv[2]
    threading.stack_size(1 << 20)
    import_libraries()
    run = {"load": run_out_while_loading, "answer": run_out_while_answering}[what]
    print(json.dumps(run(folder)))


if __name__ == "__main__":
    main()
