"""`gemini-desk chat`: a conversation in the terminal, kept in the same store as the window's.

Ctrl-C stops an answer and keeps what came; at the prompt it ends the program, as Ctrl-D
and /quit do.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_parser(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
) -> argparse.ArgumentParser:
    """Describe the command's arguments."""
    from gemini_desk.cli.output import add_loading_arguments

    parser = subparsers.add_parser(
        "chat",
        help="chat in the terminal",
        description="A conversation in the terminal. It goes on with the last one; /help lists "
        "the commands.",
    )
    add_loading_arguments(parser)
    parser.add_argument("--new", action="store_true", help="begin a new conversation")
    parser.set_defaults(run=run)
    return parser


def run(options: argparse.Namespace) -> int:
    """Chat until the person leaves."""
    from gemini_desk.cli.output import load_model
    from gemini_desk.cli.servers import server_of
    from gemini_desk.cli.stored import opened_store, profile_of
    from gemini_desk.cli.terminal_chat import TerminalChat
    from gemini_desk.diagnostics import set_up_terminal_logging
    from gemini_desk.settings.settings_store import SettingsStore
    from gemini_desk.tasks.model_session import ModelSession

    set_up_terminal_logging(debug=options.debug, log_filter=options.log_filter)
    profile = profile_of(options)
    loaded = SettingsStore(profile.config_dir / "settings.json").load()
    for text in loaded.notices:
        print(text, file=sys.stderr)
    with opened_store(profile) as store, ModelSession() as session:
        load_model(session, options)
        chat = TerminalChat(
            session,
            store,
            loaded.settings,
            quantisation=options.quantisation,
            server_of=lambda name: server_of(options, name),
        )
        if not options.new:
            chat.resume_latest()
        return chat.run()
