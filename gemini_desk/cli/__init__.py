"""The command line; a composition root.

    __init__.py     the arguments, and from an error to an exit code
    ask.py          one answer
    chat.py         a conversation in the terminal
    transcribe.py   a recording → text
    models.py       what is on this machine
    output.py       what the terminal shows while one waits

To add a command: write a module with `add_parser(subparsers)` that sets `run` as the
default, and add it to `_COMMANDS`.

Exit codes: 0; 2 for input that cannot be used; 130 after Ctrl-C; 1 for anything else.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desk import __version__
from gemini_desk.cli import ask, chat, models, transcribe
from gemini_desk.cli.output import EXIT_INTERRUPTED
from gemini_desk.errors import GeminiDeskError, InputError, ModelLoadError

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)

_COMMANDS = (ask, chat, transcribe, models)


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command."""
    parser = argparse.ArgumentParser(
        prog="gemini-desk",
        description="Chat, with text, pictures and voice, with a model on your own machine. "
        "Without a command, the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    add_common_arguments(parser, root=True)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for command in _COMMANDS:
        add_common_arguments(command.add_parser(subparsers), root=False)
    return parser


def add_common_arguments(parser: argparse.ArgumentParser, *, root: bool) -> None:
    """The arguments that stand before or after the command alike."""
    # Given before the command, a value must survive the command's own parser.
    absent = None if root else argparse.SUPPRESS
    switch = False if root else argparse.SUPPRESS
    parser.add_argument(
        "--model", default=absent, metavar="M", help="alias, hub id or folder (default: starter)"
    )
    parser.add_argument(
        "--profile", type=Path, default=absent, metavar="DIR", help="keep every file under DIR"
    )
    parser.add_argument(
        "--offline", action="store_true", default=switch, help="open no network connection"
    )
    parser.add_argument(
        "--debug", action="store_true", default=switch, help="log what happens to standard error"
    )
    parser.add_argument(
        "--log-filter", default=absent, metavar="ROOMS", help="log only these, as in engine,ui"
    )


def run(arguments: Sequence[str]) -> int:
    """Run a command.

    Returns:
        The exit code.
    """
    options = build_parser().parse_args(arguments)
    if options.offline:
        os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        if options.command is None:
            from gemini_desk.app import run_window

            return run_window(
                profile_dir=options.profile,
                model=options.model,
                debug=options.debug,
                log_filter=options.log_filter,
            )
        code: int = options.run(options)
    except (InputError, ModelLoadError) as error:
        return _report(error, 2)
    except GeminiDeskError as error:
        return _report(error, 1)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`| head`): silence the flush at exit as well.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        logger.debug("unexpected error", exc_info=True)
        kind = type(error).__name__
        print(f"gemini-desk: unexpected error ({kind}); --debug shows more.", file=sys.stderr)
        return 1
    return code


def _report(error: GeminiDeskError, code: int) -> int:
    print(f"gemini-desk: {' '.join(str(error).split())}", file=sys.stderr)
    return code
