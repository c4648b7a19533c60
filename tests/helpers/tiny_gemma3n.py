"""A tiny checkpoint of Gemma 3n: a convolutional eye, an ear, and soft tokens behind the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

from tests.helpers.tiny_parts import CONTEXT_TOKENS, SLIDING_WINDOW, make_tokenizer, save_checkpoint

_SPECIAL = (
    "<pad>",
    "<eos>",
    "<bos>",
    "<unk>",
    "<start_of_turn>",
    "<end_of_turn>",
    "<start_of_image>",
    "<start_of_audio>",
)
# They have the ids behind the last word: embeddings of their own, one table for each sense.
_SEEN = ("<end_of_image>", "<image_soft_token>")
_HEARD = ("<end_of_audio>", "<audio_soft_token>")
_PICTURE_TOKENS = 64
_CLIP_TOKENS = 188  # thirty seconds, however short the clip is
# A system prompt goes into the first turn of the person, with an empty line behind it.
_TEMPLATE = (
    "{{ bos_token }}{% set ns = namespace(first='') %}"
    "{% if messages[0].role == 'system' %}"
    "{% set ns.first = (messages[0].content if messages[0].content is string "
    "else messages[0].content[0].text) + '\n\n' %}{% set messages = messages[1:] %}{% endif %}"
    "{% for m in messages %}<start_of_turn>"
    "{{ 'model' if m.role == 'assistant' else m.role }}\n{{ ns.first }}{% set ns.first = '' %}"
    "{% if m.content is string %}{{ m.content }}{% else %}{% for c in m.content %}"
    "{% if c.type == 'text' %}{{ c.text }}{% elif c.type == 'image' %}<image_soft_token>"
    "{% elif c.type == 'audio' %}<audio_soft_token>{% endif %}"
    "{% endfor %}{% endif %}<end_of_turn>\n{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)


def _tokenizer() -> Any:
    return make_tokenizer(
        _SPECIAL,
        {
            "boi_token": "<start_of_image>",
            "eoi_token": "<end_of_image>",
            "image_token": "<image_soft_token>",
            "boa_token": "<start_of_audio>",
            "eoa_token": "<end_of_audio>",
            "audio_token": "<audio_soft_token>",
        },
        last=(*_SEEN, *_HEARD),
        pad_token="<pad>",
        eos_token="<eos>",
        bos_token="<bos>",
        unk_token="<unk>",
    )


def build_gemma3n(folder: Path) -> None:
    """Gemma 3n: sliding layers, layers that share keys and values, an eye of timm's."""
    from transformers import (
        Gemma3nConfig,
        Gemma3nForConditionalGeneration,
        Gemma3nProcessor,
        SiglipImageProcessor,
    )
    from transformers.models.gemma3n.feature_extraction_gemma3n import (
        Gemma3nAudioFeatureExtractor,
    )

    tokenizer = _tokenizer()
    end_of_words = len(tokenizer) - len(_SEEN) - len(_HEARD)
    config = Gemma3nConfig(
        text_config={
            "vocab_size": len(tokenizer),
            "vocab_size_per_layer_input": end_of_words,
            "hidden_size": 64,
            "intermediate_size": 128,
            "num_hidden_layers": 3,
            "layer_types": ["sliding_attention", "full_attention", "full_attention"],
            "num_kv_shared_layers": 1,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 16,
            "hidden_size_per_layer_input": 8,
            "laurel_rank": 8,
            "max_position_embeddings": CONTEXT_TOKENS,
            "sliding_window": SLIDING_WINDOW,
            "eos_token_id": tokenizer.convert_tokens_to_ids("<end_of_turn>"),
        },
        vision_config={
            "architecture": "mobilenetv5_300m_enc",
            "model_args": {"channel_multiplier": 0.02, "msfa_output_resolution": 8},
            "vocab_size": len(_SEEN),
            "vocab_offset": end_of_words,
        },
        audio_config={
            "hidden_size": 32,
            "input_feat_size": 32,
            "conf_num_attention_heads": 2,
            "conf_num_hidden_layers": 1,
            "sscp_conv_channel_size": (8, 4),
            "vocab_size": len(_HEARD),
            "vocab_offset": end_of_words + len(_SEEN),
        },
        vision_soft_tokens_per_image=_PICTURE_TOKENS,
        audio_soft_tokens_per_image=_CLIP_TOKENS,
        boi_token_id=tokenizer.boi_token_id,
        eoi_token_id=tokenizer.eoi_token_id,
        image_token_id=tokenizer.image_token_id,
        boa_token_id=tokenizer.boa_token_id,
        eoa_token_id=tokenizer.eoa_token_id,
        audio_token_id=tokenizer.audio_token_id,
    )
    processor = Gemma3nProcessor(
        feature_extractor=Gemma3nAudioFeatureExtractor(feature_size=32),
        image_processor=SiglipImageProcessor(
            size={"height": 128, "width": 128}, do_normalize=False
        ),
        tokenizer=tokenizer,
        chat_template=_TEMPLATE,
        image_seq_length=_PICTURE_TOKENS,
        audio_seq_length=_CLIP_TOKENS,
    )
    save_checkpoint(folder, Gemma3nForConditionalGeneration, config, processor, end="<end_of_turn>")
