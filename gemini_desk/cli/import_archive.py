"""`gemini-desk import`: what was exported, added to what is here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse

_MOST_NAMED: Final = 20


def add_parser(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
) -> argparse.ArgumentParser:
    """Describe the command's arguments."""
    parser = subparsers.add_parser(
        "import",
        help="add conversations from a file",
        description="Adds what was exported, by Gemini Desk, ChatGPT, Open WebUI or llama.cpp, to "
        "what is here. Nothing that is here is overwritten; importing again goes on where it was "
        "stopped.",
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="what was exported")
    parser.set_defaults(run=run)
    return parser


def run(options: argparse.Namespace) -> int:
    """Import, and say what could not be used."""
    from gemini_desk.cli.output import StatusLine
    from gemini_desk.cli.stored import opened_store, profile_of
    from gemini_desk.diagnostics import set_up_terminal_logging
    from gemini_desk.storage.transfer.importing import import_all

    set_up_terminal_logging(debug=options.debug, log_filter=options.log_filter)
    status = StatusLine()
    with opened_store(profile_of(options)) as store:
        result = import_all(
            options.path,
            store.blobs,
            lambda function: store.submit(function).result(),
            lambda done, total: status.show(f"Importing {done / max(total, 1):.0%}"),
        )
    status.clear()
    for problem in result.problems[:_MOST_NAMED]:
        print(problem, file=sys.stderr)
    if result.problem_count > _MOST_NAMED:
        print(f"… and {result.problem_count - _MOST_NAMED} more.", file=sys.stderr)
    print(result.summary)
    return 0
