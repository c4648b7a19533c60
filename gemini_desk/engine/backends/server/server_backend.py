"""The backend that asks an OpenAI-compatible server; nothing runs here."""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from gemini_desk.chat.answer import FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.engine.backend import LoadCancelledError
from gemini_desk.engine.backends.server import dialects, what_it_takes
from gemini_desk.engine.backends.server.chat_request import chat_body
from gemini_desk.engine.backends.server.chat_stream import ChatStream, believable
from gemini_desk.engine.backends.server.connection import Cancelled, ServerConnection
from gemini_desk.engine.backends.server.patience import Patience
from gemini_desk.engine.backends.server.token_estimate import estimate
from gemini_desk.engine.events import Finished, LoadedModel, LoadProgress, TextDelta, ThoughtDelta
from gemini_desk.errors import ModelLoadError, NotToldError, OfflineError, ServerError
from gemini_desk.models import servers
from gemini_desk.settings import secrets

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from gemini_desk.engine.backends.server.what_it_takes import Facts, Listed
    from gemini_desk.engine.events import (
        CountTokensRequest,
        Delta,
        GenerationRequest,
        LoadRequest,
        TokensCounted,
    )
    from gemini_desk.engine.thoughts import Said
    from gemini_desk.settings.schema import ServerSettings

logger = logging.getLogger(__name__)


class _Chosen(NamedTuple):
    """The server and model that answer."""

    server: ServerSettings
    key: str | None
    model: str
    facts: Facts
    loaded: LoadedModel


class ServerBackend:
    """Asks one model of one server. Inference thread only."""

    def __init__(self) -> None:
        self._connection: ServerConnection | None = None
        self._chosen: _Chosen | None = None
        self._unknown: set[str] = set()  # optional fields that this server refused

    def load(
        self,
        request: LoadRequest,
        progress: Callable[[LoadProgress], None],
        cancel: threading.Event,
    ) -> LoadedModel:
        """Ask the server for its models, and what this one takes.

        Raises:
            LoadCancelledError: `cancel` was set.
            OfflineError: Nothing may leave this machine.
            ModelLoadError: The server cannot be reached, or refuses.
        """
        started = time.perf_counter()
        wanted = servers.parse(request.model)
        if request.offline:
            raise OfflineError(
                f"{request.model} answers on a server, and Gemini Desk is offline.",
                hint="The switch is in Preferences, Privacy.",
            )
        server = request.server
        if server is None:
            raise ModelLoadError(
                f"There is no server {wanted.server!r}, or nobody agreed to send it anything.",
                hint="Choose its model in the model menu, or add the server there.",
            )
        progress(LoadProgress(f"Asking {servers.origin(server.base_url)}"))
        self.unload()  # a load that failed left its connection, too
        key = secrets.get(secrets.SERVER_SERVICE, server.name)
        self._connection = connection = ServerConnection(server, key)
        try:
            listed = _listed(connection, server, cancel)
            facts = what_it_takes.ask(connection, server, wanted.model, listed, cancel)
        except Cancelled:
            raise LoadCancelledError from None
        except ServerError as error:
            raise ModelLoadError(error.message, hint=error.hint) from None
        reason = f"Runs on the server {server.name}, at {connection.where}."
        if wanted.model not in {each.id for each in listed}:
            reason += " The server does not list this model."
        loaded = LoadedModel(
            ModelIdentity(wanted.name, device=connection.where),
            what_it_takes.capabilities(facts, server),
            device_reason=reason,
            load_s=time.perf_counter() - started,
        )
        self._chosen = _Chosen(server, key, wanted.model, facts, loaded)
        logger.info("Models of %s (%s) are ready", connection.where, facts.kind)
        return loaded

    def unload(self) -> None:
        """Let the server go; harmless when there is none."""
        connection, self._connection, self._chosen = self._connection, None, None
        if connection is not None:
            connection.close()

    def count_tokens(
        self, request: CountTokensRequest, cancel: threading.Event
    ) -> TokensCounted | None:
        """An estimate: nothing unsent leaves the machine to be counted."""
        if cancel.is_set():
            return None
        chosen, _ = self._ready()
        return estimate(request, chosen.loaded.capabilities.context_tokens)

    def generate(
        self,
        request: GenerationRequest,
        emit: Callable[[Delta], None],
        cancel: threading.Event,
    ) -> Finished:
        """Ask `request`, pushing text to `emit`; a cancel closes the connection.

        Raises:
            InputError: The model does not take this prompt.
            ServerError: The server refuses, breaks off, or is silent for too long.
        """
        chosen, connection = self._ready()
        body = chat_body(request, chosen.model, chosen.facts.kind, chosen.loaded.capabilities)
        answer = _Answer(chosen, request, emit)
        try:
            self._ask(connection, chosen, body, answer, cancel)
        except Cancelled:
            answer.close()
            return answer.finished(FinishReason.CANCELLED)
        except BaseException:
            answer.close()  # what was held back is part of what came
            raise
        answer.close()
        if answer.stream.is_filtered:
            raise ServerError(
                f"A filter of {connection.where} ended the answer.",
                hint="What came is kept. Ask in other words, or choose another model.",
            )
        reason = answer.stream.finish_reason
        if reason is None and answer.stream.is_done and not answer.stream.pieces:
            raise ServerError(f"{connection.where} sent no answer.", hint="Look at its log.")
        if reason is None and not answer.stream.is_done:
            raise ServerError(
                f"{connection.where} broke off in mid-answer.", hint="What came is kept. Try again."
            )
        return answer.finished(reason or FinishReason.STOP)

    def _ask(
        self,
        connection: ServerConnection,
        chosen: _Chosen,
        body: dict[str, Any],
        answer: _Answer,
        cancel: threading.Event,
    ) -> None:
        """Ask; again without a field that the server does not know, before anything came."""
        while True:
            sent = {name: value for name, value in body.items() if name not in self._unknown}
            try:
                connection.stream(
                    f"{chosen.server.base_url}/chat/completions",
                    sent,
                    answer.take,
                    cancel=cancel,
                    patience=answer.patience,
                )
            except ServerError as error:
                unknown = {
                    name
                    for name in dialects.OPTIONAL
                    if name in sent and re.search(rf"\b{name}\b", error.message)
                }
                if answer.stream.pieces or not unknown:
                    raise
                logger.info("%s does not know %s", connection.where, ", ".join(sorted(unknown)))
                self._unknown |= unknown
            else:
                return

    def _ready(self) -> tuple[_Chosen, ServerConnection]:
        if self._chosen is None or self._connection is None:
            raise ModelLoadError("No model is loaded.", hint="Load one first.")
        return self._chosen, self._connection


def _listed(
    connection: ServerConnection, server: ServerSettings, cancel: threading.Event
) -> tuple[Listed, ...]:
    """The models of `server`; none if it keeps them to itself: the answer will show then."""
    try:
        return what_it_takes.list_models(connection, server, cancel)
    except NotToldError as error:
        logger.info("%s lists no models: %s", connection.where, error.message)
        return ()


class _Answer:
    """One answer, while it comes."""

    def __init__(
        self, chosen: _Chosen, request: GenerationRequest, emit: Callable[[Delta], None]
    ) -> None:
        self._chosen = chosen
        self._emit = emit
        self._started = time.perf_counter()
        self._first_at = 0.0
        self._last_at = 0.0
        self.stream = ChatStream(request.parameters.stop, key=chosen.key)
        self.patience = Patience(chosen.server)

    def take(self, data: str) -> bool:
        """An event; False when nothing more is wanted."""
        before = self.stream.pieces
        self._show(self.stream.push(data))
        if self.stream.pieces > before:
            self.patience.token_came()
            self._last_at = time.perf_counter()
            self._first_at = self._first_at or self._last_at
        if self.stream.finish_reason is not None:
            self.patience.answer_ended()
        return not (self.stream.is_done or self.stream.is_stopped)

    def close(self) -> None:
        """Show what was held back."""
        self._show(self.stream.finish())

    def finished(self, reason: FinishReason) -> Finished:
        """The ending."""
        usage = believable(self.stream.usage, self.stream.pieces)
        writing_s = self._last_at - self._first_at
        tokens = usage.completion_tokens if usage is not None else 0
        timings = Timings(
            first_token_s=self._first_at - self._started if self._first_at else 0.0,
            decode_tokens_per_s=(tokens - 1) / writing_s if tokens > 1 and writing_s > 0 else 0.0,
        )
        return Finished(reason, usage or Usage(), timings, self._chosen.loaded.identity)

    def _show(self, pieces: list[Said]) -> None:
        for piece in pieces:
            delta = ThoughtDelta if piece.is_thought else TextDelta
            self._emit(delta(piece.text, self.stream.pieces))
