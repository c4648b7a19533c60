"""`gemini-desk models pull|remove|verify`: models come, go, and are held against their hashes."""

from __future__ import annotations

import getpass
import queue
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from gemini_desk.cli.download_bar import DownloadBar
from gemini_desk.cli.output import EXIT_INTERRUPTED
from gemini_desk.errors import AccessDeniedError, InputError, SecretStorageError
from gemini_desk.sizes import size_text

if TYPE_CHECKING:
    import argparse

    from gemini_desk.models.download.job import Download
    from gemini_desk.models.download.progress import DownloadEvent
    from gemini_desk.models.download.removal import RemovalPlan
    from gemini_desk.models.inventory import ModelEntry
    from gemini_desk.models.network import Ban


def add_actions(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the arguments of each."""
    pull = actions.add_parser("pull", help="download a model, or go on with it")
    pull.set_defaults(run=run_pull)
    removal = actions.add_parser("remove", help="take a model off this machine")
    removal.add_argument("--yes", action="store_true", help="do not ask")
    removal.add_argument(
        "--all", action="store_true", help="also revisions that other programs fetched"
    )
    removal.set_defaults(run=run_remove)
    check = actions.add_parser("verify", help="compare a model's files with the hub's hashes")
    check.set_defaults(run=run_verify)
    for action in (pull, check):
        action.add_argument(
            "--online",
            action="store_true",
            help="connect to the hub, this once, where the settings say offline",
        )
    for action in (pull, removal, check):
        action.add_argument("name", metavar="M", help="alias or hub id")


def run_pull(options: argparse.Namespace) -> int:
    """Download a model; Ctrl-C pauses."""
    from gemini_desk.cli.stored import profile_of
    from gemini_desk.models.download.hub_client import hub_endpoint
    from gemini_desk.models.download.job import Download
    from gemini_desk.models.download.progress import Downloaded, DownloadFailed, DownloadPaused
    from gemini_desk.models.download.records import records_of
    from gemini_desk.models.hub_cache import default_hub_dir
    from gemini_desk.models.network import hub_refusal

    repo_id = _hub_id(options.name)
    if (why := _hub_ban(options)) is not None:
        raise hub_refusal(repo_id, why, where=hub_endpoint())
    events: queue.SimpleQueue[DownloadEvent] = queue.SimpleQueue()
    download = Download(
        repo_id,
        hub_dir=default_hub_dir(),
        records=records_of(profile_of(options)),
        emit=events.put,
    )
    while True:
        ending = _follow(download, events)
        if isinstance(ending, Downloaded):
            news = "is complete already" if not ending.fetched_bytes else "is here"
            print(f"{repo_id} {news}, every file verified.", file=sys.stderr)
            print(ending.folder)
            return 0
        if isinstance(ending, DownloadPaused):
            print(
                f"Paused: {size_text(ending.done_bytes)} of {size_text(ending.total_bytes)} are "
                f"here. `gemini-desk models pull {options.name}` goes on.",
                file=sys.stderr,
            )
            return EXIT_INTERRUPTED
        if not isinstance(ending, DownloadFailed):
            raise TypeError(type(ending))
        if not isinstance(ending.error, AccessDeniedError) or not _ask_for_token(ending.error):
            raise ending.error


def run_remove(options: argparse.Namespace) -> int:
    """Take a model off this machine."""
    from gemini_desk.cli.stored import profile_of
    from gemini_desk.models.download.records import records_of
    from gemini_desk.models.download.removal import plan_removal, remove
    from gemini_desk.models.hub_cache import default_hub_dir

    repo_id = _hub_id(options.name)
    plan = plan_removal(repo_id, default_hub_dir(), every_revision=options.all)
    print(_what_goes(plan), file=sys.stderr)
    if not options.yes:
        if not sys.stdin.isatty():
            raise InputError(
                "Nothing was removed: nobody is there to be asked.", hint="Say --yes to remove it."
            )
        print("Remove it? [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            print("Nothing was removed.", file=sys.stderr)
            return 0
    remove(plan)
    records_of(profile_of(options)).remove(repo_id)
    print(f"{size_text(plan.free_bytes)} are free again.", file=sys.stderr)
    return 0


def run_verify(options: argparse.Namespace) -> int:
    """Compare a model's files with the hub's hashes."""
    from gemini_desk.models.download.tokens import known_tokens
    from gemini_desk.models.download.verification import FileState, verify
    from gemini_desk.models.hub_cache import default_hub_dir

    repo_id = _hub_id(options.name)
    why_not = _hub_ban(options)
    tokens = known_tokens if why_not is None else None
    bar = DownloadBar()
    try:
        found = verify(
            repo_id,
            default_hub_dir(),
            tokens=tokens,
            on_bytes=bar.show_check,
        )
    finally:
        bar.close()
    for path, state in found.files.items():
        print(f"{state:<9} {path}")
    against = "the hub" if tokens is not None else "their names in the cache (offline)"
    if found.whole:
        unknown = FileState.UNKNOWN in found.files.values()
        extent = "every file whose hash is known" if unknown else "every file"
        print(f"{repo_id}: {extent} is what {against} says.", file=sys.stderr)
        return 0
    print(
        f"{repo_id}: {len(found.problems)} of {len(found.files)} files are damaged or missing. "
        f"`gemini-desk models pull {options.name}` fetches them again.",
        file=sys.stderr,
    )
    return 1


def looked_up(options: argparse.Namespace) -> ModelEntry | None:
    """What the hub tells of a model that is not here; None where it is no id, or may not be asked.

    Raises:
        GeminiDeskError: The hub refuses, or cannot be reached.
    """
    from gemini_desk.models.catalogue import hub_id_of
    from gemini_desk.models.download.looking_up import look_up

    repo_id = hub_id_of(options.name)
    if not repo_id or _hub_ban(options) is not None:
        return None
    return look_up(repo_id)


def _follow(download: Download, events: queue.SimpleQueue[DownloadEvent]) -> DownloadEvent:
    """Show a download until it ends; Ctrl-C pauses it."""
    from gemini_desk.models.download.progress import DownloadProgress

    bar = DownloadBar()
    download.start()
    try:
        while True:
            try:
                event = events.get()
            except KeyboardInterrupt:
                download.pause()
                continue
            if not isinstance(event, DownloadProgress):
                return event
            bar.show(event)
    finally:
        bar.close()


def _ask_for_token(refusal: AccessDeniedError) -> bool:
    """Ask the person for a token, if there is one to ask; False to give up."""
    from gemini_desk.models import hub_token

    if not sys.stdin.isatty():
        return False
    print(f"{refusal.message}\n{refusal.hint}", file=sys.stderr)
    token = getpass.getpass("Token (empty to stop): ", stream=sys.stderr)
    if not token.strip():
        return False
    try:
        hub_token.keep_token(token)
    except SecretStorageError as error:
        hub_token.keep_token(token, session_only=True)
        print(f"{error.message} The token is used this once.", file=sys.stderr)
    return True


def _hub_ban(options: argparse.Namespace) -> Ban | None:
    """What forbids that the hub is asked, by the profile's settings and this command line."""
    from gemini_desk.cli.stored import profile_of
    from gemini_desk.models.network import hub_ban
    from gemini_desk.settings.settings_store import SettingsStore

    loaded = SettingsStore(profile_of(options).config_dir / "settings.json").load()
    network = loaded.settings.network
    return hub_ban(replace(network, offline=network.offline and not options.online))


def _hub_id(name: str) -> str:
    from gemini_desk.models.catalogue import ALIASES
    from gemini_desk.models.hub_cache import is_hub_id

    repo_id = ALIASES.get(name.strip().casefold(), name.strip())
    if not is_hub_id(repo_id):
        raise InputError(
            f"{name} is no model of the hub.", hint="Name it as its page does: organisation/model."
        )
    return repo_id


def _what_goes(plan: RemovalPlan) -> str:
    text = f"{plan.repo_id} goes: {size_text(plan.free_bytes)} come free in {plan.hub_dir}, "
    text += "which other programs share."
    if plan.staying:
        count = len(plan.staying)
        others = "Another revision" if count == 1 else f"{count} other revisions"
        text += (
            f" {others}, fetched by some program, {'stays' if count == 1 else 'stay'} with what "
            f"{'it needs' if count == 1 else 'they need'}; --all removes everything."
        )
    elif len(plan.commits) > 1:
        text += f" {len(plan.commits)} revisions go, also those that other programs fetched."
    return text
