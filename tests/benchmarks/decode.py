"""Decoding speed beside `model.generate` with transformers' own `TextStreamer`.

    python -m tests.benchmarks.decode [--model FOLDER] [--runs N] [--tokens N] [--json]

The same model, process and prompt, greedy, runs alternating, without and with the probability of
each token (what transcripts ask for). Each way streams its text;
the time runs from the first token to the last.
"""

from __future__ import annotations

import argparse
import io
import statistics
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from transformers import (
    AutoModelForMultimodalLM,
    AutoProcessor,
    StoppingCriteria,
    StoppingCriteriaList,
    TextStreamer,
)

from gemini_desk.chat.message import Message
from tests.benchmarks.engine_models import benchmark_models, load_backend, temporary_folder
from tests.benchmarks.report import Report
from tests.helpers.asking import ask

if TYPE_CHECKING:
    from gemini_desk.engine.backends.transformers_backend import TransformersBackend
    from tests.benchmarks.engine_models import BenchmarkModel

_QUESTION = "Tell me a long story about the cat and the dog."


class _FirstTokenClock(StoppingCriteria):
    """Looks at the clock behind the first token; never stops anything."""

    def __init__(self) -> None:
        self.first_at = 0.0

    def __call__(self, input_ids: torch.Tensor, scores: object, **_: object) -> torch.Tensor:
        self.first_at = self.first_at or time.perf_counter()
        return torch.zeros(input_ids.shape[0], dtype=torch.bool, device=input_ids.device)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--model", help="a checkpoint folder; by default a random one and the starter"
    )
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs, alternating")
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    report = Report("Decoding", unit="tokens/s, medians")
    with temporary_folder() as name:
        for model in benchmark_models(arguments.model, Path(name)):
            _measure(model, arguments.runs, arguments.tokens, report)
    report.print(as_json=arguments.json)


def _measure(model: BenchmarkModel, runs: int, tokens: int, report: Report) -> None:
    backend = load_backend(model)
    assert backend._loaded is not None
    choice = backend._loaded.checkpoint.choice
    plain_model = AutoModelForMultimodalLM.from_pretrained(
        model.folder, dtype=choice.dtype, device_map=choice.device
    )
    processor = AutoProcessor.from_pretrained(model.folder)
    # Neither way may end early: it is speed that is measured.
    plain_model.generation_config.eos_token_id = None
    object.__setattr__(backend._loaded, "end_ids", frozenset())
    ours, scored, plain = [], [], []
    for run in range(runs + 1):
        ways = [(ours, False), (scored, True)]
        for speeds, probabilities in reversed(ways) if run % 2 else ways:
            speeds.append(_ours(backend, tokens, token_probabilities=probabilities))
        plain.append(_plain(plain_model, processor, tokens))
        if run == 0:  # warms everything up
            ours.clear()
            scored.clear()
            plain.clear()
    fast, slow = statistics.median(ours), statistics.median(plain)
    report.row(f"{model.name}, Gemini Desk", tokens_per_s=fast, ratio=fast / slow)
    sure = statistics.median(scored)
    report.row(f"{model.name}, with token probabilities", tokens_per_s=sure, ratio=sure / slow)
    report.row(f"{model.name}, generate + TextStreamer", tokens_per_s=slow, ratio=1.0)
    backend.unload()


def _ours(backend: TransformersBackend, tokens: int, *, token_probabilities: bool = False) -> float:
    answer = ask(
        backend,
        [Message.user(_QUESTION)],
        max_new_tokens=tokens,
        temperature=0.0,
        token_probabilities=token_probabilities,
    )
    return answer.finished.timings.decode_tokens_per_s


def _plain(model: Any, processor: Any, tokens: int) -> float:
    content: Any = [{"type": "text", "text": _QUESTION}]
    inputs = processor.apply_chat_template(
        [{"role": "user", "content": content}],
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
        add_generation_prompt=True,
    ).to(model.device)
    clock = _FirstTokenClock()
    with redirect_stdout(io.StringIO()), torch.inference_mode():
        model.generate(
            **inputs,
            max_new_tokens=tokens,
            do_sample=False,
            streamer=TextStreamer(getattr(processor, "tokenizer", processor), skip_prompt=True),
            stopping_criteria=StoppingCriteriaList([clock]),
        )
    return (tokens - 1) / (time.perf_counter() - clock.first_at)


if __name__ == "__main__":
    main()
