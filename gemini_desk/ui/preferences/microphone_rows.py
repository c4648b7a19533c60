"""Rows of the page "Sound": the microphone, hands-free, where recordings are made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.composer.level_bar import LevelBar
from gemini_desk.ui.controls import ComboBox, ElidedLabel, IconButton
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.media.audio_devices import InputDevice
    from gemini_desk.settings.schema import AudioSettings
    from gemini_desk.ui.composer.level_probe import LevelProbe
    from gemini_desk.ui.composer.microphones import Microphones
    from gemini_desk.ui.preferences.page import PreferencesPage

_PAUSES_S: Final = (
    (0.7, "Short, 0.7 s"), (1.2, "Usual, 1.2 s"), (2.0, "Long, 2 s"), (3.5, "Very long, 3.5 s"),
)  # fmt: skip
_HEARING: Final = "Say something: the bar should move."


class MicrophoneRows:
    """Adds its rows to a page, and shows and reads their settings."""

    def __init__(self, page: PreferencesPage) -> None:
        self._chooser = _MicrophoneChooser()
        self._pause = ComboBox()
        for pause_s, text in _PAUSES_S:
            self._pause.addItem(text, pause_s)
        self._folder = _FolderRow()
        page.add_heading("Microphone")
        page.add_row(
            "Record from",
            "While it is not connected, the system's own choice is used, and named. Monitors give "
            "what the computer plays.",
            self._chooser,
        )
        page.add_row(
            "Hands-free: pause that ends a turn",
            "So long a silence, and what was said is sent.",
            self._pause,
        )
        page.add_row(
            "Recordings are written to",
            "While you speak. Then they belong to the conversation and leave this folder.",
            self._folder,
        )

    def join(self, microphones: Microphones, probe: LevelProbe) -> None:
        """List these microphones and show their level while the page can be seen."""
        self._chooser.join(microphones, probe)

    def load(self, audio: AudioSettings) -> None:
        """Show `audio`."""
        self._chooser.set_device_name(audio.input_device)
        pause_s = audio.hands_free_pause_s
        if self._pause.findData(pause_s) < 0:  # one that only the settings file names
            self._pause.addItem(f"{pause_s:g} s", pause_s)
        self._pause.setCurrentIndex(self._pause.findData(pause_s))
        self._folder.set_folder(audio.recordings_dir)

    def saved(self, audio: AudioSettings) -> AudioSettings:
        """`audio` with what is chosen here."""
        return replace(
            audio,
            input_device=self._chooser.device_name,
            hands_free_pause_s=float(self._pause.currentData()),
            recordings_dir=self._folder.folder,
        )


class _MicrophoneChooser(QWidget):
    """A list of microphones, and below it how loud the chosen one is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._microphones: Microphones | None = None
        self._probe: LevelProbe | None = None
        self._combo = ComboBox(self)
        self._combo.name_unseen("Record from")
        self._combo.addItem("System default", "")
        self._combo.currentIndexChanged.connect(self._listen)
        self._note = QLabel(self)
        self._note.setObjectName("explanation")
        self._note.setFont(style.font(12))
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_PX)
        self._column.addWidget(self._combo)
        self._column.addWidget(self._note)
        self.setFocusProxy(self._combo)

    @property
    def device_name(self) -> str:
        """The chosen microphone; "" for the system's choice."""
        return str(self._combo.currentData() or "")

    def set_device_name(self, name: str) -> None:
        """Choose a microphone, whether it is connected or not."""
        if self._combo.findData(name) < 0:
            self._combo.addItem(name, name)
        self._combo.setCurrentIndex(self._combo.findData(name))

    def join(self, microphones: Microphones, probe: LevelProbe) -> None:
        """See `MicrophoneRows.join`."""
        self._microphones, self._probe = microphones, probe
        self._column.insertWidget(1, LevelBar(probe, self))
        microphones.listed.connect(self._fill)
        microphones.failed.connect(self._explain)
        probe.told.connect(self._tell)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to look and to listen."""
        super().showEvent(event)
        if self._microphones is not None:
            self._microphones.watch()
            self._tell("")
            self._listen()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the microphone go."""
        if self._microphones is not None and self._probe is not None:
            self._microphones.unwatch()
            self._probe.stop()
        super().hideEvent(event)

    @Slot()
    def _listen(self) -> None:
        if self._probe is not None and self.isVisible():
            self._probe.start(self.device_name)

    @Slot(object)
    def _fill(self, devices: tuple[InputDevice, ...]) -> None:
        chosen = self.device_name
        default = next((device.name for device in devices if device.is_default), "")
        offered = [("", f"System default ({default})" if default else "System default")]
        offered += [
            (device.name, f"{device.name} (muted)" if device.is_muted else device.name)
            for device in devices
        ]
        if chosen not in dict(offered):
            offered.append((chosen, f"{chosen} (not connected)"))
        before = [(self._combo.itemData(i), self._combo.itemText(i)) for i in range(len(offered))]
        if before == offered and self._combo.count() == len(offered):
            if self._probe is not None and self.isVisible() and not self._probe.is_open:
                self._probe.start_again()
            return
        self._combo.blockSignals(True)
        try:
            self._combo.clear()
            for name, text in offered:
                self._combo.addItem(text, name)
            self._combo.setCurrentIndex(self._combo.findData(chosen))
        finally:
            self._combo.blockSignals(False)
        self._listen()  # perhaps it is the one that came, or went

    @Slot(object)
    def _explain(self, error: GeminiDeskError) -> None:
        self._tell(error.message)

    @Slot(str)
    def _tell(self, note: str) -> None:
        self._note.setText(note or _HEARING)
        self._note.show()


class _FolderRow(QWidget):
    """A folder, a button that chooses another one, and one that takes that back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = ""
        self._label = ElidedLabel("", self)
        self._label.setFont(style.font(13))
        self._choose = QPushButton("Choose…", self)
        self._choose.setFont(style.font(13))
        self._choose.setAutoDefault(False)
        self._choose.setAccessibleName("Choose the folder of recordings")
        self._choose.clicked.connect(self._open_dialog)
        style.follow_theme(self._choose, style.button_style)
        self._reset = IconButton("undo", "Use the application's own folder", self)
        self._reset.clicked.connect(self._use_own)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_PX // 2)
        row.addWidget(self._label, 1)
        row.addWidget(self._reset)
        row.addWidget(self._choose)
        self.setFocusProxy(self._choose)
        self.set_folder("")

    @property
    def folder(self) -> str:
        """The folder; "" for the application's own."""
        return self._folder

    def set_folder(self, folder: str) -> None:
        """Show `folder`."""
        self._folder = folder
        self._label.setText(Path(folder).name or folder if folder else "Own folder")
        self.setToolTip(folder)
        self._reset.setVisible(bool(folder))

    @Slot()
    def _open_dialog(self) -> None:
        dialog = QFileDialog(self, "Folder of recordings", self._folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.set_folder)
        dialog.open()

    @Slot()
    def _use_own(self) -> None:
        self.set_folder("")
