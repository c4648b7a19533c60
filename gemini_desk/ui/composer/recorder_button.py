"""The microphone button: click to start and stop, or hold to talk; and its device menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.composer.recording import RecordingState
from gemini_desk.ui.composer.round_button import Emphasis, RoundButton
from gemini_desk.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.media.audio_devices import InputDevice

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
        devices_requested: Look for microphones, then call `show_devices`.
        device_chosen: Name of a microphone; "" for the system's choice.
    """

    start_requested = Signal()
    finish_requested = Signal()
    devices_requested = Signal()
    device_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = RecordingState.IDLE
        self._obstacle = ""
        self._shortcut = ""
        self._device_name = ""
        self._started_by_press = False
        self.microphone = HoldButton("microphone", "Record", self)
        self.chevron = RoundButton(
            "chevron-down", "Choose a microphone", diameter_px=22, icon_px=14, parent=self
        )
        self._menu = QMenu(self)
        self._menu.setAccessibleName("Microphones")
        style.follow_theme(self._menu, style.menu_style)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.microphone)
        row.addWidget(self.chevron)
        self.microphone.pressed_down.connect(self._pressed)
        self.microphone.let_go.connect(self._let_go)
        self.microphone.clicked.connect(self.toggle)  # by assistive technology
        self.chevron.clicked.connect(self._ask_for_devices)
        self._describe()

    @property
    def device_name(self) -> str:
        """The chosen microphone; "" for the system's choice."""
        return self._device_name

    def set_device_name(self, name: str) -> None:
        """Choose a microphone without telling anybody: what was remembered."""
        self._device_name = name

    def set_shortcut(self, keys: str) -> None:
        """Keys that the tooltip names."""
        self._shortcut = keys
        self._describe()

    def set_state(self, state: RecordingState) -> None:
        """Show where the recording stands."""
        self._state = state
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

    # -- devices -------------------------------------------------------------------------

    @Slot()
    def _ask_for_devices(self) -> None:
        self.chevron.setEnabled(False)  # looking takes a moment; the menu opens then
        self.devices_requested.emit()

    def show_devices(self, devices: Sequence[InputDevice]) -> None:
        """Open the menu with these microphones."""
        self._describe()
        self._fill(devices)
        size = self._menu.sizeHint()
        above = QPoint(self.chevron.width() - size.width(), -size.height() - 4)
        self._menu.popup(self.chevron.mapToGlobal(above))

    def devices_not_found(self) -> None:
        """Looking for microphones failed."""
        self._describe()

    def _fill(self, devices: Sequence[InputDevice]) -> None:
        self._menu.clear()
        group = QActionGroup(self._menu)
        self._add_device(group, "", "System default", bool(devices))
        names = list(dict.fromkeys(device.name for device in devices))
        for name in names:
            self._add_device(group, name, name, True)
        if self._device_name and self._device_name not in names:
            self._add_device(
                group, self._device_name, f"{self._device_name} (not connected)", False
            )
        if not devices:
            nothing = self._menu.addAction("No microphone was found")
            nothing.setEnabled(False)
        self._menu.addSeparator()
        refresh = self._menu.addAction(icon("refresh"), "Look again")
        refresh.triggered.connect(self._ask_for_devices)
        group.triggered.connect(self._choose)

    def _add_device(self, group: QActionGroup, name: str, text: str, enabled: bool) -> None:
        action = QAction(text.replace("&", "&&"), self._menu)
        action.setData(name)
        action.setCheckable(True)
        action.setChecked(name == self._device_name)
        action.setEnabled(enabled)
        group.addAction(action)
        self._menu.addAction(action)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self._device_name = str(action.data())
        self.device_chosen.emit(self._device_name)

    @property
    def menu(self) -> QMenu:
        """The menu of microphones."""
        return self._menu

    # -- looks ---------------------------------------------------------------------------

    def _describe(self) -> None:
        idle = self._state is RecordingState.IDLE
        self.microphone.setEnabled(not (idle and self._obstacle))
        self.chevron.setVisible(idle)
        self.chevron.setEnabled(not self._obstacle)
        if not idle:
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
