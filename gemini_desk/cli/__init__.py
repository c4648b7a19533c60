"""The command line; a composition root.

    __init__.py        the arguments, and from an error to an exit code
    ask.py             one answer
    chat.py            a conversation in the terminal
    terminal_chat.py     its commands and its turns
    transcribe.py      a recording → text
    transcript_work.py   and what is made of that
    models.py          what is on this machine
    model_fit.py         how it fits, as lines and as JSON
    model_downloads.py   models come, go and are verified; download_bar.py
    servers.py         servers that answer instead of it; the offline switch
    export.py          conversations → a file
    import_archive.py  and back
    stored.py          the profile's conversations, opened for one command
    output.py          what the terminal shows while one waits

To add a command: write a module with `add_parser(subparsers)` that sets `run` as the
default, and name it in `add_commands`.

Exit codes: 0; 2 for input that cannot be used; 130 after Ctrl-C; 1 for anything else.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desk import __version__
from gemini_desk.cli.output import EXIT_INTERRUPTED
from gemini_desk.errors import GeminiDeskError, InputError, ModelLoadError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

logger = logging.getLogger(__name__)


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command, and of what stands before one or without one."""
    import argparse

    parser = argparse.ArgumentParser(
        prog="gemini-desk",
        description="Chat, with text, pictures and voice, with a model on your own machine. "
        "Without a command, the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    add_common_arguments(parser, root=True)
    parser.set_defaults(command=None)
    add_commands(parser)
    return parser


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Let `parser` take commands."""
    from gemini_desk.cli import ask, chat, export, import_archive, models, servers, transcribe

    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for command in (ask, chat, transcribe, models, servers, export, import_archive):
        add_common_arguments(command.add_parser(subparsers), root=False)


def add_common_arguments(parser: argparse.ArgumentParser, *, root: bool) -> None:
    """The arguments that stand before or after the command alike."""
    import argparse

    # Given before the command, a value must survive the command's own parser.
    absent = None if root else argparse.SUPPRESS
    switch = False if root else argparse.SUPPRESS
    parser.add_argument(
        "--model",
        default=absent,
        metavar="M",
        help="alias, hub id, folder, or server:NAME/MODEL (default: starter)",
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
    try:
        if not arguments:
            return _open_window()  # which does not wait for a parser
        options = build_parser().parse_args(arguments)
        if options.offline:
            os.environ["HF_HUB_OFFLINE"] = os.environ["GEMINI_DESK_OFFLINE"] = "1"
        if options.command is None:
            return _open_window(
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


def _open_window(
    *,
    profile_dir: Path | None = None,
    model: str | None = None,
    debug: bool = False,
    log_filter: str | None = None,
) -> int:
    # What is made before the window shows is there to stay: no use looking for garbage.
    gc.disable()  # `ui.garbage_collector` takes over
    from gemini_desk.app import run_window

    return run_window(profile_dir=profile_dir, model=model, debug=debug, log_filter=log_filter)


def _report(error: GeminiDeskError, code: int) -> int:
    print(f"gemini-desk: {' '.join(str(error).split())}", file=sys.stderr)
    return code
