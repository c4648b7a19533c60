"""Configs of published models, from which the sheets of the catalogue are made.

The weights of these models cannot be had where the tests run, but their shapes are public. Each
config below says where its numbers come from; transformers' own class makes an empty model of it
on the meta device, whose parameters are what the headers of the real checkpoint list.

    python -m tests.helpers.known_configs        writes assets/models/known_sheets.json

To add one: write a function here, name it in `CONFIGS` under the model's hub id, run the command,
add the model to `gemini_desk/models/known_models.py`. The test holds the sheet against the number
of parameters that its makers publish.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gemini_desk import paths
from gemini_desk.models.safetensors_header import StoredTensor
from gemini_desk.models.sheet_reading import make_sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.models.memory_sheet import MemorySheet

_GEMMA_PICTURES = {"image_processor": {"max_soft_tokens": 280}}
_GEMMA_VOCABULARY = 262_144
_LARGE_GEMMA_EYES = {
    "hidden_size": 1152,
    "intermediate_size": 4304,
    "num_hidden_layers": 27,
    "num_attention_heads": 16,
    "num_key_value_heads": 16,
    "head_dim": 72,
    "standardize": True,
}


def _gemma4_layers(layers: int, every: int) -> list[str]:
    return [
        "full_attention" if (index + 1) % every == 0 else "sliding_attention"
        for index in range(layers)
    ]


def _gemma4(text: dict[str, Any], vision: dict[str, Any], *, hears: bool) -> Any:
    from transformers import Gemma4Config

    return Gemma4Config(
        text_config={"vocab_size": _GEMMA_VOCABULARY, "final_logit_softcapping": 30.0, **text},
        vision_config={"use_clipped_linears": hears, **vision},
        audio_config={} if hears else None,
    )


def gemma4_e2b() -> Any:
    """google-deepmind/gemma, gemma/gm/nn/gemma4/_gemma4.py (class Gemma4_E2B)."""
    return _gemma4(
        {
            "hidden_size": 1536,
            "intermediate_size": 6144,
            "num_hidden_layers": 35,
            "num_attention_heads": 8,
            "num_key_value_heads": 1,
            "layer_types": _gemma4_layers(35, 5),
            "num_kv_shared_layers": 20,
            "use_double_wide_mlp": True,
            "sliding_window": 512,
        },
        {},
        hears=True,
    )


def gemma4_e4b() -> Any:
    """The same file, class Gemma4_E4B."""
    return _gemma4(
        {
            "hidden_size": 2560,
            "intermediate_size": 10240,
            "num_hidden_layers": 42,
            "num_attention_heads": 8,
            "num_key_value_heads": 2,
            "layer_types": _gemma4_layers(42, 6),
            "num_kv_shared_layers": 18,
            "sliding_window": 512,
        },
        {},
        hears=True,
    )


def gemma4_12b() -> Any:
    """ollama.com/library/gemma4:12b-it-q8_0, metadata of the file; eyes: transformers' defaults.

    How many heads the full layers keep is not in the excerpt: with one, the sum comes nearest to
    the 11.95 B parameters that the model card names.
    """
    from transformers import Gemma4UnifiedConfig

    return Gemma4UnifiedConfig(
        text_config={
            "vocab_size": _GEMMA_VOCABULARY,
            "hidden_size": 3840,
            "intermediate_size": 15360,
            "num_hidden_layers": 48,
            "num_attention_heads": 16,
            "num_key_value_heads": 8,
            "num_global_key_value_heads": 1,
            "attention_k_eq_v": True,
            "sliding_window": 1024,
            "layer_types": _gemma4_layers(48, 6),
        },
        vision_config={},
        audio_config={},
    )


def gemma4_26b_a4b() -> Any:
    """google-deepmind/gemma, as above, class Gemma4_26B_A4B."""
    return _gemma4(
        {
            "hidden_size": 2816,
            "intermediate_size": 2112,
            "num_hidden_layers": 30,
            "num_attention_heads": 16,
            "num_key_value_heads": 8,
            "num_global_key_value_heads": 2,
            "attention_k_eq_v": True,
            "hidden_size_per_layer_input": 0,
            "sliding_window": 1024,
            "max_position_embeddings": 262_144,
            "enable_moe_block": True,
            "num_experts": 128,
            "top_k_experts": 8,
            "moe_intermediate_size": 704,
            "layer_types": _gemma4_layers(30, 6),
        },
        _LARGE_GEMMA_EYES,
        hears=False,
    )


def gemma4_31b() -> Any:
    """google-deepmind/gemma, as above, class Gemma4_31B."""
    return _gemma4(
        {
            "hidden_size": 5376,
            "intermediate_size": 21504,
            "num_hidden_layers": 60,
            "num_attention_heads": 32,
            "num_key_value_heads": 16,
            "num_global_key_value_heads": 4,
            "attention_k_eq_v": True,
            "hidden_size_per_layer_input": 0,
            "sliding_window": 1024,
            "max_position_embeddings": 262_144,
            "layer_types": _gemma4_layers(60, 6),
        },
        _LARGE_GEMMA_EYES,
        hears=False,
    )


def gemma3n_e4b() -> Any:
    """transformers' defaults, which are those of E4B."""
    from transformers import Gemma3nConfig

    return Gemma3nConfig()


def gemma3n_e2b() -> Any:
    """E4B's defaults with the depth and width of google-deepmind/gemma, gemma3n/_gemma3n.py."""
    from transformers import Gemma3nConfig

    return Gemma3nConfig(
        text_config={
            "num_hidden_layers": 30,
            "intermediate_size": 8192,
            "num_kv_shared_layers": 10,
            "activation_sparsity_pattern": [0.95] * 10 + [0.0] * 20,
        }
    )


def qwen2_5_omni_7b() -> Any:
    """transformers' defaults, which are those of the 7B; its width of sight is 1280.

    The part that listens, sees and writes alone: the part that speaks is never loaded.
    """
    from transformers import Qwen2_5OmniThinkerConfig

    return Qwen2_5OmniThinkerConfig(vision_config={"hidden_size": 1280})


def qwen3_omni_30b() -> Any:
    """Text: keras-hub's preset of it (48 layers, 32 and 4 heads, 128 experts); rest: defaults.

    The part that listens, sees and writes alone: the part that speaks is never loaded.
    """
    from transformers import Qwen3OmniMoeThinkerConfig

    return Qwen3OmniMoeThinkerConfig(
        text_config={
            "vocab_size": 152_064,
            "hidden_size": 2048,
            "num_hidden_layers": 48,
            "num_attention_heads": 32,
            "num_key_value_heads": 4,
            "head_dim": 128,
            "intermediate_size": 768,
            "moe_intermediate_size": 768,
            "num_experts": 128,
            "num_experts_per_tok": 8,
            "max_position_embeddings": 65_536,
        },
        vision_config={"out_hidden_size": 2048},
        audio_config={"output_dim": 2048},
    )


def _qwen3_vl(text: dict[str, int], *, tied: bool, small_eyes: bool) -> Any:
    from transformers import Qwen3VLConfig

    eyes = (
        {
            "depth": 24,
            "hidden_size": 1024,
            "intermediate_size": 4096,
            "deepstack_visual_indexes": [5, 11, 17],
        }
        if small_eyes
        else {}
    )
    return Qwen3VLConfig(
        text_config={
            "vocab_size": 151_936,
            "head_dim": 128,
            "num_key_value_heads": 8,
            "max_position_embeddings": 262_144,
            **text,
        },
        vision_config={**eyes, "out_hidden_size": text["hidden_size"]},
        tie_word_embeddings=tied,
    )


def qwen3_vl_2b() -> Any:
    """Text as Qwen3-1.7B's config.json; sight as that of the 4B."""
    text = {"hidden_size": 2048, "intermediate_size": 6144}
    depth = {"num_hidden_layers": 28, "num_attention_heads": 16}
    return _qwen3_vl(text | depth, tied=True, small_eyes=True)


def qwen3_vl_4b() -> Any:
    """config.json of a fine-tuned copy on the hub (amburger66/robometer-4b-…)."""
    text = {"hidden_size": 2560, "intermediate_size": 9728}
    depth = {"num_hidden_layers": 36, "num_attention_heads": 32}
    return _qwen3_vl(text | depth, tied=True, small_eyes=True)


def qwen3_vl_8b() -> Any:
    """config.json of a fine-tuned copy on the hub (Steinate/Cortex)."""
    text = {"hidden_size": 4096, "intermediate_size": 12288}
    depth = {"num_hidden_layers": 36, "num_attention_heads": 32}
    return _qwen3_vl(text | depth, tied=False, small_eyes=False)


def qwen3_vl_32b() -> Any:
    """config.json of a fine-tuned copy on the hub (quanliang/F1)."""
    text = {"hidden_size": 5120, "intermediate_size": 25600}
    depth = {"num_hidden_layers": 64, "num_attention_heads": 64}
    return _qwen3_vl(text | depth, tied=False, small_eyes=False)


def _smolvlm(text: dict[str, int], vision: dict[str, int], *, scale: int) -> Any:
    from transformers import LlamaConfig, SmolVLMConfig

    return SmolVLMConfig(
        text_config=LlamaConfig(vocab_size=49_280, max_position_embeddings=8192, **text),
        vision_config=vision,
        scale_factor=scale,
    )


def smolvlm2_500m() -> Any:
    """config.json of SmolVLM-Instruct-500M (vidore/ColSmolVLM-…-base on the hub)."""
    return _smolvlm(
        {
            "hidden_size": 960,
            "intermediate_size": 2560,
            "num_hidden_layers": 32,
            "num_attention_heads": 15,
            "num_key_value_heads": 5,
        },
        {"hidden_size": 768, "image_size": 512, "patch_size": 16, "num_attention_heads": 12},
        scale=4,
    )


def smolvlm2_2b() -> Any:
    """Text: SmolLM2-1.7B; sight: SigLIP so400m, 384 px in patches of 14."""
    return _smolvlm(
        {
            "hidden_size": 2048,
            "intermediate_size": 8192,
            "num_hidden_layers": 24,
            "num_attention_heads": 32,
            "num_key_value_heads": 32,
        },
        {
            "hidden_size": 1152,
            "intermediate_size": 4304,
            "num_hidden_layers": 27,
            "image_size": 384,
            "patch_size": 14,
        },
        scale=3,
    )


def voxtral_mini() -> Any:
    """transformers' defaults, which are those of Mini 3B."""
    from transformers import VoxtralConfig

    return VoxtralConfig()


def voxtral_small() -> Any:
    """Mini's ears on the text model of Mistral Small 3 (24B)."""
    from transformers import VoxtralConfig

    return VoxtralConfig(
        hidden_size=5120,
        text_config={
            "model_type": "llama",
            "hidden_size": 5120,
            "intermediate_size": 32768,
            "num_hidden_layers": 40,
            "num_attention_heads": 32,
            "num_key_value_heads": 8,
            "head_dim": 128,
            "vocab_size": 131_072,
            "max_position_embeddings": 131_072,
        },
    )


def phi4_multimodal() -> Any:
    """transformers' defaults, which are those of the one model there is."""
    from transformers import Phi4MultimodalConfig

    return Phi4MultimodalConfig()


_SMOLVLM_500M_TILES = {"image_processor": {"size": {"longest_edge": 2048}}}
_SMOLVLM_2B_TILES = {"image_processor": {"size": {"longest_edge": 1536}}}

CONFIGS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "google/gemma-4-E2B-it": (gemma4_e2b, _GEMMA_PICTURES),
    "google/gemma-4-E4B-it": (gemma4_e4b, _GEMMA_PICTURES),
    "google/gemma-4-12B-it": (gemma4_12b, _GEMMA_PICTURES),
    "google/gemma-4-26B-A4B-it": (gemma4_26b_a4b, _GEMMA_PICTURES),
    "google/gemma-4-31B-it": (gemma4_31b, _GEMMA_PICTURES),
    "google/gemma-3n-E2B-it": (gemma3n_e2b, {}),
    "google/gemma-3n-E4B-it": (gemma3n_e4b, {}),
    "Qwen/Qwen2.5-Omni-7B": (qwen2_5_omni_7b, {}),
    "Qwen/Qwen3-Omni-30B-A3B-Instruct": (qwen3_omni_30b, {}),
    "Qwen/Qwen3-VL-2B-Instruct": (qwen3_vl_2b, {}),
    "Qwen/Qwen3-VL-4B-Instruct": (qwen3_vl_4b, {}),
    "Qwen/Qwen3-VL-8B-Instruct": (qwen3_vl_8b, {}),
    "Qwen/Qwen3-VL-32B-Instruct": (qwen3_vl_32b, {}),
    "HuggingFaceTB/SmolVLM2-500M-Video-Instruct": (smolvlm2_500m, _SMOLVLM_500M_TILES),
    "HuggingFaceTB/SmolVLM2-2.2B-Instruct": (smolvlm2_2b, _SMOLVLM_2B_TILES),
    "mistralai/Voxtral-Mini-3B-2507": (voxtral_mini, {}),
    "mistralai/Voxtral-Small-24B-2507": (voxtral_small, {}),
    "microsoft/Phi-4-multimodal-instruct": (phi4_multimodal, {}),
}


def sheet_of(model_id: str) -> MemorySheet:
    """The sheet of a published model, from an empty model of its class."""
    import torch
    from transformers import (
        AutoModelForCausalLM,
        AutoModelForImageTextToText,
        AutoModelForMultimodalLM,
        AutoModelForTextToWaveform,
    )

    build, processor = CONFIGS[model_id]
    config = build()
    classes = (AutoModelForMultimodalLM, AutoModelForImageTextToText, AutoModelForCausalLM)
    auto = next(
        auto
        for auto in (*classes, AutoModelForTextToWaveform)
        if type(config) in auto._model_mapping
    )
    with torch.device("meta"):
        model = auto.from_config(config, dtype=torch.bfloat16)
    tensors = [
        StoredTensor(name, "bfloat16", tuple(parameter.shape))
        for name, parameter in model.named_parameters()  # a tied matrix comes once
    ]
    return make_sheet(config.to_dict(), tensors, processor)


def main() -> None:
    """Write the sheets."""
    sheets = {}
    for model_id in CONFIGS:
        sheet = sheet_of(model_id)
        print(f"{model_id:<48} {sheet.parameters / 1e9:6.2f} B")
        sheets[model_id] = sheet.to_json()
    path = paths.assets_dir() / "models" / "known_sheets.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(sheets, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
