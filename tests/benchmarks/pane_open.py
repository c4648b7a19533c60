"""How long a conversation takes to open, and what it costs in memory.

    python -m tests.benchmarks.pane_open [--json] [--messages 20,500,5000] [--tokens 100000]
        [--platform offscreen]

Each conversation is measured in a process of its own, three times, and the median is printed:
reading it from the store; from `show_conversation` to the end of the first paint; the worst
stall of the second after that; a jump to a random place, a change of width, a change of theme;
and the peak of resident memory. The rows behind are one question and an answer of that many tokens:
mixed as models write, and a single list, table, quote, paragraph or block of code.

What the application does behind the first paint is done before: the Markdown parser is
imported, and garbage is collected as the application has it done. `…_cpu_ms` is processor time:
it depends less on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.report import Report
from tests.helpers.markdown_data import HARD_CASES

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.conversation import Conversation

RUNS: Final = 3
JUMPS: Final = 20


def build(messages: int, tokens_of_answer: int, case: str = "") -> Conversation:
    """A conversation of `messages` messages, or of one long answer."""
    from gemini_desk.chat.conversation import Conversation
    from gemini_desk.chat.message import Message
    from tests.helpers.markdown_data import exchanges, tokens

    conversation = Conversation.new()
    make = {"user": Message.user, "assistant": Message.assistant}
    for role, text in exchanges(messages):
        conversation.append(make[role](text))
    if tokens_of_answer:
        conversation.append(Message.user("Write a book."))
        conversation.append(Message.assistant("".join(tokens(tokens_of_answer, case=case or None))))
    return conversation


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """How long `work` takes, and the processor time of the whole process, in ms."""
    start_s, cpu_s = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - start_s) * 1000, (time.process_time() - cpu_s) * 1000


def measure_reading(conversation: Conversation) -> dict[str, float]:
    """Read `conversation` from the store, which has it in the page cache."""
    from gemini_desk.storage.store_thread import StoreThread

    with tempfile.TemporaryDirectory() as folder:
        store = StoreThread(Path(folder) / "data", on_error=print)
        store.start().result()
        try:
            store.save_new(conversation).result()
            runs = [
                timed(lambda: store.submit(lambda it: it.load(conversation.id)).result())
                for _ in range(RUNS)
            ]
        finally:
            store.close()
    read_ms, cpu_ms = min(runs)
    return {"read_ms": read_ms, "read_cpu_ms": cpu_ms}


def measure(messages: int, tokens_of_answer: int, case: str) -> dict[str, float]:
    """Open a conversation in this process."""
    import resource

    from PySide6.QtWidgets import QApplication

    from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.garbage_collector import GarbageCollector
    from gemini_desk.ui.markdown.preparing import prepare
    from gemini_desk.ui.theme import Theme, ThemeChoice
    from tests.benchmarks.heartbeat import Heartbeat
    from tests.benchmarks.pane_stream import run_for

    application = QApplication(sys.argv[:1])
    collector = GarbageCollector()
    prepare()
    previews = ThreadedMediaPreviews()
    pane = ConversationPane(previews)
    pane.resize(1000, 760)
    pane.show()
    run_for(0.3)
    conversation = build(messages, tokens_of_answer, case)
    branch = conversation.branch()

    def painted(change: Callable[[], object]) -> tuple[float, float]:
        return timed(lambda: (change(), pane.viewport().repaint()))

    open_ms, open_cpu_ms = painted(lambda: pane.show_conversation(branch))
    heartbeat = Heartbeat()
    heartbeat.start()
    run_for(1.0)
    after = heartbeat.stop()
    bar = pane.verticalScrollBar()
    generator = random.Random(3)
    jumps = [
        painted(lambda: bar.setValue(generator.randrange(bar.maximum()))) for _ in range(JUMPS)
    ]
    figures = {
        "open_ms": open_ms,
        "open_cpu_ms": open_cpu_ms,
        "stall_after_ms": after["max_ms"],
        "jump_ms": statistics.median(ms for ms, _ in jumps),
        "jump_max_ms": max(ms for ms, _ in jumps),
        "resize_ms": painted(lambda: pane.resize(700, 760))[0],
        "theme_ms": painted(lambda: Theme.apply(ThemeChoice.DARK))[0],
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    previews.close()
    application.processEvents()
    figures |= measure_reading(conversation)
    collector.close()
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--messages", default="20,500,5000")
    parser.add_argument("--tokens", type=int, default=100_000)
    parser.add_argument("--platform", help="Qt's platform, offscreen for instance")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.platform:
        os.environ["QT_QPA_PLATFORM"] = arguments.platform
    if arguments.one is not None:
        messages, tokens, case = arguments.one.split(",")
        print(json.dumps(measure(int(messages), int(tokens), case)))
        return
    counts = [int(each) for each in arguments.messages.split(",")]
    rows = {f"{count} messages": f"{count},0," for count in counts}
    rows[f"one answer of {arguments.tokens} tokens"] = f"0,{arguments.tokens},"
    rows |= {f"the same, one {case}": f"0,{arguments.tokens},{case}" for case in HARD_CASES}
    report = Report("Opening a conversation", unit="ms, MB")
    medians: list[dict[str, float]] = []
    for name, one in rows.items():
        command = [sys.executable, "-m", "tests.benchmarks.pane_open", "--one", one]
        runs = [
            json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            for _ in range(RUNS)
        ]
        medians.append(
            {figure: statistics.median(run[figure] for run in runs) for figure in runs[0]}
        )
        report.row(name, **medians[-1])
    first, last = medians[0], medians[len(counts) - 1]
    memory = last["peak_mb"] / first["peak_mb"]
    report.note(f"memory with the most messages ÷ with the fewest {memory:.2f}; held to 1.3")
    report.note(
        "held to: 5,000 messages read and opened within 150 ms; 100,000 tokens opened in 200 ms"
    )
    report.note(f"median of {RUNS} processes for each row")
    report.print(as_json=arguments.json)


if __name__ == "__main__":
    main()
