"""What can be done with a model: buttons that go on to the next line. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from gemini_desk.models.inventory import ModelEntry


class ActionsRow(QWidget):
    """Load or download; the folder, verifying, removing.

    Attributes:
        place: Where the progress of a download is shown.

    Signals:
        load_pressed: It is to be loaded.
        download_pressed: It is to be downloaded.
        folder_pressed: Its folder is to be shown.
        verify_pressed: Its files are to be held against the hub's.
        remove_pressed: It is to be taken from this machine.
    """

    load_pressed = Signal()
    download_pressed = Signal()
    folder_pressed = Signal()
    verify_pressed = Signal()
    remove_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wants_download = False
        self._downloading = False
        self.load = _button("Load", "play", self, main=True)
        self.download = _button("Download", "download", self, main=True)
        self.folder = _button("Open folder", "folder", self)
        self.verify = _button("Verify", "shield", self)
        self.remove = _button("Remove…", "trash", self)
        self.remove.setObjectName("danger")
        for button, pressed in (
            (self.load, self.load_pressed),
            (self.download, self.download_pressed),
            (self.folder, self.folder_pressed),
            (self.verify, self.verify_pressed),
            (self.remove, self.remove_pressed),
        ):
            button.clicked.connect(pressed)
        first = QHBoxLayout()
        first.setSpacing(SPACE_PX)
        for button in (self.load, self.download, self.folder):
            first.addWidget(button)
        first.addStretch(1)
        second = QHBoxLayout()
        second.setSpacing(SPACE_PX)
        for button in (self.verify, self.remove):
            second.addWidget(button)
        second.addStretch(1)
        self.place = QVBoxLayout()
        self._told = QLabel(self)
        self._told.setObjectName("muted")
        self._told.setFont(style.font(12))
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setWordWrap(True)
        self._told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_PX)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self._told)
        column.addLayout(self.place)

    @property
    def told(self) -> str:
        """What is said below the buttons."""
        return self._told.text()

    def say(self, text: str) -> None:
        """Say something below the buttons; "" for nothing."""
        self._told.setText(text)
        self._told.setVisible(bool(text))

    def set_entry(self, entry: ModelEntry) -> None:
        """Offer what can be done with `entry`."""
        self.say("")
        here = entry.path is not None
        from_hub = entry.path is not None and entry.path.parent.name == "snapshots"
        self.load.setVisible(here and entry.complete)
        self._wants_download = not here or not entry.complete
        self._show_download()
        self.download.setText("Download" if not here else "Download the rest")
        self.folder.setVisible(here)
        self.verify.setVisible(from_hub)
        self.remove.setVisible(from_hub)

    def focus_main(self) -> None:
        """Give the keyboard to the first button, if there is one."""
        for button in (self.load, self.download):
            if button.isVisible():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def set_downloading(self, downloading: bool) -> None:
        """Take the button away while a row below shows the download, with buttons of its own."""
        had_focus = self.download.hasFocus()
        self._downloading = downloading
        self._show_download()
        if had_focus and downloading:
            self.focusNextChild()  # or the keyboard would be nowhere

    def _show_download(self) -> None:
        self.download.setVisible(self._wants_download and not self._downloading)


def _button(text: str, icon_name: str, parent: QWidget, *, main: bool = False) -> QPushButton:
    button = QPushButton(text, parent)
    button.setFont(style.font(13))
    button.setIcon(icon(icon_name, colour="on_accent" if main else None))
    button.setAutoDefault(False)
    button.setDefault(main)
    style.follow_theme(button, style.button_style)
    return button
