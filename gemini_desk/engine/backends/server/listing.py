"""What a server has, asked once: for a form's Test button, the menu of models, the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.engine.backends.server.connection import ServerConnection
from gemini_desk.engine.backends.server.what_it_takes import Listed, list_models
from gemini_desk.settings import secrets

if TYPE_CHECKING:
    import threading

    from gemini_desk.settings.schema import ServerSettings


def models_of(
    server: ServerSettings, key: str | None = None, *, cancel: threading.Event | None = None
) -> tuple[Listed, ...]:
    """The models that `server` lists. Blocks; of any thread but the window's.

    Args:
        server: Whom to ask.
        key: Instead of the one that is kept for it; "" for none.
        cancel: Ends the wait.

    Raises:
        Cancelled: `cancel` was set.
        NotToldError: It answers, but does not list any.
        GeminiDeskError: It cannot be reached, or refuses.
    """
    if key is None:
        key = secrets.get(secrets.SERVER_SERVICE, server.name)
    connection = ServerConnection(server, key or None)
    try:
        return list_models(connection, server, cancel)
    finally:
        connection.close()
