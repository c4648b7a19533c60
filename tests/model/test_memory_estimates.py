"""What is estimated, held against what checkpoints of the real classes take.

The checkpoints are a thousand times smaller than real ones, yet large enough (some 100 MB) that
weights, cache and activations all weigh something. Each is loaded and asked by the engine itself,
in three turns with everything that it takes, until its context is as long as was estimated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from gemini_desk.chat.message import Message, Part, Role, TextPart, part_for
from gemini_desk.engine.backends.transformers_backend import TransformersBackend
from gemini_desk.models.memory_need import MemoryNeed, estimate
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.models.sheet_reading import read_sheet
from tests.helpers import asking
from tests.helpers.memory_taken import held_bytes, peak_bytes_of
from tests.helpers.tiny_gemma import build_gemma4
from tests.helpers.tiny_others import build_qwen3, build_qwen3_vl

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.weights, pytest.mark.slow]

_SENTENCE = "the cat sat on the mat and what does the sign say "


@dataclass(frozen=True)
class Case:
    """A checkpoint and what it is asked.

    Attributes:
        build: Writes the checkpoint.
        sizes: How large.
        picture_px: Sides of a picture to ask about; 0 for none.
        clip_s: Length of a clip to ask about; 0 for none.
        sentences: Words of each turn.
    """

    build: Callable[..., None]
    sizes: dict[str, int] = field(default_factory=dict)
    picture_px: int = 0
    clip_s: float = 0
    sentences: int = 40


CASES = {
    "gemma4": Case(
        build_gemma4,
        {
            "width": 512, "layers": 10, "sliding_window": 256,
            "encoder_width": 256, "encoder_layers": 6,
        },
        picture_px=800,
        clip_s=29.5,
    ),
    "qwen3_vl": Case(
        build_qwen3_vl,
        {"width": 512, "layers": 10, "encoder_width": 256, "side_px": 256},
        picture_px=256,
    ),
    "qwen3": Case(build_qwen3, {"width": 512, "layers": 10}),
}  # fmt: skip


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Checkpoints that are built already, by name."""
    return {"": tmp_path_factory.mktemp("large-checkpoints")}


def _folder(name: str, folders: dict[str, Path]) -> Path:
    if name not in folders:
        folder = folders[""] / name
        CASES[name].build(folder, **CASES[name].sizes)
        folders[name] = folder
    return folders[name]


def _ask_all(backend: TransformersBackend, case: Case, folder: Path) -> int:
    """Three turns; returns how long the context was at the end."""
    parts: list[Part] = []
    if case.picture_px:
        parts.append(
            part_for(asking.picture(folder, 1, width=case.picture_px, height=case.picture_px))
        )
    if case.clip_s:
        parts.append(part_for(asking.clip(folder, 1, duration_s=case.clip_s)))
    messages: list[Message] = []
    tokens = 0
    for turn in range(3):
        said = TextPart(f"{turn} " + _SENTENCE * case.sentences)
        # A clip at the end of a long conversation takes most, so it comes again there.
        messages.append(Message(Role.USER, (*(parts if turn != 1 else parts[:0]), said)))
        answer = asking.ask(backend, messages, max_new_tokens=2)
        messages.append(Message(Role.ASSISTANT, (TextPart(answer.text or "yes"),)))
        usage = answer.finished.usage
        tokens = usage.prompt_tokens + usage.completion_tokens
    return tokens


def _measure(name: str, folder: Path, **request: Any) -> tuple[int, int]:
    """Memory that a loaded model takes at most while it answers, and the context's length."""
    case = CASES[name]
    contexts: list[int] = []
    backend = TransformersBackend()
    before = held_bytes()
    asking.load(backend, folder, dtype="float32", **request)
    weights = held_bytes() - before
    answering = peak_bytes_of(lambda: contexts.append(_ask_all(backend, case, folder)))
    backend.unload()
    return weights + answering, contexts[0]


def _told(need: MemoryNeed, taken: int) -> str:
    return (
        f"weights {need.weights_bytes / 1e6:.1f}, cache {need.kv_cache_bytes / 1e6:.1f}, "
        f"activations {need.activation_bytes / 1e6:.1f} MB; taken {taken / 1e6:.1f} MB"
    )


@pytest.mark.parametrize(
    ("name", "quantisation", "kv_cache"),
    [
        ("gemma4", Quantisation.NONE, "full"),
        ("gemma4", Quantisation.INT8, "full"),
        ("gemma4", Quantisation.INT8, "int8"),
        ("qwen3_vl", Quantisation.NONE, "full"),
        ("qwen3_vl", Quantisation.NONE, "int8"),
        ("qwen3", Quantisation.NONE, "full"),
        ("qwen3", Quantisation.NONE, "int8"),
        ("qwen3", Quantisation.INT4, "full"),
        ("qwen3", Quantisation.INT4, "int8"),
    ],
)
def test_estimates_are_within_a_tenth(name, quantisation, kv_cache, folders):
    folder = _folder(name, folders)
    taken, context_tokens = _measure(name, folder, quantisation=quantisation, kv_cache=kv_cache)
    need = estimate(
        read_sheet(folder),
        quantisation=quantisation,
        context_tokens=context_tokens,
        kv_dtype=kv_cache,
        device_kind="cpu",
        dtype_bytes=4,
    )
    estimated = need.total_bytes - need.overhead_bytes  # torch's own room is none of torch's
    print(_told(need, taken))
    assert estimated == pytest.approx(taken, rel=0.1), _told(need, taken)
