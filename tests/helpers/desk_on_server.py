"""A desk whose model is on a server: its settings, and how a test talks to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from gemini_desk.settings.schema import ModelSettings, NetworkSettings, ServerSettings, Settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from gemini_desk.app import Desk
    from tests.helpers.bad_server import BadServer

Widget = TypeVar("Widget", bound="QWidget")

MODEL: Final = "server:home/bad-model"
TIMEOUT_MS: Final = 60_000


def on(
    server: BadServer, *, model: str = MODEL, agreed: bool = True, offline: bool = False
) -> Settings:
    """Settings in which `server` is called "home"."""
    home = ServerSettings("home", server.url, agreed=agreed)
    return Settings(
        model=ModelSettings(name=model), network=NetworkSettings(offline=offline, servers=(home,))
    )


def dialog_of(desk: Desk, kind: type[Widget], qtbot: QtBot) -> Widget:
    """The newest dialog of this kind, once there is one."""
    qtbot.waitUntil(lambda: bool(desk.window.findChildren(kind)), timeout=TIMEOUT_MS)
    return desk.window.findChildren(kind)[-1]


def ask(desk: Desk, qtbot: QtBot, text: str) -> Any:
    """Send a message; the version of the answer once it has ended."""
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=TIMEOUT_MS) as ended:
        desk.messages.send(text)
    return ended.args[0]


def offered(desk: Desk) -> list[str]:
    """Names of what the menu of models offers."""
    return [choice.model for choice in desk.window._parts.models._choices]
