"""What a conversation costs to be written as PDF: time, processor time, memory.

    python -m tests.benchmarks.pdf_export [--json] [--messages 600,5000]

Each conversation is written in a process of its own, by a thread as the application has one,
which starts the program that prints. The stall is the lateness of the GUI thread's heartbeat
meanwhile; `grown_mb` is how much the peak of resident memory rose over what was resident before,
`program_mb` the peak of the program that prints; the processor time is of both.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.benchmarks.report import Report


def processor_s() -> float:
    """Processor time of this process and of those that it started and that ended, in seconds."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measure(messages: int) -> dict[str, float]:
    """Write one conversation in this process."""
    import resource

    from PySide6.QtWidgets import QApplication

    from gemini_desk.ui.printing.pdf import write_pdf
    from tests.benchmarks.heartbeat import Heartbeat
    from tests.benchmarks.pane_open import build
    from tests.benchmarks.pane_stream import run_for

    application = QApplication(sys.argv[:1])
    conversation = build(messages, 0)
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.pdf"
        worker = threading.Thread(target=write_pdf, args=(conversation, path))
        heartbeat = Heartbeat()
        heartbeat.start()
        start_s, cpu_s = time.perf_counter(), processor_s()
        worker.start()
        while worker.is_alive():
            run_for(0.05)
        wall_s, cpu_s = time.perf_counter() - start_s, processor_s() - cpu_s
        stalls = heartbeat.stop()
        size_mb = path.stat().st_size / 1e6
    application.processEvents()
    return {
        "wall_s": wall_s,
        "cpu_s": cpu_s,
        "grown_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before_mb,
        "program_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "file_mb": size_mb,
        "stall_p99_ms": stalls["p99_ms"],
        "stall_max_ms": stalls["max_ms"],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--messages", default="600,5000")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if arguments.one is not None:
        print(json.dumps(measure(arguments.one)))
        return
    report = Report("A conversation as PDF")
    for count in arguments.messages.split(","):
        command = [sys.executable, "-m", "tests.benchmarks.pdf_export", "--one", count]
        done = subprocess.run(command, check=True, capture_output=True)
        report.row(f"{count} messages", **json.loads(done.stdout))
    report.print(as_json=arguments.json)


if __name__ == "__main__":
    main()
