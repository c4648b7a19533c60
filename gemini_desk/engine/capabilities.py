"""What a loaded model takes, read from its processor and config, never from its name."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.engine.events import Capabilities
from gemini_desk.models.declared_skills import read_declared

if TYPE_CHECKING:
    from gemini_desk.engine.chat_template import ChatTemplate
    from gemini_desk.engine.families import Family


def read_capabilities(
    config: Any, processor: Any, template: ChatTemplate, family: Family
) -> Capabilities:
    """What the model behind `config` and `processor` takes.

    A modality counts when the config has an encoder or embedder for it, the processor can
    prepare it, and the chat template has a place for it: checkpoints without an audio
    encoder ship processors that name one.

    Args:
        config: The model's config.
        processor: Its processor, or the tokenizer of a model for text.
        template: Its chat template.
        family: What its family does differently.
    """
    places = template.places
    image = (
        getattr(config, "vision_config", None) is not None
        and getattr(processor, "image_processor", None) is not None
        and AttachmentKind.IMAGE in places.placeholders
    )
    video = image and getattr(processor, "video_processor", None) is not None
    extractor = feature_extractor(processor)
    audio = (
        getattr(config, "audio_config", None) is not None
        and extractor is not None
        and AttachmentKind.AUDIO in places.placeholders
    )
    skills, abilities = declared_skills(config)
    return Capabilities(
        image=image,
        audio=audio,
        video=video and AttachmentKind.VIDEO in places.placeholders,
        system_role=places.system_role,
        thinking=places.thinking,
        context_tokens=context_tokens(config),
        audio_sample_rate_hz=int(extractor.sampling_rate) if audio else None,
        max_audio_s=(family.longest_clip_s or longest_clip_s(processor)) if audio else None,
        skills=skills,
        abilities=abilities,
    )


def declared_skills(config: Any) -> tuple[frozenset[str] | None, str]:
    """What a config says under `gemini_desk` that its model has learned, and nothing else."""
    return read_declared(getattr(config, "gemini_desk", None))


def feature_extractor(processor: Any) -> Any:
    """What makes spectrograms for `processor`; None if nothing does."""
    named = getattr(processor, "feature_extractor", None)
    return getattr(processor, "audio_processor", None) if named is None else named


def context_tokens(config: Any) -> int:
    """Longest prompt plus answer in tokens; 0 if the config does not say."""
    text_config = config.get_text_config(decoder=True)
    return int(getattr(text_config, "max_position_embeddings", 0) or 0)


def longest_clip_s(processor: Any) -> float | None:
    """Longest clip in seconds that is not cut short; None if there is no limit.

    Processors cut silently, in up to three places: the number of placeholders, the feature
    extractor's default `max_length`, and the fixed chunk of Whisper-like extractors.
    """
    extractor = feature_extractor(processor)
    limits: list[float] = []
    tokens = getattr(processor, "audio_seq_length", None)
    ms_per_token = getattr(processor, "audio_ms_per_token", None)
    if tokens and ms_per_token:
        limits.append(tokens * ms_per_token / 1000)
    parameter = inspect.signature(type(extractor).__call__).parameters.get("max_length")
    if parameter is not None and isinstance(parameter.default, int):
        limits.append(parameter.default / extractor.sampling_rate)
    chunk_s = getattr(extractor, "chunk_length", None)
    if isinstance(chunk_s, int | float) and chunk_s > 0:
        limits.append(float(chunk_s))
    return min(limits, default=None)
