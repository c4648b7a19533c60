"""Listens for one spoken turn after the other, whenever it is the person's turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gemini_desk.ui.composer.hands_free import HandsFree, HandsFreeState
from gemini_desk.ui.pool_call import PoolCall

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.errors import GeminiDeskError

_TICK_MS: Final = 33


class Ears(QObject):
    """Opens and closes the microphone as often as it is told. GUI thread only.

    Signals:
        opened: The microphone listens.
        hearing: A `Hearing`, about 30 times a second.
        turn_ended: Path of what was said.
        failed: A `GeminiDeskError`: there is no microphone, or no longer.
    """

    opened = Signal()
    hearing = Signal(object)
    turn_ended = Signal(object)
    failed = Signal(object)

    def __init__(self, hands_free: HandsFree, parent: QObject | None = None) -> None:
        """Prepare; no device is touched yet.

        Args:
            hands_free: Listens, and for nobody else.
            parent: Owner.
        """
        super().__init__(parent)
        self._hands_free = hands_free
        self._device_name = ""
        self._limit_s: float | None = None
        self._is_wanted = False
        self._removal: PoolCall | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._look)
        hands_free.state_changed.connect(self._follow)
        hands_free.turn_ended.connect(self._on_turn)
        hands_free.failed.connect(self._on_failed)
        hands_free.ended_by_itself.connect(self._on_failed)

    def listen(self, device_name: str = "", limit_s: float | None = None) -> None:
        """Open the microphone; `opened` or `failed` follows.

        Args:
            device_name: Which one; "" for the system's choice.
            limit_s: A turn that lasts so long is handed over as it is.
        """
        self._device_name, self._limit_s, self._is_wanted = device_name, limit_s, True
        self._hands_free.start(device_name)  # if it is still closing, it begins after that

    def deafen(self) -> None:
        """Close the microphone; what is being said is thrown away."""
        self._is_wanted = False
        self._tick.stop()
        self._hands_free.cancel()

    @Slot()
    def end_turn(self) -> None:
        """What is being said is whole: hand it over without waiting for a pause."""
        self._hands_free.end_turn()

    def set_pause_s(self, pause_s: float) -> None:
        """So long a silence ends a turn, from the next time that it listens."""
        self._hands_free.pause_s = pause_s

    def close(self) -> None:
        """End the worker."""
        self.deafen()
        self._hands_free.close()

    @Slot(object)
    def _follow(self, state: HandsFreeState) -> None:
        if self._is_wanted and state is HandsFreeState.OFF:
            self._hands_free.start(self._device_name)
        elif self._is_wanted and state is HandsFreeState.ON:
            self._tick.start()
            self.opened.emit()

    @Slot()
    def _look(self) -> None:
        hearing = self._hands_free.hearing
        if hearing is None:
            return
        if self._limit_s is not None and hearing.level.elapsed_s >= self._limit_s:
            self._hands_free.end_turn()
        self.hearing.emit(hearing)

    @Slot(object)
    def _on_turn(self, path: Path) -> None:
        if self._is_wanted:
            self.turn_ended.emit(path)
        else:  # said while nobody listened any more
            self._removal = PoolCall(lambda: path.unlink(missing_ok=True))
            self._removal.start()

    @Slot(object)
    def _on_failed(self, error: GeminiDeskError) -> None:
        if self._is_wanted:
            self.deafen()
            self.failed.emit(error)
