"""What a checkpoint needs memory for: its weights by kind, its cache, its widths.

A sheet is plain numbers. It is read from the headers of a folder (`sheet_reading.py`), and for
models that are not on this machine it comes with the application (`known_models.py`).
`fit.py` turns it into bytes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gemini_desk.models.quantisation import Quantisation

if TYPE_CHECKING:
    from collections.abc import Mapping


class Part(StrEnum):
    """Which part of a model some weights belong to."""

    TEXT = "text"
    EXPERTS = "experts"
    EMBEDDING = "embedding"  # tables of words, and the layer that chooses them
    VISION = "vision"
    AUDIO = "audio"
    SPEECH = "speech"  # what speaks: models that answer with sound, too


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one part.

    Attributes:
        part: Where they belong.
        values: How many numbers.
        kept_values: For each quantisation, how many of them stay in the dtype that the model
            runs in.
        packed_bytes: For each quantisation, what the others take, with their scales. In a
            checkpoint that is quantised already, the same for each.
    """

    part: Part
    values: int
    kept_values: Mapping[Quantisation, int]
    packed_bytes: Mapping[Quantisation, int]

    def bytes_in(self, quantisation: Quantisation, dtype_bytes: float) -> int:
        """Memory that they take.

        Args:
            quantisation: How they are loaded.
            dtype_bytes: Size of a number in the dtype that the model runs in.
        """
        kept = self.kept_values[quantisation] * dtype_bytes
        return round(kept) + self.packed_bytes[quantisation]


@dataclass(frozen=True, slots=True)
class CacheLayers:
    """Layers whose keys and values take the same room.

    Attributes:
        layers: How many of them.
        key_width: Numbers that the keys of one token take, over all heads.
        value_width: The same of the values.
        repeated_width: Numbers that keys and values of one token take while they are read,
            repeated for each query head that shares them; 0 where each head has its own.
        window_tokens: How far they look back; None for everything.
    """

    layers: int
    key_width: int
    value_width: int
    repeated_width: int = 0
    window_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class TextShape:
    """Widths of the decoder, which decide how much it computes with at a time.

    Attributes:
        layers: Its layers.
        hidden: Width of the stream between them.
        intermediate: Widest feed-forward layer; with experts, what one token's take together.
        query_width: Numbers that the queries of one token take in the widest layer.
        per_layer_input: Width of an input to each layer beside the stream (Gemma's E models).
        streams: Copies of the stream that are kept (Gemma 3n keeps four).
        vocabulary: Tokens that it knows.
        active_experts: Share of the experts that one token uses; 1 where there are none.
    """

    layers: int
    hidden: int
    intermediate: int
    query_width: int
    per_layer_input: int
    streams: int
    vocabulary: int
    active_experts: float = 1.0


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """Widths of an encoder for pictures or sound.

    Attributes:
        layers: Its layers.
        hidden: Width of the stream between them.
        intermediate: Width of its feed-forward layers.
        positions: Places that the usual picture, or the longest clip, fills at once.
        input_width: Numbers that one place takes before the encoder.
        front_values: Numbers that convolutions before the layers compute with at once.
        outputs: Streams that it hands to the decoder (Qwen 3 VL hands over four).
    """

    layers: int
    hidden: int
    intermediate: int
    positions: int
    input_width: int
    front_values: int = 0
    outputs: int = 1


@dataclass(frozen=True, slots=True)
class MemorySheet:
    """What a checkpoint needs memory for.

    Attributes:
        model_type: The family, as its config names it.
        weights: All weights.
        cache: The layers that keep keys and values; layers that read another's are left out.
        text: The decoder.
        vision: The encoder for pictures, if it has one.
        audio: The encoder for sound, if it has one.
        media_tokens: Tokens of the largest usual picture or clip, which are read at once.
        reads_at_once: A prompt with pictures or clips is read in one piece, however long.
        context_tokens: Longest prompt plus answer; None if the config does not say.
        stored_bytes_per_value: Of most weights on disk.
    """

    model_type: str
    weights: tuple[Weights, ...]
    cache: tuple[CacheLayers, ...]
    text: TextShape
    vision: EncoderShape | None
    audio: EncoderShape | None
    media_tokens: int
    reads_at_once: bool
    context_tokens: int | None
    stored_bytes_per_value: float

    @property
    def parameters(self) -> int:
        """Numbers in its weights."""
        return sum(group.values for group in self.weights)

    @property
    def download_bytes(self) -> int:
        """Size of its weights as they are stored."""
        return self.weights_bytes(Quantisation.NONE, self.stored_bytes_per_value)

    @property
    def is_quantised(self) -> bool:
        """Whether the checkpoint itself is quantised."""
        return any(group.packed_bytes[Quantisation.NONE] for group in self.weights)

    def weights_bytes(self, quantisation: Quantisation, dtype_bytes: float) -> int:
        """Memory that its weights take.

        Args:
            quantisation: How they are loaded.
            dtype_bytes: Size of a number in the dtype that the model runs in.
        """
        return sum(group.bytes_in(quantisation, dtype_bytes) for group in self.weights)

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> MemorySheet:
        """The sheet that `to_json` wrote."""
        vision, audio = plain["vision"], plain["audio"]
        return cls(
            model_type=plain["model_type"],
            weights=tuple(_weights_from(group) for group in plain["weights"]),
            cache=tuple(CacheLayers(**layers) for layers in plain["cache"]),
            text=TextShape(**plain["text"]),
            vision=None if vision is None else EncoderShape(**vision),
            audio=None if audio is None else EncoderShape(**audio),
            media_tokens=plain["media_tokens"],
            reads_at_once=plain["reads_at_once"],
            context_tokens=plain["context_tokens"],
            stored_bytes_per_value=plain["stored_bytes_per_value"],
        )


def _weights_from(plain: dict[str, Any]) -> Weights:
    return Weights(
        part=Part(plain["part"]),
        values=plain["values"],
        kept_values={Quantisation(q): n for q, n in plain["kept_values"].items()},
        packed_bytes={Quantisation(q): n for q, n in plain["packed_bytes"].items()},
    )
