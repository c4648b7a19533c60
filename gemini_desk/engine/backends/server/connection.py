"""HTTP to one server: TLS checked, time-outs, cancelling, retries before anything was done.

Everything runs in an event loop of its own on the thread that calls, so that a cancel ends the
wait in every phase - looking up the name, connecting, waiting, reading - and closes the
connection: the server sees that nobody listens.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from typing import TYPE_CHECKING, Any, Final, TypeVar

from gemini_desk.engine.backends.server.failures import not_a_server, translated
from gemini_desk.engine.backends.server.refusals import refusal
from gemini_desk.engine.backends.server.tls import is_about_certificates, tls_context
from gemini_desk.errors import GeminiDeskError, NotToldError, ServerError
from gemini_desk.models import contacts
from gemini_desk.models.servers import is_loopback, origin

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Coroutine

    import httpx2

    from gemini_desk.engine.backends.server.patience import Patience
    from gemini_desk.settings.schema import ServerSettings

logger = logging.getLogger(__name__)

_Result = TypeVar("_Result")

_LOOK_S: Final = 0.02  # how often a cancel is looked for
_LONGEST_BODY_BYTES: Final = 8 * 1024**2  # of an answer in one piece, a list of models
_LONGEST_EVENT_BYTES: Final = 1024**2
_LONGEST_REFUSAL_BYTES: Final = 64 * 1024
_FACTS_TIMEOUT_S: Final = 15.0
_MOST_TRIES: Final = 3
_FIRST_WAIT_S: Final = 0.5
_LONGEST_WAIT_S: Final = 30.0


class Cancelled(Exception):  # noqa: N818 - no failure: the person stopped it
    """The person stopped it."""


class ServerConnection:
    """Requests to one server. Of one thread only."""

    def __init__(self, server: ServerSettings, key: str | None) -> None:
        """Nothing is contacted yet.

        Raises:
            InputError: The file of certificates cannot be used.
        """
        self.where = origin(server.base_url)
        self._server = server
        self._key = key
        self._tls = tls_context(server)
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        """End it; harmless twice."""
        if not self._loop.is_closed():
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def get(self, url: str, *, cancel: threading.Event | None = None, body: Any = None) -> Any:
        """Fetch JSON; with a `body` it is posted.

        Raises:
            Cancelled: `cancel` was set.
            NotToldError: It answers, but has nothing to say here.
            GeminiDeskError: The server cannot be reached, or refuses.
        """
        deadline = time.monotonic() + _FACTS_TIMEOUT_S
        silent = ServerError(
            f"{self.where} did not answer within {_FACTS_TIMEOUT_S:g} s.",
            hint="Look whether the server runs and the address is right.",
        )
        work = self._fetch(url, body)
        return self._run(work, cancel, lambda: silent if time.monotonic() > deadline else None)

    def stream(
        self,
        url: str,
        body: dict[str, Any],
        take: Callable[[str], bool],
        *,
        cancel: threading.Event,
        patience: Patience,
    ) -> None:
        """Post `body` and hand each event's data to `take` until it returns False.

        An answer that comes in one piece, from a server that does not stream, is one event.

        Raises:
            Cancelled: `cancel` was set; the connection is closed.
            GeminiDeskError: The server cannot be reached, refuses, or breaks off.
        """

        def too_long() -> GeminiDeskError | None:
            return patience.error() if patience.is_over else None

        try:
            self._run(self._stream(url, body, take), cancel, too_long)
        except GeminiDeskError:
            if not patience.is_ending:  # what is missing then is only how many tokens there were
                raise

    # -- within the loop --------------------------------------------------------------

    def _run(
        self,
        work: Coroutine[Any, Any, _Result],
        cancel: threading.Event | None,
        too_long: Callable[[], GeminiDeskError | None],
    ) -> _Result:
        return self._loop.run_until_complete(self._watched(work, cancel, too_long))

    async def _watched(
        self,
        work: Coroutine[Any, Any, _Result],
        cancel: threading.Event | None,
        too_long: Callable[[], GeminiDeskError | None],
    ) -> _Result:
        task = asyncio.ensure_future(work)
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=_LOOK_S)
                if cancel is not None and cancel.is_set():
                    raise Cancelled
                if not task.done() and (error := too_long()) is not None:
                    raise error
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait({task})
        return task.result()

    def _client(self) -> httpx2.AsyncClient:
        import httpx2

        headers = {"Accept-Encoding": "identity"}  # nothing that could swell while it is unpacked
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        # Connections are not kept: on one that the server closed meanwhile, nobody could tell
        # whether a question was taken, and asking twice would not be safe.
        return httpx2.AsyncClient(
            verify=self._tls,
            headers=headers,
            timeout=httpx2.Timeout(None, connect=self._server.connect_timeout_s),
            limits=httpx2.Limits(max_keepalive_connections=0),
            follow_redirects=False,  # a key and a conversation go where the person said
            trust_env=not is_loopback(self._server.base_url),  # proxies
        )

    async def _fetch(self, url: str, body: Any) -> Any:
        contacts.note(self.where, "list of models")
        with translated(self.where):
            async with self._client() as client:
                method = "GET" if body is None else "POST"
                async with client.stream(method, url, json=body) as response:
                    text = await self._text(response, _LONGEST_BODY_BYTES)
                    if response.status_code != 200:
                        error = refusal(response.status_code, text, key=self._key, where=self.where)
                        if response.status_code in (404, 405) or response.status_code >= 500:
                            raise NotToldError(error.message, hint=error.hint)
                        raise error
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            strange = not_a_server(self.where, "something else")
            raise NotToldError(strange.message, hint=strange.hint) from None

    async def _stream(self, url: str, body: dict[str, Any], take: Callable[[str], bool]) -> None:
        import httpx2

        content = json.dumps(body, ensure_ascii=False).encode()
        for tries_left in range(_MOST_TRIES - 1, -1, -1):
            wait_s = _FIRST_WAIT_S * 2 ** (_MOST_TRIES - 1 - tries_left)
            contacts.note(self.where, "conversations")
            with translated(self.where):
                try:
                    async with (
                        self._client() as client,
                        client.stream(
                            "POST",
                            url,
                            content=content,
                            headers={"Content-Type": "application/json"},
                        ) as response,
                    ):
                        if response.status_code == 200:
                            await self._read(response, take)
                            return
                        text = await self._text(response, _LONGEST_REFUSAL_BYTES)
                        asked_s = _retry_after_s(response)
                        error = refusal(
                            response.status_code, text, key=self._key, where=self.where,
                            wait_s=asked_s, location=response.headers.get("location", ""),
                        )  # fmt: skip
                        if response.status_code == 429 and asked_s is not None:
                            wait_s = asked_s
                        elif response.status_code == 503:
                            wait_s = wait_s if asked_s is None else asked_s
                        else:
                            raise error
                        if not tries_left or wait_s > _LONGEST_WAIT_S:
                            raise error
                except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                    if not tries_left or is_about_certificates(error):
                        raise
            logger.info("asking %s again in %.1f s", self.where, wait_s)
            await asyncio.sleep(wait_s)

    async def _read(self, response: httpx2.Response, take: Callable[[str], bool]) -> None:
        import httpx2

        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json":
            take(await self._text(response, _LONGEST_BODY_BYTES))
            return
        if kind != "text/event-stream":
            raise not_a_server(self.where, kind)
        response.encoding = "utf-8"  # as events are by definition, whatever the header claims
        # Half a character is kept until its other half comes.
        events = httpx2.EventSource(response, _LONGEST_EVENT_BYTES)
        async with contextlib.aclosing(events.__aiter__()) as each:  # type: ignore[type-var]
            async for event in each:
                if event.data and not take(event.data):
                    return

    async def _text(self, response: httpx2.Response, longest_bytes: int) -> str:
        content = bytearray()
        async for chunk in response.aiter_raw():
            content += chunk
            if len(content) > longest_bytes:
                raise ServerError(f"{self.where} sent more than can be an answer.")
        return content.decode(errors="replace")


def _retry_after_s(response: httpx2.Response) -> float | None:
    """What `Retry-After` asks for in seconds; dates are taken for nothing said."""
    try:
        seconds = float(response.headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if 0 <= seconds < 1e6 else None
