"""Configuration of the starter: Gemma 4 in miniature, with a byte-level tokenizer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gemini_desk.starter.sizes import SKILLS, SMALL, Size

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedTokenizerFast

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
"""In the order of their ids: the place in this tuple is the id."""

VOCABULARY_SIZE = len(SPECIAL_TOKENS) + 256
PATCH_PX = 8
POOL = 2
"""Patches per soft token along each side. Gemma 4's pooler fails at 1."""
SOFT_TOKENS = SMALL.soft_tokens
"""Budget per picture of the small model; the smallest that the processor accepts."""
MEL_BINS = 64
MEL_MEAN = -3.6
MEL_DEVIATION = 2.2
"""One mean and deviation for all bins, in log units: keeps silence near -1.5 and speech near 1."""
SAMPLE_RATE_HZ = 16_000
MAX_NEW_TOKENS = 256

CHAT_TEMPLATE = (
    "{{ bos_token }}"
    "{% for message in messages %}"
    "{% if message.role != 'system' and message.role != 'developer' %}"
    "{{ '<|turn>' + ('model' if message.role == 'assistant' else message.role) + '\n' }}"
    "{% if message.content is string %}{{ message.content }}"
    "{% else %}{% for part in message.content %}"
    "{% if part.type == 'text' %}{{ part.text }}"
    "{% elif part.type == 'image' %}{{ '<|image|>' }}"
    "{% elif part.type == 'audio' %}{{ '<|audio|>' }}"
    "{% endif %}{% endfor %}{% endif %}"
    "{{ '<turn|>\n' }}"
    "{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|turn>model\n' }}{% endif %}"
)
"""Renders every turn byte for byte, so a longer conversation starts with the shorter one's text.

System turns are accepted and left out: a model of three million parameters cannot follow
instructions, and text it never met in training would only disturb it.
"""


def token_id(token: str) -> int:
    """Returns the id of a special token."""
    return SPECIAL_TOKENS.index(token)


def build_tokenizer() -> PreTrainedTokenizerFast:
    """Builds the byte-level tokenizer: 13 special tokens, then the 256 bytes, no merges."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: index for index, token in enumerate((*SPECIAL_TOKENS, *letters))}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[], unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        eos_token="<eos>",
        bos_token="<bos>",
        unk_token="<unk>",
        clean_up_tokenization_spaces=False,
        padding_side="left",  # generation in batches needs the prompts to end together
        extra_special_tokens={
            "image_token": "<|image|>",
            "audio_token": "<|audio|>",
            "boi_token": "<|image>",
            "eoi_token": "<image|>",
            "boa_token": "<|audio>",
            "eoa_token": "<audio|>",
        },
    )


def build_config(
    size: Size = SMALL,
    text_layers: tuple[str, ...] | None = None,
    vocabulary_size: int = VOCABULARY_SIZE,
) -> Any:
    """Builds the configuration.

    Args:
        size: Widths, depths and the budget a picture.
        text_layers: The kinds of attention of the decoder's layers, if not those of the size.
        vocabulary_size: Entries of the tokenizer.

    Returns:
        A ``Gemma4Config``.
    """
    from transformers import Gemma4Config
    from transformers.models.gemma4.configuration_gemma4 import (
        Gemma4AudioConfig,
        Gemma4TextConfig,
        Gemma4VisionConfig,
    )

    width, heads, inner = size.decoder
    layers = list(text_layers or size.decoder_layers)
    text = Gemma4TextConfig(
        vocab_size=vocabulary_size,
        hidden_size=width,
        intermediate_size=inner,
        num_hidden_layers=len(layers),
        num_attention_heads=heads,
        num_key_value_heads=1,
        head_dim=width // heads,
        # The default of 512 would dwarf everything else. Read from the keywords, hence untyped.
        global_head_dim=width // heads,  # type: ignore[call-arg]
        vocab_size_per_layer_input=vocabulary_size,
        hidden_size_per_layer_input=0,  # switches per-layer embeddings off
        layer_types=layers,
        pad_token_id=token_id("<pad>"),
        bos_token_id=token_id("<bos>"),
        eos_token_id=token_id("<turn|>"),
        max_position_embeddings=32_768,
        sliding_window=512,
        num_kv_shared_layers=0,
    )
    seen_width, seen_heads, seen_inner, seen_layers = size.vision
    vision = Gemma4VisionConfig(
        hidden_size=seen_width,
        intermediate_size=seen_inner,
        num_hidden_layers=seen_layers,
        num_attention_heads=seen_heads,
        num_key_value_heads=seen_heads,
        head_dim=seen_width // seen_heads,
        patch_size=PATCH_PX,
        pooling_kernel_size=POOL,
        position_embedding_size=size.soft_tokens * POOL + 1,  # the longest side, in patches
    )
    heard_width, heard_heads, heard_layers = size.audio
    audio = Gemma4AudioConfig(
        hidden_size=heard_width,
        num_hidden_layers=heard_layers,
        num_attention_heads=heard_heads,
        output_proj_dims=heard_width,
        subsampling_conv_channels=(MEL_BINS, 16),  # the first must equal the mel bins
        attention_context_right=6,  # 240 ms of the future; 0 would be causal
        use_clipped_linears=False,
    )
    return Gemma4Config(
        text_config=text,
        vision_config=vision,
        audio_config=audio,
        boi_token_id=token_id("<|image>"),
        eoi_token_id=token_id("<image|>"),
        image_token_id=token_id("<|image|>"),
        boa_token_id=token_id("<|audio>"),
        eoa_token_index=token_id("<audio|>"),
        audio_token_id=token_id("<|audio|>"),
        video_token_id=token_id("<|video|>"),
        gemini_desk={"skills": list(SKILLS), "abilities": size.abilities},
    )


def build_model(config: Any) -> Any:
    """Builds the model with fresh weights, float32.

    Args:
        config: From :func:`build_config`.

    Returns:
        A ``Gemma4ForConditionalGeneration``.
    """
    from transformers import Gemma4ForConditionalGeneration

    model = Gemma4ForConditionalGeneration(config)
    _initialise(model)
    return model


def _initialise(model: torch.nn.Module) -> None:
    """Draws weights that suit a small model trained from nothing.

    The stock initialisation is meant for large models; its vision positions, for one, are all
    ones and so tell nothing.
    """
    import torch

    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith("embed_tokens.weight"):
                weight.normal_(0, weight.shape[1] ** -0.5)
                weight[token_id("<pad>")].zero_()
            elif name.endswith("position_embedding_table"):
                weight.normal_(0, 0.3)
            elif "conv" in name and weight.dim() >= 3:
                weight.normal_(0, weight[0].numel() ** -0.5)
            elif weight.dim() == 2:
                weight.normal_(0, weight.shape[1] ** -0.5)
            elif name.endswith(("q_norm.weight", "k_norm.weight")):
                weight.fill_(weight.numel() ** -0.25)  # attention has no scale of its own
            elif name.endswith(
                ("post_attention_layernorm.weight", "post_feedforward_layernorm.weight")
            ):
                weight.fill_(0.4)
            elif "audio_tower" in name and ("norm_post_attn" in name or "post_layer_norm" in name):
                weight.fill_(0.5)


def build_processor(
    tokenizer: PreTrainedTokenizerFast, soft_tokens: int = SMALL.soft_tokens
) -> Any:
    """Builds the processor.

    Args:
        tokenizer: From :func:`build_tokenizer`.
        soft_tokens: Budget a picture.

    Returns:
        A ``Gemma4Processor``.
    """
    from transformers import Gemma4Processor
    from transformers.models.gemma4.feature_extraction_gemma4 import Gemma4AudioFeatureExtractor
    from transformers.models.gemma4.image_processing_gemma4 import Gemma4ImageProcessor
    from transformers.models.gemma4.video_processing_gemma4 import Gemma4VideoProcessor

    return Gemma4Processor(
        feature_extractor=Gemma4AudioFeatureExtractor(
            feature_size=MEL_BINS,
            per_bin_mean=[MEL_MEAN] * MEL_BINS,
            per_bin_stddev=[MEL_DEVIATION] * MEL_BINS,
        ),
        image_processor=Gemma4ImageProcessor(
            patch_size=PATCH_PX, pooling_kernel_size=POOL, max_soft_tokens=soft_tokens
        ),
        tokenizer=tokenizer,
        video_processor=Gemma4VideoProcessor(
            patch_size=PATCH_PX, pooling_kernel_size=POOL, max_soft_tokens=soft_tokens
        ),
        chat_template=CHAT_TEMPLATE,
        image_seq_length=soft_tokens,
    )


def build_generation_config() -> Any:
    """Builds the generation configuration: greedy, ending at the end of the turn."""
    from transformers import GenerationConfig

    return GenerationConfig(
        do_sample=False,
        max_new_tokens=MAX_NEW_TOKENS,
        bos_token_id=token_id("<bos>"),
        eos_token_id=[token_id("<turn|>"), token_id("<eos>")],
        pad_token_id=token_id("<pad>"),
    )
