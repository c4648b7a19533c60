"""Sound faster or slower at the same pitch; FFmpeg's filter does it, block after block."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from av.filter.context import FilterContext
    from numpy.typing import NDArray

SLOWEST: Final = 0.5
FASTEST: Final = 2.0


def at_tempo(
    blocks: Iterable[NDArray[np.float32]], sample_rate_hz: int, speed: float
) -> Iterator[NDArray[np.float32]]:
    """Mono blocks, `speed` times as fast, their pitch kept.

    Args:
        blocks: float32, shape (n_samples,), each in [-1.0, 1.0].
        sample_rate_hz: Samples per second, of what comes and of what goes.
        speed: From 0.5 to 2.0.

    Yields:
        Blocks of the same kind.

    Raises:
        ValueError: `speed` is beyond the bounds.
    """
    if not SLOWEST <= speed <= FASTEST:
        raise ValueError(f"a speed of {speed} is not between {SLOWEST} and {FASTEST}")
    if speed == 1.0:
        yield from blocks
        return
    import av

    graph = av.filter.Graph()
    time_base = Fraction(1, sample_rate_hz)
    source = graph.add_abuffer(
        format="flt", sample_rate=sample_rate_hz, layout="mono", time_base=time_base
    )
    tempo = graph.add("atempo", str(speed))
    sink = graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    done = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = sample_rate_hz, time_base, done
        done += len(block)
        source.push(frame)
        yield from _ready(sink)
    source.push(None)
    yield from _ready(sink)


def _ready(sink: FilterContext) -> Iterator[NDArray[np.float32]]:
    import av
    import numpy as np

    while True:
        try:
            frame = sink.pull()
        except (BlockingIOError, av.error.EOFError):
            return
        if isinstance(frame, av.AudioFrame):
            yield np.asarray(frame.to_ndarray(), np.float32).reshape(-1)
