"""A hub on this machine: the real HTTP of the real client, out of a folder, and bad when told.

It answers what huggingface_hub asks for: the model's description with the hash and the size of
each file, the tree, and the files, whole or from an offset. Large files are redirected to another
address, as the hub sends them to its storage. Everything asked and sent is counted.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

_LARGE_BYTES = 10_000
_BLOCK_BYTES = 16_384


@dataclass
class Fault:
    """Something that goes wrong.

    Attributes:
        at: The file, as a pattern; `api` for the description of the model.
        times: How often; -1 for always.
        status: Refuse with this.
        headers: To go with the refusal.
        cut_after_bytes: Break the connection so far into the answer.
        wrong_byte: Change one byte of the answer.
        wrong_size: Send so many bytes more (or fewer) than there are.
        bytes_per_s: Send slowly.
        hang: Say nothing until the hub is closed.
        ignore_range: Send the whole file to who asked for its end.
    """

    at: str = "*"
    times: int = 1
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cut_after_bytes: int = -1
    wrong_byte: bool = False
    wrong_size: int = 0
    bytes_per_s: int = 0
    hang: bool = False
    ignore_range: bool = False


class LoopbackHub:
    """Serves `<root>/<organisation>/<name>/…` until it is closed.

    Attributes:
        root: Where the repositories lie.
        url: For `HF_ENDPOINT`.
        faults: What goes wrong, the first that fits.
        asked: Method and path of each request.
        ranges: The `Range` of each request for a file, "" for the whole.
        sent_bytes: Of each file's body, by its path in the repository.
        tokens: What each request said of who asks, by the server: `hub` or `storage`.
        gated: Repositories whose files need one of `accepted`.
        private: Repositories that nobody else is told of.
        accepted: Tokens of people who accepted the licence, or whose repositories they are.
    """

    def __init__(self, root: Path, port: int = 0) -> None:
        self.root = root
        self.faults: list[Fault] = []
        self.asked: list[str] = []
        self.ranges: list[str] = []
        self.sent_bytes: Counter[str] = Counter()
        self.tokens: dict[str, set[str]] = {"hub": set(), "storage": set()}
        self.gated: set[str] = set()
        self.private: set[str] = set()
        self.accepted: set[str] = set()
        self.sent = threading.Condition()
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self._servers = [self._serve("hub", port), self._serve("storage", 0)]
        self.url, self.storage_url = (
            f"http://127.0.0.1:{server.server_port}" for server in self._servers
        )

    def close(self) -> None:
        """Stop, and let go of whoever hangs."""
        self._closing.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()

    def folder(self, repo_id: str) -> Path:
        """Where a repository lies; made if it is not there."""
        folder = self.root.joinpath(*repo_id.split("/"))
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def wait_for_bytes(self, path: str, count_bytes: int, timeout_s: float = 30) -> None:
        """Wait until so much of a file was sent."""
        with self.sent:
            came = self.sent.wait_for(lambda: self.sent_bytes[path] >= count_bytes, timeout_s)
        if not came:
            raise TimeoutError(f"{self.sent_bytes[path]} of {count_bytes} bytes of {path}")

    def describe(self, repo_id: str) -> dict[str, Any]:
        """What the hub tells of a repository."""
        siblings = [_sibling(self.root / repo_id, path) for path in _files(self.root / repo_id)]
        return {
            "id": repo_id,
            "sha": _git_hash(json.dumps(siblings).encode()),
            "gated": "manual" if repo_id in self.gated else False,
            "siblings": siblings,
            "tags": ["safetensors", "license:gemma"],
        }

    def _serve(self, name: str, port: int) -> ThreadingHTTPServer:
        hub = self

        class Handler(_Handler):
            pass

        Handler.hub, Handler.server_name = hub, name
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        server.daemon_threads = False
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), name=f"test {name}")
        thread.start()
        self._threads.append(thread)
        return server


class _Handler(BaseHTTPRequestHandler):
    hub: LoopbackHub
    server_name: str

    def do_GET(self) -> None:
        hub = self.hub
        path = unquote(urlsplit(self.path).path)
        hub.asked.append(f"{self.command} {path}")
        self.token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.token:
            hub.tokens[self.server_name].add(self.token)
        with suppress(ConnectionError):
            if self.server_name == "storage":
                repo_id, _, name = path.strip("/").partition("/-/")
                self._send_file(repo_id, name)
            elif path.startswith("/api/models/"):
                self._describe(path.removeprefix("/api/models/"))
            elif "/resolve/" in path:
                repo_id, _, rest = path.strip("/").partition("/resolve/")
                self._resolve(repo_id, rest.partition("/")[2])
            else:
                self._refuse(404, {})

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _describe(self, path: str) -> None:
        repo_id = path.partition("/revision/")[0].partition("/tree/")[0]
        if self._fault("api"):
            return
        hidden = repo_id in self.hub.private and self.token not in self.hub.accepted
        if hidden or not (self.hub.root / repo_id).is_dir():
            self._refuse(404, {"X-Error-Code": "RepoNotFound"})
            return
        told = self.hub.describe(repo_id)
        if "/tree/" in path:
            tree = [
                {"type": "file", "path": file["rfilename"], "oid": file["blobId"], **file}
                for file in told["siblings"]
            ]
            self._send_json(tree)
        else:
            self._send_json(told)

    def _resolve(self, repo_id: str, name: str) -> None:
        hub = self.hub
        file = hub.root / repo_id / name
        if not file.is_file():
            self._refuse(404, {"X-Error-Code": "EntryNotFound"})
            return
        if repo_id in hub.gated and self.token not in hub.accepted:
            self._refuse(403 if self.token else 401, {"X-Error-Code": "GatedRepo"})
            return
        sibling = _sibling(hub.root / repo_id, name)
        if "lfs" not in sibling:
            self._send_file(repo_id, name)
            return
        self.send_response(302)
        self.send_header("Location", f"{hub.storage_url}/{repo_id}/-/{name}")
        self.send_header("X-Repo-Commit", hub.describe(repo_id)["sha"])
        self.send_header("X-Linked-Etag", f'"{sibling["lfs"]["sha256"]}"')
        self.send_header("X-Linked-Size", str(sibling["size"]))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send_file(self, repo_id: str, name: str) -> None:
        fault = self._fault(name)
        if fault is True:
            return
        body = (self.hub.root / repo_id / name).read_bytes()
        start, stop = 0, None
        asked = self.headers.get("Range", "")
        self.hub.ranges.append(asked)
        if asked and not (fault and fault.ignore_range):
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, stop = int(first), int(last) + 1 if last else stop
        whole = len(body)
        if fault and fault.wrong_byte:
            body = body[:-1] + bytes([body[-1] ^ 1])
        if fault and fault.wrong_size:
            body = (body + bytes(max(0, fault.wrong_size)))[: whole + fault.wrong_size]
        body = body[start:stop]
        partial = bool(start or stop)
        self.send_response(206 if partial else 200)
        if partial:
            end = start + len(body) - 1
            self.send_header("Content-Range", f"bytes {start}-{end}/{whole}")
        self.send_header("ETag", f'"{_git_hash(body)}"')
        self.send_header("X-Repo-Commit", self.hub.describe(repo_id)["sha"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self._send_body(name, body, fault or None)

    def _send_body(self, name: str, body: bytes, fault: Fault | None) -> None:
        hub = self.hub
        if fault and fault.cut_after_bytes >= 0:
            body = body[: fault.cut_after_bytes]
        for at in range(0, len(body), _BLOCK_BYTES):
            block = body[at : at + _BLOCK_BYTES]
            self.wfile.write(block)
            with hub.sent:
                hub.sent_bytes[name] += len(block)
                hub.sent.notify_all()
            if fault and fault.bytes_per_s and hub._closing.wait(len(block) / fault.bytes_per_s):
                return

    def _fault(self, name: str) -> Fault | bool:
        """The fault that fits, False for none; True if it was the whole answer."""
        found = next((one for one in self.hub.faults if fnmatchcase(name, one.at)), None)
        if found is None:
            return False
        found.times -= 1
        if found.times == 0:
            self.hub.faults.remove(found)
        if found.hang:
            self.hub._closing.wait()
            return True
        if found.status:
            self._refuse(found.status, found.headers)
            return True
        return found

    def _refuse(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in (headers | {"Content-Length": "2"}).items():
            self.send_header(key, value)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"{}")

    def _send_json(self, content: Any) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


def _files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def _sibling(folder: Path, path: str) -> dict[str, Any]:
    body = (folder / path).read_bytes()
    told: dict[str, Any] = {"rfilename": path, "size": len(body), "blobId": _git_hash(body)}
    if len(body) >= _LARGE_BYTES or path.endswith(".safetensors"):
        sha256 = hashlib.sha256(body).hexdigest()
        told["lfs"] = {"sha256": sha256, "size": len(body), "pointerSize": 134}
    return told


def _git_hash(body: bytes) -> str:
    head = b"blob %d\0" % len(body)
    return hashlib.sha1(head + body, usedforsecurity=False).hexdigest()
