"""A tiny checkpoint of Qwen2-Audio, a family that the engine has no file for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

from tests.helpers.tiny_parts import CONTEXT_TOKENS, make_tokenizer, save_checkpoint

_SOUND = "<|AUDIO|>"
_SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", _SOUND, "<|audio_bos|>", "<|audio_eos|>")


def build_qwen2_audio(folder: Path) -> None:
    """Qwen2-Audio: an ear in front of a Qwen 2, half a minute of sound, no pictures."""
    from transformers import (
        Qwen2AudioConfig,
        Qwen2AudioForConditionalGeneration,
        Qwen2AudioProcessor,
        WhisperFeatureExtractor,
    )

    tokenizer = make_tokenizer(_SPECIAL, {}, pad_token="<|endoftext|>", eos_token="<|im_end|>")
    config = Qwen2AudioConfig(
        text_config={
            "model_type": "qwen2",
            "vocab_size": len(tokenizer),
            "hidden_size": 64,
            "intermediate_size": 128,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "max_position_embeddings": CONTEXT_TOKENS,
            "pad_token_id": 0,
            "bos_token_id": 0,
            "eos_token_id": 2,
        },
        audio_config={
            "model_type": "qwen2_audio_encoder",
            "num_mel_bins": 128,
            "encoder_layers": 2,
            "encoder_attention_heads": 2,
            "encoder_ffn_dim": 64,
            "d_model": 32,
        },
        audio_token_index=tokenizer.convert_tokens_to_ids(_SOUND),
    )
    ear = WhisperFeatureExtractor(feature_size=128)
    processor = Qwen2AudioProcessor(feature_extractor=ear, tokenizer=tokenizer)
    save_checkpoint(folder, Qwen2AudioForConditionalGeneration, config, processor, end="<|im_end|>")
