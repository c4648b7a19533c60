"""Tiny checkpoints and backends that have them loaded, made once for all tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.helpers import asking, tiny_checkpoints
from tests.helpers.loaded_model import Model, load_model
from tests.helpers.tiny_families import FAMILIES

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.chat.attachment import Attachment


# For what does not differ from family to family: one of each kind of cache and of prompt.
CORE = ("gemma4", "gemma4_unified", "smolvlm", "qwen3_vl", "qwen3")


@dataclass(frozen=True)
class Media:
    """Pictures, clips and films on disk."""

    pictures: tuple[Attachment, ...]
    clips: tuple[Attachment, ...]
    films: tuple[Attachment, ...]
    folder: Path


@pytest.fixture(scope="session")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder below which tiny checkpoints are built."""
    return tmp_path_factory.mktemp("checkpoints")


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    """Three pictures of one size, two clips and three films of one length; one has sound."""
    folder = tmp_path_factory.mktemp("media")
    return Media(
        tuple(asking.picture(folder, seed) for seed in range(3)),
        tuple(asking.clip(folder, seed) for seed in range(2)),
        tuple(asking.film(folder, seed, duration_s=1.0, sound=seed == 2) for seed in range(3)),
        folder,
    )


@pytest.fixture(scope="session")
def models(checkpoints: Path) -> dict[str, Model]:
    """What `model` has loaded so far, by family."""
    return {}


@pytest.fixture(params=tuple(FAMILIES))
def model(request: pytest.FixtureRequest, checkpoints: Path, models: dict[str, Model]) -> Model:
    """One family after the other."""
    return _loaded(str(request.param), checkpoints, models)


@pytest.fixture(params=CORE)
def core_model(
    request: pytest.FixtureRequest, checkpoints: Path, models: dict[str, Model]
) -> Model:
    """One after the other of `CORE`."""
    return _loaded(str(request.param), checkpoints, models)


def _loaded(name: str, checkpoints: Path, models: dict[str, Model]) -> Model:
    if name not in models:
        models[name] = load_model(name, tiny_checkpoints.build(name, checkpoints))
    return models[name]
