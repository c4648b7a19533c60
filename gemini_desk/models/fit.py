"""Whether a model fits: what it needs in memory, beside what the machine has.

Computed from a memory sheet, never from a name. The need has four parts:

    weights       as the quantisation leaves them
    KV cache      keys and values of the whole context, and the copies of sliding windows that
                  the prefix cache keeps to return to
    activations   the largest of: reading a piece of the prompt, looking at a picture,
                  hearing thirty seconds
    overhead      what the libraries take for themselves

The figures of activations are those of transformers' own layers under scaled dot-product
attention; `tests/model/test_memory_estimates.py` holds the sum against what checkpoints take.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gemini_desk.models.quantisation import FACTS, Quantisation
from gemini_desk.sizes import gigabytes_text

if TYPE_CHECKING:
    from gemini_desk.models.machine import Gpu, Machine
    from gemini_desk.models.memory_sheet import CacheLayers, EncoderShape, MemorySheet

DEFAULT_CONTEXT_TOKENS = 8192

# The engine reads a prompt in pieces: `engine/model_runner.py`.
_CHUNK_TOKENS_CPU = 256
_CHUNK_TOKENS = 2048
# … and keeps copies of sliding windows: `engine/prefix_cache.py`.
_SNAPSHOTS = 6
_SNAPSHOT_BYTES = 1 << 30
# … and runs small models in float32 on a processor: `engine/device.py`.
_SMALL_PARAMETERS = 500_000_000

# torch, transformers and their buffers in this process; a CUDA context with its libraries.
_OVERHEAD_CPU_BYTES = 600_000_000
_OVERHEAD_GPU_BYTES = 700_000_000
_SPARE = 0.03  # of a device: allocators round up, other programs breathe

_KV_BYTES = {"int8": 1.03}  # with a float32 scale for each token of each head


class Verdict(StrEnum):
    """How a model fits."""

    FITS_GPU = "fits-gpu"
    FITS_OFFLOADED = "fits-offloaded"
    FITS_CPU = "fits-cpu"
    TOO_LARGE = "too-large"


@dataclass(frozen=True, slots=True)
class MemoryNeed:
    """What a model needs in memory.

    Attributes:
        weights_bytes: Its weights.
        kv_cache_bytes: Keys and values of a full context.
        activation_bytes: What it computes with, at most.
        overhead_bytes: What the libraries take.
    """

    weights_bytes: int
    kv_cache_bytes: int
    activation_bytes: int
    overhead_bytes: int

    @property
    def total_bytes(self) -> int:
        """All of it."""
        return self.model_bytes + self.overhead_bytes

    @property
    def model_bytes(self) -> int:
        """What comes on top where the libraries are loaded already."""
        return self.weights_bytes + self.kv_cache_bytes + self.activation_bytes


@dataclass(frozen=True, slots=True)
class Fit:
    """How a model fits a machine.

    Attributes:
        verdict: In a word.
        need: What it needs there.
        device: Where it would run, for people.
        available_bytes: What is free there, once a model that is loaded is gone.
        total_bytes: All memory there.
        quantisation: How its weights would be loaded.
        context_tokens: The context that was reckoned with.
        sentence: The verdict, for people.
    """

    verdict: Verdict
    need: MemoryNeed
    device: str
    available_bytes: int
    total_bytes: int
    quantisation: Quantisation
    context_tokens: int
    sentence: str


def estimate(
    sheet: MemorySheet,
    *,
    quantisation: Quantisation = Quantisation.NONE,
    context_tokens: int = DEFAULT_CONTEXT_TOKENS,
    kv_dtype: str = "full",
    device_kind: str = "cuda",
    dtype_bytes: int = 2,
) -> MemoryNeed:
    """What a model needs.

    Args:
        sheet: The model.
        quantisation: How its weights are loaded.
        context_tokens: Prompt and answer together.
        kv_dtype: `full` for the dtype the model runs in, or `int8`.
        device_kind: `cpu`, `cuda` or `mps`.
        dtype_bytes: Size of a number in the dtype that it runs in.
    """
    chunk = _CHUNK_TOKENS_CPU if device_kind == "cpu" else _CHUNK_TOKENS
    chunk = context_tokens if sheet.reads_at_once else max(chunk, sheet.media_tokens)
    chunk = min(chunk, context_tokens)
    seen = _seen(sheet.vision, dtype_bytes)
    heard = _seen(sheet.audio, dtype_bytes)
    read = _read(sheet, context_tokens, chunk, kv_dtype, dtype_bytes)
    return MemoryNeed(
        weights_bytes=sheet.weights_bytes(quantisation, dtype_bytes),
        kv_cache_bytes=_cached(sheet, context_tokens, chunk, kv_dtype, dtype_bytes),
        activation_bytes=max(read, seen, heard),
        overhead_bytes=_OVERHEAD_CPU_BYTES if device_kind == "cpu" else _OVERHEAD_GPU_BYTES,
    )


def cpu_dtype_bytes(sheet: MemorySheet, machine: Machine) -> int:
    """Size of a number on this machine's processor, as the engine would choose it."""
    fits = sheet.parameters * 4 * 1.15 < machine.main_memory_available_bytes
    small = sheet.parameters <= _SMALL_PARAMETERS
    return 4 if fits and (small or not machine.has_bfloat16) else 2


def ways_for(sheet: MemorySheet, machine: Machine) -> tuple[Quantisation, ...]:
    """The quantisations that this model could be loaded in on this machine, best first."""
    if sheet.is_quantised:
        return (Quantisation.NONE,)
    kinds = machine.device_kinds
    return tuple(way for way in Quantisation if FACTS[way].device_kinds & kinds)


def fit(
    sheet: MemorySheet,
    machine: Machine,
    *,
    quantisation: Quantisation = Quantisation.NONE,
    context_tokens: int = DEFAULT_CONTEXT_TOKENS,
    kv_dtype: str = "full",
) -> Fit:
    """How `sheet` fits `machine`."""
    asked = {
        "quantisation": quantisation,
        "context_tokens": context_tokens,
        "kv_dtype": kv_dtype,
    }

    def verdict(found: Verdict, need: MemoryNeed, device: str, room: tuple[int, int],
                sentence: str) -> Fit:  # fmt: skip
        return Fit(found, need, device, *room, quantisation, context_tokens, sentence)

    main = machine.main_memory_available_bytes, machine.main_memory_total_bytes
    gpu = machine.best_gpu
    if gpu is not None and gpu.kind in FACTS[quantisation].device_kinds:
        need = estimate(sheet, device_kind=gpu.kind, **asked)  # type: ignore[arg-type]
        room = gpu.available_bytes, gpu.total_bytes
        needs, has = gigabytes_text(need.total_bytes), gigabytes_text(gpu.available_bytes)
        if need.total_bytes <= _usable(gpu):
            sentence = f"Needs {needs} of the {has} that are free on the {gpu.name}."
            return verdict(Verdict.FITS_GPU, need, gpu.name, room, sentence)
        together = sum(_usable(card) for card in machine.gpus)
        if len(machine.gpus) > 1 and need.total_bytes <= together:
            count = len(machine.gpus)
            has = gigabytes_text(together)
            sentence = f"Needs {needs}, spread over {count} graphics cards with {has}."
            room = together, sum(card.total_bytes for card in machine.gpus)
            return verdict(Verdict.FITS_GPU, need, f"{count} graphics cards", room, sentence)
        stays = need.total_bytes - need.weights_bytes
        if gpu.kind == "cuda" and stays < together and need.total_bytes <= together + main[0]:
            sentence = (
                f"Needs {needs}; the {gpu.name} has {has} free, so a part of it waits in main "
                "memory and answers come slowly."
            )
            return verdict(Verdict.FITS_OFFLOADED, need, gpu.name, room, sentence)
    if "cpu" not in FACTS[quantisation].device_kinds and gpu is None:
        need = estimate(sheet, device_kind="cpu", **asked)  # type: ignore[arg-type]
        sentence = f"{FACTS[quantisation].label} needs an NVIDIA graphics card."
        return verdict(Verdict.TOO_LARGE, need, "", main, sentence)
    need = estimate(
        sheet, device_kind="cpu", dtype_bytes=cpu_dtype_bytes(sheet, machine), **asked  # type: ignore[arg-type]
    )  # fmt: skip
    needs, has = gigabytes_text(need.total_bytes), gigabytes_text(main[0])
    if need.total_bytes <= main[0] * (1 - _SPARE):
        sentence = f"Needs {needs} of the {has} of memory that are free; runs on the processor."
        return verdict(Verdict.FITS_CPU, need, "processor", main, sentence)
    where = f"the {gpu.name} and main memory have" if gpu is not None else "this machine has"
    room_bytes = main[0] + sum(card.available_bytes for card in machine.gpus)
    sentence = f"Needs {needs}; {where} {gigabytes_text(room_bytes)} free."
    return verdict(Verdict.TOO_LARGE, need, "", main, sentence)


def _usable(gpu: Gpu) -> int:
    return int(gpu.available_bytes * (1 - _SPARE))


def _cached(
    sheet: MemorySheet, context_tokens: int, chunk: int, kv_dtype: str, dtype_bytes: int
) -> int:
    """Keys and values of a full context, and what the prefix cache keeps beside them."""
    value_bytes = _KV_BYTES.get(kv_dtype, dtype_bytes)
    total = 0.0
    snapshot = 0
    for group in sheet.cache:
        per_token = group.layers * (group.key_width + group.value_width)
        if group.window_tokens is None:
            total += context_tokens * per_token * value_bytes
            continue
        # While a piece is read, a sliding layer holds its window and the piece.
        held = min(context_tokens, group.window_tokens + chunk)
        total += held * per_token * dtype_bytes
        snapshot += min(context_tokens, group.window_tokens - 1) * per_token * dtype_bytes
    copies = min(_SNAPSHOTS, _SNAPSHOT_BYTES // snapshot) if snapshot else 0
    return round(total) + copies * snapshot


def _read(
    sheet: MemorySheet, context_tokens: int, chunk: int, kv_dtype: str, dtype_bytes: int
) -> int:
    """What one layer computes with while it reads a piece of the prompt."""
    text = sheet.text
    stream = text.hidden * text.streams
    attending = (
        max(
            (
                _attended(group, context_tokens, chunk, kv_dtype, dtype_bytes)
                for group in sheet.cache
            ),
            default=0,
        )
        + chunk * (3 * text.query_width + 3 * stream) * dtype_bytes
    )
    feeding = chunk * (3 * text.intermediate + 5 * stream) * dtype_bytes
    beside = chunk * 3 * text.per_layer_input * dtype_bytes
    for encoder in (sheet.vision, sheet.audio):
        if encoder is not None:  # what it handed over, until the piece is read
            beside += sheet.media_tokens * text.hidden * (1 + encoder.outputs) * dtype_bytes
    logits = 6 * text.vocabulary * 4
    return max(attending, feeding) + beside + logits


def _attended(
    group: CacheLayers, context_tokens: int, chunk: int, kv_dtype: str, dtype_bytes: int
) -> int:
    """Keys and values as one layer reads them, and its mask."""
    seen = context_tokens
    if group.window_tokens is not None:
        seen = min(context_tokens, group.window_tokens + chunk)
    # Keys are joined with those of the piece before they are repeated for each query head.
    width = max(group.repeated_width, group.key_width)
    if kv_dtype in _KV_BYTES and group.window_tokens is None:
        width += group.key_width + group.value_width  # one layer's, back in the model's dtype
    return seen * width * dtype_bytes + 2 * chunk * seen


def _seen(encoder: EncoderShape | None, dtype_bytes: int) -> int:
    """What an encoder computes with at a time."""
    if encoder is None:
        return 0
    layer = encoder.positions * (3 * encoder.intermediate + 5 * encoder.hidden)
    given = encoder.positions * encoder.input_width * 2
    return (max(layer, encoder.front_values) + given) * dtype_bytes
