"""Films with two sound tracks: German at 440 Hz, English at 880 Hz."""

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
