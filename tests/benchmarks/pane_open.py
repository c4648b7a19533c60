"""How long a conversation takes to open, and what it costs in memory.

    python -m tests.benchmarks.pane_open [--json] [--messages 20,500,5000] [--platform offscreen]

Each length is measured in a process of its own, three times, and the median is printed: from
`show_conversation` to the end of the first paint, the worst stall of the second after that, a
jump to a random place, a change of width, a change of theme, and the peak of resident memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

from tests.benchmarks.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS: Final = 3
JUMPS: Final = 20


def measure(count: int) -> dict[str, float]:
    """Open a conversation of `count` messages in this process."""
    import resource

    from PySide6.QtWidgets import QApplication

    from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.theme import Theme, ThemeChoice
    from tests.benchmarks.heartbeat import Heartbeat
    from tests.benchmarks.pane_stream import run_for, versions

    application = QApplication(sys.argv[:1])
    previews = ThreadedMediaPreviews()
    pane = ConversationPane(previews)
    pane.resize(1000, 760)
    pane.show()
    run_for(0.3)
    messages = versions(count)

    def timed(change: Callable[[], object]) -> float:
        start_s = time.perf_counter()
        change()
        pane.viewport().repaint()
        return (time.perf_counter() - start_s) * 1000

    # The first answer imports the Markdown parser; that is measured, too.
    figures = {"open_ms": timed(lambda: pane.show_conversation(messages))}
    heartbeat = Heartbeat()
    heartbeat.start()
    run_for(1.0)
    figures["stall_after_ms"] = heartbeat.stop()["max_ms"]
    figures["open_again_ms"] = timed(lambda: pane.show_conversation(messages))
    bar = pane.verticalScrollBar()
    generator = random.Random(3)
    jumps = [timed(lambda: bar.setValue(generator.randrange(bar.maximum()))) for _ in range(JUMPS)]
    figures["jump_ms"] = statistics.median(jumps)
    figures["jump_max_ms"] = max(jumps)
    figures["resize_ms"] = timed(lambda: pane.resize(700, 760))
    figures["theme_ms"] = timed(lambda: Theme.apply(ThemeChoice.DARK))
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    previews.close()
    application.processEvents()
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--messages", default="20,500,5000")
    parser.add_argument("--platform", help="Qt's platform, offscreen for instance")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.platform:
        os.environ["QT_QPA_PLATFORM"] = arguments.platform
    if arguments.one is not None:
        print(json.dumps(measure(arguments.one)))
        return
    report = Report("Opening a conversation", unit="ms, MB")
    for count in (int(each) for each in arguments.messages.split(",")):
        command = [sys.executable, "-m", "tests.benchmarks.pane_open", "--one", str(count)]
        runs = [
            json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            for _ in range(RUNS)
        ]
        medians = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        report.row(f"{count} messages", **medians)
    report.note(f"median of {RUNS} processes for each row")
    report.print(as_json=arguments.json)


if __name__ == "__main__":
    main()
