"""A checkpoint, loaded twice: with the prefix cache and without, for comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gemini_desk.engine.backends.transformers_backend import TransformersBackend
from tests.helpers import asking
from tests.helpers.tiny_families import FAMILIES

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.engine.events import Capabilities, LoadedModel
    from tests.helpers.tiny_families import TinyFamily


@dataclass(frozen=True)
class Model:
    """A checkpoint and two backends that have it loaded."""

    name: str
    folder: Path
    backend: TransformersBackend
    cold: TransformersBackend
    loaded: LoadedModel

    @property
    def capabilities(self) -> Capabilities:
        return self.loaded.capabilities

    @property
    def family(self) -> TinyFamily:
        """What its family must be able to do."""
        return FAMILIES[self.name]


def load_model(name: str, folder: Path, **request: Any) -> Model:
    """Load the checkpoint in `folder` into two backends, both as `request` says."""
    backend, cold = TransformersBackend(), TransformersBackend(prefix_cache=False)
    loaded = asking.load(backend, folder, **request)
    asking.load(cold, folder, **request)
    return Model(name, folder, backend, cold, loaded)
