"""Tiny, randomly initialised checkpoints of the real classes, with their real processors.

    folder = build("gemma4", tmp_path)        # an ordinary checkpoint folder, a few MB

Each has byte-pair merges, so that encoding an answer's text again gives other ids than the
ones it was made of, and sliding windows that a picture fills. Everything is saved through
`save_pretrained`, and loaded by the code that loads real models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
)
SLIDING_WINDOW = 48
CONTEXT_TOKENS = 4096

# Words with much in common, so that a few dozen merges are learned.
_CORPUS = (
    "the cat sat on the mat and the dog sat on the log",
    "what does the sign say and what is in the picture",
    "user model system hello there how are you today",
    "an answer and another answer, then the next question: why? because.",
    "größer schöner über 日本語 тест 🙂🙃",
)

_TURN_TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}"
    "<|turn>{{ 'model' if m.role == 'assistant' else m.role }}\n"
    "{% if m.content is string %}{{ m.content }}{% else %}{% for c in m.content %}"
    "{% if c.type == 'text' %}{{ c.text }}{% elif c.type == 'image' %}<|image|>"
    "{% elif c.type == 'audio' %}<|audio|>{% elif c.type == 'video' %}<|video|>{% endif %}"
    "{% endfor %}{% endif %}<turn|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|turn>model\n{% endif %}"
)
_SMOLVLM_TEMPLATE = (
    "<|im_start|>{% for m in messages %}{{ m.role | capitalize }}"
    "{% if m.content[0].type == 'image' %}:{% else %}: {% endif %}"
    "{% for c in m.content %}{% if c.type == 'text' %}{{ c.text }}"
    "{% elif c.type == 'image' %}<image>{% endif %}{% endfor %}<end_of_utterance>\n{% endfor %}"
    "{% if add_generation_prompt %}Assistant:{% endif %}"
)
_QWEN_VL_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n"
    "{% if m.content is string %}{{ m.content }}{% else %}{% for c in m.content %}"
    "{% if c.type == 'image' %}<|vision_start|><|image_pad|><|vision_end|>"
    "{% elif c.type == 'text' %}{{ c.text }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
# Takes a message's content as one string, trims it, and knows thinking: as Qwen 3 does.
_QWEN_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content.strip() }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n"
    "{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n{% endif %}"
    "{% endif %}"
)


def _tokenizer(special: tuple[str, ...], named: dict[str, str], **options: Any) -> Any:
    """A byte-level BPE tokenizer with a few merges; special tokens have the first ids."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    bpe = Tokenizer(models.BPE(unk_token=None))
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    size = len(special) + len(alphabet) + 64
    bpe.train_from_iterator(
        _CORPUS,
        trainers.BpeTrainer(
            vocab_size=size,
            special_tokens=list(special),
            initial_alphabet=alphabet,
            show_progress=False,
        ),
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        clean_up_tokenization_spaces=False,
        extra_special_tokens=named,
        **options,
    )


def _gemma_tokenizer() -> Any:
    return _tokenizer(
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
) -> None:
    """Gemma 4 with encoders for pictures and sound, as E2B and E4B.

    Args:
        folder: Where to write it.
        width: Of the text model.
        layers: Of the text model; all but the last slide.
        sliding_window: In tokens.
        encoder_width: Of the encoders for pictures and sound.
        encoder_layers: Of each encoder.
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
    text = _gemma_text(tokenizer, width, layers) | {"sliding_window": sliding_window}
    config = Gemma4Config(
        text_config=Gemma4TextConfig(
            **text,
            vocab_size_per_layer_input=len(tokenizer),
            hidden_size_per_layer_input=8,
            num_kv_shared_layers=0,
        ),
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
        ),
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
    _save(folder, Gemma4ForConditionalGeneration, config, processor, end="<turn|>")


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
    _save(folder, Gemma4UnifiedForConditionalGeneration, config, processor, end="<turn|>")


def build_smolvlm(folder: Path) -> None:
    """SmolVLM: pictures in tiles, full attention, no sound."""
    from transformers import (
        LlamaConfig,
        SmolVLMConfig,
        SmolVLMForConditionalGeneration,
        SmolVLMImageProcessor,
        SmolVLMProcessor,
    )
    from transformers.models.smolvlm.configuration_smolvlm import SmolVLMVisionConfig
    from transformers.models.smolvlm.video_processing_smolvlm import SmolVLMVideoProcessor

    tiles = tuple(f"<row_{row}_col_{column}>" for row in (1, 2, 3, 4) for column in (1, 2, 3, 4))
    special = (
        "<pad>",
        "<|im_start|>",
        "<end_of_utterance>",
        "<fake_token_around_image>",
        "<global-img>",
        "<image>",
        *tiles,
    )
    tokenizer = _tokenizer(
        special,
        {
            "fake_image_token": "<fake_token_around_image>",
            "image_token": "<image>",
            "end_of_utterance_token": "<end_of_utterance>",
            "global_image_token": "<global-img>",
        },
        pad_token="<pad>",
        bos_token="<|im_start|>",
        eos_token="<end_of_utterance>",
    )
    config = SmolVLMConfig(
        text_config=LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=64,
            intermediate_size=128,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=CONTEXT_TOKENS,
            pad_token_id=0,
            bos_token_id=1,
            eos_token_id=2,
        ),
        vision_config=SmolVLMVisionConfig(
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            image_size=64,
            patch_size=8,
        ),
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        scale_factor=2,
    )
    sizes: dict[str, Any] = {"size": {"longest_edge": 128}, "max_image_size": {"longest_edge": 64}}
    processor = SmolVLMProcessor(
        image_processor=SmolVLMImageProcessor(**sizes),
        tokenizer=tokenizer,
        video_processor=SmolVLMVideoProcessor(**sizes),
        image_seq_len=16,
        chat_template=_SMOLVLM_TEMPLATE,
    )
    _save(folder, SmolVLMForConditionalGeneration, config, processor, end="<end_of_utterance>")


_QWEN_TOKENS = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
)


def build_qwen3_vl(folder: Path) -> None:
    """Qwen 3 VL: positions depend on the pictures before (M-RoPE), so no media are reused."""
    from transformers import (
        Qwen2VLImageProcessor,
        Qwen3VLConfig,
        Qwen3VLForConditionalGeneration,
        Qwen3VLProcessor,
    )
    from transformers.models.qwen3_vl.video_processing_qwen3_vl import Qwen3VLVideoProcessor

    tokenizer = _tokenizer(_QWEN_TOKENS, {}, pad_token="<|endoftext|>", eos_token="<|im_end|>")
    ids = {token: tokenizer.convert_tokens_to_ids(token) for token in _QWEN_TOKENS}
    config = Qwen3VLConfig(
        text_config={
            "vocab_size": len(tokenizer),
            "hidden_size": 64,
            "intermediate_size": 128,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 16,
            "max_position_embeddings": CONTEXT_TOKENS,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 10000.0,
                "mrope_section": [4, 2, 2],
                "mrope_interleaved": True,
            },
        },
        vision_config={
            "depth": 2,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_heads": 2,
            "patch_size": 8,
            "out_hidden_size": 64,
            "num_position_embeddings": 64,
            "deepstack_visual_indexes": [0, 1],
        },
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
    )
    processor = Qwen3VLProcessor(
        image_processor=Qwen2VLImageProcessor(
            patch_size=8, size={"shortest_edge": 32 * 32, "longest_edge": 96 * 96}
        ),
        tokenizer=tokenizer,
        video_processor=Qwen3VLVideoProcessor(patch_size=8),
        chat_template=_QWEN_VL_TEMPLATE,
    )
    _save(folder, Qwen3VLForConditionalGeneration, config, processor, end="<|im_end|>")


def build_qwen3(folder: Path) -> None:
    """Qwen 3: text only, full attention, thinking."""
    from transformers import Qwen3Config, Qwen3ForCausalLM

    tokens = (*_QWEN_TOKENS[:3], "<think>", "</think>")
    tokenizer = _tokenizer(tokens, {}, pad_token="<|endoftext|>", eos_token="<|im_end|>")
    tokenizer.chat_template = _QWEN_TEMPLATE
    config = Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=16,
        max_position_embeddings=CONTEXT_TOKENS,
    )
    _save(folder, Qwen3ForCausalLM, config, tokenizer, end="<|im_end|>")


BUILDERS: dict[str, Callable[[Path], None]] = {
    "gemma4": build_gemma4,
    "gemma4_unified": build_gemma4_unified,
    "smolvlm": build_smolvlm,
    "qwen3_vl": build_qwen3_vl,
    "qwen3": build_qwen3,
}


def build(name: str, parent: Path) -> Path:
    """Write the checkpoint `name` below `parent`, unless it is there; returns its folder."""
    folder = parent / f"tiny-{name}"
    if not folder.is_dir():
        BUILDERS[name](folder)
    return folder


def _save(folder: Path, model_class: Any, config: Any, processor: Any, *, end: str) -> None:
    import torch
    from transformers import GenerationConfig

    tokenizer = getattr(processor, "tokenizer", processor)
    torch.manual_seed(0)
    model = model_class(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            # Livelier than the usual initialisation: answers that do not repeat one token.
            if weight.dim() >= 2:
                weight.normal_(0, (0.4 if "embed" in name else 1.0) * weight.shape[-1] ** -0.5)
    model.generation_config = GenerationConfig(
        do_sample=False,
        eos_token_id=tokenizer.convert_tokens_to_ids(end),
        pad_token_id=0,
        max_new_tokens=64,
    )
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
