"""A download in the terminal: a bar on standard error, or a line now and then in a pipe."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TYPE_CHECKING, Final

from gemini_desk.cli.output import StatusLine
from gemini_desk.sizes import size_text, wait_text

if TYPE_CHECKING:
    from gemini_desk.models.download.progress import DownloadProgress

_BAR_COLUMNS: Final = 24
_LINE_EVERY_S: Final = 30.0
_LINE_EVERY_PERCENT: Final = 10


class DownloadBar:
    """Shows how far a download is."""

    def __init__(self) -> None:
        self._status = StatusLine()
        self._terminal = sys.stderr.isatty()
        self._said_s = float("-inf")
        self._said_percent = -_LINE_EVERY_PERCENT
        self._said_note = ""

    def show(self, progress: DownloadProgress) -> None:
        """Show the newest state."""
        if progress.note:
            self._say(progress.note, progress.note != self._said_note)
            self._said_note = progress.note
            return
        if progress.fraction is None:
            self._status.show(f"{progress.phase.value}…")
            return
        texts = [f"{size_text(progress.done_bytes)} of {size_text(progress.total_bytes)}"]
        if progress.bytes_per_s is not None:
            texts.append(f"{size_text(round(progress.bytes_per_s))}/s")
        if progress.left_s is not None:
            texts.append(f"{wait_text(progress.left_s)} left")
        texts.append(progress.file if progress.phase == "downloading" else progress.phase.value)
        self._show_fraction(progress.fraction, "  ".join(texts))

    def show_check(self, path: str, done_bytes: int, total_bytes: int) -> None:
        """Show how much of a model was read."""
        if total_bytes:
            self._show_fraction(done_bytes / total_bytes, f"checking {path}")

    def close(self) -> None:
        """Take the bar away."""
        self._status.clear()

    def _show_fraction(self, fraction: float, text: str) -> None:
        percent = int(100 * fraction)
        if self._terminal:
            full = round(_BAR_COLUMNS * fraction)
            bar = "█" * full + "░" * (_BAR_COLUMNS - full)
            line = f"{bar} {percent:3d} %  {text}"
            self._status.show(line[: shutil.get_terminal_size().columns - 1])
            return
        due = (
            percent >= self._said_percent + _LINE_EVERY_PERCENT
            or time.monotonic() - self._said_s > _LINE_EVERY_S
        )
        self._say(f"{percent} %  {text}", due)
        if due:
            self._said_percent, self._said_s = percent, time.monotonic()

    def _say(self, text: str, due: bool) -> None:
        if self._terminal:
            self._status.show(text)
        elif due:
            print(text, file=sys.stderr, flush=True)
