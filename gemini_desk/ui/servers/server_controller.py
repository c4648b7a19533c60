"""Tests addresses, keeps keys, lists the models of servers. GUI thread only.

What waits for the network or the keyring runs on a worker of its own: the one for the disk must
not wait for a server that does not answer.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gemini_desk.models import contacts, servers
from gemini_desk.models.servers import ServerModel
from gemini_desk.ui.background import Background
from gemini_desk.ui.model_state import ModelChoice

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.settings.schema import NetworkSettings, ServerSettings


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
        self._choices: dict[str, tuple[ModelChoice, ...]] = {}

    def close(self) -> None:
        """End the worker, whatever it waits for."""
        self._ending.set()
        self._worker.close()

    def list_models(self, network: NetworkSettings) -> None:
        """Ask every server that the person agreed to, or just added, for its models."""
        names = () if servers.is_offline(network) else tuple(each.name for each in network.servers)
        self._choices = {name: self._choices.get(name, ()) for name in names}
        self._announce()
        for server in network.servers if names else ():
            self._list(server)

    def test(
        self,
        server: ServerSettings,
        key: str,
        then: Callable[[tuple[str, ...]], None],
        failed: Callable[[GeminiDeskError], None],
    ) -> None:
        """Ask an address that is not kept yet for its models."""
        self._worker.run(lambda: self._ask(server, key.strip() or None), then, failed)

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
        def work() -> tuple[ModelChoice, ...]:
            return tuple(
                ModelChoice(
                    ServerModel(server.name, model).name,
                    model,
                    image=bool(server.image),
                    audio=bool(server.audio),
                    hint=f"on {server.name}",
                    server=server.name,
                )
                for model in self._ask(server, None)
            )

        def take(choices: tuple[ModelChoice, ...]) -> None:
            if server.name in self._choices:
                self._choices[server.name] = choices
                self._announce()

        def unreachable(error: GeminiDeskError) -> None:
            take(
                (
                    ModelChoice(
                        f"server:{server.name}/",
                        server.name,
                        available=False,
                        hint=error.message,
                        server=server.name,
                    ),
                )
            )

        self._worker.run(work, take, unreachable)

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
