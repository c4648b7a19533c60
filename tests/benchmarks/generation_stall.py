"""How late the window's thread is while a real model loads and answers in its process.

    python -m tests.benchmarks.generation_stall [--model M] [--tokens N] [--json]

A timer of 5 ms beats in the GUI thread of the whole application; each beat's lateness is
what a click at that moment would have waited. Beside it stands the same window doing
nothing, so that the machine's own noise is seen.
"""

from __future__ import annotations

import argparse
import itertools
import os
import tempfile
import time
from pathlib import Path

BEAT_MS = 5
IDLE_S = 5.0
TIMEOUT_S = 300.0


def lateness(beats_s: list[float]) -> dict[str, float | int]:
    """Figures of a heartbeat.

    Args:
        beats_s: Times of the beats, in seconds.

    Returns:
        Lateness in milliseconds: p50, p99, max; and how many beats were late.
    """
    late = sorted(max(0.0, (b - a) * 1000 - BEAT_MS) for a, b in itertools.pairwise(beats_s))
    return {
        "p50_ms": round(late[len(late) // 2], 1),
        "p99_ms": round(late[int(len(late) * 0.99)], 1),
        "max_ms": round(late[-1], 1),
        "beats": len(late),
        "within_16_ms_percent": round(100 * sum(ms < 16 for ms in late) / len(late), 2),
        "over_100_ms": sum(ms > 100 for ms in late),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="starter")
    parser.add_argument("--tokens", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    from PySide6.QtCore import QEventLoop, Qt, QTimer

    from gemini_desk.app import Desk, create_application
    from gemini_desk.chat.generation_parameters import GenerationParameters
    from gemini_desk.diagnostics import Diagnostics
    from gemini_desk.paths import Profile
    from gemini_desk.settings.settings_store import SettingsStore
    from tests.benchmarks.report import Report

    with tempfile.TemporaryDirectory() as folder:
        profile = Profile.under(Path(folder))
        profile.create()
        application = create_application()
        diagnostics = Diagnostics(profile.log_dir)
        settings = SettingsStore(profile.config_dir / "settings.json").load()
        desk = Desk(profile, settings, diagnostics, model=options.model)
        desk.furnish()

        beats: list[float] = []
        heart = QTimer()
        heart.setTimerType(Qt.TimerType.PreciseTimer)
        heart.setInterval(BEAT_MS)
        heart.timeout.connect(lambda: beats.append(time.perf_counter()))

        def measure(ended: object, start: object) -> dict[str, float | int]:
            """Beat from `start()` until the signal `ended`."""
            loop = QEventLoop()
            ended.connect(loop.quit)  # type: ignore[attr-defined]
            QTimer.singleShot(int(TIMEOUT_S * 1000), loop.quit)
            beats.clear()
            heart.start()
            start()  # type: ignore[operator]
            loop.exec()
            heart.stop()
            ended.disconnect(loop.quit)  # type: ignore[attr-defined]
            return lateness(beats)

        report = Report("Lateness of the window's thread", unit="ms")
        report.row("while the model loads", **measure(desk.models.loaded, desk.start))
        pause = QTimer()
        pause.setSingleShot(True)
        report.row("idle", **measure(pause.timeout, lambda: pause.start(int(IDLE_S * 1000))))
        desk.messages.parameters = GenerationParameters(
            max_new_tokens=options.tokens, temperature=5.0, seed=1
        )
        report.row(
            "while it answers",
            **measure(
                desk.messages.answer_ended, lambda: desk.messages.send("Tell me everything.")
            ),
        )
        answer = desk.open_conversation.conversation.branch()[-1].answer
        if answer is not None and answer.usage is not None and answer.timings is not None:
            report.note(
                f"{answer.usage.completion_tokens} tokens at "
                f"{answer.timings.decode_tokens_per_s:.0f} tokens/s"
            )
        desk.window.close()
        desk.close()
        application.processEvents()
        report.print(as_json=options.json)


if __name__ == "__main__":
    main()
