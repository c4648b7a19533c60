"""Work for a widget on Qt's thread pool: its result or its error, while they are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Slot

from gemini_desk.errors import GeminiDeskError
from gemini_desk.models.download.patience import Stopped, StopSwitch
from gemini_desk.ui.pool_call import PoolCall

if TYPE_CHECKING:
    from collections.abc import Callable

_Result = TypeVar("_Result")


class PoolWork(QObject):
    """Does what waits for the disk or the network, where it holds nothing else up.

    GUI thread only; what is given to `run` is called in the pool.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._switch = StopSwitch()
        self._call: PoolCall | None = None

    def run(
        self,
        work: Callable[[StopSwitch], _Result],
        then: Callable[[_Result], object],
        failed: Callable[[GeminiDeskError], object],
    ) -> None:
        """Let the pool work.

        Args:
            work: Is given what stops it; it need not look at that.
            then: Gets the result, unless `stop` was called meanwhile.
            failed: Gets the error, likewise.
        """
        switch = self._switch

        def guarded() -> Callable[[], object]:
            try:
                result = work(switch)
            except GeminiDeskError as error:
                refusal = error
                return lambda: switch.stopped or failed(refusal)
            except Stopped:
                return lambda: None
            return lambda: switch.stopped or then(result)

        self._call = PoolCall(guarded)
        self._call.finished.connect(self._deliver)
        self._call.start()

    @Slot()
    def stop(self) -> None:
        """Want nothing more of what was begun so far."""
        self._switch.stop()
        self._switch = StopSwitch()

    @Slot(object)
    def _deliver(self, deliver: Callable[[], object]) -> None:
        deliver()
