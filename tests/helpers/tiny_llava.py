"""A tiny checkpoint of LLaVA-OneVision, a family that the engine has no file for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

from tests.helpers.tiny_parts import CONTEXT_TOKENS, make_tokenizer, save_checkpoint

_SIDE_PX = 56
_TILINGS = [[56, 56], [56, 112], [112, 56], [112, 112]]
_SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>", "<video>")
_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }} "
    "{% for c in m.content if c.type == 'image' %}<image>\n{% endfor %}"
    "{% for c in m.content if c.type == 'video' %}<video>\n{% endfor %}"
    "{% for c in m.content if c.type == 'text' %}{{ '\n' + c.text }}{% endfor %}<|im_end|>"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def build_llava_onevision(folder: Path) -> None:
    """LLaVA-OneVision: a picture in tiles where it is the only one, films, no sound."""
    from transformers import (
        LlavaOnevisionConfig,
        LlavaOnevisionForConditionalGeneration,
        LlavaOnevisionImageProcessor,
        LlavaOnevisionProcessor,
        Qwen2Config,
        SiglipVisionConfig,
    )
    from transformers.models.llava_onevision import video_processing_llava_onevision as films

    names = {"image_token": "<image>", "video_token": "<video>"}
    tokenizer = make_tokenizer(_SPECIAL, names, pad_token="<|endoftext|>", eos_token="<|im_end|>")
    config = LlavaOnevisionConfig(
        text_config=Qwen2Config(
            vocab_size=len(tokenizer),
            hidden_size=64,
            intermediate_size=128,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=CONTEXT_TOKENS,
            pad_token_id=0,
            bos_token_id=0,
            eos_token_id=2,
        ),
        vision_config=SiglipVisionConfig(
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            image_size=_SIDE_PX,
            patch_size=14,
        ),
        image_token_id=tokenizer.image_token_id,
        video_token_id=tokenizer.video_token_id,
        vision_feature_layer=-1,
        vision_feature_select_strategy="full",
        image_grid_pinpoints=_TILINGS,
    )
    size = {"height": _SIDE_PX, "width": _SIDE_PX}
    processor = LlavaOnevisionProcessor(
        image_processor=LlavaOnevisionImageProcessor(size=size, image_grid_pinpoints=_TILINGS),
        video_processor=films.LlavaOnevisionVideoProcessor(size=size),
        tokenizer=tokenizer,
        num_image_tokens=16,
        vision_feature_select_strategy="full",
        chat_template=_TEMPLATE,
    )
    save_checkpoint(
        folder, LlavaOnevisionForConditionalGeneration, config, processor, end="<|im_end|>"
    )
