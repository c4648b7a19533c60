"""From the start of the process to the first paint of the window, beside a bare Qt window.

    python -m tests.benchmarks.first_window [--json] [--runs 9] [--platform offscreen] [--count]

The bare window is one QLabel. The program is started as a person starts it, with folders of
its own; the child reports at its first paint, names the slow libraries that it has imported by
then, and ends. Both take turns, with a warm disk and compiled modules, so that what else the
machine does meets both; the fastest runs and the medians are compared. `--count` adds
instructions as valgrind counts them: slow, and the same on a busy machine.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.benchmarks.report import Report

ROOT: Final = Path(__file__).parents[2]

SLOW_LIBRARIES: Final = ("torch", "transformers", "numpy", "PIL", "markdown_it", "pygments")

_REPORT_AT_FIRST_PAINT: Final = """
import json, os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.report)
        return False

    def report(self):
        slow = [name for name in {libraries!r} if name in sys.modules]
        print(json.dumps({{"s": time.time(), "imported": slow}}), flush=True)
        os._exit(0)

first_paint = FirstPaint()
"""

_BARE: Final = """
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
window = QLabel("A window")
window.resize(1100, 760)
{report}
window.installEventFilter(first_paint)
window.show()
application.exec()
"""

_DESK: Final = """
import gc, sys
gc.disable()  # as the command line does, before it imports this:
import gemini_desk.app as app
import gemini_desk.ui.first_paint
from gemini_desk.__main__ import main
{report}
start = app.Desk.start
gemini_desk.ui.first_paint._LATEST_MS = 600_000  # valgrind is slower than any screen

def start_and_watch(desk):
    desk.window.installEventFilter(first_paint)
    start(desk)

app.Desk.start = start_and_watch
sys.argv = ["gemini-desk"]
main()
"""
_VALGRIND: Final = (
    "valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
)  # fmt: skip


def first_paint_s(code: str) -> tuple[float, list[str]]:
    """Seconds from spawning a Python process until its first paint; what it imported."""
    start_s = time.time()
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    reported = json.loads(result.stdout.splitlines()[-1])
    return reported["s"] - start_s, reported["imported"]


def instructions(code: str) -> float:
    """Millions of instructions until the first paint."""
    result = subprocess.run(
        [*_VALGRIND, sys.executable, "-c", code],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    counted = re.search(r"I\s+refs:\s+([\d,]+)", result.stderr)
    if counted is None:
        raise SystemExit("valgrind counted nothing")
    return int(counted[1].replace(",", "")) / 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--count", action="store_true", help="count instructions, too")
    parser.add_argument("--platform", help="Qt's platform, offscreen for instance")
    arguments = parser.parse_args()
    if arguments.platform:
        os.environ["QT_QPA_PLATFORM"] = arguments.platform
    compileall.compile_dir(ROOT / "gemini_desk", quiet=1)  # as an installed package is
    report_code = _REPORT_AT_FIRST_PAINT.format(libraries=SLOW_LIBRARIES)
    codes = {
        "bare QLabel window": _BARE.format(report=report_code),
        "Gemini Desk": _DESK.format(report=report_code),
    }
    report = Report("First window", unit="seconds from the start of the process")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(folder, name.lower()))
        runs = {name: [first_paint_s(code)] for name, code in codes.items()}  # warms the disk
        for _ in range(arguments.runs):
            for name, code in codes.items():
                runs[name].append(first_paint_s(code))
        rows: dict[str, dict[str, float]] = {}
        for name, code in codes.items():
            seconds = [each for each, _ in runs[name][1:]]
            rows[name] = {"fastest_s": min(seconds), "median_s": statistics.median(seconds)}
            if arguments.count:
                rows[name]["million_instructions"] = instructions(code)
            report.row(name, **rows[name], imported=" ".join(runs[name][0][1]) or "none")
    bare, desk = rows.values()
    ratios = ", ".join(f"{figure} {desk[figure] / bare[figure]:.2f}" for figure in bare)
    report.note(f"times the bare window, held to at most 2: {ratios}")
    report.print(as_json=arguments.json)


if __name__ == "__main__":
    main()
