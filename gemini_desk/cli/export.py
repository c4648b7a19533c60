"""`gemini-desk export`: everything to one archive, or one conversation to a file to read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import InputError
from gemini_desk.storage.exporters import EXPORTERS, Exporter, export_conversation

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from gemini_desk.chat.conversation import ConversationId
    from gemini_desk.storage.conversation_list import ConversationSummary
    from gemini_desk.storage.store_thread import StoreThread

_EVERYTHING: Final = "jsonl"
_READABLE: Final = {exporter.name: exporter for exporter in EXPORTERS}
_MOST_NAMED: Final = 10


def add_parser(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
) -> argparse.ArgumentParser:
    """Describe the command's arguments."""
    parser = subparsers.add_parser(
        "export",
        help="write conversations to a file",
        description="Everything to one archive (a .zip with JSON Lines and the attachments), or "
        "one conversation to a file that can be read.",
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="the file to write")
    parser.add_argument(
        "--conversation", metavar="C", help="only this one: its title, or its id; see --format"
    )
    parser.add_argument(
        "--format",
        choices=(_EVERYTHING, *_READABLE),
        help="default: by the suffix of PATH, else jsonl for everything, markdown for one",
    )
    parser.set_defaults(run=run)
    return parser


def run(options: argparse.Namespace) -> int:
    """Export."""
    from gemini_desk.cli.stored import opened_store, profile_of
    from gemini_desk.diagnostics import set_up_terminal_logging

    set_up_terminal_logging(debug=options.debug, log_filter=options.log_filter)
    exporter = _exporter(options)
    with opened_store(profile_of(options)) as store:
        if exporter is None:
            _export_all(store, options.path)
        else:
            _export_one(store, options.conversation, options.path, exporter)
    return 0


def _exporter(options: argparse.Namespace) -> Exporter | None:
    """The format of one conversation; None for everything."""
    name = options.format
    if name is None:
        by_suffix = {exporter.suffix: exporter.name for exporter in EXPORTERS}
        default = _EVERYTHING if options.conversation is None else "markdown"
        name = by_suffix.get(options.path.suffix.lower(), default)
    if name == _EVERYTHING:
        if options.conversation is not None:
            raise InputError(
                "--format jsonl exports everything.",
                hint="Leave --conversation out, or choose another format.",
            )
        return None
    if options.conversation is None:
        raise InputError(
            f"--format {name} exports one conversation.",
            hint="Say which with --conversation TITLE, or choose --format jsonl.",
        )
    return _READABLE[name]


def _export_all(store: StoreThread, path: Path) -> None:
    from gemini_desk.cli.output import StatusLine
    from gemini_desk.storage.transfer.exporting import export_all

    status = StatusLine()
    result = export_all(
        store.database_path,
        store.blobs,
        path,
        lambda done, total: status.show(f"Exporting {done / max(total, 1):.0%}"),
    )
    status.clear()
    print(result.summary)


def _export_one(store: StoreThread, wanted: str, path: Path, exporter: Exporter) -> None:
    summaries = store.submit(lambda it: it.list_conversations()).result()
    conversation_id = _chosen(summaries, wanted)
    conversation = store.submit(lambda it: it.load(conversation_id)).result()
    export_conversation(conversation, path, exporter)


def _chosen(summaries: Sequence[ConversationSummary], wanted: str) -> ConversationId:
    """The conversation that is meant: by its id, its title, or a part of a title.

    Raises:
        InputError: There is none, or several.
    """
    words = wanted.casefold()
    found: Sequence[ConversationSummary] = ()
    for fits in (
        lambda it: it.id == wanted,
        lambda it: it.title.casefold() == words,
        lambda it: words in it.title.casefold(),
    ):
        found = [it for it in summaries if fits(it)]
        if found:
            break
    if not found:
        raise InputError(
            f"No conversation is called “{wanted}”.", hint="Give a part of its title, or its id."
        )
    if len(found) > 1:
        named = ", ".join(f"{it.id} ({it.title})" for it in found[:_MOST_NAMED])
        raise InputError(
            f"{len(found)} conversations fit “{wanted}”.", hint=f"Give an id: {named}."
        )
    return found[0].id
