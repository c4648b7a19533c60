"""Tiny checkpoints of Gemma 4, with encoders and without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

from tests.helpers.tiny_parts import CONTEXT_TOKENS, SLIDING_WINDOW, make_tokenizer, save_checkpoint

SPECIAL_TOKENS = (
    "<pad>",
    "<eos>",
    "<bos>",
    "<unk>",
    "<|turn>",
    "<turn|>",
    "<|image>",
    "<|image|>",
    "<image|>",
    "<|audio>",
    "<|audio|>",
    "<audio|>",
    "<|video|>",
    "<|think|>",
    "<|channel>",
    "<channel|>",
)
# Thinking is asked for in front of the system prompt; the thought is `<|channel>…<channel|>`.
_TURN_TEMPLATE = (
    "{{ bos_token }}"
    "{% if enable_thinking is defined and enable_thinking and messages[0].role != 'system' %}"
    "<|turn>system\n<|think|><turn|>\n{% endif %}"
    "{% for m in messages %}"
    "<|turn>{{ 'model' if m.role == 'assistant' else m.role }}\n"
    "{% if m.role == 'system' and enable_thinking is defined and enable_thinking %}<|think|>"
    "{% endif %}"
    "{% if m.content is string %}{{ m.content.split('<channel|>') | last }}"
    "{% else %}{% for c in m.content %}"
    "{% if c.type == 'text' %}{{ c.text.split('<channel|>') | last }}"
    "{% elif c.type == 'image' %}<|image|>"
    "{% elif c.type == 'audio' %}<|audio|>{% elif c.type == 'video' %}<|video|>{% endif %}"
    "{% endfor %}{% endif %}<turn|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|turn>model\n{% endif %}"
)


def _gemma_tokenizer() -> Any:
    return make_tokenizer(
        SPECIAL_TOKENS,
        {
            "image_token": "<|image|>",
            "audio_token": "<|audio|>",
            "boi_token": "<|image>",
            "eoi_token": "<image|>",
            "boa_token": "<|audio>",
            "eoa_token": "<audio|>",
        },
        pad_token="<pad>",
        eos_token="<eos>",
        bos_token="<bos>",
        unk_token="<unk>",
    )


def _gemma_ids(tokenizer: Any) -> dict[str, Any]:
    names = {
        "boi_token_id": "<|image>",
        "eoi_token_id": "<image|>",
        "image_token_id": "<|image|>",
        "boa_token_id": "<|audio>",
        "eoa_token_index": "<audio|>",
        "audio_token_id": "<|audio|>",
        "video_token_id": "<|video|>",
    }
    return {name: tokenizer.convert_tokens_to_ids(token) for name, token in names.items()}


def _gemma_text(tokenizer: Any, width: int, layers: int) -> dict[str, Any]:
    return {
        "vocab_size": len(tokenizer),
        "hidden_size": width,
        "intermediate_size": 2 * width,
        "num_hidden_layers": layers,
        "num_attention_heads": 4,
        "num_key_value_heads": 1,
        "head_dim": width // 4,
        "global_head_dim": width // 4,
        "layer_types": ["sliding_attention"] * (layers - 1) + ["full_attention"],
        "pad_token_id": 0,
        "bos_token_id": 2,
        "eos_token_id": tokenizer.convert_tokens_to_ids("<turn|>"),
        "max_position_embeddings": CONTEXT_TOKENS,
        "sliding_window": SLIDING_WINDOW,
        "final_logit_softcapping": 30.0,
    }


def build_gemma4(
    folder: Path,
    *,
    width: int = 64,
    layers: int = 3,
    sliding_window: int = SLIDING_WINDOW,
    encoder_width: int = 32,
    encoder_layers: int = 2,
    hears: bool = True,
    **text_options: Any,
) -> None:
    """Gemma 4 with encoders for pictures and sound, as E2B and E4B.

    Args:
        folder: Where to write it.
        width: Of the text model.
        layers: Of the text model; all but the last slide.
        sliding_window: In tokens.
        encoder_width: Of the encoders for pictures and sound.
        encoder_layers: Of each encoder.
        hears: Whether it has an encoder for sound.
        text_options: More of the text model's config.
    """
    from transformers import Gemma4Config, Gemma4ForConditionalGeneration, Gemma4Processor
    from transformers.models.gemma4.configuration_gemma4 import (
        Gemma4AudioConfig,
        Gemma4TextConfig,
        Gemma4VisionConfig,
    )
    from transformers.models.gemma4.feature_extraction_gemma4 import Gemma4AudioFeatureExtractor
    from transformers.models.gemma4.image_processing_gemma4 import Gemma4ImageProcessor
    from transformers.models.gemma4.video_processing_gemma4 import Gemma4VideoProcessor

    tokenizer = _gemma_tokenizer()
    text = _gemma_text(tokenizer, width, layers) | {
        "sliding_window": sliding_window,
        "vocab_size_per_layer_input": len(tokenizer),
        "hidden_size_per_layer_input": 8,
        "num_kv_shared_layers": 0,
    }
    config = Gemma4Config(
        text_config=Gemma4TextConfig(**text | text_options),
        vision_config=Gemma4VisionConfig(
            hidden_size=encoder_width,
            intermediate_size=2 * encoder_width,
            num_hidden_layers=encoder_layers,
            num_attention_heads=2,
            num_key_value_heads=2,
            head_dim=encoder_width // 2,
            patch_size=8,
            pooling_kernel_size=2,
            position_embedding_size=141,
        ),
        audio_config=Gemma4AudioConfig(
            hidden_size=encoder_width,
            num_hidden_layers=encoder_layers,
            num_attention_heads=2,
            output_proj_dims=encoder_width,
            subsampling_conv_channels=(64, 16),
            use_clipped_linears=False,
        )
        if hears
        else None,
        **_gemma_ids(tokenizer),
    )
    pictures: dict[str, Any] = {"patch_size": 8, "pooling_kernel_size": 2, "max_soft_tokens": 70}
    processor = Gemma4Processor(
        feature_extractor=Gemma4AudioFeatureExtractor(feature_size=64),
        image_processor=Gemma4ImageProcessor(**pictures),
        tokenizer=tokenizer,
        video_processor=Gemma4VideoProcessor(**pictures),
        chat_template=_TURN_TEMPLATE,
        image_seq_length=70,
    )
    save_checkpoint(folder, Gemma4ForConditionalGeneration, config, processor, end="<turn|>")


def build_gemma4_small(folder: Path) -> None:
    """As E2B and E4B: the last layer reads the keys and values of an earlier one."""
    layer_types = ["sliding_attention", "full_attention", "full_attention"]
    build_gemma4(folder, layer_types=layer_types, num_kv_shared_layers=1)


def build_gemma4_experts(folder: Path) -> None:
    """As 26B-A4B: experts, no ears, and the tokens of one picture see each other."""
    build_gemma4(
        folder,
        layers=2,
        hears=False,
        hidden_size_per_layer_input=0,
        use_bidirectional_attention="vision",
        enable_moe_block=True,
        num_experts=4,
        top_k_experts=2,
        moe_intermediate_size=32,
    )


def build_gemma4_large(folder: Path) -> None:
    """As 31B: no ears, and full layers whose values are their keys."""
    build_gemma4(
        folder,
        layers=2,
        hears=False,
        hidden_size_per_layer_input=0,
        use_bidirectional_attention="vision",
        attention_k_eq_v=True,
        num_global_key_value_heads=1,
    )


def build_gemma4_unified(folder: Path) -> None:
    """Gemma 4 without encoders: patches and samples go straight into the decoder, as 12B."""
    from transformers import (
        Gemma4UnifiedConfig,
        Gemma4UnifiedForConditionalGeneration,
        Gemma4UnifiedProcessor,
    )
    from transformers.models.gemma4_unified import (
        configuration_gemma4_unified as configuration,
    )
    from transformers.models.gemma4_unified.feature_extraction_gemma4_unified import (
        Gemma4UnifiedAudioFeatureExtractor,
    )
    from transformers.models.gemma4_unified.image_processing_gemma4_unified import (
        Gemma4UnifiedImageProcessor,
    )
    from transformers.models.gemma4_unified.video_processing_gemma4_unified import (
        Gemma4UnifiedVideoProcessor,
    )

    tokenizer = _gemma_tokenizer()
    width = 64
    config = Gemma4UnifiedConfig(
        text_config=configuration.Gemma4UnifiedTextConfig(**_gemma_text(tokenizer, width, 3)),
        vision_config=configuration.Gemma4UnifiedVisionConfig(
            patch_size=8,
            pooling_kernel_size=2,
            mm_embed_dim=width,
            mm_posemb_size=141,
            output_proj_dims=width,
        ),
        audio_config=configuration.Gemma4UnifiedAudioConfig(),
        **_gemma_ids(tokenizer),
    )
    pictures: dict[str, Any] = {"patch_size": 8, "pooling_kernel_size": 2, "max_soft_tokens": 70}
    processor = Gemma4UnifiedProcessor(
        feature_extractor=Gemma4UnifiedAudioFeatureExtractor(),
        image_processor=Gemma4UnifiedImageProcessor(**pictures),
        tokenizer=tokenizer,
        video_processor=Gemma4UnifiedVideoProcessor(**pictures),
        chat_template=_TURN_TEMPLATE,
        image_seq_length=70,
    )
    save_checkpoint(folder, Gemma4UnifiedForConditionalGeneration, config, processor, end="<turn|>")
