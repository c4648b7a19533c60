"""The models that the engine's benchmarks run, loaded on the calling thread."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from gemini_desk.engine.backends.transformers_backend import TransformersBackend
from gemini_desk.paths import assets_dir
from tests.helpers import asking, tiny_checkpoints


@dataclass(frozen=True)
class BenchmarkModel:
    """A checkpoint with a name for the table."""

    name: str
    folder: Path


def benchmark_models(model: str | None, work_dir: Path) -> list[BenchmarkModel]:
    """The folder `model`; without one, a small random Gemma 4, and the starter if it is there."""
    if model is not None:
        return [BenchmarkModel(Path(model).name, Path(model))]
    small = work_dir / "small-gemma4"
    tiny_checkpoints.build_gemma4(
        small, width=256, layers=8, sliding_window=512, encoder_width=256, encoder_layers=6
    )
    models = [BenchmarkModel("random Gemma 4, 8 layers", small)]
    starter = assets_dir() / "starter"
    if (starter / "config.json").is_file():
        models.append(BenchmarkModel("starter", starter))
    return models


def load_backend(model: BenchmarkModel, *, prefix_cache: bool = True) -> TransformersBackend:
    """A backend with `model` loaded."""
    backend = TransformersBackend(prefix_cache=prefix_cache)
    asking.load(backend, model.folder)
    return backend


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that is gone when the program ends."""
    return tempfile.TemporaryDirectory(prefix="gemini-desk-benchmark-")
