"""A tiny checkpoint of Phi 4 multimodal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

from tests.helpers.tiny_parts import CONTEXT_TOKENS, make_tokenizer, save_checkpoint

_SPECIAL = ("<|endoftext|>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>")
_TEMPLATE = (
    "{% for m in messages %}<|{{ m.role }}|>"
    "{% if m.content is string %}{{ m.content }}{% else %}{% for c in m.content %}"
    "{% if c.type == 'image' %}<|image|>{% elif c.type == 'audio' %}<|audio|>"
    "{% elif c.type == 'text' %}{{ c.text }}{% endif %}{% endfor %}{% endif %}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def build_phi4_multimodal(folder: Path) -> None:
    """Phi 4 multimodal: pictures in tiles of any number, sound, one flat config."""
    from transformers import (
        Phi4MultimodalConfig,
        Phi4MultimodalFeatureExtractor,
        Phi4MultimodalForCausalLM,
        Phi4MultimodalImageProcessor,
        Phi4MultimodalProcessor,
    )

    names = {"image_token": "<|image|>", "audio_token": "<|audio|>"}
    tokenizer = make_tokenizer(
        (*_SPECIAL, *names.values()), names, pad_token="<|endoftext|>", eos_token="<|endoftext|>"
    )
    vision: dict[str, Any] = {
        "hidden_size": 16,
        "intermediate_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 1,
        "image_token_id": tokenizer.image_token_id,
    }
    audio: dict[str, Any] = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_blocks": 1,
        "num_attention_heads": 2,
        "ext_pw_out_channel": 32,
        "depthwise_separable_out_channel": 32,
        "nemo_conv_channels": 32,
        "audio_token_id": tokenizer.audio_token_id,
    }
    end = tokenizer.convert_tokens_to_ids("<|end|>")
    config = Phi4MultimodalConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=CONTEXT_TOKENS,
        bos_token_id=0,
        eos_token_id=[0, end],
        pad_token_id=0,
        vision_config=vision,
        audio_config=audio,
    )
    processor = Phi4MultimodalProcessor(
        # Tiles of 448 pixels: its processor counts the tokens of no other size.
        image_processor=Phi4MultimodalImageProcessor(dynamic_hd=4),
        audio_processor=Phi4MultimodalFeatureExtractor(),
        tokenizer=tokenizer,
        chat_template=_TEMPLATE,
    )
    save_checkpoint(folder, Phi4MultimodalForCausalLM, config, processor, end="<|end|>")


def add_adapters(folder: Path) -> None:
    """Put adapters for sound and for pictures beside the weights, as the real checkpoint has."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import Phi4MultimodalForCausalLM

    for seed, name in enumerate(("speech-lora", "vision-lora"), start=7):
        torch.manual_seed(seed)
        base = Phi4MultimodalForCausalLM.from_pretrained(folder, dtype=torch.float32)
        adapted = get_peft_model(
            base,
            LoraConfig(
                r=8,
                lora_alpha=256,  # far from the base model, so that answers differ
                init_lora_weights=False,
                target_modules=r"model\.layers\..*\.(qkv_proj|o_proj|gate_up_proj|down_proj)",
            ),
        )
        adapted.save_pretrained(str(folder / name))


def merge_adapter(folder: Path, name: str, target: Path) -> None:
    """Write a checkpoint to `target` in which an adapter is part of the weights, by peft itself."""
    import shutil

    import torch
    from peft import PeftModel
    from transformers import Phi4MultimodalForCausalLM

    shutil.copytree(folder, target, ignore=shutil.ignore_patterns("*-lora"))
    base = Phi4MultimodalForCausalLM.from_pretrained(folder, dtype=torch.float32)
    merged = PeftModel.from_pretrained(base, folder / name).merge_and_unload()
    merged.save_pretrained(target)
