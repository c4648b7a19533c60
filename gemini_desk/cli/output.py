"""What the terminal shows while one waits: a line on standard error, if that is a terminal."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.engine.events import Capabilities, LoadedModel, LoadProgress, LoadRequest
    from gemini_desk.settings.schema import ServerSettings
    from gemini_desk.tasks.model_session import ModelSession


EXIT_INTERRUPTED: Final = 130  # what shells say of a program that Ctrl-C ended


class StatusLine:
    """One line that is written over; silent where standard error is no terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def show(self, text: str) -> None:
        """Replace the line by `text`."""
        if self._shown:
            print(f"\r\x1b[2K{text}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        self.show("")


def terminal_columns() -> int | None:
    """How wide the terminal is; None where standard output is none, but a file or a program."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def load_model(session: ModelSession, options: argparse.Namespace) -> LoadedModel:
    """Load the model that the command line names, showing how far it is."""
    from gemini_desk.cli.servers import server_of

    status = StatusLine()

    def on_progress(progress: LoadProgress) -> None:
        percent = "" if progress.fraction is None else f" {progress.fraction:.0%}"
        status.show(f"{progress.stage}{percent}")

    try:
        request = load_request(
            options.model, options.quantisation, server_of(options, options.model or "")
        )
        return session.load(request, on_progress)
    finally:
        status.clear()


def tell_what_is_left_out(attachment: Attachment, capabilities: Capabilities) -> None:
    """Say what of a file is not used, and where a film is seen and not heard."""
    if attachment.note:
        print(f"{attachment.name}: {attachment.note}", file=sys.stderr, flush=True)
    if attachment.kind.value != "video":
        return
    if reason := capabilities.why_only_seen(attachment.duration_s):
        print(f"{attachment.name}: {reason}", file=sys.stderr, flush=True)


def add_loading_arguments(parser: argparse.ArgumentParser) -> None:
    """How the model is loaded."""
    from gemini_desk.models.quantisation import FACTS, Quantisation

    parser.add_argument(
        "--quantisation",
        choices=[way.value for way in Quantisation],
        default=Quantisation.NONE.value,
        help="smaller weights: "
        + ", ".join(f"{way.value} ({facts.label})" for way, facts in FACTS.items()),
    )


def load_request(
    model: str | None, quantisation: str, server: ServerSettings | None = None
) -> LoadRequest:
    """Local files only: downloads are asked for with `models pull`."""
    from gemini_desk.engine.events import LoadRequest
    from gemini_desk.models.quantisation import Quantisation

    return LoadRequest(
        model or "starter",
        quantisation=Quantisation(quantisation),
        offline=server is None,
        server=server,
    )
