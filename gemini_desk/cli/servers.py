"""`gemini-desk servers`: servers that answer instead of this machine, and the offline switch.

A model of a server is `--model server:NAME/MODEL`, wherever a model is named.
"""

from __future__ import annotations

import getpass
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desk.errors import InputError, OfflineError

if TYPE_CHECKING:
    import argparse

    from gemini_desk.settings.schema import NetworkSettings, ServerSettings
    from gemini_desk.settings.settings_store import SettingsStore


def add_parser(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
) -> argparse.ArgumentParser:
    """Describe the command's arguments."""
    parser = subparsers.add_parser(
        "servers",
        help="servers that answer instead of this machine",
        description="OpenAI-compatible servers: vLLM, llama.cpp, Ollama, LM Studio. Their models "
        "are named server:NAME/MODEL; what you ask them leaves this machine.",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    actions.add_parser("list", help="the servers").set_defaults(run=run_list)
    adding = actions.add_parser("add", help="add or change a server")
    adding.add_argument("name", metavar="NAME", help="what to call it")
    adding.add_argument("address", metavar="URL", help="as in https://gpu.example.org/v1")
    adding.add_argument(
        "--key", action="store_true", help="ask for a key, and keep it in the keyring"
    )
    adding.add_argument("--image", action="store_true", help="its models take pictures")
    adding.add_argument("--audio", action="store_true", help="its models take sound")
    adding.add_argument(
        "--context", type=int, default=0, metavar="N", help="longest prompt plus answer, in tokens"
    )
    adding.add_argument(
        "--model-id", default="", metavar="MODEL", help="a model, if the server lists none"
    )
    adding.add_argument(
        "--ca-file", default="", metavar="F", help="trust these authorities, not the system's"
    )
    adding.add_argument("--connect-timeout", type=float, metavar="S", help="seconds; default: 10")
    adding.add_argument(
        "--first-token-timeout", type=float, metavar="S", help="seconds; default: 300"
    )
    adding.add_argument("--token-timeout", type=float, metavar="S", help="seconds; default: 60")
    adding.set_defaults(run=run_add)
    removing = actions.add_parser("remove", help="forget a server and its key")
    removing.add_argument("name", metavar="NAME")
    removing.set_defaults(run=run_remove)
    models = actions.add_parser("models", help="what a server has")
    models.add_argument("name", metavar="NAME")
    models.set_defaults(run=run_models)
    switch = actions.add_parser("offline", help="whether nothing may leave this machine")
    switch.add_argument("state", nargs="?", choices=("on", "off"), help="nothing: say how it is")
    switch.set_defaults(run=run_offline)
    return parser


def server_of(options: argparse.Namespace, model: str) -> ServerSettings | None:
    """The server that `model` names; None for a model of this machine.

    Raises:
        OfflineError: The application is offline, by its settings or by `--offline`.
        ModelNotFoundError: There is no such server.
    """
    from gemini_desk.models import servers

    if not servers.is_server_model(model):
        return None
    _, network = _settings(options)
    server = servers.require(model, network)
    print(f"This leaves the machine: {servers.origin(server.base_url)}", file=sys.stderr)
    return server


def run_list(options: argparse.Namespace) -> int:
    """Print the servers."""
    _, network = _settings(options)
    width = max((len(server.name) for server in network.servers), default=0)
    for server in network.servers:
        takes = [
            word for word, taken in (("image", server.image), ("audio", server.audio)) if taken
        ]
        extra = f"  ({', '.join(takes)})" if takes else ""
        print(f"{server.name:<{width}}  {server.base_url}{extra}")
    if network.offline:
        print("Offline: none of them is asked. `gemini-desk servers offline off`", file=sys.stderr)
    return 0


def run_add(options: argparse.Namespace) -> int:
    """Add a server, or change one; asking for it is agreeing to it."""
    from gemini_desk.models import servers
    from gemini_desk.settings import secrets
    from gemini_desk.settings.schema import ServerSettings

    store, network = _settings(options)
    before = servers.find(options.name, network)
    server = replace(
        before or ServerSettings(name=options.name),
        base_url=options.address,
        image=True if options.image else None,
        audio=True if options.audio else None,
        context_tokens=max(options.context, 0),
        ca_file=str(Path(options.ca_file).absolute()) if options.ca_file else "",
        model=options.model_id,
    )
    for field, value in (
        ("connect_timeout_s", options.connect_timeout),
        ("first_token_timeout_s", options.first_token_timeout),
        ("between_tokens_timeout_s", options.token_timeout),
    ):
        if value is not None:
            server = replace(server, **{field: value})
    network = servers.with_server(network, server)
    added = servers.find(options.name, network)
    assert added is not None  # just added
    if options.key:
        secrets.set(secrets.SERVER_SERVICE, added.name, _read_key())
    elif servers.is_moved(before, added):
        secrets.delete(secrets.SERVER_SERVICE, added.name)  # it was for another address
    _save(store, network)
    if warning := servers.warning(added.base_url):
        print(f"gemini-desk: {warning}", file=sys.stderr)
    print(f"{added.name} is {added.base_url}. Its models: gemini-desk servers models {added.name}")
    return 0


def run_remove(options: argparse.Namespace) -> int:
    """Forget a server and its key."""
    from gemini_desk.models import servers
    from gemini_desk.settings import secrets

    store, network = _settings(options)
    server = _known(options.name, network)
    secrets.delete(secrets.SERVER_SERVICE, server.name)
    _save(store, servers.without_server(network, server.name))
    return 0


def run_models(options: argparse.Namespace) -> int:
    """Print what a server has, under the names that `--model` takes."""
    from gemini_desk.engine.backends.server.listing import models_of
    from gemini_desk.models.network import is_offline
    from gemini_desk.models.servers import ServerModel

    _, network = _settings(options)
    server = _known(options.name, network)
    if is_offline(network):
        raise OfflineError(
            "Gemini Desk is offline, so no server is asked.",
            hint="`gemini-desk servers offline off` lets it.",
        )
    for listed in models_of(server):
        print(ServerModel(server.name, listed.id).name)
    return 0


def run_offline(options: argparse.Namespace) -> int:
    """Say whether nothing may leave the machine, or change it."""
    store, network = _settings(options)
    if options.state is not None:
        network = replace(network, offline=options.state == "on")
        _save(store, network)
    print("offline" if network.offline else "online: downloads and servers that you choose")
    return 0


def _settings(options: argparse.Namespace) -> tuple[SettingsStore, NetworkSettings]:
    from gemini_desk.cli.stored import profile_of
    from gemini_desk.settings.settings_store import SettingsStore

    store = SettingsStore(profile_of(options).config_dir / "settings.json")
    return store, store.load().settings.network


def _save(store: SettingsStore, network: NetworkSettings) -> None:
    store.save(replace(store.load().settings, network=network))


def _known(name: str, network: NetworkSettings) -> ServerSettings:
    from gemini_desk.models import servers

    server = servers.find(name, network)
    if server is None:
        raise InputError(
            f"There is no server called {name!r}.", hint="`gemini-desk servers list` shows them."
        )
    return server


def _read_key() -> str:
    """From the terminal without an echo, else from standard input: never from the arguments."""
    if sys.stdin.isatty():
        return getpass.getpass("Key: ")
    return sys.stdin.readline()
