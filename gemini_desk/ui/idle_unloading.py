"""A model that nobody asks anything leaves the memory; the next message loads it again.

GUI thread only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from gemini_desk.ui.model_state import ModelPhase

if TYPE_CHECKING:
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.settings_controller import SettingsController

_MINUTE_MS: Final = 60_000


class IdleUnloading(QObject):
    """Counts the minutes since the last answer, for models whose options ask for it."""

    def __init__(
        self, models: ModelController, settings: SettingsController, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._models = models
        self._settings = settings
        self._phase = models.state.phase
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self._unload)
        models.state_changed.connect(self._on_state)
        settings.changed.connect(self._wait_anew)
        self._wait_anew()

    @property
    def timer(self) -> QTimer:
        """Runs while the model is idle and has minutes to wait."""
        return self._timer

    @Slot()
    def _on_state(self) -> None:
        if self._models.state.phase is not self._phase:
            self._phase = self._models.state.phase
            self._wait_anew()

    @Slot()
    def _wait_anew(self) -> None:
        minutes = self._minutes()
        if self._phase is ModelPhase.READY and minutes is not None:
            self._timer.start(max(1, minutes) * _MINUTE_MS)
        else:
            self._timer.stop()

    @Slot()
    def _unload(self) -> None:
        if self._models.state.phase is ModelPhase.READY:
            self._models.unload(
                f"After {self._minutes()} idle minutes its memory was freed. "
                "The next message loads it again."
            )

    def _minutes(self) -> int | None:
        model = self._settings.settings.model
        return model.options_of(model.name).idle_minutes
