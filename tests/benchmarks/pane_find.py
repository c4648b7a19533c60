"""How long it takes to find something in a conversation.

    python -m tests.benchmarks.pane_find [--json] [--messages 20,500,5000] [--platform offscreen]

From the words to the count of all hits, with the event loop running: the median of some words,
common and rare; and the processor time of the same, which other programs disturb less.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from typing import Final

from tests.benchmarks.report import Report

WORDS: Final = ("tensor", "softmax", "attention layer", "zzz", "a")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--messages", default="20,500,5000")
    parser.add_argument("--platform", help="Qt's platform, offscreen for instance")
    arguments = parser.parse_args()
    if arguments.platform:
        os.environ["QT_QPA_PLATFORM"] = arguments.platform
    from PySide6.QtWidgets import QApplication

    from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews
    from gemini_desk.ui.conversation.pane import ConversationPane
    from tests.benchmarks.pane_stream import run_for, versions

    application = QApplication(sys.argv[:1])
    previews = ThreadedMediaPreviews()
    pane = ConversationPane(previews)
    pane.resize(1000, 760)
    pane.show()
    run_for(0.3)
    report = Report("Finding in a conversation", unit="ms")
    for count in (int(each) for each in arguments.messages.split(",")):
        pane.show_conversation(versions(count))
        pane.find_words()
        finding = pane._finding
        wall_s: list[float] = []
        cpu_s: list[float] = []
        for words in WORDS:
            finding.bar.field.clear()
            start_s, start_cpu_s = time.perf_counter(), time.process_time()
            finding.bar.field.setText(words)
            while not finding._hits.is_complete:
                application.processEvents()
            wall_s.append(time.perf_counter() - start_s)
            cpu_s.append(time.process_time() - start_cpu_s)
        finding.close()
        report.row(
            f"{count} messages",
            median_ms=1000 * statistics.median(wall_s),
            max_ms=1000 * max(wall_s),
            cpu_median_ms=1000 * statistics.median(cpu_s),
        )
    report.print(as_json=arguments.json)
    previews.close()


if __name__ == "__main__":
    main()
