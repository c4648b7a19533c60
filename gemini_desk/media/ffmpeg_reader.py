"""M4A, MP3, OGG, Opus, WebM, the sound track of a film … through FFmpeg."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.media.ffmpeg_container import (
    packets_of,
    picture_stream,
    refined_type,
    stated_s,
)
from gemini_desk.media.ffmpeg_frames import frames_from, frames_of, opened_container, origin_s
from gemini_desk.media.sound_reader import NoSuchTrackError, UnreadableSoundError
from gemini_desk.media.timeline import Timeline, length_s
from gemini_desk.media.truncation import states_length

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.media.sound_reader import OnLoss

logger = logging.getLogger(__name__)

_ESTIMATED: Final = frozenset({"audio/aac", "audio/amr"})  # their headers say no length
_WITHOUT_STAMPS: Final = frozenset({"audio/mpeg"})
_WITH_PAUSES: Final = frozenset({"video/x-matroska"})  # browsers leave out what nobody says
_BLOCK_FRAMES: Final = 32_768
_RUN_UP_S: Final = 1.0  # decoders need what was just before; and packets are shorter than that
_PADDING_S: Final = 0.25  # the most that encoders put around a sound
_ROUNDED_S: Final = 0.001


class FfmpegReader:
    """M4A, MP3, Opus, WebM, the sound track of a film … through FFmpeg.

    Each pass opens the file anew: after seeking back to the beginning, decoders no longer
    leave out the silence that encoders put there.

    Where time stamps leave a hole, of sound that is damaged or was never there, silence fills
    it: what follows stays at its time, and fits the pictures of a film.
    """

    def __init__(self, path: Path, media_type: str, track: int | None = None) -> None:
        """Look at a track of `path`, counted from 0; None for the best one."""
        self._path = path
        self._media_type = media_type
        self._track = track
        with self._opened() as (container, stream):
            self.track = container.streams.audio.index(stream)
            self.media_type = refined_type(
                media_type, has_pictures=picture_stream(container) is not None
            )
            first = next(frames_of(container, stream), None)
            if first is None:
                raise UnreadableSoundError("no frame of the sound track can be decoded")
            self.sample_rate_hz: int = first.sample_rate  # HE-AAC's header states half of it
            self.channels: int = first.layout.nb_channels
            self._layout: str = first.layout.name

    def count_frames(self) -> int:
        """The header's length where the packets agree, else theirs, else a full count.

        Headers of damaged files say too much. Packets say a little too much, always: they
        count the silence that encoders put around the sound.
        """
        with self._opened() as (container, stream):
            if not stream.time_base:
                return sum(len(block) for block in self.blocks())
            in_packets_s = length_s(packets_of(container, stream), origin_s(container))
            in_header_s = stated_s(container, stream)
        if in_packets_s == 0.0:
            return sum(len(block) for block in self.blocks())
        agree = in_packets_s - _PADDING_S < in_header_s <= in_packets_s + _ROUNDED_S
        return round((in_header_s if agree else in_packets_s) * self.sample_rate_hz)

    def lacks_frames_behind(self, frame: int) -> bool:
        """No: whether what is missing is missing at the end, only decoding shows."""
        del frame
        return False

    def blocks(
        self, first_frame: int = 0, on_loss: OnLoss | None = None, *, exact: bool = True
    ) -> Iterator[NDArray[np.float32]]:
        """Decode from a frame on; packets that are damaged are left out.

        What is before is read and decoded, too, if the place is to be exact: FFmpeg seeks to the
        nearest packet in some formats and to any in others. If not, it looks for the place itself:
        read one by one, each packet would wait for a thread that loads a model.
        """
        begin = first_frame - round(_RUN_UP_S * self.sample_rate_hz)
        if not exact and begin > 0:
            blocks = self._blocks_from(first_frame, on_loss, begin)
            first = next(blocks, None)
            if first is not None:
                yield first
                yield from blocks
                return
        # A place that was not found may be there all the same: in files of Ogg that were joined,
        # time begins anew on the way, and only counting leads on.
        yield from self._blocks_from(first_frame, on_loss, 0)

    def _blocks_from(
        self, first_frame: int, on_loss: OnLoss | None, begin: int
    ) -> Iterator[NDArray[np.float32]]:
        import numpy as np

        parts: list[NDArray[np.float32]] = []  # frames are short: 1152 samples in an MP3
        count = 0
        for place, whole in self._converted_frames(on_loss, begin):
            part = whole[max(first_frame - place, 0) :]
            if not len(part):
                continue
            parts.append(part)
            count += len(part)
            if count >= _BLOCK_FRAMES:
                yield np.concatenate(parts)
                parts.clear()
                count = 0
        if parts:
            yield np.concatenate(parts)

    def _converted_frames(
        self, on_loss: OnLoss | None, begin: int
    ) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Frames with the channels and the rate of the first: float32, (frames, channels).

        Each behind its place, counted from the first; of those before `begin` only some come.

        Interleaved, because PyAV looks for planes until it meets a null pointer, and FFmpeg
        puts none behind the eighth: reading planes of 7.1 sound ends the process.
        """
        import av
        import numpy as np

        with self._opened() as (container, stream):
            converter, described = None, None
            timeline = Timeline(
                self.sample_rate_hz,
                origin_s(container),
                on_loss,
                holes_are_losses=self._media_type not in _WITH_PAUSES,
                stamps_are_counted=self._media_type in _WITHOUT_STAMPS,
            )
            for frame in frames_from(container, stream, timeline, begin / self.sample_rate_hz):
                if timeline.count < begin:
                    timeline.go_to(frame)
                description = (frame.format.name, frame.layout.name, frame.sample_rate)
                if converter is None or description != described:  # streams change midway
                    converter = av.AudioResampler("flt", self._layout, self.sample_rate_hz)
                    described = description
                try:
                    parts = [
                        np.asarray(it.to_ndarray(), np.float32) for it in converter.resample(frame)
                    ]
                except (av.FFmpegError, ValueError):
                    logger.debug("a damaged frame was left out", exc_info=True)
                    timeline.lost()
                    converter = None
                    continue
                for silent in timeline.hole_before(frame):
                    yield (
                        timeline.count - silent,
                        np.zeros((silent, self.channels), np.float32),
                    )
                for part in parts:
                    samples = part.reshape(-1, self.channels)
                    timeline.count += len(samples)
                    yield timeline.count - len(samples), samples
            timeline.end(self._declared_s(container, stream))

    def _declared_s(self, container: Any, stream: Any) -> float:
        """What the header says of the length; 0.0 where FFmpeg only estimates it."""
        if self._media_type in _ESTIMATED or (
            self._media_type == "audio/mpeg" and not states_length(self._path)
        ):
            return 0.0
        if stream.duration and stream.time_base:
            return float(stream.duration * stream.time_base)
        if self._media_type == "video/x-matroska" and len(container.streams) == 1:
            return (container.duration or 0) / 1e6  # in microseconds, of the longest track
        return 0.0

    @contextmanager
    def _opened(self) -> Iterator[tuple[Any, Any]]:
        """The container and the sound track; the packets of others are not even read."""
        from av.stream import Discard

        with opened_container(self._path, self._media_type) as container:
            tracks = container.streams.audio
            if self._track is None:
                chosen = container.streams.best("audio") or tracks[0]
            elif self._track < len(tracks):
                chosen = tracks[self._track]
            else:
                raise NoSuchTrackError(len(tracks))
            for stream in container.streams:
                if stream is not chosen:
                    stream.discard = Discard.all
            yield container, chosen
