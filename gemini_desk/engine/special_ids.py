"""Token ids with a meaning: the ones that end an answer, the ones that must never come."""

from __future__ import annotations

from typing import Any


def find_suppressed_ids(generation_config: Any, config: Any, processor: Any) -> tuple[int, ...]:
    """Tokens that must never come: the checkpoint's own list, and placeholders of media.

    A placeholder in an answer would wait for a picture when the answer is read again.
    """
    names = ("image_token_id", "audio_token_id", "video_token_id")
    placeholders = (getattr(source, name, None) for source in (config, processor) for name in names)
    listed = generation_config.suppress_tokens or ()
    return tuple({*listed, *(i for i in placeholders if i is not None)})


def find_end_ids(generation_config: Any, processor: Any) -> frozenset[int]:
    """Tokens that end an answer."""
    tokenizer = getattr(processor, "tokenizer", processor)
    end = generation_config.eos_token_id
    ids = end if isinstance(end, list | tuple) else [end]
    found = frozenset(token_id for token_id in ids if token_id is not None)
    return found or frozenset(i for i in [tokenizer.eos_token_id] if i is not None)
