"""Events of the inference thread, brought to the GUI thread once a frame.

A queued signal for each token would be delivered before any timer or paint event: a fast
model would freeze the window for as long as it answers. So `post` only fills a deque and
wakes the GUI thread once; a timer empties the deque about thirty times a second, and all
text of a job that came since the last frame arrives as one string, thoughts as another, and
of how far a model is loaded the last word.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gemini_desk.engine.events import Event, JobId, LoadProgress, TextDelta, ThoughtDelta

FRAME_MS: Final = 33
# The window gets at least three quarters of the GUI thread, however slow a frame was.
_SHARE: Final = 4


@dataclass(slots=True)
class _Run:
    """Text, or thoughts, of one job that followed each other."""

    job_id: int = 0
    kind: type[TextDelta | ThoughtDelta] | None = None
    tokens: int = 0
    texts: list[str] = field(default_factory=list)

    def takes(self, job_id: JobId, event: Event) -> bool:
        return self.kind is None or (job_id == self.job_id and type(event) is self.kind)

    def add(self, job_id: JobId, delta: TextDelta | ThoughtDelta) -> None:
        self.job_id, self.kind, self.tokens = job_id, type(delta), delta.completion_tokens
        self.texts.append(delta.text)


class EngineBridge(QObject):
    """Collects events and emits them on the GUI thread.

    Signals:
        text_arrived: Job id, all text since the last frame, answer tokens so far.
        thought_arrived: The same for thoughts.
        event_arrived: Job id and any other event, in order; of progress that nothing came
            between, the last.
    """

    text_arrived = Signal(int, str, int)
    thought_arrived = Signal(int, str, int)
    event_arrived = Signal(int, object)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pending: deque[tuple[JobId, Event]] = deque()
        self._wake_queued = threading.Event()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._drain)
        self._last_frame_s = 0.0
        self._closed = False
        self._woken.connect(self._schedule, Qt.ConnectionType.QueuedConnection)

    def post(self, job_id: JobId, event: Event) -> None:
        """Accept an event. Callable from any thread."""
        self._pending.append((job_id, event))
        if not self._wake_queued.is_set():
            self._wake_queued.set()
            self._woken.emit()

    def close(self) -> None:
        """Deliver nothing more; after the inference thread was closed."""
        self._closed = True
        self._timer.stop()
        self._pending.clear()

    @Slot()
    def _schedule(self) -> None:
        if not self._closed and not self._timer.isActive():
            cost_ms = self._last_frame_s * 1000 * _SHARE
            self._timer.start(max(FRAME_MS, round(cost_ms)))

    @Slot()
    def _drain(self) -> None:
        self._wake_queued.clear()  # before reading, so that a late event wakes us again
        started = time.perf_counter()
        run = _Run()
        for _ in range(len(self._pending)):
            job_id, event = self._pending.popleft()
            if not run.takes(job_id, event):
                self._emit(run)
                run = _Run()
            if isinstance(event, TextDelta | ThoughtDelta):
                run.add(job_id, event)
            elif not (isinstance(event, LoadProgress) and self._is_outdated(job_id)):
                self.event_arrived.emit(job_id, event)
        self._emit(run)
        self._last_frame_s = time.perf_counter() - started

    def _is_outdated(self, job_id: JobId) -> bool:
        """Whether the next event tells how far this job is, as the one before it did."""
        if not self._pending:
            return False
        next_id, following = self._pending[0]
        return next_id == job_id and isinstance(following, LoadProgress)

    def _emit(self, run: _Run) -> None:
        if run.texts:
            signal = self.thought_arrived if run.kind is ThoughtDelta else self.text_arrived
            signal.emit(run.job_id, "".join(run.texts), run.tokens)
