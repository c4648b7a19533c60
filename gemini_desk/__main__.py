"""`gemini-desk` and `python -m gemini_desk`."""

from __future__ import annotations

import atexit
import os
import sys
import threading


def main() -> int:
    """Run the command line; the exit code."""
    from gemini_desk.cli import run

    code = run(sys.argv[1:])
    if "torch" in sys.modules or "PySide6" in sys.modules:
        _leave(code)
    return code


def _leave(code: int) -> None:
    """End the process with what has to be done at its end, and without taking it to pieces.

    To free torch's and transformers' half a million objects one by one takes a core for 1.3 s, in
    which a person waits for the prompt. And a thread that still imports them, for a model of a
    window that was closed, crashes when the interpreter is taken from under it, or holds the linker
    for seconds. Returns where the usual way is needed.
    """
    if any(not it.daemon for it in threading.enumerate() if it is not threading.main_thread()):
        return  # somebody still works, and is waited for
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return  # said by the interpreter, as ever
    atexit._run_exitfuncs()  # noqa: SLF001 - log files, temporary folders
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
