"""Films: with two sound tracks, German at 440 Hz and English at 880 Hz; and of noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.helpers.media_files import RATE_HZ, tone

if TYPE_CHECKING:
    from pathlib import Path

FREQUENCIES_HZ = (440.0, 880.0)


def film(folder: Path, name: str, codec: str, container: str, *, late_s: float = 0.0) -> Path:
    """Two seconds of pictures, and a sound track for each of the frequencies."""
    import av

    path = folder / name
    with av.open(str(path), "w", format=container) as output:
        video: Any = output.add_stream("mpeg4", rate=10)
        video.width = video.height = 64
        video.pix_fmt = "yuv420p"
        tracks: list[Any] = []
        for language, title in (("deu", "Ton"), ("eng", "Commentary\nby X" + "x" * 500)):
            track: Any = output.add_stream(codec, rate=RATE_HZ)
            track.layout = "mono"
            track.bit_rate = 96_000
            track.metadata.update({"language": language, "title": title})
            tracks.append(track)
        for _ in range(20):
            output.mux(video.encode(av.VideoFrame(64, 64, "yuv420p")))
        output.mux(video.encode(None))
        for track, frequency_hz in zip(tracks, FREQUENCIES_HZ, strict=True):
            samples = tone(2.0, frequency_hz=frequency_hz)
            for start in range(0, len(samples), 960):
                block = samples[None, start : start + 960]
                frame = av.AudioFrame.from_ndarray(block, format="flt", layout="mono")
                frame.sample_rate = RATE_HZ
                frame.pts = start + round(late_s * RATE_HZ)
                output.mux(track.encode(frame))
            output.mux(track.encode(None))
    return path


def noisy_film(folder: Path, name: str, seed: int, duration_s: float, sound: bool) -> Path:
    """Large coloured squares that change with every frame, ten a second; a tone, if told."""
    import av
    import numpy as np

    path = folder / name
    noise = np.random.default_rng(seed)
    with av.open(str(path), "w", format="mp4") as output:
        video: Any = output.add_stream("libx264", rate=10, options={"g": "10"})
        video.width, video.height, video.pix_fmt = 96, 64, "yuv420p"
        track: Any = output.add_stream("aac", rate=RATE_HZ) if sound else None
        if track is not None:
            track.layout = "mono"
        for _ in range(round(10 * duration_s)):
            squares = noise.integers(0, 255, (4, 6, 3), dtype=np.uint8)
            pixels = squares.repeat(16, axis=0).repeat(16, axis=1)
            output.mux(video.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        output.mux(video.encode(None))
        if track is not None:
            samples = tone(duration_s, frequency_hz=300.0 + 100.0 * seed)
            for start in range(0, len(samples), 960):
                block = samples[None, start : start + 960]
                frame = av.AudioFrame.from_ndarray(block, format="flt", layout="mono")
                frame.sample_rate, frame.pts = RATE_HZ, start
                output.mux(track.encode(frame))
            output.mux(track.encode(None))
    return path


def counting_film(
    folder: Path,
    name: str,
    duration_s: float,
    *,
    codec: str = "libx264",
    container: str = "mp4",
    ratio: int = 1,
    begins_s: float = 0.0,
) -> Path:
    """Ten frames a second whose grey is four times the second; a corner is red."""
    import av
    import numpy as np

    path = folder / name
    with av.open(str(path), "w", format=container) as output:
        video: Any = output.add_stream(codec, rate=10, options={"g": "20"})
        video.width, video.height, video.pix_fmt = 96, 64, "yuv420p"
        video.codec_context.sample_aspect_ratio = ratio
        video.bit_rate = 400_000
        for number in range(round(10 * duration_s)):
            pixels = np.full((64, 96, 3), number // 10 % 64 * 4, np.uint8)
            pixels[:16, :16] = (255, 0, 0)
            frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
            frame.pts = number + round(10 * begins_s)
            output.mux(video.encode(frame))
        output.mux(video.encode(None))
    return path
