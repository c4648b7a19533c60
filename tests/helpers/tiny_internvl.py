"""A tiny checkpoint of InternVL, a family that the engine has no file for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

from tests.helpers.tiny_parts import CONTEXT_TOKENS, make_tokenizer, save_checkpoint

_SIZE = {"height": 56, "width": 56}
_NAMES = {
    "start_image_token": "<img>",
    "end_image_token": "</img>",
    "context_image_token": "<IMG_CONTEXT>",
    "video_token": "<video>",
}
_SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", *_NAMES.values())
_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n"
    "{% if m.content is string %}{{ m.content }}{% else %}{% for c in m.content %}"
    "{% if c.type == 'image' %}<IMG_CONTEXT>\n{% elif c.type == 'video' %}<video>\n"
    "{% elif c.type == 'text' %}{{ c.text }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def build_internvl(folder: Path) -> None:
    """InternVL: pictures in tiles, films as one picture a frame, no sound."""
    from transformers import (
        GotOcr2ImageProcessor,
        InternVLConfig,
        InternVLForConditionalGeneration,
        InternVLProcessor,
        InternVLVideoProcessor,
        InternVLVisionConfig,
        Qwen2Config,
    )

    tokenizer = make_tokenizer(_SPECIAL, _NAMES, pad_token="<|endoftext|>", eos_token="<|im_end|>")
    config = InternVLConfig(
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
        vision_config=InternVLVisionConfig(
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            image_size=[56, 56],
            patch_size=[14, 14],
        ),
        image_token_id=tokenizer.context_image_token_id,
        image_seq_length=4,
        downsample_ratio=0.5,
        tie_word_embeddings=False,
    )
    processor = InternVLProcessor(
        image_processor=GotOcr2ImageProcessor(size=_SIZE, max_patches=4, crop_to_patches=True),
        tokenizer=tokenizer,
        video_processor=InternVLVideoProcessor(size=_SIZE),
        image_seq_length=4,
        chat_template=_TEMPLATE,
    )
    save_checkpoint(folder, InternVLForConditionalGeneration, config, processor, end="<|im_end|>")
