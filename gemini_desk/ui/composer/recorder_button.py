"""The microphone button: click to start and stop, or hold to talk; and the way to its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gemini_desk.ui.composer.device_menu import DeviceMenu
from gemini_desk.ui.composer.hold_button import HoldButton
from gemini_desk.ui.composer.recording import RecordingState
from gemini_desk.ui.composer.round_button import Emphasis, RoundButton

if TYPE_CHECKING:
    from gemini_desk.ui.composer.level_probe import LevelProbe
    from gemini_desk.ui.composer.microphones import Microphones

HOLD_MS = 350  # a press that lasts longer means: as long as I hold


class RecorderButton(QWidget):
    """The microphone and the chevron that opens the menu of devices.

    Signals:
        start_requested: Record.
        finish_requested: End the recording and keep it.

    Attributes:
        menu: The menu of microphones.
    """

    start_requested = Signal()
    finish_requested = Signal()

    def __init__(
        self, microphones: Microphones, probe: LevelProbe, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state = RecordingState.IDLE
        self._hands_free = False
        self._obstacle = ""
        self._shortcut = ""
        self._started_by_press = False
        self.microphone = HoldButton("microphone", "Record", self)
        self.chevron = RoundButton(
            "chevron-down", "Choose a microphone", diameter_px=22, icon_px=14, parent=self
        )
        self.menu = DeviceMenu(microphones, probe, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.microphone)
        row.addWidget(self.chevron)
        self.microphone.pressed_down.connect(self._pressed)
        self.microphone.let_go.connect(self._let_go)
        self.microphone.clicked.connect(self.toggle)  # by assistive technology
        self.chevron.clicked.connect(self._open_menu)
        self._describe()

    def set_shortcut(self, keys: str) -> None:
        """Keys that the tooltip names."""
        self._shortcut = keys
        self._describe()

    def set_state(self, state: RecordingState) -> None:
        """Show where the recording stands."""
        self._state = state
        self._describe()

    def set_hands_free(self, active: bool) -> None:
        """Show that spoken turns are listened for."""
        self._hands_free = active
        self._describe()

    def set_obstacle(self, obstacle: str) -> None:
        """Why recording is of no use now; "" if it is."""
        self._obstacle = obstacle
        self._describe()

    @Slot()
    def toggle(self) -> None:
        """Start, or end and keep: what a click does."""
        if self._obstacle and self._state is RecordingState.IDLE:
            return
        if self._state is RecordingState.IDLE:
            self.start_requested.emit()
        else:
            self.finish_requested.emit()

    # -- press and hold ------------------------------------------------------------------

    @Slot()
    def _pressed(self) -> None:
        # At once and not on release: the first word of someone who holds must not be lost.
        self._started_by_press = self._state is RecordingState.IDLE
        if self._started_by_press:
            self.start_requested.emit()

    @Slot(int)
    def _let_go(self, held_ms: int) -> None:
        if not self._started_by_press or held_ms >= HOLD_MS:
            self.finish_requested.emit()
        self._started_by_press = False

    @Slot()
    def _open_menu(self) -> None:
        self.menu.open_above(self.chevron)

    # -- looks ---------------------------------------------------------------------------

    def _describe(self) -> None:
        idle = self._state is RecordingState.IDLE
        self.microphone.setEnabled(not (idle and self._obstacle))
        self.chevron.setVisible(idle and not self._hands_free)
        self.chevron.setEnabled(not self._obstacle)
        if self._hands_free:
            self.microphone.setEnabled(True)
            self.microphone.set_look("microphone", Emphasis.ACCENT)
            self.microphone.set_name("End hands-free", shortcut="Esc")
        elif not idle:
            self.microphone.set_look("microphone", Emphasis.DANGER)
            self.microphone.set_name("End the recording", shortcut=self._shortcut)
        elif self._obstacle:
            self.microphone.set_look("microphone-off", Emphasis.PLAIN)
            self.microphone.set_name("Record", explanation=self._obstacle)
        else:
            self.microphone.set_look("microphone", Emphasis.PLAIN)
            self.microphone.set_name(
                "Record", shortcut=self._shortcut, explanation="Click, or hold while you talk"
            )
