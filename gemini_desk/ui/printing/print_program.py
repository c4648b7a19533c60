"""The program that prints: Qt lays out and paints pages for seconds, here and not in the window.

python -m gemini_desk.ui.printing.print_program

Standard input: a pickled `PrintOrder`, then one pickled message for each line `next`; both ends
are this package, and nobody else can write to the pipe. Standard output: `next` when a message
is wanted, and `page` before each page that is painted, with how many messages are on their
pages; at the end `done`, or `failed` with the reason. It ends when its standard input does.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from PySide6.QtGui import QFont, QGuiApplication

from gemini_desk.errors import GeminiDeskError
from gemini_desk.ui.own_programs import encode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gemini_desk.chat.conversation import MessageVersion

_NICE: Final = 5  # the window comes first


class PrintProgram:
    """Prints what one stream tells, and tells another how far it is."""

    def __init__(self, orders: BinaryIO, told: BinaryIO) -> None:
        self._orders = orders
        self._told = told
        self._done = 0  # messages that are on their pages

    def run(self) -> None:
        """Print one conversation.

        Raises:
            OSError: Nobody listens any more.
        """
        from gemini_desk.ui.printing.paper import print_messages

        order, font, total = pickle.load(self._orders)
        if font:
            wanted = QFont()
            wanted.fromString(font)
            QGuiApplication.setFont(wanted)
        try:
            print_messages(
                order, self._messages(total), lambda: self._tell("page", done=self._done)
            )
        except GeminiDeskError as error:
            self._tell("failed", message=error.message, hint=error.hint)
        except BrokenPipeError:
            raise
        except OSError as error:
            self._tell("failed", reason=error.strerror or type(error).__name__)
        else:
            self._tell("done")

    def _messages(self, total: int) -> Iterator[MessageVersion]:
        while self._done < total:
            self._tell("next", done=self._done)
            version: MessageVersion = pickle.load(self._orders)
            yield version
            self._done += 1

    def _tell(self, kind: str, **values: Any) -> None:
        self._told.write(encode(kind, **values))
        self._told.flush()


def main() -> None:
    """Print, and end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the window, which ends this
    if hasattr(os, "nice"):
        os.nice(_NICE)
    # No window will be there; but on Windows this platform knows no fonts.
    platform = [] if sys.platform == "win32" else ["-platform", "offscreen"]
    application = QGuiApplication(["gemini-desk", *platform])
    try:
        PrintProgram(sys.stdin.buffer, sys.stdout.buffer).run()
    except (EOFError, BrokenPipeError):
        os._exit(0)  # nobody listens any more
    del application


if __name__ == "__main__":
    main()
