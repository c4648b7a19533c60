"""How soon starters answer about a picture, and how fast they write: the one that ships and others.

    python -m tests.benchmarks.starter_speed [FOLDER …] [--runs N] [--json]

Folders are what `python -m gemini_desk.starter export --folder FOLDER` writes; without one, the
smaller starter with random weights. Runs alternate between the models. Tokens are bytes, so that
tokens are characters. The bars: a first token within 500 ms and 80 characters a second on one core.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from gemini_desk.chat.message import Message
from gemini_desk.starter import configuration, export
from gemini_desk.starter.sizes import SMALL
from tests.benchmarks.engine_models import BenchmarkModel, load_backend, temporary_folder
from tests.benchmarks.report import Report
from tests.helpers.asking import ask, picture

if TYPE_CHECKING:
    from gemini_desk.engine.backends.transformers_backend import TransformersBackend


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--tokens", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    report = Report("Starters on one core", unit="medians, and the best run")
    with temporary_folder() as name:
        work_dir = Path(name)
        folders = arguments.folders or [_untrained(work_dir / "random, smaller size")]
        models = [BenchmarkModel("starter that ships", export.SHIPPED_FOLDER)]
        models += [BenchmarkModel(folder.name, folder) for folder in folders]
        _measure(models, work_dir, arguments.runs, arguments.tokens, report)
    report.print(as_json=arguments.json)


def _untrained(folder: Path) -> Path:
    """Writes a checkpoint of the smaller size: it says noise, as fast as if trained."""
    model = configuration.build_model(configuration.build_config(SMALL))
    export.export_checkpoint(model, folder)
    return folder


def _measure(
    models: list[BenchmarkModel], work_dir: Path, runs: int, tokens: int, report: Report
) -> None:
    backends = [_never_ending(load_backend(model, prefix_cache=False)) for model in models]
    firsts: list[list[float]] = [[] for _ in models]
    speeds: list[list[float]] = [[] for _ in models]
    for run in range(runs + 1):
        shown = picture(work_dir, run, width=800, height=600)
        for place, backend in enumerate(backends):
            question = Message.user("Describe the picture.", shown)
            answer = ask(backend, [question], max_new_tokens=tokens, temperature=0.0)
            if run == 0:  # warms everything up
                continue
            firsts[place].append(answer.finished.timings.first_token_s * 1e3)
            speeds[place].append(answer.finished.timings.decode_tokens_per_s)
    for model, first, speed in zip(models, firsts, speeds, strict=True):
        report.row(
            model.name,
            first_token_ms=statistics.median(first),
            best_first_token_ms=min(first),
            characters_per_s=statistics.median(speed),
            best_characters_per_s=max(speed),
        )
    for backend in backends:
        backend.unload()


def _never_ending(backend: TransformersBackend) -> TransformersBackend:
    """Takes away the tokens that end an answer: it is speed that is measured."""
    object.__setattr__(backend._loaded, "end_ids", frozenset())
    return backend


if __name__ == "__main__":
    main()
