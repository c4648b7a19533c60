"""Stalls of the GUI thread while a reply streams into the conversation pane.

    python -m tests.benchmarks.pane_stream [--json] [--seconds 5] [--messages 20,500,5000]
        [--lengths 1000,8000,32000] [--case fence] [--hard-cases] [--naive] [--platform offscreen]

Tokens come at 200 a second and are handed over once a frame. For each length the reply is
brought to that length first, then measured for some seconds, so that a row tells what a reply
of this length costs; scrolling is measured once for each conversation. `--naive` adds the
plain way beside it: one QTextBrowser that gets `setMarkdown` of the whole reply each frame.
Garbage is collected as the application has it done. The notes say what it is held to.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

import psutil
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTextBrowser

from gemini_desk.chat.conversation import MessageStatus, MessageVersion, new_message_id
from gemini_desk.chat.message import Message
from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews
from gemini_desk.ui.conversation.pane import ConversationPane
from gemini_desk.ui.garbage_collector import GarbageCollector
from tests.benchmarks.heartbeat import Heartbeat
from tests.benchmarks.report import Report
from tests.helpers.markdown_data import HARD_CASES, exchanges, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

TOKENS_PER_S: Final = 200
FRAME_MS: Final = 33
SCROLL_MS: Final = 16
SCROLL_PX: Final = 90


def versions(count: int) -> list[MessageVersion]:
    """A conversation of `count` messages."""
    now = datetime.now(UTC)
    make = {"user": Message.user, "assistant": Message.assistant}
    return [
        MessageVersion(new_message_id(), None, make[role](text), now)
        for role, text in exchanges(count)
    ]


class Feeder:
    """Hands tokens over at a steady rate, once a frame."""

    def __init__(self, arriving: Iterator[str], append: Callable[[str], None]) -> None:
        self._arriving = arriving
        self._append = append
        self._given = 0
        self._start_s = 0.0
        self.timer = QTimer()
        self.timer.setInterval(FRAME_MS)
        self.timer.timeout.connect(self._frame)

    def start(self) -> None:
        """Begin."""
        self._given, self._start_s = 0, time.perf_counter()
        self.timer.start()

    def _frame(self) -> None:
        due = int((time.perf_counter() - self._start_s) * TOKENS_PER_S)
        text = "".join(islice(self._arriving, due - self._given))
        self._given = due
        if text:
            self._append(text)


class PaintCounter(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let everything pass."""
        self.count += event.type() == QEvent.Type.Paint
        return False


def run_for(seconds: float) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def measure(feeder: Feeder, seconds: float) -> dict[str, float | int]:
    """Stalls and processor time while `feeder` runs."""
    heartbeat = Heartbeat()
    process = psutil.Process()
    before, start_s = sum(process.cpu_times()[:2]), time.perf_counter()
    feeder.start()
    heartbeat.start()
    run_for(seconds)
    figures = heartbeat.stop()
    feeder.timer.stop()
    cores = (sum(process.cpu_times()[:2]) - before) / (time.perf_counter() - start_s)
    return {**figures, "cores": round(cores, 2)}


def stream_into_pane(
    pane: ConversationPane, count: int, lengths: list[int], seconds: float, case: str | None
) -> Iterator[tuple[str, dict[str, float | int]]]:
    """Rows for one conversation."""
    pane.show_conversation(versions(count))
    run_for(0.3)
    answer = MessageVersion(
        new_message_id(), None, Message.assistant(""), datetime.now(UTC), MessageStatus.STREAMING
    )
    pane.begin_answer(answer)
    window = round(seconds * TOKENS_PER_S)
    arriving = iter(tokens(max(lengths) + 40 * window, case=case))
    feeder = Feeder(arriving, lambda text: pane.append_text(answer.id, text))
    length = 0
    name = case or "mixed"
    for target in lengths:
        pane.append_text(answer.id, "".join(next(arriving) for _ in range(target - length)))
        run_for(0.3)
        yield f"{name}, {count} messages, reply {target}", measure(feeder, seconds)
        length = target + window
    scroller = QTimer()
    scroller.setInterval(SCROLL_MS)
    bar = pane.verticalScrollBar()
    scroller.timeout.connect(lambda: bar.setValue(bar.value() - SCROLL_PX))
    paints = PaintCounter(pane.viewport())
    scroller.start()
    seconds = min(3.0, seconds)
    figures = measure(feeder, seconds)
    scroller.stop()
    pane.viewport().removeEventFilter(paints)
    frames_per_s = round(paints.count / seconds)
    yield f"{name}, {count} messages, scrolling", {**figures, "frames_per_s": frames_per_s}


def stream_naively(length: int, seconds: float) -> dict[str, float | int]:
    """The plain way: the whole reply, set again each frame."""
    browser = QTextBrowser()
    browser.resize(1000, 760)
    browser.show()
    arriving = iter(tokens(length + 40 * TOKENS_PER_S))
    text = "".join(next(arriving) for _ in range(length))

    def append(new: str) -> None:
        nonlocal text
        text += new
        browser.setMarkdown(text)

    append("")
    run_for(0.3)
    return measure(Feeder(arriving, append), seconds)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--messages", default="20,500,5000")
    parser.add_argument("--lengths", default="1000,8000,32000")
    parser.add_argument("--case", choices=HARD_CASES, help="one block that never ends")
    parser.add_argument("--hard-cases", action="store_true", help="all of them, at 8,000 tokens")
    parser.add_argument("--naive", action="store_true", help="the plain way, beside it")
    parser.add_argument("--platform", help="Qt's platform, offscreen for instance")
    arguments = parser.parse_args()
    if arguments.platform:
        os.environ["QT_QPA_PLATFORM"] = arguments.platform
    application = QApplication(sys.argv[:1])
    collector = GarbageCollector()
    previews = ThreadedMediaPreviews()
    pane = ConversationPane(previews)
    pane.resize(1000, 760)
    pane.show()
    run_for(0.5)
    report = Report("Streaming at 200 tokens/s", unit="lateness of a 5 ms timer")
    lengths = [int(each) for each in arguments.lengths.split(",")]
    counts = [int(each) for each in arguments.messages.split(",")]
    p99_ms: dict[int, list[float]] = {}
    for count in counts:
        rows = stream_into_pane(pane, count, lengths, arguments.seconds, arguments.case)
        for name, figures in rows:
            report.row(name, **figures)
            p99_ms.setdefault(count, []).append(figures["p99_ms"])
    for case in HARD_CASES if arguments.hard_cases else ():
        for name, figures in stream_into_pane(pane, 20, [8000], arguments.seconds, case):
            report.row(name, **figures)
    pane.hide()
    for length in lengths if arguments.naive else ():
        report.row(f"naive setMarkdown, reply {length}", **stream_naively(length, 3.0))
    for count in counts if len(lengths) > 1 else ():
        ratio = p99_ms[count][len(lengths) - 1] / max(p99_ms[count][0], 1.0)
        report.note(f"{count} messages: p99 of the longest reply ÷ the shortest {ratio:.1f}")
    if len(counts) > 1:
        worst = [max(p99_ms[count][: len(lengths)]) for count in (counts[0], counts[-1])]
        ratio = worst[1] / max(worst[0], 1.0)
        report.note(f"worst p99 with {counts[-1]} messages ÷ with {counts[0]}: {ratio:.1f}")
    report.note(
        "held to: 500 messages and 8,000 tokens p99 16, max 50 ms; both ratios 2; scrolling p99 "
        "33 ms, 50 frames/s; 0.35 cores; hard cases at 8,000 tokens p99 33 ms"
    )
    report.note(f"window {pane.width()} × {pane.height()}, platform {application.platformName()}")
    report.print(as_json=arguments.json)
    previews.close()
    collector.close()


if __name__ == "__main__":
    main()
