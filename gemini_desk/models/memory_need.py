"""What a model needs in memory: the one estimate, for the window, the engine and the command line.

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
from typing import TYPE_CHECKING

from gemini_desk.models.quantisation import Quantisation

if TYPE_CHECKING:
    from gemini_desk.models.memory_sheet import CacheLayers, EncoderShape, MemorySheet

DEFAULT_CONTEXT_TOKENS = 8192
# On a processor, checkpoints up to this size run in float32: as fast as bfloat16 or faster,
# exact, and small all the same. Larger ones gain from half the memory traffic.
SMALL_PARAMETERS = 500_000_000

# The engine reads a prompt in pieces: `engine/model_runner.py`.
_CHUNK_TOKENS_CPU = 256
_CHUNK_TOKENS = 2048
# … and keeps copies of sliding windows: `engine/prefix_cache.py`.
_SNAPSHOTS = 6
_SNAPSHOT_BYTES = 1 << 30

# torch, transformers and their buffers in this process; a CUDA context with its libraries.
_OVERHEAD_CPU_BYTES = 600_000_000
_OVERHEAD_GPU_BYTES = 700_000_000
_SPARE = 0.03  # of a device: allocators round up, other programs breathe
_ROOM_FACTOR = 1.15  # beside weights in float32: only whether to take float32 is decided by it

_KV_BYTES = {"int8": 1.03}  # with a float32 scale for each token of each head


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


def usable_bytes(free_bytes: int) -> int:
    """What of a device's free memory a model may plan with."""
    return int(free_bytes * (1 - _SPARE))


def context_to_reckon(sheet: MemorySheet, wanted_tokens: int | None) -> int:
    """The context that a model's need is told for: what was asked for, or what people mostly need.

    Args:
        sheet: The model.
        wanted_tokens: The longest conversation; None where nobody chose one.
    """
    tokens = wanted_tokens or DEFAULT_CONTEXT_TOKENS
    return min(tokens, sheet.context_tokens or tokens)


def float32_on_processor(parameters: int, free_bytes: int, *, has_bfloat16: bool) -> bool:
    """Whether a model runs in float32 on a processor: exact, where it costs little.

    Args:
        parameters: Numbers in its weights.
        free_bytes: Of main memory.
        has_bfloat16: The processor multiplies bfloat16.
    """
    fits = parameters * 4 * _ROOM_FACTOR < free_bytes
    return fits and (parameters <= SMALL_PARAMETERS or not has_bfloat16)


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
