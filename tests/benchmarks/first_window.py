"""From the start of the process to the first paint of the window, beside a bare Qt window.

    python -m tests.benchmarks.first_window [--json] [--runs 5] [--platform offscreen]

Each figure is the median of several fresh processes with a warm disk. The bare window is one
QLabel. The program is started as a person starts it, with a profile of its own; the child
reports at its first paint, names the slow libraries that it has imported by then, and ends.
"""

from __future__ import annotations

import argparse
import json
import os
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
import sys
import gemini_desk.app as app
from gemini_desk.__main__ import main
{report}
start = app.Desk.start

def start_and_watch(desk):
    desk.window.installEventFilter(first_paint)
    start(desk)

app.Desk.start = start_and_watch
sys.argv = ["gemini-desk", "--profile", {profile!r}]
main()
"""


def first_paint_s(code: str) -> tuple[float, list[str]]:
    """Seconds from spawning a Python process until its first paint; what it imported."""
    start_s = time.time()
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    reported = json.loads(result.stdout.splitlines()[-1])
    return reported["s"] - start_s, reported["imported"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--platform", help="Qt's platform, offscreen for instance")
    arguments = parser.parse_args()
    if arguments.platform:
        os.environ["QT_QPA_PLATFORM"] = arguments.platform
    report_code = _REPORT_AT_FIRST_PAINT.format(libraries=SLOW_LIBRARIES)
    report = Report("First window", unit="seconds from the start of the process")
    with tempfile.TemporaryDirectory() as profile:
        codes = {
            "bare QLabel window": _BARE.format(report=report_code),
            "Gemini Desk": _DESK.format(report=report_code, profile=profile),
        }
        for code in codes.values():
            first_paint_s(code)  # warm the disk; the profile is made
        medians: dict[str, float] = {}
        for name, code in codes.items():
            runs = [first_paint_s(code) for _ in range(arguments.runs)]
            medians[name] = statistics.median(seconds for seconds, _ in runs)
            report.row(name, first_paint_s=medians[name], imported=" ".join(runs[0][1]) or "none")
    bare, desk = medians.values()
    report.note(f"{desk / bare:.2f} times the bare window; held to at most 2")
    report.print(as_json=arguments.json)


if __name__ == "__main__":
    main()
