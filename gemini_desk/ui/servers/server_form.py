"""The dialog in which a server is added or changed. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.errors import GeminiDeskError, InputError
from gemini_desk.models import servers
from gemini_desk.models.network import is_offline
from gemini_desk.settings.schema import NetworkSettings, ServerSettings
from gemini_desk.ui import style
from gemini_desk.ui.announcing import announce
from gemini_desk.ui.controls import CONTROL_PX
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.ui.theme import Colours

    Test = Callable[
        [
            ServerSettings,
            str,
            Callable[[tuple[str, ...]], None],
            Callable[[GeminiDeskError], None],
        ],
        None,
    ]

_WIDTH_PX: Final = 400
_MOST_NAMED: Final = 4


class ServerForm(QDialog):
    """Name, address, key, what its models take; a button that tries it.

    Signals:
        accepted_server: The `ServerSettings`, the key ("" to leave it), and whether the key is
            for this session only.
    """

    accepted_server = Signal(object, str, bool)

    def __init__(self, network: NetworkSettings, test: Test, parent: QWidget) -> None:
        """Build it; `open` shows it.

        Args:
            network: The servers that there are.
            test: Asks an address for its models, off this thread.
            parent: The window that it belongs to.
        """
        super().__init__(parent)
        self._network = network
        self._test = test
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Add a server")
        self.setFixedWidth(_WIDTH_PX)
        style.follow_theme(self, _dialog_style)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(3 * SPACE_PX, 20, 3 * SPACE_PX, 20)
        self._column.setSpacing(SPACE_PX // 2)
        self._column.addWidget(_text("Add a server", 15, self))
        self._column.addWidget(
            _text(
                "Any OpenAI-compatible one: vLLM, llama.cpp, Ollama, LM Studio. What you ask its "
                "models leaves this machine.", 12, self, muted=True,
            )
        )  # fmt: skip
        self.name = self._field("Name", "home")
        self.address = self._field("Address", "https://gpu.example.org/v1")
        self.key = self._field("Key, if it wants one", "")
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.session_only = self._tick("Keep the key for this session only")
        self.image = self._tick("Its models take pictures, even if it does not say so")
        self.audio = self._tick("Its models take sound, even if it does not say so")
        self._said = _text("", 12, self)
        self._said.setAccessibleName("What the server said")
        self._column.addSpacing(SPACE_PX)
        self._column.addWidget(self._said)
        self._column.addLayout(self._buttons())
        self.address.textChanged.connect(self._warn)
        self._say("")
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def said(self) -> str:
        """What stands below the fields."""
        return self._said.text()

    @Slot()
    def try_it(self) -> None:
        """Ask the address for its models."""
        server = self._server()
        if server is None:
            return
        if is_offline(self._network):
            self._say("Gemini Desk is offline: nothing is contacted. See Preferences, Privacy.")
            return
        self.test_button.setEnabled(False)
        self._say(f"Asking {servers.origin(server.base_url)}…")
        self._test(server, self.key.text(), self._show_models, self._show_error)

    @Slot()
    def add(self) -> None:
        """Take what stands there."""
        server = self._server()
        if server is not None:
            key, only = self.key.text().strip(), self.session_only.isChecked()
            self.accepted_server.emit(server, key, only)
            self.accept()

    def _server(self) -> ServerSettings | None:
        """What stands there; None after saying what is wrong."""
        name = self.name.text().strip()
        known = servers.find(name, self._network) or ServerSettings()
        server = replace(
            known,
            name=name,
            base_url=self.address.text(),
            image=True if self.image.isChecked() else None,
            audio=True if self.audio.isChecked() else None,
        )
        try:
            network = servers.with_server(self._network, server)
        except InputError as error:
            self._say(str(error))
            return None
        return servers.find(name, network)

    def _show_models(self, models: tuple[str, ...]) -> None:
        self.test_button.setEnabled(True)
        if not models:
            self._say("It answers, but lists no models.")
            return
        more = f" and {len(models) - _MOST_NAMED} more" if len(models) > _MOST_NAMED else ""
        self._say(f"It answers. Its models: {', '.join(models[:_MOST_NAMED])}{more}.")

    def _show_error(self, error: GeminiDeskError) -> None:
        self.test_button.setEnabled(True)
        self._say(str(error))

    @Slot()
    def _warn(self) -> None:
        try:
            self._say(servers.warning(servers.tidy_url(self.address.text())), aloud=False)
        except InputError:
            self._say("", aloud=False)

    def _say(self, text: str, *, aloud: bool = True) -> None:
        self._said.setText(text)
        self.setFixedHeight(self._column.totalHeightForWidth(_WIDTH_PX))
        if text and aloud:
            announce(self, text)

    def _field(self, label: str, example: str) -> QLineEdit:
        caption = _text(label, 12, self)
        field = QLineEdit(self)
        field.setFont(style.font(13))
        field.setFixedHeight(CONTROL_PX)
        field.setPlaceholderText(example)
        field.setAccessibleName(label)
        style.follow_theme(field, style.line_edit_style)
        caption.setBuddy(field)
        self._column.addSpacing(SPACE_PX // 2)
        self._column.addWidget(caption)
        self._column.addWidget(field)
        return field

    def _tick(self, text: str) -> QCheckBox:
        box = QCheckBox(text, self)
        box.setFont(style.font(12))
        self._column.addWidget(box)
        return box

    def _buttons(self) -> QHBoxLayout:
        self.test_button = QPushButton("Test", self)
        self.test_button.clicked.connect(self.try_it)
        cancel = QPushButton("Cancel", self)
        cancel.clicked.connect(self.reject)
        self.add_button = QPushButton("Add", self)
        self.add_button.setDefault(True)
        self.add_button.clicked.connect(self.add)
        row = QHBoxLayout()
        row.setSpacing(SPACE_PX)
        for button in (self.test_button, cancel, self.add_button):
            button.setFont(style.font(13))
            button.setAutoDefault(button is self.add_button)
            style.follow_theme(button, style.button_style)
            row.addWidget(button)
            if button is self.test_button:
                row.addStretch(1)
        return row


def _text(text: str, size_px: int, parent: QWidget, *, muted: bool = False) -> QLabel:
    label = QLabel(text, parent)
    label.setFont(style.font(size_px))
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if muted:
        style.follow_theme(label, lambda colours: f"color: {colours.muted};")
    return label


def _dialog_style(colours: Colours) -> str:
    return (
        f"QDialog {{ background: {colours.window}; }}QLabel, QCheckBox {{ color: {colours.text}; }}"
    )
