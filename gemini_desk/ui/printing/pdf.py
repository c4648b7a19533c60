"""A conversation as PDF, written by a program of its own (print_program.py).

In a thread of this process Qt would lay out and paint with the interpreter's lock held: the
window's thread was late by up to 480 ms. So the program gets the messages one by one, as it
asks for them; this thread sleeps meanwhile.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtGui import QFontDatabase, QGuiApplication

from gemini_desk.errors import StorageError
from gemini_desk.ui.own_programs import decode, python_path
from gemini_desk.ui.printing.paper import PrintOrder

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.conversation import Conversation, MessageVersion

logger = logging.getLogger(__name__)

_PROGRAM: Final = "gemini_desk.ui.printing.print_program"
_ROOM_HINT: Final = "Choose another folder, or free some space."


def write_pdf(
    conversation: Conversation, path: Path, progress: Callable[[int, int], None] | None = None
) -> None:
    """Write the open branch of `conversation` to `path`; what is there is replaced as a whole.

    Args:
        conversation: Not changed by anybody meanwhile.
        path: The file.
        progress: Called before each message with its number, from 0, and how many there
            are, and again before each page is painted; what it raises ends the export,
            and nothing is written.

    Raises:
        StorageError: The disk is full or refuses; what was there is untouched.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".export-", suffix=".pdf")
        os.close(descriptor)
        beside = Path(name)
        try:
            _write(conversation, beside, progress or (lambda _done, _total: None))
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(
            f"{path.name} could not be written: {error.strerror}.", hint=_ROOM_HINT
        ) from None


def _write(conversation: Conversation, path: Path, progress: Callable[[int, int], None]) -> None:
    mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    order = PrintOrder(replace(conversation, versions={}), path, mono)
    branch = conversation.branch()
    process = subprocess.Popen(
        [sys.executable, "-m", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": python_path()},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        _serve(process, (order, QGuiApplication.font().toString(), len(branch)), branch, progress)
    finally:
        process.kill()  # has it ended, nothing happens
        with contextlib.suppress(BrokenPipeError), process:
            pass  # closes the pipes, and waits


def _serve(
    process: subprocess.Popen[bytes],
    begin: tuple[PrintOrder, str, int],
    branch: list[MessageVersion],
    progress: Callable[[int, int], None],
) -> None:
    """Give the program what it asks for, until it is done.

    Raises:
        StorageError: The file could not be written.
    """

    def send(value: object) -> None:
        assert process.stdin is not None
        process.stdin.write(pickle.dumps(value))
        process.stdin.flush()

    assert process.stdout is not None
    try:
        send(begin)
        for line in process.stdout:
            kind, values = decode(line)
            match kind:
                case "next":
                    progress(values["done"], len(branch))
                    send(branch[values["done"]])
                case "page":
                    progress(values["done"], len(branch))
                case "done":
                    return
                case "failed":
                    raise _failure(values)
    except BrokenPipeError:
        pass  # it ended: the reason is in its output, if anywhere
    logger.warning("The program that prints ended with code %s.", process.wait())
    raise StorageError(
        "The file could not be written: the program that prints it ended early.",
        hint="Try again; if memory is short, close other programs first.",
    )


def _failure(values: dict[str, Any]) -> StorageError:
    """What the program says that went wrong."""
    if "reason" in values:
        return StorageError(f"The file could not be written: {values['reason']}.", hint=_ROOM_HINT)
    return StorageError(values["message"], hint=values["hint"])
