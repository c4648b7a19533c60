"""How soon the first token of a second question comes, with and without the prefix cache.

    python -m tests.benchmarks.second_turn [--model FOLDER] [--runs N] [--json]

The first turn shows a picture, plays a clip of ten seconds (for models that take them) and
asks a question; the second one asks another. Both ways get the same token ids; the answers
must be identical under greedy decoding.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desk.chat.message import Message
from tests.benchmarks.engine_models import benchmark_models, load_backend, temporary_folder
from tests.benchmarks.report import Report
from tests.helpers.asking import Answer, ask, clip, picture

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.engine.backends.transformers_backend import TransformersBackend
    from tests.benchmarks.engine_models import BenchmarkModel

_TOKENS = 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--model", help="a checkpoint folder; by default a random one and the starter"
    )
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs, alternating")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    report = Report("First token of the second turn", unit="medians")
    with temporary_folder() as name:
        work_dir = Path(name)
        for model in benchmark_models(arguments.model, work_dir):
            _measure(model, work_dir, arguments.runs, report)
    report.note("The answers of both ways are identical, token for token.")
    report.print(as_json=arguments.json)


def _measure(model: BenchmarkModel, work_dir: Path, runs: int, report: Report) -> None:
    warm, cold = load_backend(model), load_backend(model, prefix_cache=False)
    attachments = _attachments(warm, work_dir)
    times: dict[str, list[float]] = {"with": [], "without": []}
    cached = 0
    for run in range(runs + 1):
        # Another first question each time: nothing is left over from the run before.
        first = Message.user(f"{run}. What is this, and what do you hear?", *attachments)
        opening = ask(warm, [first], max_new_tokens=_TOKENS)
        messages = [first, Message.assistant(opening.text), Message.user("Tell me more about it.")]
        _share_replies(warm, cold)
        without = ask(cold, messages, max_new_tokens=_TOKENS)
        reused = ask(warm, messages, max_new_tokens=_TOKENS)
        _require_same(reused, without)
        if run == 0:  # warms everything up
            continue
        times["with"].append(reused.finished.timings.first_token_s)
        times["without"].append(without.finished.timings.first_token_s)
        cached = reused.finished.usage.cached_tokens
        prompt = reused.finished.usage.prompt_tokens
    fast, slow = statistics.median(times["with"]), statistics.median(times["without"])
    report.row(
        f"{model.name}, with", first_token_ms=fast * 1e3, prompt_tokens=prompt, cached=cached
    )
    report.row(
        f"{model.name}, without",
        first_token_ms=slow * 1e3,
        prompt_tokens=prompt,
        cached=0,
        times_slower=slow / fast,
    )
    warm.unload()
    cold.unload()


def _attachments(backend: TransformersBackend, work_dir: Path) -> list[Attachment]:
    assert backend._loaded is not None
    capabilities = backend._loaded.model.capabilities
    attachments = [picture(work_dir, 1, width=800, height=600)] if capabilities.image else []
    return attachments + ([clip(work_dir, 1, duration_s=10.0)] if capabilities.audio else [])


def _share_replies(warm: TransformersBackend, cold: TransformersBackend) -> None:
    """Let both ways encode the first answer to the same ids."""
    assert warm._loaded is not None
    assert cold._loaded is not None
    cold._loaded.encoder._replies = warm._loaded.encoder._replies


def _require_same(one: Answer, other: Answer) -> None:
    if one.text != other.text:
        raise SystemExit("The answers differ: the prefix cache is wrong.")


if __name__ == "__main__":
    main()
