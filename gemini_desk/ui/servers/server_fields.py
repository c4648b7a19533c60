"""The fields of the form of a server. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QToolButton, QVBoxLayout, QWidget

from gemini_desk.settings.schema import ServerSettings
from gemini_desk.ui import style
from gemini_desk.ui.check_box import CheckBox
from gemini_desk.ui.controls import CONTROL_PX
from gemini_desk.ui.icons import icon, icon_size
from gemini_desk.ui.servers.form_parts import SIDE_PX, add_field, text_label
from gemini_desk.ui.servers.server_details import ServerDetails
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from gemini_desk.ui.theme import Colours

KEPT_KEY: Final = "Empty: the one that is kept stays"


class ServerFields(QWidget):
    """Name, address, key, what its models take; the rest behind a button.

    Signals:
        resized: It takes more or less room now.
    """

    resized = Signal()

    def __init__(self, title: str, server: ServerSettings | None, parent: QWidget) -> None:
        """Build them.

        Args:
            title: Stands above them.
            server: What they begin with; None for an empty form.
            parent: Owner.
        """
        super().__init__(parent)
        self._before = server or ServerSettings()
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(SIDE_PX, 0, SIDE_PX, 2)
        column.setSpacing(SPACE_PX // 2)
        column.addWidget(text_label(title, 15, self))
        column.addWidget(
            text_label(
                "Any OpenAI-compatible one: vLLM, llama.cpp, Ollama, LM Studio. What you ask its "
                "models leaves this machine.", 12, self, muted=True,
            )
        )  # fmt: skip
        self.name = add_field(column, self, "Name", "home")
        self.address = add_field(column, self, "Address", "https://gpu.example.org/v1")
        kept = "" if server is None else KEPT_KEY
        self.key = add_field(column, self, "Key, if it wants one", kept)
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.session_only = self._tick("Keep the key for this session only")
        self.image = self._tick("Its models take pictures, even if it does not say so")
        self.audio = self._tick("Its models take sound, even if it does not say so")
        self.details = ServerDetails(self)
        self._more = self._details_button()
        column.addWidget(self._more)
        column.addWidget(self.details)
        if server is not None:
            self.name.setEnabled(False)  # models, answers and the keyring name it
            self._show(server)
        self._more.setChecked(not self.details.is_usual)
        self._show_details(self._more.isChecked())

    def values(self) -> ServerSettings:
        """The server as it stands there.

        Raises:
            InputError: A number is none.
        """
        server = replace(
            self._before,
            name=self.name.text().strip(),
            base_url=self.address.text(),
            image=_ticked(self.image, self._before.image),
            audio=_ticked(self.audio, self._before.audio),
        )
        return self.details.values_over(server)

    def height_px(self, width_px: int) -> int:
        """How much room they take."""
        self._column.activate()
        return self._column.totalHeightForWidth(width_px)

    def _show(self, server: ServerSettings) -> None:
        self.name.setText(server.name)
        self.address.setText(server.base_url)
        self.image.setChecked(bool(server.image))
        self.audio.setChecked(bool(server.audio))
        self.details.show_server(server)

    @Slot(bool)
    def _show_details(self, shown: bool) -> None:
        self.details.setVisible(shown)
        self._more.setIcon(icon("chevron-down" if shown else "chevron-right", colour="muted"))
        self._more.setAccessibleName(f"{self._more.text()}, {'shown' if shown else 'hidden'}")
        self.resized.emit()

    def _details_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setText("Certificates, time-outs, context")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(icon_size())
        button.setFont(style.font(12))
        button.setFixedHeight(CONTROL_PX)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.toggled.connect(self._show_details)
        style.follow_theme(button, _more_style)
        return button

    def _tick(self, text: str) -> CheckBox:
        box = CheckBox(text, self)
        self._column.addWidget(box)
        return box


def _ticked(box: CheckBox, before: bool | None) -> bool | None:
    """A tick goes before what the server says; without one, a no of the settings stays."""
    if box.isChecked():
        return True
    return False if before is False else None


def _more_style(colours: Colours) -> str:
    return f"""
        QToolButton {{ border: 1px solid transparent; border-radius: {style.CONTROL_RADIUS_PX}px;
            background: transparent; color: {colours.muted}; padding: 0 8px 0 0;
            margin-left: -4px; }}
        QToolButton:hover {{ background: {colours.hover}; }}
        QToolButton:focus {{ border-color: {colours.accent}; }}
    """
