"""How many tokens a picture or a clip may take, where a model leaves the choice.

Processors say so themselves: Gemma 4's scale every picture to fill `max_soft_tokens`, one of
a few numbers, and hold clips to `audio_seq_length`. What has no such number is left alone.
"""

from __future__ import annotations

from typing import Any

IMAGE_BUDGETS = (70, 140, 280, 560, 1120)


def set_budgets(processor: Any, *, image_tokens: int | None, audio_tokens: int | None) -> None:
    """Hold pictures and clips to so many tokens each; None leaves the checkpoint's own.

    Args:
        processor: The model's processor.
        image_tokens: For each picture; the largest choice that is not above it is taken.
        audio_tokens: For each clip; longer clips than that are not taken whole.
    """
    images: Any = getattr(processor, "image_processor", None)
    if image_tokens is not None and hasattr(images, "max_soft_tokens"):
        budget = max((it for it in IMAGE_BUDGETS if it <= image_tokens), default=IMAGE_BUDGETS[0])
        images.max_soft_tokens = budget
        processor.image_seq_length = budget
    films: Any = getattr(processor, "video_processor", None)
    if getattr(films, "cap_pixels_per_frame", False) is None:
        # As the makers' own tools do it; without it a short film costs as much as a long one.
        films.cap_pixels_per_frame = True
    longest = getattr(processor, "audio_seq_length", None)
    if audio_tokens is not None and longest:
        processor.audio_seq_length = min(longest, audio_tokens)
