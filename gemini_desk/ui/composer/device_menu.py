"""The menu of microphones: their level, which there are, and hands-free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget, QWidgetAction

from gemini_desk.ui import style
from gemini_desk.ui.composer.level_bar import LevelBar
from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from gemini_desk.media.audio_devices import InputDevice
    from gemini_desk.ui.composer.level_probe import LevelProbe
    from gemini_desk.ui.composer.microphones import Microphones
    from gemini_desk.ui.theme import Colours

_WIDTH_PX: Final = 300
_NO_MONITORS: Final = "This system does not offer the computer's own sound"
_HEARING: Final = "Say something: the bar should move"


class DeviceMenu(QMenu):
    """Follows the microphones while it is open, and shows how loud the chosen one is.

    Signals:
        device_chosen: Name of a microphone; "" for the system's choice.
        hands_free_requested: Listen for spoken turns.
    """

    device_chosen = Signal(str)
    hands_free_requested = Signal()

    def __init__(
        self, microphones: Microphones, probe: LevelProbe, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._microphones = microphones
        self._probe = probe
        self._device_name = ""
        self._devices: tuple[InputDevice, ...] | None = None  # None: not looked for yet
        self._problem = ""
        self._keys = ""
        self.setAccessibleName("Microphones")
        self.setToolTipsVisible(True)
        style.follow_theme(self, _menu_style)
        self._meter = _Meter(probe, self)
        self._meter_action = QWidgetAction(self)
        self._meter_action.setDefaultWidget(self._meter)
        self._hands_free = QAction("Hands-free", self)
        self._hands_free.setToolTip("Speak turn by turn: each is sent after a pause")
        self._hands_free.triggered.connect(self.hands_free_requested)
        self._refresh = QAction("Look again", self)
        self._refresh.triggered.connect(microphones.refresh)
        microphones.listed.connect(self._show_devices)
        microphones.failed.connect(self._show_problem)
        probe.told.connect(self._meter.tell)
        self._fill()

    @property
    def device_name(self) -> str:
        """The chosen microphone; "" for the system's choice."""
        return self._device_name

    def set_device_name(self, name: str) -> None:
        """Choose a microphone without telling anybody: what was remembered."""
        self._device_name = name

    def set_hands_free_keys(self, keys: str) -> None:
        """Keys that start hands-free."""
        self._keys = keys
        self._fill()

    def open_above(self, anchor: QWidget) -> None:
        """Open with the right edge above that of `anchor`."""
        self._anchor = anchor
        self._place()
        self.popup(self.pos())

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to look and to listen."""
        super().showEvent(event)
        self._fill()  # another one may have been chosen since
        self._microphones.watch()
        self._meter.tell("")
        self._probe.start(self._device_name)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the microphone go."""
        self._microphones.unwatch()
        self._probe.stop()
        super().hideEvent(event)

    @Slot(object)
    def _show_devices(self, devices: tuple[InputDevice, ...]) -> None:
        came_after = self._devices not in (None, devices)
        if devices != self._devices or self._problem:
            self._devices, self._problem = devices, ""
            self._fill()
        if self.isVisible() and (came_after or not self._probe.is_open):
            self._probe.start_again()  # perhaps it is the one that came, or went

    @Slot(object)
    def _show_problem(self, error: Exception) -> None:
        self._devices, self._problem = (), str(getattr(error, "message", error))
        self._fill()

    def _place(self) -> None:
        size = self.sizeHint()
        above = QPoint(self._anchor.width() - size.width(), -size.height() - 4)
        place = self._anchor.mapToGlobal(above)
        # `popup` would see to that; but it grows, and is placed anew, while it is open.
        screen = self._anchor.screen().availableGeometry()
        place.setX(max(screen.left(), min(place.x(), screen.right() + 1 - size.width())))
        place.setY(max(screen.top(), min(place.y(), screen.bottom() + 1 - size.height())))
        self.move(place)

    # -- what it holds -------------------------------------------------------------------

    def _fill(self) -> None:
        kept = (self._meter_action, self._hands_free, self._refresh)
        for action in self.actions():
            self.removeAction(action)
            if action not in kept:
                action.deleteLater()
        self.addAction(self._meter_action)
        self.addSeparator()
        group = QActionGroup(self)
        group.triggered.connect(self._choose)
        self._fill_devices(group)
        self.addSeparator()
        self._hands_free.setText(f"Hands-free\t{self._keys}" if self._keys else "Hands-free")
        self._hands_free.setIcon(icon("message"))
        self.addAction(self._hands_free)
        self._refresh.setIcon(icon("refresh"))
        self.addAction(self._refresh)
        if self.isVisible():
            self.resize(self.sizeHint())
            self._place()

    def _fill_devices(self, group: QActionGroup) -> None:
        devices = self._devices or ()
        microphones = [device for device in devices if not device.is_monitor]
        monitors = [device for device in devices if device.is_monitor]
        default = next((device.name for device in microphones if device.is_default), "")
        system = f"System default ({default})" if default else "System default"
        self._add_device(group, "", system, bool(microphones))
        for device in microphones:
            self._add_device(group, device.name, _caption(device), True)
        names = {device.name for device in devices}
        if self._device_name and self._device_name not in names and self._devices is not None:
            self._add_device(
                group, self._device_name, f"{self._device_name} (not connected)", False
            )
        if self._devices is None:
            self._add_note("Looking for microphones…")
        elif not microphones:
            self._add_note(self._problem or "No microphone was found")
        if self._problem:
            return  # nothing is known of the computer's sound either
        self._add_heading("Sound of this computer")
        for device in monitors:
            self._add_device(group, device.name, _caption(device), True)
        if not monitors and self._devices is not None:
            self._add_note(_NO_MONITORS)

    def _add_device(self, group: QActionGroup, name: str, text: str, enabled: bool) -> None:
        action = QAction(text.replace("&", "&&"), self)
        action.setData(name)
        action.setCheckable(True)
        action.setChecked(name == self._device_name)
        if action.isChecked():
            action.setIcon(icon("check"))  # Qt's own mark is a bitmap, and coarse at 2.0
        action.setEnabled(enabled)
        group.addAction(action)
        self.addAction(action)

    def _add_note(self, text: str) -> None:
        self.addAction(text.replace("&", "&&")).setEnabled(False)

    def _add_heading(self, text: str) -> None:
        self.addSeparator()
        heading = QWidgetAction(self)
        label = QLabel(text, self)
        label.setFont(style.font(12, weight=style.HEADING_WEIGHT))
        label.setContentsMargins(12, 4, 12, 2)
        style.follow_theme(label, _label_style)
        heading.setDefaultWidget(label)
        heading.setEnabled(False)
        self.addAction(heading)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self._device_name = str(action.data())
        self.device_chosen.emit(self._device_name)


class _Meter(QWidget):
    """The level of the chosen microphone, and what there is to say about it."""

    def __init__(self, probe: LevelProbe, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumWidth(_WIDTH_PX)
        self._note = QLabel(_HEARING, self)
        self._note.setFont(style.font(12))
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        style.follow_theme(self._note, _label_style)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, SPACE_PX, 12, SPACE_PX)
        column.setSpacing(SPACE_PX)
        column.addWidget(LevelBar(probe, self))
        column.addWidget(self._note)

    @Slot(str)
    def tell(self, note: str) -> None:
        """Show a sentence, or what to do when there is none."""
        self._note.setText(note or _HEARING)


def _caption(device: InputDevice) -> str:
    return f"{device.name} (muted)" if device.is_muted else device.name


def _menu_style(colours: Colours) -> str:
    return style.menu_style(colours) + "QMenu::indicator { image: none; width: 0; }"


def _label_style(colours: Colours) -> str:
    return f"QLabel {{ color: {colours.muted}; background: transparent; }}"
