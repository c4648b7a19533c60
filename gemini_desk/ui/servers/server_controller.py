"""Tests addresses, keeps keys, lists the models of servers. GUI thread only.

What waits for the network or the keyring runs on a worker of its own: the one for the disk must
not wait for a server that does not answer.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from gemini_desk.errors import NotToldError
from gemini_desk.models import contacts, servers
from gemini_desk.models.network import Ban, ban
from gemini_desk.models.servers import ServerModel
from gemini_desk.ui.background import Background
from gemini_desk.ui.model_state import ModelChoice

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.settings.schema import NetworkSettings, ServerSettings

_FRESH_S: Final = 300.0  # what a server listed is shown again without asking
_OFFLINE: Final = "You are offline: choose it to ask it"


class ServerController(QObject):
    """Asks servers what they have.

    Signals:
        models_listed: The `ModelChoice`s of all servers that answered.
        notice: Level, text, hint.
    """

    models_listed = Signal(object)
    notice = Signal(str, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Background("servers", self)
        self._ending = threading.Event()
        self._choices: dict[ServerSettings, tuple[ModelChoice, ...]] = {}
        self._listed_at_s: dict[ServerSettings, float] = {}

    def close(self) -> None:
        """End the worker, whatever it waits for."""
        self._ending.set()
        self._worker.close()

    def list_models(self, network: NetworkSettings) -> None:
        """Offer what the servers have, and ask those that the person agreed to.

        One that told it a moment ago is not asked again, and one that nobody agreed to stands
        there by its name alone; so does each while the setting keeps the window offline, which a
        person's answer may lift.
        """
        forbidden = ban(network)
        offered = () if forbidden is Ban.OPTION else network.servers
        if forbidden is not None:
            self._choices, self._listed_at_s = {}, {}
            rows = tuple(_itself(each, _OFFLINE, available=True) for each in offered)
            self.models_listed.emit(rows)
            return
        self._choices = {each: self._choices.get(each) or (_unasked(each),) for each in offered}
        self._announce()
        now_s = time.monotonic()
        for server in offered:
            listed_at_s = self._listed_at_s.get(server, -_FRESH_S)
            if server.agreed and now_s - listed_at_s >= _FRESH_S:
                self._list(server)

    def forget_list(self, name: str) -> None:
        """Ask the server anew when its models are wanted."""
        for server in tuple(self._listed_at_s):
            if server.name == name:
                del self._listed_at_s[server]

    def test(
        self,
        server: ServerSettings,
        key: str | None,
        then: Callable[[tuple[str, ...]], None],
        failed: Callable[[GeminiDeskError], None],
    ) -> None:
        """Ask an address that is not kept yet for its models; None: with the key that is kept."""
        self._worker.run(lambda: self._ask(server, key), then, failed)

    def keep_key(self, name: str, key: str, *, session_only: bool) -> None:
        """Keep the key of a server."""

        def work() -> None:
            from gemini_desk.settings import secrets

            secrets.set(secrets.SERVER_SERVICE, name, key, session_only=session_only)

        self._worker.run(work, lambda _: None, self._warn)

    def forget_key(self, name: str) -> None:
        """Remove the key of a server, wherever it is kept."""

        def work() -> None:
            from gemini_desk.settings import secrets

            secrets.delete(secrets.SERVER_SERVICE, name)

        self._worker.run(work, lambda _: None, self._warn)

    def forget_hub_token(self) -> None:
        """Remove the token of the model hub."""

        def work() -> None:
            from gemini_desk.models import hub_token

            hub_token.forget_token()

        done = "The token of the model hub is forgotten."
        self._worker.run(work, lambda _: self.notice.emit("info", done, ""), self._warn)

    def contacted(self) -> tuple[contacts.Contact, ...]:
        """What was contacted in this run."""
        return contacts.contacts()

    def _list(self, server: ServerSettings) -> None:
        def show(choices: tuple[ModelChoice, ...]) -> None:
            if server in self._choices:
                self._choices[server] = choices
                self._announce()

        def take(models: tuple[str, ...]) -> None:
            if server.model and server.model not in models:
                models = (*models, server.model)
            if models:
                self._listed_at_s[server] = time.monotonic()
                show(tuple(_choice(server, model) for model in models))
            else:
                show((_itself(server, "It lists no models: name one in Preferences, Privacy"),))

        def failed(error: GeminiDeskError) -> None:
            if isinstance(error, NotToldError):
                take(())
                return
            named = (_choice(server, server.model),) if server.model else ()
            show((*named, _itself(server, error.message)))

        self._worker.run(lambda: self._ask(server, None), take, failed)

    def _ask(self, server: ServerSettings, key: str | None) -> tuple[str, ...]:
        """The names of a server's models; on the worker."""
        from gemini_desk.engine.backends.server.connection import Cancelled
        from gemini_desk.engine.backends.server.listing import models_of

        try:
            return tuple(listed.id for listed in models_of(server, key, cancel=self._ending))
        except Cancelled:  # the window closes
            return ()

    def _announce(self) -> None:
        choices = [choice for each in self._choices.values() for choice in each]
        self.models_listed.emit(tuple(choices))

    def _warn(self, error: GeminiDeskError) -> None:
        self.notice.emit("warning", error.message, error.hint)


def _choice(server: ServerSettings, model: str) -> ModelChoice:
    return ModelChoice(
        ServerModel(server.name, model).name,
        model,
        image=bool(server.image),
        audio=bool(server.audio),
        hint=f"on {server.name}",
        server=server.name,
    )


def _itself(server: ServerSettings, hint: str, *, available: bool = False) -> ModelChoice:
    """The row of a server whose models are not known."""
    return ModelChoice(
        f"{servers.PREFIX}{server.name}/",
        server.name,
        available=available,
        hint=hint,
        server=server.name,
    )


def _unasked(server: ServerSettings) -> ModelChoice:
    if server.agreed:
        return _itself(server, "Asking which models it has…", available=True)
    return _itself(server, "Not asked yet: choose it to see its models", available=True)
