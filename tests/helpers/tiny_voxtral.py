"""A tiny checkpoint of Voxtral: its words in a `tekken.json`, and no chat template at all."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

from tests.helpers.tiny_parts import CONTEXT_TOKENS, make_tokenizer, save_weights

# Their numbers are part of the format: 24 stands for sound wherever Voxtral is spoken of.
_SPECIAL = {
    0: "<unk>",
    1: "<s>",
    2: "</s>",
    3: "[INST]",
    4: "[/INST]",
    11: "<pad>",
    24: "[AUDIO]",
    25: "[BEGIN_AUDIO]",
}
_SPECIAL_COUNT = 32
_PATTERN = r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def _write_tekken(path: Path) -> int:
    """Byte-pair ranks as Mistral writes them; returns the size of the vocabulary."""
    trained = make_tokenizer((), {})
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    byte_of = {character: byte for byte, character in bytes_to_unicode().items()}
    pieces = sorted(trained.get_vocab().items(), key=lambda item: (len(item[0]) > 1, item[1]))
    ranks = [bytes(byte_of[character] for character in piece) for piece, _ in pieces]
    size = _SPECIAL_COUNT + len(ranks)
    content: dict[str, Any] = {
        "config": {
            "pattern": _PATTERN,
            "num_vocab_tokens": len(ranks),
            "default_vocab_size": size,
            "default_num_special_tokens": _SPECIAL_COUNT,
            "version": "v7",
        },
        "vocab": [
            {"rank": rank, "token_bytes": base64.b64encode(piece).decode(), "token_str": None}
            for rank, piece in enumerate(ranks)
        ],
        "special_tokens": [
            {"rank": n, "token_str": _SPECIAL.get(n, f"<SPECIAL_{n}>"), "is_control": True}
            for n in range(_SPECIAL_COUNT)
        ],
    }
    path.write_text(json.dumps(content))
    return size


def build_voxtral(folder: Path) -> None:
    """Voxtral: an ear in front of a Llama, half minutes of sound, no pictures."""
    from transformers import VoxtralConfig, VoxtralForConditionalGeneration, WhisperFeatureExtractor

    folder.mkdir(parents=True)
    size = _write_tekken(folder / "tekken.json")
    config = VoxtralConfig(
        audio_config={
            "hidden_size": 16,
            "intermediate_size": 64,  # four positions of the ear make one token
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
        },
        text_config={
            "model_type": "llama",
            "vocab_size": size,
            "hidden_size": 64,
            "intermediate_size": 128,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 16,
            "max_position_embeddings": CONTEXT_TOKENS,
        },
        audio_token_id=24,
    )
    WhisperFeatureExtractor(feature_size=128).save_pretrained(folder)
    save_weights(folder, VoxtralForConditionalGeneration, config, end_id=2, pad_id=11)
