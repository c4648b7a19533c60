"""Asks once, before a server is contacted for the first time. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gemini_desk.models import servers
from gemini_desk.models.network import is_offline
from gemini_desk.ui.confirmation import Confirmation

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gemini_desk.settings.schema import ServerSettings, Settings


def unagreed_server(settings: Settings, model: str) -> ServerSettings | None:
    """The server of `model` if the person has not agreed to it yet."""
    if not servers.is_server_model(model) or is_offline(settings.network):
        return None
    name = servers.server_name(model)
    server = servers.find(name, settings.network)
    return server if server is not None and not server.agreed else None


def agreed(settings: Settings, server: ServerSettings, *, goes_online: bool = False) -> Settings:
    """`settings` in which the person has agreed to `server`.

    Args:
        settings: As they are.
        server: Which server.
        goes_online: The question told that this allows connections.
    """
    network = servers.with_server(settings.network, replace(server, agreed=True))
    if goes_online:
        network = replace(network, offline=False)
    return replace(settings, network=network)


def ask(
    server: ServerSettings,
    window: QWidget,
    then: Callable[[], None],
    *,
    goes_online: bool = False,
) -> None:
    """Ask whether messages may go to `server`; `then` is called on a yes.

    Args:
        server: Which server.
        window: Where the question stands.
        then: What a yes does.
        goes_online: The setting forbids connections, and a yes allows them.
    """
    where = servers.origin(server.base_url)
    here = " That is another program on this machine." if servers.is_loopback(where) else ""
    warning = servers.warning(server.base_url)
    text = (
        f"While one of its models is chosen, what you write, with pictures and recordings, and "
        f"what was said before in the same conversation, goes to “{server.name}”.{here} A sign "
        f"above the message box is there for as long as it does. {warning}".rstrip()
    )
    if goes_online:
        text += (
            "\n\nGemini Desk is offline. Connections stay allowed then, for what you ask for "
            "alone, until you change that in Preferences, Privacy."
        )
    dialog = Confirmation(f"Send messages to {where}?", text, "Send to this server", window)
    dialog.accepted.connect(then)
    dialog.open()
