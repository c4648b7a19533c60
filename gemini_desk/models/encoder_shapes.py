"""Shapes of the encoders for pictures and sound, from a model's config and its processor's."""

from __future__ import annotations

from typing import Any

from gemini_desk.models.config_shapes import feed_forward_width, number
from gemini_desk.models.memory_sheet import EncoderShape

_USUAL_PICTURE_TOKENS = 280  # of Gemma, where the processor says nothing
_USUAL_PIXELS = 1_048_576  # of models that take pictures as large as they come
_CLIP_FRAMES = 3000  # thirty seconds, a hundred frames each


def vision_shape(config: dict[str, Any], processor: dict[str, Any]) -> EncoderShape | None:
    """Widths of the encoder for pictures; None if there is none (Gemma 4 12B has none)."""
    vision = _part(config, "vision_config")
    layers = number(vision, "num_hidden_layers", "depth")
    hidden = number(vision, "hidden_size", "embed_dim")
    if not hidden or not (layers or "architecture" in vision):
        return None
    if not layers:  # timm's convolutional encoder of Gemma 3n: 768 px, halved by its stem
        return EncoderShape(0, hidden, 0, 0, 0, front_values=3 * 64 * 384 * 384)
    patch = max(number(vision, "patch_size", "spatial_patch_size"), 1)
    return EncoderShape(
        layers=layers,
        hidden=hidden,
        intermediate=feed_forward_width(vision, hidden),
        positions=_patches(vision, processor, patch),
        input_width=3 * patch * patch * max(number(vision, "temporal_patch_size"), 1),
        outputs=1 + len(vision.get("deepstack_visual_indexes") or ()),
    )


def audio_shape(config: dict[str, Any], processor: dict[str, Any]) -> EncoderShape | None:
    """Widths of the encoder for sound; None if there is none."""
    audio = _part(config, "audio_config")
    hidden = number(audio, "hidden_size", "d_model")
    layers = number(
        audio, "num_hidden_layers", "encoder_layers", "conf_num_hidden_layers", "num_blocks"
    )
    if not layers or not hidden:
        return None
    ears = processor.get("feature_extractor")
    bins = number(ears if isinstance(ears, dict) else processor, "feature_size") or number(
        audio, "num_mel_bins", "input_feat_size", "input_size"
    )
    bins = bins if bins > 1 else 128
    channels = audio.get("subsampling_conv_channels") or audio.get("sscp_conv_channel_size")
    if isinstance(channels, list | tuple) and channels:  # pictures of sound, halved each way
        front = 2 * (_CLIP_FRAMES // 2) * (bins // 2) * int(channels[0])
    else:
        front = 2 * _CLIP_FRAMES * hidden
    return EncoderShape(
        layers=layers,
        hidden=hidden,
        intermediate=feed_forward_width(audio, hidden),
        positions=_CLIP_FRAMES // (2 if _is_whisper(audio) else 4),
        input_width=bins * (2 if _is_whisper(audio) else 4),
        front_values=front,
    )


def picture_tokens(config: dict[str, Any], processor: dict[str, Any]) -> int:
    """Tokens of the usual picture; 0 for models that take none."""
    vision = _part(config, "vision_config")
    if not vision:
        return 0
    patch = number(vision, "patch_size", "spatial_patch_size")
    if not patch:
        return number(config, "vision_soft_tokens_per_image") or 256  # Gemma 3n
    merged = number(vision, "pooling_kernel_size", "spatial_merge_size")
    pooled = max(merged or number(config, "scale_factor"), 1)
    return _patches(vision, processor, patch) // (pooled * pooled)


def clip_tokens(config: dict[str, Any]) -> int:
    """Tokens of thirty seconds of sound; 0 for models that take none."""
    audio = _part(config, "audio_config")
    if not audio:
        return 0
    if "voxtral" in str(config.get("model_type", "")):
        return _CLIP_FRAMES // 8
    return _CLIP_FRAMES // 4


def _patches(vision: dict[str, Any], processor: dict[str, Any], patch: int) -> int:
    """Patches of the usual picture."""
    pictures = processor.get("image_processor")
    pictures = pictures if isinstance(pictures, dict) else processor
    size = pictures.get("size")
    longest = number(size, "longest_edge") if isinstance(size, dict) else 0
    pooling = number(vision, "pooling_kernel_size")
    if pooling:  # a budget of tokens, each pooled from a square of patches
        tokens = number(pictures, "max_soft_tokens") or _USUAL_PICTURE_TOKENS
        return tokens * pooling * pooling
    side = number(vision, "image_size", "crop_size")
    if side:  # tiles of one size, and the whole picture beside them
        across = max(-(-longest // side), 1) if longest else 4
        tiles = across * across + 1 if across > 1 else 1
        return int(tiles * (side // patch) ** 2)
    pixels = number(pictures, "max_pixels") or longest or _USUAL_PIXELS
    return min(pixels, _USUAL_PIXELS) // (patch * patch)


def _is_whisper(audio: dict[str, Any]) -> bool:
    return "max_source_positions" in audio


def _part(config: dict[str, Any], name: str) -> dict[str, Any]:
    thinker = config.get("thinker_config")
    part = (thinker if isinstance(thinker, dict) else config).get(name)
    return part if isinstance(part, dict) else {}
