"""Tiny checkpoints of Qwen 2.5 Omni and Qwen 3 Omni, with the talkers that nobody here loads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

from tests.helpers.tiny_parts import CONTEXT_TOKENS, make_tokenizer, save_checkpoint

_WIDTH = 64
_HEADS: dict[str, Any] = {
    "hidden_size": _WIDTH,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": CONTEXT_TOKENS,
}
_AUDIO: dict[str, Any] = {
    "num_mel_bins": 128,
    "encoder_layers": 2,
    "encoder_attention_heads": 2,
    "encoder_ffn_dim": 64,
    "d_model": 32,
    "output_dim": _WIDTH,
}
_ROPE: dict[str, Any] = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [4, 2, 2]}


def _template(image: str, audio: str, video: str, *, thinking: bool) -> str:
    """The template of the family; each medium's placeholder stands between two other tokens."""
    end = (
        "{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n"
        "{% endif %}"
        if thinking
        else ""
    )
    return (
        "{% for m in messages %}"
        "{% if loop.first and m.role != 'system' %}<|im_start|>system\nYou are a helpful assistant."
        "<|im_end|>\n{% endif %}<|im_start|>{{ m.role }}\n"
        "{% if m.content is string %}{{ m.content }}{% else %}{% for c in m.content %}"
        f"{{% if c.type == 'image' %}}{image}{{% elif c.type == 'audio' %}}{audio}"
        f"{{% elif c.type == 'video' %}}{video}"
        "{% elif c.type == 'text' %}{{ c.text }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n"
        "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n" + end + "{% endif %}"
    )


def _tokenizer(names: dict[str, str], *others: str) -> Any:
    special = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", *names.values(), *others)
    return make_tokenizer(special, names, pad_token="<|endoftext|>", eos_token="<|im_end|>")


def _pictures() -> tuple[Any, Any]:
    from transformers import Qwen2VLImageProcessor
    from transformers.models.qwen2_vl.video_processing_qwen2_vl import Qwen2VLVideoProcessor

    size = {"shortest_edge": 32 * 32, "longest_edge": 96 * 96}
    return (
        Qwen2VLImageProcessor(patch_size=8, size=size),
        Qwen2VLVideoProcessor(patch_size=8, size=size),
    )


def build_qwen2_5_omni(folder: Path) -> None:
    """Qwen 2.5 Omni: thinker (pictures, sound, video → text), talker and vocoder."""
    from transformers import (
        Qwen2_5OmniConfig,
        Qwen2_5OmniForConditionalGeneration,
        Qwen2_5OmniProcessor,
        WhisperFeatureExtractor,
    )

    tokenizer = _tokenizer(
        {
            "image_token": "<|IMAGE|>",
            "audio_token": "<|AUDIO|>",
            "video_token": "<|VIDEO|>",
            "vision_bos_token": "<|vision_bos|>",
            "vision_eos_token": "<|vision_eos|>",
            "audio_bos_token": "<|audio_bos|>",
            "audio_eos_token": "<|audio_eos|>",
        }
    )
    ids = {
        "audio_token_index": tokenizer.audio_token_id,
        "image_token_index": tokenizer.image_token_id,
        "video_token_index": tokenizer.video_token_id,
        "audio_start_token_id": tokenizer.audio_bos_token_id,
        "audio_end_token_id": tokenizer.audio_eos_token_id,
        "vision_start_token_id": tokenizer.vision_bos_token_id,
        "vision_end_token_id": tokenizer.vision_eos_token_id,
    }
    text = _HEADS | {"vocab_size": len(tokenizer), "rope_parameters": _ROPE, "pad_token_id": 0}
    config = Qwen2_5OmniConfig(
        thinker_config={
            "text_config": text | {"tie_word_embeddings": False},
            "audio_config": _AUDIO | {"n_window": 50},
            "vision_config": {
                "depth": 2,
                "hidden_size": 32,
                "intermediate_size": 64,
                "num_heads": 2,
                "patch_size": 8,
                "window_size": 32,
                "out_hidden_size": _WIDTH,
                "fullatt_block_indexes": [1],
            },
            **ids,
        },
        talker_config=_HEADS
        | ids
        | {
            "vocab_size": 64,
            "embedding_size": _WIDTH,
            "head_dim": 16,
            "rope_parameters": _ROPE,
            "tts_codec_pad_token_id": 60,
            "tts_codec_start_token_id": 61,
            "tts_codec_end_token_id": 62,
            "tts_codec_mask_token_id": 63,
        },
        token2wav_config={
            "dit_config": {
                "hidden_size": 32,
                "num_hidden_layers": 1,
                "num_attention_heads": 2,
                "head_dim": 16,
                "emb_dim": 16,
                "num_embeds": 65,
                "enc_emb_dim": 16,
                "enc_dim": 16,
                "enc_channels": [16, 16, 16, 16, 16],
                "enc_attention_channels": 8,
                "look_ahead_layers": [0],
                "look_backward_layers": [0],
            },
            "bigvgan_config": {"upsample_initial_channel": 64},
        },
    )
    images, videos = _pictures()
    processor = Qwen2_5OmniProcessor(
        image_processor=images,
        video_processor=videos,
        feature_extractor=WhisperFeatureExtractor(feature_size=128),
        tokenizer=tokenizer,
        chat_template=_template(
            "<|vision_bos|><|IMAGE|><|vision_eos|>",
            "<|audio_bos|><|AUDIO|><|audio_eos|>",
            "<|vision_bos|><|VIDEO|><|vision_eos|>",
            thinking=False,
        ),
    )
    save_checkpoint(
        folder, Qwen2_5OmniForConditionalGeneration, config, processor, end="<|im_end|>"
    )


def build_qwen3_omni(folder: Path) -> None:
    """Qwen 3 Omni: a thinker with experts, a talker and a vocoder."""
    from transformers import (
        Qwen3OmniMoeConfig,
        Qwen3OmniMoeForConditionalGeneration,
        Qwen3OmniMoeProcessor,
        WhisperFeatureExtractor,
    )

    tokenizer = _tokenizer(
        {
            "image_token": "<|image_pad|>",
            "audio_token": "<|audio_pad|>",
            "video_token": "<|video_pad|>",
            "vision_bos_token": "<|vision_start|>",
            "vision_eos_token": "<|vision_end|>",
            "audio_bos_token": "<|audio_start|>",
            "audio_eos_token": "<|audio_end|>",
        },
        "<think>",
        "</think>",
    )
    ids = {
        "audio_token_id": tokenizer.audio_token_id,
        "image_token_id": tokenizer.image_token_id,
        "video_token_id": tokenizer.video_token_id,
        "audio_start_token_id": tokenizer.audio_bos_token_id,
        "vision_start_token_id": tokenizer.vision_bos_token_id,
    }
    experts = {
        "moe_intermediate_size": 32,
        "num_experts": 4,
        "num_experts_per_tok": 2,
        "rope_parameters": _ROPE | {"mrope_interleaved": True},
    }
    small = _HEADS | {"num_hidden_layers": 1}
    config = Qwen3OmniMoeConfig(
        thinker_config={
            "text_config": _HEADS | experts | {"vocab_size": len(tokenizer), "head_dim": 16},
            "audio_config": _AUDIO | {"n_window": 50, "downsample_hidden_size": 16},
            "vision_config": {
                "depth": 2,
                "hidden_size": 32,
                "intermediate_size": 64,
                "num_heads": 2,
                "patch_size": 8,
                "out_hidden_size": _WIDTH,
                "num_position_embeddings": 64,
                "deepstack_visual_indexes": [0, 1],
            },
            **ids,
        },
        talker_config={
            "text_config": small
            | experts
            | {"vocab_size": 64, "head_dim": 16, "shared_expert_intermediate_size": 32},
            "code_predictor_config": small | {"vocab_size": 64, "head_dim": 16},
            "thinker_hidden_size": _WIDTH,
            "accept_hidden_layer": 1,
            "speaker_id": {"ethan": 1},
            "spatial_merge_size": 2,
            **ids,
        },
        code2wav_config={
            "codebook_size": 64,
            "hidden_size": 32,
            "num_attention_heads": 2,
            "num_key_value_heads": 2,
            "intermediate_size": 32,
            "num_hidden_layers": 1,
            "decoder_dim": 32,
        },
    )
    images, videos = _pictures()
    processor = Qwen3OmniMoeProcessor(
        image_processor=images,
        video_processor=videos,
        feature_extractor=WhisperFeatureExtractor(feature_size=128),
        tokenizer=tokenizer,
        chat_template=_template(
            "<|vision_start|><|image_pad|><|vision_end|>",
            "<|audio_start|><|audio_pad|><|audio_end|>",
            "<|vision_start|><|video_pad|><|vision_end|>",
            thinking=True,
        ),
    )
    save_checkpoint(
        folder, Qwen3OmniMoeForConditionalGeneration, config, processor, end="<|im_end|>"
    )
