"""Sound from a microphone to a thread of its own, which may take its time with it."""

from __future__ import annotations

import logging
import queue
import threading
from typing import TYPE_CHECKING, Final, Protocol

from gemini_desk.errors import AudioDeviceError, GeminiDeskError
from gemini_desk.media.audio_devices import busy_device

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.media.audio_input import AudioInput

logger = logging.getLogger(__name__)

NO_SAMPLES_TIMEOUT_S: Final = 2.0
KEPT: Final = "What was recorded until then is kept."
_QUEUE_BLOCKS: Final = 8_192  # a minute and more of waiting for a slow disk


class Sink(Protocol):
    """What is done with the sound; called on the capture's thread alone."""

    def take(self, block: NDArray[np.float32]) -> None:
        """Use a block: mono float32, shape (n_samples,), its own to keep.

        Raises:
            GeminiDeskError: The capture ends with this.
        """

    def close(self) -> None:
        """Nothing follows."""


class Capture:
    """A source of sound, its queue, and the thread that gives its blocks to a sink.

    The source's thread only queues: it has a deadline for each block. The capture's thread may
    be slow, and watches for a microphone that falls silent.
    """

    def __init__(
        self,
        source: AudioInput,
        sink: Sink,
        on_ended: Callable[[GeminiDeskError], None] | None = None,
        *,
        no_samples_timeout_s: float = NO_SAMPLES_TIMEOUT_S,
    ) -> None:
        """Prepare; no sound comes yet.

        Args:
            source: An open microphone; closed at the end.
            sink: Gets its blocks; closed at the end.
            on_ended: Told why the sound ended by itself, on the capture's thread.
            no_samples_timeout_s: A microphone that gives nothing for so long is gone.
        """
        self._source = source
        self._sink = sink
        self._on_ended = on_ended
        self._timeout_s = no_samples_timeout_s
        self._queue: queue.Queue[NDArray[np.float32] | _Ending] = queue.Queue(_QUEUE_BLOCKS)
        self._overrun = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    @property
    def is_running(self) -> bool:
        """Whether sound comes."""
        return self._thread.is_alive() and not self._ended.is_set()

    def start(self) -> None:
        """Let the sound come.

        Raises:
            AudioDeviceError: It cannot be started; the source is closed and the sink is not.
        """
        try:
            self._source.start(self._put, self._lose)
        except GeminiDeskError:
            self._source.close()
            raise
        self._thread.start()

    def finish(self) -> None:
        """Close the source, let the sink have what is queued, and wait for it."""
        self._source.close()
        if threading.current_thread() is self._thread:
            return  # asked for by `on_ended`: the sink has everything
        self._queue.put(_ASKED)
        self._thread.join()

    def _lose(self) -> None:
        """The source's thread: the device is gone."""
        self._put(_LOST)

    def _put(self, item: NDArray[np.float32] | _Ending) -> None:
        """The source's thread; never waits."""
        try:
            self._queue.put_nowait(item)
        except queue.Full:
            self._overrun.set()

    def _run(self) -> None:
        """The capture's thread."""
        error: GeminiDeskError | None = None
        try:
            self._take_until_the_end()
        except GeminiDeskError as reason:
            error = reason.with_traceback(None)
        self._sink.close()
        self._ended.set()
        if error is None:
            return
        logger.info("the recording ended by itself: %s", error.message)
        self._source.close()
        if self._on_ended is not None:
            self._on_ended(error)

    def _take_until_the_end(self) -> None:
        heard = False
        while True:
            try:
                item = self._queue.get(timeout=self._timeout_s)
            except queue.Empty:
                if not heard:
                    # A sound server opens a microphone that another program holds, too.
                    raise busy_device("microphone") from None
                raise AudioDeviceError(
                    "The microphone stopped sending sound.",
                    hint=f"Check its plug and its switch. {KEPT}",
                ) from None
            if isinstance(item, _Ending):
                if item is _LOST:
                    raise AudioDeviceError(
                        "The microphone was unplugged or switched off.",
                        hint=f"Plug it in again, or choose another one. {KEPT}",
                    )
                return
            heard = True
            self._sink.take(item)
            if self._overrun.is_set():
                raise AudioDeviceError(
                    "The disk is too slow to record to.", hint=f"Close other programs. {KEPT}"
                )


class _Ending:
    """Ends a queue of blocks."""


_ASKED: Final = _Ending()  # by finish()
_LOST: Final = _Ending()  # the device is gone
