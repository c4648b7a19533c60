"""What may leave this machine, and what did. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gemini_desk.models import servers
from gemini_desk.settings.schema import NetworkSettings
from gemini_desk.ui import style
from gemini_desk.ui.controls import ElidedLabel, IconButton
from gemini_desk.ui.preferences.choice_row import ChoiceRow
from gemini_desk.ui.preferences.page import PreferencesPage
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.models.contacts import Contact
    from gemini_desk.settings.schema import ServerSettings, Settings

_OFFLINE, _ONLINE = "offline", "online"
_WAIT, _GO_ON = "wait", "go on"


class Key(NamedTuple):
    """What becomes of a server's key.

    Attributes:
        text: The key; "" for none any more.
        session_only: Whether it is kept for this session alone.
    """

    text: str = ""
    session_only: bool = False


class PrivacyPage(PreferencesPage):
    """The offline switch, servers, tokens, and which addresses were contacted.

    Signals:
        keys_changed: Names of servers, and the `Key` of each from now on: as it was saved.
        change_requested: The `ServerSettings` that the person wants to change.
        hub_token_dropped: The token of the model hub shall be forgotten, now.
    """

    title = "Privacy"
    icon_name = "shield"

    keys_changed = Signal(object)
    change_requested = Signal(object)
    hub_token_dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._servers: tuple[ServerSettings, ...] = ()
        self._keys: dict[str, Key] = {}
        self._switch = ChoiceRow([(_OFFLINE, "Offline", "shield"), (_ONLINE, "Allowed", "globe")])
        self.add_heading("Network")
        self.add_row(
            "Connections",
            "Offline, no connection is opened at all. Allowed, there are connections for what you "
            "ask for alone: a download, a server whose model you choose. Nothing is ever reported.",
            self._switch,
        )
        self._resuming = ChoiceRow([(_WAIT, "Wait for me", ""), (_GO_ON, "Go on", "")])
        self._resuming.setAccessibleName("Unfinished downloads")
        self.add_row(
            "Unfinished downloads",
            "What the end of Gemini Desk cut off can go on by itself at the next start, where "
            "connections are allowed. What you paused waits for you in any case.",
            self._resuming,
        )
        self.add_heading("Servers")
        self._list = QWidget(self)
        self._lines = QVBoxLayout(self._list)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(SPACE_PX // 2)
        self.add_wide(
            "Servers that you added",
            "What you ask their models leaves this machine. Add one in the model menu.",
            self._list,
        )
        self.add_heading("Model hub")
        self._forget = QPushButton("Forget the token", self)
        self._forget.setFont(style.font(13))
        self._forget.setAutoDefault(False)
        self._forget.setAccessibleName("Forget the token")
        self._forget.clicked.connect(self.hub_token_dropped)
        style.follow_theme(self._forget, style.button_style)
        self.add_row("Token", "For models whose licence must be accepted first.", self._forget)
        self.add_heading("What was contacted")
        self._contacts = QLabel("", self)
        self._contacts.setFont(style.font(12))
        self._contacts.setObjectName("explanation")
        self._contacts.setWordWrap(True)
        self._contacts.setTextFormat(Qt.TextFormat.PlainText)
        self._rows.addWidget(self._contacts)
        self.finish()
        self.show_contacts(())

    @property
    def contacts_text(self) -> str:
        """What is said of the addresses."""
        return self._contacts.text()

    @property
    def servers(self) -> tuple[ServerSettings, ...]:
        """The servers as they stand in the list."""
        return self._servers

    def load(self, settings: Settings) -> None:
        """Show `settings`."""
        self._switch.set_value(_OFFLINE if settings.network.offline else _ONLINE)
        self._resuming.set_value(_GO_ON if settings.network.resume_downloads else _WAIT)
        self._servers = settings.network.servers
        self._show_servers()

    def check(self) -> None:
        """Nothing here can be wrong."""

    def save(self, settings: Settings) -> Settings:
        """`settings` with the switch as it stands, and without the servers that were removed."""
        kept = {server.name for server in self._servers}
        gone = (each.name for each in settings.network.servers if each.name not in kept)
        keys = {name: key for name, key in self._keys.items() if name in kept}
        keys.update((name, Key()) for name in gone)
        self._keys = {}
        if keys:
            self.keys_changed.emit(keys)
        network = replace(
            settings.network,
            offline=self._switch.value == _OFFLINE,
            resume_downloads=self._resuming.value == _GO_ON,
            servers=self._servers,
        )
        return replace(settings, network=network)

    def restore_defaults(self) -> None:
        """Offline; servers are no setting to lose by accident."""
        self._switch.set_value(_OFFLINE if NetworkSettings().offline else _ONLINE)
        self._resuming.set_value(_GO_ON if NetworkSettings().resume_downloads else _WAIT)

    def show_contacts(self, contacts: Iterable[Contact]) -> None:
        """List the addresses that were contacted since the start."""
        lines = [
            f"{each.origin} · {each.purpose} · {each.times} ×, last at "
            f"{each.last_at.astimezone():%H:%M}"
            for each in contacts
        ]
        self._contacts.setText("\n".join(lines) or "Nothing since the application was started.")

    def remove(self, name: str) -> None:
        """Take a server off the list; it is forgotten with Save."""
        self._servers = tuple(each for each in self._servers if each.name != name)
        self._show_servers()

    @Slot(object, object, bool)
    def replace_server(self, server: ServerSettings, key: str | None, session_only: bool) -> None:
        """Put `server` in the place of the one of its name; it is kept with Save.

        Args:
            server: As the person wants it.
            key: Its key; None to leave it as it is, "" to forget it.
            session_only: Whether the key is kept for this session alone.
        """
        network = NetworkSettings(servers=self._servers)
        self._servers = servers.with_server(network, server).servers
        if key is not None:
            self._keys[server.name] = Key(key, session_only)
        self._show_servers()

    def _show_servers(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for server in self._servers:
            self._lines.addWidget(self._line(server))
        if not self._servers:
            none = QLabel("None", self._list)
            none.setObjectName("explanation")
            none.setFont(style.font(12))
            self._lines.addWidget(none)

    def _line(self, server: ServerSettings) -> QWidget:
        line = QWidget(self._list)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        open_way = " · not encrypted" if servers.warning(server.base_url) else ""
        texts = QVBoxLayout()  # an address has no room beside a name in a narrow window
        texts.setSpacing(0)
        for text, size_px, kind in (
            (f"{server.name}{open_way}", 13, ""),
            (server.base_url, 12, "explanation"),
        ):
            label = ElidedLabel(text, line)
            label.setFont(style.font(size_px))
            label.setObjectName(kind)
            texts.addWidget(label)
        change = IconButton("edit", f"Change {server.name}…", line)
        change.setObjectName(server.name)
        change.clicked.connect(self._change_clicked)
        remove = IconButton("trash", f"Remove {server.name}", line)
        remove.setObjectName(server.name)
        remove.clicked.connect(self._remove_clicked)
        row.addLayout(texts, 1)
        row.addWidget(change)
        row.addWidget(remove)
        return line

    @Slot()
    def _change_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            name = button.objectName()
            self.change_requested.emit(next(each for each in self._servers if each.name == name))

    @Slot()
    def _remove_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.remove(button.objectName())
