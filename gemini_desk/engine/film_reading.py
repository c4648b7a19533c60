"""Films as a processor wants them: the frames that it would choose, and when each is shown.

Processors choose frames by number, from how many there are and how many come in a second. They
are asked, so that a film is seen as the model was trained; what they choose is then decoded
here, and no more than that: their own readers hold all of a film, or read it with libraries
that are not installed.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.chat.message import AudioPart, Message, Part, VideoPart
from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.media.audio import probe_audio
from gemini_desk.media.film import FilmProbe, load_frames, probe_film

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.engine.events import Capabilities

logger = logging.getLogger(__name__)

MAX_FRAMES: Final = 768  # the most that any of the known processors asks for
_TOTAL_PIXELS: Final = 128_000_000  # of all frames of a film: 384 MB
_FRAME_PIXELS: Final = 1_000_000  # twice what any of the known processors keeps of one
_USUAL_FPS: Final = 2.0  # what Qwen's own tools take where the checkpoint does not say
# What processors raise for films that are shorter than what they would choose from them.
_REFUSALS: Final = (AttributeError, IndexError, RuntimeError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, eq=False)
class DecodedFilm:
    """What a processor takes of a film.

    Attributes:
        pixels: uint8, shape (frames, height, width, 3), RGB.
        indices: The number of each in the whole film, counted from 0.
        frame_count: Frames of the whole film.
        fps: Frames per second of the whole film.
    """

    pixels: NDArray[np.uint8]
    indices: tuple[int, ...]
    frame_count: int
    fps: float

    @property
    def sampled_fps(self) -> float:
        """Frames per second, of those that were chosen."""
        return len(self.indices) / self.frame_count * self.fps

    def metadata(self) -> dict[str, Any]:
        """What processors are told beside the frames."""
        _, height, width, _ = self.pixels.shape
        return {
            "total_num_frames": self.frame_count,
            "fps": self.fps,
            "width": width,
            "height": height,
            "duration": self.frame_count / self.fps,
            "video_backend": "pyav",
            "frames_indices": list(self.indices),
        }


def read_film(attachment: Attachment, video_processor: Any) -> DecodedFilm:
    """The frames of a film that `video_processor` would choose.

    Raises:
        AttachmentMissingError: The file is gone.
        UnsupportedAttachmentError: It is no film that can be read.
    """
    probe = probe_seen(attachment)
    indices = chosen_frames(probe, video_processor)
    frames = load_frames(
        attachment.path,
        [index / probe.fps for index in indices],
        max_pixels=min(_FRAME_PIXELS, _TOTAL_PIXELS // len(indices)),
    )
    seen = len(frames.times_s)
    if seen < len(indices):
        logger.info("a film ends after %d of %d frames", seen, len(indices))
    return DecodedFilm(frames.pixels, indices[:seen], probe.frame_count, probe.fps)


def probe_seen(attachment: Attachment) -> FilmProbe:
    """What a film is of which pictures are wanted.

    Raises:
        AttachmentMissingError: The file is gone.
        UnsupportedAttachmentError: It is no film that can be read.
    """
    probe = probe_film(attachment.path)
    if probe is None:
        raise UnsupportedAttachmentError(
            f"“{attachment.name}” holds no moving pictures.", hint="Add it as a sound instead."
        )
    return probe


def chosen_frames(probe: FilmProbe, video_processor: Any) -> tuple[int, ...]:
    """Which frames of a film `video_processor` looks at, ascending, counted from 0."""
    from transformers.video_utils import VideoMetadata

    total = probe.frame_count
    names = getattr(getattr(video_processor, "valid_kwargs", None), "__annotations__", {})
    options = {name: getattr(video_processor, name, None) for name in names}
    fps, frames = options.get("fps"), options.get("num_frames")
    if fps is None and frames is None:
        fps = options["fps"] = _USUAL_FPS
    if frames is not None:
        frames = options["num_frames"] = min(frames, total)
    metadata = VideoMetadata(
        total_num_frames=total,
        fps=probe.fps,
        width=probe.width_px,
        height=probe.height_px,
        duration=probe.duration_s,
        video_backend="pyav",
    )
    try:
        chosen = [int(index) for index in video_processor.sample_frames(metadata, **options)]
    except _REFUSALS:
        logger.debug("the processor chooses no frames of this film", exc_info=True)
        chosen = []
    if not chosen:
        wanted = frames or round(probe.duration_s * (fps or _USUAL_FPS))
        chosen = _spread(total, max(1, min(wanted, total)))
    if len(chosen) > MAX_FRAMES:
        chosen = [chosen[place] for place in _spread(len(chosen), MAX_FRAMES)]
    return tuple(sorted(min(max(index, 0), total - 1) for index in chosen))


def _spread(total: int, count: int) -> list[int]:
    """`count` of `total` numbers from 0, evenly, each in the middle of its stretch."""
    return [(2 * place + 1) * total // (2 * count) for place in range(count)]


class SoundOfFilms:
    """Lets films be heard where a model takes sound, too. Inference thread only."""

    def __init__(self, capabilities: Capabilities) -> None:
        self._capabilities = capabilities
        self._sounds: dict[str, Attachment | None] = {}

    def added_to(self, messages: Sequence[Message]) -> tuple[Message, ...]:
        """`messages` with the sound of each film behind it, where the model can take it."""
        if not self._capabilities.video or not self._capabilities.audio:
            return tuple(messages)
        return tuple(self._heard(message) for message in messages)

    def _heard(self, message: Message) -> Message:
        if not any(isinstance(part, VideoPart) for part in message.parts):
            return message
        parts: list[Part] = []
        for part in message.parts:
            parts.append(part)
            if isinstance(part, VideoPart) and (sound := self._sound_of(part.attachment)):
                parts.append(AudioPart(sound))
        return replace(message, parts=tuple(parts))

    def _sound_of(self, film: Attachment) -> Attachment | None:
        """The sound of a film; None if it has none, or more than the model takes at once."""
        key = film.content_key
        if key not in self._sounds:
            self._sounds[key] = self._find_sound(film)
        return self._sounds[key]

    def _find_sound(self, film: Attachment) -> Attachment | None:
        limit_s = self._capabilities.max_audio_s
        if limit_s is not None and (film.duration_s or 0.0) > limit_s:
            return None
        try:
            length_s = probe_audio(film.path, film.track).duration_s
        except UnsupportedAttachmentError:
            return None  # a silent film
        if limit_s is not None and length_s > limit_s:
            return None
        return film.as_sound(length_s)
