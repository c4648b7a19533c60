"""How late the window's thread is while a real model loads and answers in its process.

    python -m tests.benchmarks.generation_stall [--model M] [--tokens N] [--json]

A timer of 5 ms beats in the GUI thread of the whole application; each beat's lateness is
what a click at that moment would have waited. Beside it stands the same window doing
nothing, so that the machine's own noise is seen, and `busiest_ms`, the most processor time
that the thread itself used between two beats: what is late beyond that was waiting, for the
interpreter's lock or for a core.

The model answers the same question until it has written N tokens. Then it babbles: at a
temperature of 5 it writes characters of all scripts there are. The first one of a script
makes Qt look for a font, once for each weight and size: 20 to 40 ms for Chinese, Japanese
or Korean, and 120 to 210 ms for a script that no font of the machine shapes, because Qt then
tries all of them (measured with 299 families; it has no switch for that). No person's answer
is like that, so this row is held to nothing.
"""

from __future__ import annotations

import argparse
import itertools
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

BEAT_MS = 5
IDLE_S = 5.0
TIMEOUT_S = 300.0
QUESTION = "What can you do?"


def lateness(beats: list[tuple[float, float]]) -> dict[str, float | int]:
    """Figures of a heartbeat.

    Args:
        beats: Times of the beats and the processor time of their thread by then, in seconds.

    Returns:
        Lateness in milliseconds: p50, p99, max; how many beats were late; the busiest one.
    """
    pairs = list(itertools.pairwise(beats))
    late = sorted(max(0.0, (b - a) * 1000 - BEAT_MS) for (a, _), (b, _) in pairs)
    return {
        "p50_ms": round(late[len(late) // 2], 1),
        "p99_ms": round(late[int(len(late) * 0.99)], 1),
        "max_ms": round(late[-1], 1),
        "busiest_ms": round(max((b - a) * 1000 for (_, a), (_, b) in pairs), 1),
        "beats": len(late),
        "within_16_ms_percent": round(100 * sum(ms < 16 for ms in late) / len(late), 2),
        "over_100_ms": sum(ms > 100 for ms in late),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--model", default="starter")
    parser.add_argument("--tokens", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    from PySide6.QtCore import QEventLoop, Qt, QTimer

    from gemini_desk.app import Desk, create_application
    from gemini_desk.chat.generation_parameters import GenerationParameters
    from gemini_desk.diagnostics import Diagnostics
    from gemini_desk.paths import Profile
    from tests.benchmarks.report import Report

    with tempfile.TemporaryDirectory() as folder:
        profile = Profile.under(Path(folder))
        profile.create()
        application = create_application()
        diagnostics = Diagnostics(profile.log_dir)
        desk = Desk(profile, diagnostics, model=options.model)
        desk.furnish()

        beats: list[tuple[float, float]] = []
        heart = QTimer()
        heart.setTimerType(Qt.TimerType.PreciseTimer)
        heart.setInterval(BEAT_MS)
        heart.timeout.connect(lambda: beats.append((time.perf_counter(), time.thread_time())))

        def measure(ended: Any, start: Callable[[], object]) -> dict[str, float | int]:
            """Beat from `start()` until the signal `ended`."""
            loop = QEventLoop()
            ended.connect(loop.quit)
            QTimer.singleShot(int(TIMEOUT_S * 1000), loop.quit)
            beats.clear()
            heart.start()
            start()
            loop.exec()
            heart.stop()
            ended.disconnect(loop.quit)
            return lateness(beats)

        report = Report("Lateness of the window's thread", unit="ms")
        report.row("while the model loads", **measure(desk.models.loaded, desk.start))
        pause = QTimer()
        pause.setSingleShot(True)
        report.row("idle", **measure(pause.timeout, lambda: pause.start(int(IDLE_S * 1000))))

        written = QTimer()
        written.setSingleShot(True)
        tokens = answers = 0

        def ask() -> None:
            desk.messages.send(QUESTION)

        def go_on(version: Any) -> None:
            nonlocal tokens, answers
            answers += 1
            tokens += version.answer.usage.completion_tokens if version.answer else 0
            if tokens < options.tokens:
                QTimer.singleShot(0, ask)
            else:
                written.start(0)

        desk.messages.parameters = GenerationParameters(max_new_tokens=options.tokens, seed=1)
        desk.messages.answer_ended.connect(go_on)
        report.row("while it answers", **measure(written.timeout, ask))
        desk.messages.answer_ended.disconnect(go_on)
        report.note(f"{tokens} tokens in {answers} answers; held to 99 % within 16 ms, none > 100")
        desk.messages.parameters = GenerationParameters(
            max_new_tokens=options.tokens, temperature=5.0, seed=1
        )
        report.row("while it babbles", **measure(desk.messages.answer_ended, ask))
        desk.window.close()
        desk.close()
        application.processEvents()
        report.print(as_json=options.json)


if __name__ == "__main__":
    main()
