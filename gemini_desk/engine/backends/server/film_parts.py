"""Films for a server: the protocol knows pictures alone, so some of theirs, each with its time."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.engine.film_reading import probe_seen
from gemini_desk.media.film import load_frames
from gemini_desk.transcripts.timed_text import clock

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment

MOST_FRAMES: Final = 16  # servers limit how many pictures a request may have
_FPS: Final = 1.0
_MOST_PIXELS: Final = 400_000
_JPEG_QUALITY: Final = 85


def frames_of(duration_s: float) -> int:
    """How many frames of a film are sent."""
    return min(max(1, round(duration_s * _FPS)), MOST_FRAMES)


def film_parts(attachment: Attachment) -> list[dict[str, Any]]:
    """A film as text and pictures, in the parts of a message.

    Raises:
        AttachmentMissingError: The file is gone.
        UnsupportedAttachmentError: Its pictures cannot be read.
    """
    from PIL import Image

    probe = probe_seen(attachment)
    count = frames_of(probe.duration_s)
    times_s = [(place + 0.5) * probe.duration_s / count for place in range(count)]
    frames = load_frames(attachment.path, times_s, max_pixels=_MOST_PIXELS)
    seen = len(frames.times_s)
    pictures = "1 picture" if seen == 1 else f"{seen} pictures"
    title = f"{pictures} of a film of {clock(probe.duration_s)}, each behind its time:"
    parts: list[dict[str, Any]] = [{"type": "text", "text": title}]
    for time_s, pixels in zip(frames.times_s, frames.pixels, strict=True):
        content = io.BytesIO()
        Image.fromarray(pixels).save(content, "JPEG", quality=_JPEG_QUALITY)
        url = f"data:image/jpeg;base64,{base64.b64encode(content.getvalue()).decode('ascii')}"
        parts.append({"type": "text", "text": clock(time_s)})
        parts.append({"type": "image_url", "image_url": {"url": url}})
    return parts
