"""Servers that the person added: their names, addresses, keys and models' names.

A model of a server is named `server:NAME/MODEL`: NAME is what the person calls the server,
MODEL what the server calls the model, slashes included. Nothing here opens a socket, except
what asks the keyring on the desktop's own bus.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from gemini_desk.errors import InputError, ModelNotFoundError, OfflineError
from gemini_desk.models.network import is_offline

if TYPE_CHECKING:
    from gemini_desk.settings.schema import NetworkSettings, ServerSettings

PREFIX: Final = "server:"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_LONGEST_URL: Final = 2000
_LONGEST_WAIT_S: Final = 86_400
_LARGEST_CONTEXT: Final = 100_000_000


class ServerModel(NamedTuple):
    """A model's name, taken apart.

    Attributes:
        server: What the person calls the server.
        model: What the server calls the model.
    """

    server: str
    model: str

    @property
    def name(self) -> str:
        """As `LoadRequest.model` takes it."""
        return f"{PREFIX}{self.server}/{self.model}"


def is_server_model(model: str) -> bool:
    """Whether `model` answers on a server, so that messages leave this machine for it."""
    return model.startswith(PREFIX)


def parse(model: str) -> ServerModel:
    """Take `server:NAME/MODEL` apart.

    Raises:
        ModelNotFoundError: It is no such name.
    """
    server, slash, name = model.removeprefix(PREFIX).partition("/")
    if not is_server_model(model) or not server or not slash or not name.strip():
        raise ModelNotFoundError(
            f"{model!r} is no model of a server.", hint="Write server:NAME/MODEL."
        )
    return ServerModel(server, name.strip())


def require(model: str, network: NetworkSettings) -> ServerSettings:
    """The server that answers for `model`.

    Raises:
        OfflineError: The application is offline.
        ModelNotFoundError: The person added no such server.
    """
    wanted = parse(model).server
    if is_offline(network):
        raise OfflineError(
            f"{model} answers on a server, and Gemini Desk is offline.",
            hint="The switch is in Preferences, Privacy, and in `gemini-desk servers offline off`.",
        )
    server = find(wanted, network)
    if server is None:
        known = ", ".join(each.name for each in network.servers)
        raise ModelNotFoundError(
            f"There is no server called {wanted!r}.",
            hint=f"There are: {known}." if known else "Add it in the model menu first.",
        )
    return server


def find(name: str, network: NetworkSettings) -> ServerSettings | None:
    """The server of this name, upper and lower case alike."""
    for server in network.servers:
        if server.name.casefold() == name.casefold():
            return server
    return None


def is_name(name: str) -> bool:
    """Whether a server can be called so."""
    return _NAME.fullmatch(name) is not None


def with_server(network: NetworkSettings, server: ServerSettings) -> NetworkSettings:
    """`network` with `server`, at the place of one of the same name.

    Raises:
        InputError: Its name, its address or a number is of no use.
    """
    if not is_name(server.name):
        raise InputError(
            "This name cannot be used.",
            hint="Letters, digits, dots, hyphens and underlines; 40 at most.",
        )
    server = replace(server, base_url=tidy_url(server.base_url))
    before = find(server.name, network)
    if is_moved(before, server):
        server = replace(server, agreed=False)  # the person agreed to another address
    waits_s = (
        server.connect_timeout_s, server.first_token_timeout_s, server.between_tokens_timeout_s
    )  # fmt: skip
    if not all(0 < wait_s <= _LONGEST_WAIT_S for wait_s in waits_s):
        raise InputError("A time-out is above 0 and at most a day, in seconds.")
    if not 0 <= server.context_tokens <= _LARGEST_CONTEXT:
        raise InputError("No model reads that many tokens.")
    if before is None:
        return replace(network, servers=(*network.servers, server))
    return replace(
        network, servers=tuple(server if each is before else each for each in network.servers)
    )


def without_server(network: NetworkSettings, name: str) -> NetworkSettings:
    """`network` without the server of this name."""
    kept = (each for each in network.servers if each.name.casefold() != name.casefold())
    return replace(network, servers=tuple(kept))


def tidy_url(text: str) -> str:
    """An address as people type it → where the interface begins, `https://host:port/v1`.

    Without a scheme it is https, or http for this machine itself; without a path, `/v1`.

    Raises:
        InputError: It is no address of a server.
    """
    text = text.strip()
    if "://" not in text:
        scheme = "http" if is_loopback(f"http://{text}") else "https"
        text = f"{scheme}://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    usable = parts.scheme in ("http", "https") and parts.hostname and len(text) <= _LONGEST_URL
    if not usable or any(character.isspace() for character in text) or not text.isprintable():
        raise InputError(
            "This is no address of a server.", hint="Write it as in https://gpu.example.org/v1."
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InputError(
            "An address holds no name, password, ? or #.", hint="The key has a field of its own."
        )
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    place = f"{host}:{port}" if port is not None else host
    path = parts.path.rstrip("/").removesuffix("/chat/completions").removesuffix("/models")
    return urlunsplit((parts.scheme, place, path or "/v1", "", ""))


def origin(base_url: str) -> str:
    """Where messages go, for a person: `https://gpu.example.org:8000`."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}"


def destination(model: str, network: NetworkSettings) -> str:
    """Where messages for `model` go, for a person; "" for nowhere."""
    if not is_server_model(model):
        return ""
    name = server_name(model)
    server = find(name, network)
    return origin(server.base_url) if server is not None else f"the server {name}"


def server_name(model: str) -> str:
    """What the person calls the server of `model`, whatever is wrong with the rest."""
    return model.removeprefix(PREFIX).partition("/")[0]


def is_moved(before: ServerSettings | None, after: ServerSettings) -> bool:
    """Whether a server stands at another address now: what was for the old one is not for it."""
    return before is not None and origin(before.base_url) != origin(after.base_url)


def is_loopback(base_url: str) -> bool:
    """Whether the address is this machine's own."""
    try:
        host = urlsplit(base_url).hostname or ""
        if host == "localhost" or host.endswith(".localhost"):
            return True
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def warning(base_url: str) -> str:
    """What a person should know before anything goes to this address; "" for nothing."""
    if urlsplit(base_url).scheme == "http" and not is_loopback(base_url):
        return (
            "http is not encrypted: everyone on the way can read your messages, pictures and "
            "recordings, and the key. Use https, or a tunnel."
        )
    return ""
