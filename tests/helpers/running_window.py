"""The application as a person has it: a process of its own, on a real display.

    with RunningWindow(profile_dir) as window:
        window.type("hello")
        window.press("Return")
        window.wait_for(lambda: window.answers(), "an answer")

What it wrote is read from its database, and what it shows is in `screenshot`. Nothing is
called inside the process.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

T = TypeVar("T")

# Several times what a quiet machine takes: a busy one is no failure.
START_S = 120.0
ANSWER_S = 120.0
_END_S = 60.0
_KEYS_S = 10.0
_TRIES = 5
_POLL_S = 0.05
_ROOT = Path(__file__).parents[2]


class RunningWindow:
    """A window in a process of its own.

    Attributes:
        profile_dir: Where it writes.
        process: The process.
    """

    def __init__(
        self,
        profile_dir: Path,
        *,
        module: str = "gemini_desk",
        options: Sequence[str] = ("--offline",),
        wrapper: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start it and wait for its window.

        Args:
            profile_dir: Passed on as `--profile`.
            module: Run as a program; one of the tests' own brings another model.
            options: Passed on, too.
            wrapper: Words in front of the command, of a program that becomes this one.
            environment: Of the process; the tests' own if None.
        """
        self.profile_dir = profile_dir
        self._log_file = profile_dir.parent / f"{profile_dir.name}-{time.monotonic_ns()}.log"
        self._log = self._log_file.open("wb")
        self.process = subprocess.Popen(
            [*wrapper, sys.executable, "-m", module, "--profile", str(profile_dir), *options],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            cwd=_ROOT,
        )
        try:
            self._window = self.wait_for(self._find_window, "the window", START_S)
            self.focus()
            # What works behind the window is built after its first paint; the store is last.
            database = profile_dir / "data" / "conversations.db"
            self.wait_for(database.exists, "the store", START_S)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()
        self._log.close()

    # -- what a person does ---------------------------------------------------------------

    def focus(self) -> None:
        """Give it the keyboard: there is no window manager that would do so."""
        self._xdotool("windowfocus", "--sync", self._window)

    def focus_dialog(self, title: str) -> None:
        """Give the keyboard to a dialog of this process, once it is there."""
        found = self.wait_for(lambda: self._find_window(title), f"the dialog “{title}”")
        self._xdotool("windowfocus", "--sync", found)

    def leave_dialog(self, title: str) -> None:
        """Press Escape until a dialog is gone: it takes keys a moment after it is there."""
        self.press_until("Escape", lambda: not self._find_window(title), f"no “{title}” any more")
        self.focus()

    def type(self, text: str) -> None:
        """Type into the widget that has the focus."""
        self._xdotool("type", "--delay", "5", text)

    def press(self, *keys: str) -> None:
        """Press keys, as in `ctrl+v`."""
        self._xdotool("key", *keys)

    def hold(self, key: str) -> None:
        """Press a key and keep it down."""
        self._xdotool("keydown", key)

    def release(self, key: str) -> None:
        """Let go of a key."""
        self._xdotool("keyup", key)

    def click(self, x: int, y: int) -> None:
        """Click a place of the window; negative ones are counted from its right or its end."""
        left, top, width, height = self.geometry()
        place = (left + x + (width if x < 0 else 0), top + y + (height if y < 0 else 0))
        self._xdotool("mousemove", "--sync", *map(str, place), "click", "1")

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Drag with the left button, between places on the screen."""
        self._xdotool("mousemove", *map(str, start), "mousedown", "1")
        steps = 12
        for step in range(1, steps + 1):
            x, y = (a + (b - a) * step // steps for a, b in zip(start, end, strict=True))
            self._xdotool("mousemove", "--sync", str(x), str(y))
            time.sleep(0.03)  # a hand is not faster; drag and drop goes through the X server
        self._xdotool("mouseup", "1")

    def geometry(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of the window, in pixels of the screen."""
        output = self._xdotool("getwindowgeometry", "--shell", self._window)
        values = dict(line.split("=") for line in output.splitlines() if "=" in line)
        return tuple(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))  # type: ignore[return-value]

    def close(self) -> int:
        """Close the window as its close button does; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_END_S)

    def kill(self) -> None:
        """End the process without a word, as a power cut does."""
        self.process.kill()
        self.process.wait(_END_S)

    # -- what there is to see -------------------------------------------------------------

    def title(self) -> str:
        """What its title bar says: the open conversation comes first."""
        return self._xdotool("getwindowname", self._window).strip()

    def screenshot(self, path: Path) -> Path:
        """Write a picture of the whole screen."""
        from PIL import ImageGrab

        ImageGrab.grab(xdisplay=os.environ["DISPLAY"]).save(path)
        return path

    def messages(self) -> list[tuple[str, ...]]:
        """Role, status and text of every stored message, in order."""
        return self._query(
            "SELECT role, status, coalesce((SELECT group_concat(text, '') FROM parts "
            "WHERE version = versions.number AND kind = 'text'), '') || coalesce((SELECT "
            "group_concat(text, '') FROM pending_text WHERE version = versions.number), '') "
            "FROM versions ORDER BY versions.number"
        )

    def answers(self) -> list[str]:
        """The texts of the answers that have ended."""
        return [
            text
            for role, status, text in self.messages()
            if role == "assistant" and status == "complete"
        ]

    def answering_devices(self) -> list[str]:
        """Where each answer was written: a device of this machine, or a server's address."""
        rows = self._query(
            "SELECT json_extract(answer, '$.model.device') FROM versions "
            "WHERE role = 'assistant' AND answer IS NOT NULL ORDER BY number"
        )
        return [device for (device,) in rows]

    def conversations(self, *, deleted: bool) -> list[str]:
        """Titles of the conversations in the bin, or of all others, as they are on disk."""
        which = "IS NOT NULL" if deleted else "IS NULL"
        rows = self._query(f"SELECT title FROM conversations WHERE deleted_at {which}")
        return [title for (title,) in rows]

    def attachments(self) -> list[str]:
        """The kinds of the attachments that are stored."""
        kinds = self._query("SELECT kind FROM parts WHERE kind != 'text' ORDER BY number")
        return [kind for (kind,) in kinds]

    def drafts(self) -> list[tuple[str, int]]:
        """Text and number of attachments of everything that is written but not sent."""
        rows = self._query(
            "SELECT text, (SELECT count(*) FROM draft_attachments WHERE draft = drafts.number) "
            "FROM drafts ORDER BY number"
        )
        return [(text, int(count)) for text, count in rows]

    def wait_for(self, look: Callable[[], T], what: str, timeout_s: float = ANSWER_S) -> T:
        """Look until there is something to see."""
        deadline = time.monotonic() + timeout_s
        while True:
            found = look()
            if found:
                return found
            if self.process.poll() is not None:
                raise AssertionError(f"the application ended before {what}; {self._account()}")
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"{what} did not come within {timeout_s:.0f} s; {self._account()}"
                )
            time.sleep(_POLL_S)

    def wait_for_conversation(self, title: str) -> None:
        """Wait until a conversation is on the screen, after a start; on disk it is before.

        What is pressed and sent until then belongs to a new conversation.
        """
        self.wait_for(lambda: self.title().startswith(title), f"the conversation “{title}”")

    def segments(self) -> list[tuple[float, float, str]]:
        """Start, end and text of everything that is transcribed and on disk, in order."""
        rows = self._query("SELECT start_s, end_s, text FROM transcript_segments ORDER BY 1")
        return [(float(start_s), float(end_s), str(text)) for start_s, end_s, text in rows]

    def press_until(
        self, keys: str, look: Callable[[], T], what: str, *, each_s: float = _KEYS_S
    ) -> T:
        """Press keys until something came of it.

        The end of an answer reaches the window a frame after it reaches the disk, and until
        then the keys for what follows do nothing.

        Args:
            keys: Pressed again where nothing came: they must do no harm once they have worked.
            look: What shows that they have worked.
            what: Its name.
            each_s: How long to look before they are pressed again.
        """
        for _ in range(_TRIES):
            self.press(keys)
            try:
                return self.wait_for(look, what, each_s)
            except AssertionError:
                if self.process.poll() is not None:
                    raise
        return self.wait_for(look, what)

    def drafted(self) -> list[str]:
        """The kinds of the files that wait in the composer, as they are on disk."""
        rows = self._query("SELECT kind FROM draft_attachments ORDER BY number")
        return [kind for (kind,) in rows]

    def _find_window(self, title: str = ".") -> str:
        found = subprocess.run(
            [
                "xdotool",
                "search",
                "--all",
                "--onlyvisible",
                "--pid",
                str(self.process.pid),
                "--name",
                title,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        return found.stdout.split()[0] if found.stdout.split() else ""

    def _account(self) -> str:
        """What there is to know where something did not come."""
        shown = self.title() if self.process.poll() is None else "gone"
        stored = [(role, status, text[-40:]) for role, status, text in self.messages()]
        said = self._log_file.read_text(errors="replace").strip()
        return (
            f"window: {shown}; messages: {stored}; drafts: {self.drafts()}; log: {said[-2000:]!r}"
        )

    def _query(self, sql: str) -> list[tuple[str, ...]]:
        file = self.profile_dir / "data" / "conversations.db"
        if not file.exists():
            return []
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)) as connection:
            try:
                return connection.execute(sql).fetchall()
            except sqlite3.OperationalError:
                return []  # the schema is not written yet

    @staticmethod
    def _xdotool(*words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], capture_output=True, text=True, check=True, timeout=60
        )
        return done.stdout


@contextmanager
def helper_program(script: Path, *words: str) -> Iterator[None]:
    """Run another program on the same display meanwhile; it prints a line when it is ready."""
    with subprocess.Popen(
        [sys.executable, str(script), *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline(), f"{script.name} did not start"
            yield
        finally:
            process.terminate()


def arguments(script_arguments: Sequence[str]) -> Path:
    """The profile folder in a script's arguments, as `RunningWindow` passes them."""
    return Path(script_arguments[script_arguments.index("--profile") + 1])
