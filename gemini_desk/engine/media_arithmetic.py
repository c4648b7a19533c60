"""How many tokens a picture or clip becomes, from its size alone.

Some processors can tell, as inference servers ask them to. They count what stands for the
content; what they write around it is found by trying it on two blank pictures and clips. Where
both trials do not agree the arithmetic is not trusted, and nothing is told.
"""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.media.image import DEFAULT_MAX_PIXELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gemini_desk.engine.events import Capabilities
    from gemini_desk.engine.media_encoding import MediaEncoder

logger = logging.getLogger(__name__)

_TRIAL_SIZES_PX = ((96, 64), (70, 310))  # width, height: small, and of different shapes
_TRIAL_LENGTHS_S = (0.5, 1.3)
# What processors raise that were not meant to be asked: the function is not a public one.
_REFUSALS = (AttributeError, KeyError, NotImplementedError, TypeError, ValueError)


class MediaArithmetic:
    """Computes lengths without decoding anything. Inference thread only."""

    def __init__(
        self,
        processor: Any,
        encoder: MediaEncoder,
        capabilities: Capabilities,
        placeholders: Mapping[AttachmentKind, str],
    ) -> None:
        self._processor = processor
        self._encoder = encoder
        self._capabilities = capabilities
        self._placeholders = placeholders

    def length(self, attachment: Attachment) -> int | None:
        """The tokens of `attachment`, what stands around it included; None if nobody can tell."""
        match attachment.kind:
            case AttachmentKind.IMAGE:
                width_px, height_px = attachment.width_px, attachment.height_px
                if not width_px or not height_px or width_px * height_px > DEFAULT_MAX_PIXELS:
                    return None  # larger ones are scaled down before the processor sees them
                return _sum(self._image_length(width_px, height_px), self._around_images)
            case AttachmentKind.AUDIO:
                if not attachment.duration_s:
                    return None
                return _sum(self._clip_length(attachment.duration_s), self._around_clips)
            case AttachmentKind.VIDEO:
                return None  # times stand between its frames, as words

    def _image_length(self, width_px: int, height_px: int) -> int | None:
        return self._ask("num_image_tokens", image_sizes=[(height_px, width_px)])

    def _clip_length(self, duration_s: float) -> int | None:
        rate_hz = self._capabilities.audio_sample_rate_hz
        if rate_hz is None:
            return None
        return self._ask("num_audio_tokens", audio_lengths=[round(duration_s * rate_hz)])

    def _ask(self, answer: str, **sizes: Any) -> int | None:
        """Let the processor compute; servers use this function of it."""
        compute = getattr(self._processor, "_get_num_multimodal_tokens", None)
        if compute is None:
            return None
        try:
            counts = getattr(compute(**sizes), answer, None)
        except _REFUSALS:
            logger.debug("The processor does not compute %s", answer, exc_info=True)
            return None
        return int(counts[0]) if counts else None

    @cached_property
    def _around_images(self) -> int | None:
        from PIL import Image

        differences = set()
        for width_px, height_px in _TRIAL_SIZES_PX:
            computed = self._image_length(width_px, height_px)
            if computed is None:
                return None
            blank = Image.new("RGB", (width_px, height_px))
            differences.add(self._trial(AttachmentKind.IMAGE, [blank], []) - computed)
        return differences.pop() if len(differences) == 1 else None

    @cached_property
    def _around_clips(self) -> int | None:
        import numpy as np

        differences = set()
        for length_s in _TRIAL_LENGTHS_S:
            computed = self._clip_length(length_s)
            if computed is None:
                return None
            rate_hz = self._capabilities.audio_sample_rate_hz or 0
            silence = np.zeros(round(length_s * rate_hz), dtype=np.float32)
            differences.add(self._trial(AttachmentKind.AUDIO, [], [silence]) - computed)
        return differences.pop() if len(differences) == 1 else None

    def _trial(self, kind: AttachmentKind, images: list[Any], clips: list[Any]) -> int:
        token_ids, _ = self._encoder.run(self._placeholders[kind], images, clips)
        return len(token_ids)


def _sum(inside: int | None, around: int | None) -> int | None:
    return None if inside is None or around is None else inside + around
