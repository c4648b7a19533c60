"""Tiny checkpoints and backends that have them loaded, made once for all tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers import asking, tiny_checkpoints
from tests.helpers.loaded_model import Model, load_model
from tests.helpers.tiny_families import FAMILIES

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment


_HERE = Path(__file__).parent

# For what does not differ from family to family: one of each kind of cache and of prompt.
CORE = ("gemma4", "gemma4_unified", "smolvlm", "qwen3_vl", "qwen3")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here; ask one family after the other, so that a worker loads half of them."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker("weights")  # the run without weights does not even look here
    families = {name: number for number, name in enumerate(FAMILIES)}

    def family(item: pytest.Item) -> int:
        values = (
            item.callspec.params
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
            else {}
        )
        return families.get(str(values.get("model", values.get("core_model"))), -1)

    items.sort(key=family)


@dataclass(frozen=True)
class Media:
    """Pictures, clips and films on disk."""

    pictures: tuple[Attachment, ...]
    clips: tuple[Attachment, ...]
    films: tuple[Attachment, ...]
    folder: Path


@pytest.fixture(scope="session")
def checkpoints(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder below which tiny checkpoints are built, by all workers of the run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if hasattr(request.config, "workerinput") else base) / "checkpoints"
    folder.mkdir(exist_ok=True)
    return folder


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
