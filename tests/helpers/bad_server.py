"""A server that speaks the OpenAI protocol, as badly as a test tells it to.

    with BadServer() as server:
        server.queue(Answer(["Hel", "lo"]))                    # a good one
        server.queue(Refusal(429, {"error": {"message": "busy"}}, retry_after="0"))
        server.queue(Raw([b"data: {...", CUT]))                # bytes as they are, then gone
    server.requests                                            # what it was asked
    server.wait_gone()                                         # a client closed its connection

It listens on loopback, on plain sockets: each misbehaviour is bytes, or their absence.
"""

from __future__ import annotations

import json
import select
import socket
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

CUT: Final = "cut"  # the connection is closed, without a word
HANG: Final = "hang"  # nothing more, until the client goes or the test ends
_TIMEOUT_S: Final = 30.0

_END = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}


def event(content: object) -> bytes:
    """One event of a stream."""
    return b"data: " + json.dumps(content, ensure_ascii=False).encode() + b"\n\n"


def delta(**fields: str) -> bytes:
    """The event that adds to an answer: `content`, `reasoning_content`."""
    return event({"choices": [{"index": 0, "delta": fields, "finish_reason": None}]})


DONE: Final = b"data: [DONE]\n\n"


@dataclass
class Raw:
    """Bytes of a stream, one after the other, with `CUT` and `HANG` among them."""

    pieces: Sequence[bytes | str]
    content_type: str = "text/event-stream"


@dataclass
class Answer(Raw):
    """A good answer."""

    texts: Sequence[str] = ()
    usage: dict[str, Any] | None = None
    pieces: Sequence[bytes | str] = field(init=False)

    def __init__(self, texts: Sequence[str], usage: dict[str, Any] | None = None) -> None:
        last = [event({"choices": [], "usage": usage})] if usage is not None else []
        super().__init__([*(delta(content=text) for text in texts), event(_END), *last, DONE])


@dataclass
class Refusal:
    """Another status than 200."""

    status: int
    content: object = None
    retry_after: str = ""
    location: str = ""


@dataclass
class Request:
    """What a client sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class BadServer:
    """Listens from `__enter__` to `__exit__`; each connection has a thread of its own.

    Attributes:
        requests: Every request, those for the list of models aside, in order.
        listings: Those for the list of models, and for what kinds of servers tell beside it.
        models: What it lists.
        models_status: With which status; a `str` as `models` is a page of HTML.
        beside: What it answers to other paths.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.listings: list[Request] = []
        self.models: object = {"data": [{"id": "bad-model", "owned_by": "test"}]}
        self.models_status = 200
        self.beside: dict[str, object] = {}
        self._replies: deque[Raw | Refusal] = deque()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._ending = threading.Event()
        self._gone = threading.Event()
        self._arrived = threading.Event()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def queue(self, *replies: Raw | Refusal) -> None:
        """What it says to the next questions."""
        self._replies.extend(replies)

    def wait_gone(self) -> None:
        """Wait until a client closed its connection while it was being answered."""
        assert self._gone.wait(_TIMEOUT_S), "the client kept its connection"

    def wait_asked(self) -> None:
        """Wait until a question arrived."""
        assert self._arrived.wait(_TIMEOUT_S), "nobody asked"

    def __enter__(self) -> Self:
        self._spawn(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(_TIMEOUT_S)

    def _spawn(self, target: Any, *arguments: Any) -> None:
        thread = threading.Thread(target=target, args=arguments, name="bad-server", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._ending.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._spawn(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(_TIMEOUT_S)
            try:
                request = _read(connection)
                if request is not None:
                    self._answer(connection, request)
            except (BrokenPipeError, ConnectionResetError):
                self._gone.set()

    def _answer(self, connection: socket.socket, request: Request) -> None:
        if not request.path.endswith("/chat/completions"):
            self.listings.append(request)
            if request.path in self.beside:
                connection.sendall(_whole(200, self.beside[request.path]))
            elif request.path == "/v1/models":
                connection.sendall(_whole(self.models_status, self.models))
            else:
                connection.sendall(_whole(404, None))
            return
        self.requests.append(request)
        self._arrived.set()
        reply = self._replies.popleft() if self._replies else Answer(["Yes."])
        if isinstance(reply, Refusal):
            extra = {"Retry-After": reply.retry_after, "Location": reply.location}
            connection.sendall(_whole(reply.status, reply.content, extra))
            return
        if reply.pieces and reply.pieces[0] == HANG:
            self._hang(connection)
            return
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {reply.content_type}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        for piece in reply.pieces:
            if piece == HANG:
                self._hang(connection)
                return
            if piece == CUT:
                # What was not read makes the close a reset: a cut as rude as can be.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return
            assert isinstance(piece, bytes)
            connection.sendall(piece)

    def _hang(self, connection: socket.socket) -> None:
        """Until the client closes: then there is an end of file to read."""
        while not self._ending.is_set():
            if select.select([connection], [], [], 0.01)[0] and not connection.recv(1024):
                self._gone.set()
                return


def _read(connection: socket.socket) -> Request | None:
    content = b""
    while b"\r\n\r\n" not in content:
        if not (more := connection.recv(65_536)):
            return None
        content += more
    head, _, body = content.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65_536)
    return Request(method, path, headers, body)


def _whole(status: int, content: object, extra: dict[str, str] | None = None) -> bytes:
    body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
    kind = "text/html" if isinstance(content, str) else "application/json"
    more = "".join(f"{name}: {value}\r\n" for name, value in (extra or {}).items() if value)
    head = (
        f"HTTP/1.1 {status} Status\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        f"{more}Connection: close\r\n\r\n"
    )
    return head.encode() + body
