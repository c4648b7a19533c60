"""The dialog in which a server is added or changed. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.errors import GeminiDeskError, InputError, KeyRefusedError
from gemini_desk.models import servers
from gemini_desk.models.network import is_offline
from gemini_desk.settings.schema import NetworkSettings, ServerSettings
from gemini_desk.ui import style
from gemini_desk.ui.announcing import announce
from gemini_desk.ui.servers.form_parts import SIDE_PX, text_label
from gemini_desk.ui.servers.server_fields import KEPT_KEY, ServerFields
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.ui.theme import Colours

    Test = Callable[
        [
            ServerSettings,
            str | None,
            Callable[[tuple[str, ...]], None],
            Callable[[GeminiDeskError], None],
        ],
        None,
    ]

_WIDTH_PX: Final = 400
_ABOVE_PX: Final = 20
_BESIDE_PX: Final = 64  # what the screen's own bars may take
_MOST_NAMED: Final = 4
_MOVED: Final = (
    "Another address: the key that is kept is not sent there, and is forgotten with Save. Give "
    "the one that this address wants."
)


class ServerForm(QDialog):
    """Name, address, key, what its models take; a button that tries it.

    Signals:
        accepted_server: The `ServerSettings`, the key (None to leave it, "" to forget it), and
            whether the key is for this session only.
    """

    accepted_server = Signal(object, object, bool)

    def __init__(
        self,
        network: NetworkSettings,
        test: Test,
        parent: QWidget,
        server: ServerSettings | None = None,
    ) -> None:
        """Build it; `open` shows it.

        Args:
            network: The servers that there are.
            test: Asks an address for its models, off this thread; with the key that is kept, if
                it gets None for one.
            parent: The window that it belongs to.
            server: The one to change; None to add another.
        """
        super().__init__(parent)
        self._network = network
        self._test = test
        self._before = server
        self._asking = False
        title = "Add a server" if server is None else f"Change {server.name}"
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setFixedWidth(_WIDTH_PX)
        style.follow_theme(self, _dialog_style)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, _ABOVE_PX, 0, _ABOVE_PX)
        self._column.setSpacing(SPACE_PX)
        self._fields = fields = ServerFields(title, server, self)
        self.name, self.address, self.key = fields.name, fields.address, fields.key
        self.session_only, self.details = fields.session_only, fields.details
        self._column.addWidget(self._scrolling(fields), 1)
        self._said = text_label("", 12, self)
        self._said.setAccessibleName("What the server said")
        self._said.setContentsMargins(SIDE_PX, 0, SIDE_PX, 0)
        self._column.addWidget(self._said)
        self._column.addLayout(self._buttons())
        self.address.textChanged.connect(self._warn)
        fields.resized.connect(self._fit)
        self._warn()
        (self.name if server is None else self.address).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def said(self) -> str:
        """What stands below the fields."""
        return self._said.text()

    @Slot()
    def try_it(self) -> None:
        """Ask the address for its models."""
        server = None if self._asking else self._server()
        if server is None:
            return
        if is_offline(self._network):
            self._say("Gemini Desk is offline: nothing is contacted. See Preferences, Privacy.")
            return
        self._asking = True  # greyed, the button would hand the keyboard on to “Cancel”
        self._say(f"Asking {servers.origin(server.base_url)}…")
        key = self._key(server)
        # A name that is new has no key; one of a server that was removed is not for this one.
        self._test(server, "" if self._before is None and key is None else key,
                   self._show_models, self._show_error)  # fmt: skip

    @Slot()
    def add(self) -> None:
        """Take what stands there."""
        server = self._server()
        if server is not None:
            self.accepted_server.emit(server, self._key(server), self.session_only.isChecked())
            self.accept()

    def _key(self, server: ServerSettings) -> str | None:
        """The key; None for the one that is kept, "" for none: it was for another address."""
        key = self.key.text().strip()
        return key or ("" if servers.is_moved(self._before, server) else None)

    def _server(self) -> ServerSettings | None:
        """What stands there; None after saying what is wrong."""
        name = self.name.text().strip()
        if self._before is None and servers.find(name, self._network) is not None:
            self.name.setFocus()
            self._say(f"There is a server called {name} already. Preferences, Privacy changes it.")
            return None
        try:
            network = servers.with_server(self._network, self._fields.values())
        except InputError as error:
            self._say(str(error))
            self._go_to_what_is_wrong(name)
            return None
        return servers.find(name, network)

    def _go_to_what_is_wrong(self, name: str) -> None:
        """Put the cursor there; a number that is none has it already."""
        if not servers.is_name(name):
            self.name.setFocus()
            return
        try:
            servers.tidy_url(self.address.text())
        except InputError:
            self.address.setFocus()

    def _show_models(self, models: tuple[str, ...]) -> None:
        self._asking = False
        if not models:
            self._say("It answers, but lists no models.")
            return
        more = f" and {len(models) - _MOST_NAMED} more" if len(models) > _MOST_NAMED else ""
        self._say(f"It answers. Its models: {', '.join(models[:_MOST_NAMED])}{more}.")

    def _show_error(self, error: GeminiDeskError) -> None:
        self._asking = False
        if isinstance(error, KeyRefusedError):  # its hint leads to this form
            self._say(f"{error.message} Give the key above.")
            self.key.setFocus(Qt.FocusReason.OtherFocusReason)
            self.key.selectAll()
            self._column.activate()  # what was said takes room: on a low screen the fields scroll
            self._scroll.ensureWidgetVisible(self.key)
        else:
            self._say(str(error))

    @Slot()
    def _warn(self) -> None:
        try:
            url = servers.tidy_url(self.address.text())
        except InputError:
            self._say("", aloud=False)
            return
        moved = servers.is_moved(self._before, ServerSettings(base_url=url))
        self.key.setPlaceholderText(KEPT_KEY if self._before and not moved else "")
        words = (_MOVED if moved else "", servers.warning(url))
        self._say(" ".join(filter(None, words)), aloud=False)

    def _say(self, text: str, *, aloud: bool = True) -> None:
        self._said.setText(text)
        self._said.setVisible(bool(text))
        self._fit()
        if text and aloud:
            announce(self, text)

    # -- parts ----------------------------------------------------------------------------

    def _scrolling(self, fields: QWidget) -> QScrollArea:
        scroll = self._scroll = QScrollArea(self)
        scroll.setWidget(fields)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        style.follow_theme(scroll, style.scroll_area_style)
        return scroll

    @Slot()
    def _fit(self) -> None:
        """As high as what it holds, if the screen is; else the fields scroll."""
        fields_px = self._fields.height_px(_WIDTH_PX)
        rest_px = 2 * _ABOVE_PX + SPACE_PX + self._foot_px
        if not self._said.isHidden():
            rest_px += SPACE_PX + self._said.heightForWidth(_WIDTH_PX)
        room_px = self.screen().availableGeometry().height() - _BESIDE_PX
        self.setFixedHeight(min(fields_px + rest_px, room_px))

    def _buttons(self) -> QHBoxLayout:
        self.test_button = QPushButton("Test", self)
        self.test_button.clicked.connect(self.try_it)
        cancel = QPushButton("Cancel", self)
        cancel.clicked.connect(self.reject)
        self.add_button = QPushButton("Add" if self._before is None else "Keep", self)
        self.add_button.setDefault(True)
        self.add_button.clicked.connect(self.add)
        row = QHBoxLayout()
        row.setContentsMargins(SIDE_PX, 0, SIDE_PX, 0)
        row.setSpacing(SPACE_PX)
        for button in (self.test_button, cancel, self.add_button):
            button.setFont(style.font(13))
            button.setAutoDefault(True)  # Return presses the one that has the keyboard
            style.follow_theme(button, style.button_style)
            row.addWidget(button)
            if button is self.test_button:
                row.addStretch(1)
        self._foot_px = row.sizeHint().height()
        return row


def _dialog_style(colours: Colours) -> str:
    return f"QDialog {{ background: {colours.window}; }}QLabel {{ color: {colours.text}; }}"
