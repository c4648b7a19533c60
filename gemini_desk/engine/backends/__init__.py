"""The registry of backends: what runs a model.

To add a backend (a server, say):
1. write a class with the methods of `gemini_desk.engine.backend.Backend` in a file of this
   package; it takes no arguments to construct, and imports its libraries inside functions;
2. add one line to `_BACKENDS`: a test of the load request, and where the class is;
3. run it through the contract suite, `tests/model/test_backend_contract.py`.

To add a model family, see `gemini_desk.engine.families`: most need nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.engine.backend import Backend
    from gemini_desk.engine.events import LoadRequest


def _is_on_server(request: LoadRequest) -> bool:
    return request.model.startswith("server:")


def _is_checkpoint(request: LoadRequest) -> bool:
    return "://" not in request.model


# The first one whose test holds; imported only then, since libraries take seconds.
_BACKENDS: tuple[tuple[Callable[[LoadRequest], bool], str, str], ...] = (
    (_is_on_server, "gemini_desk.engine.backends.server.server_backend", "ServerBackend"),
    (_is_checkpoint, "gemini_desk.engine.backends.transformers_backend", "TransformersBackend"),
)


def create_backend(request: LoadRequest) -> Backend:
    """The backend that can run the model of `request`.

    Raises:
        ModelNotFoundError: No backend knows what to do with it.
    """
    from gemini_desk.errors import ModelNotFoundError

    for can_run, module, name in _BACKENDS:
        if can_run(request):
            backend: Backend = getattr(importlib.import_module(module), name)()
            return backend
    raise ModelNotFoundError(
        f"{request.model!r} is no model that can be run.",
        hint="Give an alias, a hub id, or a folder.",
    )
