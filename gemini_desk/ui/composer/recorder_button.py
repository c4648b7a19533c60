"""The microphone button: click to start and stop, or hold to talk; and the way to its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gemini_desk.ui.composer.device_menu import DeviceMenu
from gemini_desk.ui.composer.recording import RecordingState
from gemini_desk.ui.composer.round_button import Emphasis, RoundButton

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

    from gemini_desk.ui.composer.level_probe import LevelProbe
    from gemini_desk.ui.composer.microphones import Microphones

HOLD_MS = 350  # a press that lasts longer means: as long as I hold
_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class HoldButton(RoundButton):
    """Tells of press and release apart, for the mouse and for keys.

    Unlike `QAbstractButton` it is not let go when the mouse slips off it: nobody holds quite
    still while talking.

    Signals:
        pressed_down: By mouse or key.
        let_go: Milliseconds it was held.
    """

    pressed_down = Signal()
    let_go = Signal(int)

    def __init__(self, icon_name: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(icon_name, name, parent=parent)
        self._held_since = QElapsedTimer()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start holding."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hold on."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._release()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Start holding."""
        if event.key() not in _KEYS:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self._press()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go."""
        if event.key() not in _KEYS:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            self._release()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go: the release of a key would be sent to another widget now."""
        super().focusOutEvent(event)
        self._release()

    def _press(self) -> None:
        if not self._held_since.isValid():
            self._held_since.start()
            self.setDown(True)
            self.pressed_down.emit()

    def _release(self) -> None:
        if self._held_since.isValid():
            held_ms = self._held_since.elapsed()
            self._held_since.invalidate()
            self.setDown(False)
            self.let_go.emit(held_ms)


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
