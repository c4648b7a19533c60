"""Work on the thread pool: what comes of it is delivered while somebody wants it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool

from gemini_desk.errors import GeminiDeskError, InputError
from gemini_desk.ui.pool_work import PoolWork

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.models.download.patience import StopSwitch


def refuse(_: StopSwitch) -> str:
    raise InputError("No.")


def test_results_and_errors_come_on_the_gui_thread(qtbot: QtBot, qapp: QObject) -> None:
    work = PoolWork(qapp)
    results: list[tuple[str, threading.Thread]] = []
    errors: list[GeminiDeskError] = []
    work.run(
        lambda _: threading.current_thread().name,
        lambda name: results.append((name, threading.current_thread())),
        errors.append,
    )
    qtbot.waitUntil(lambda: len(results) == 1)
    name, thread = results[0]
    assert thread is threading.main_thread()
    assert name != thread.name
    work.run(refuse, results.append, errors.append)
    qtbot.waitUntil(lambda: len(errors) == 1)
    assert errors[0].message == "No."
    assert len(results) == 1


def test_what_was_begun_before_a_stop_is_not_delivered(qtbot: QtBot, qapp: QObject) -> None:
    work = PoolWork(qapp)
    delivered: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def wait(switch: StopSwitch) -> str:
        begun.set()
        go_on.wait(10)
        switch.check()
        return "the first"

    work.run(wait, delivered.append, delivered.append)
    assert begun.wait(10)
    work.stop()
    go_on.set()
    work.run(lambda _: "the second", delivered.append, delivered.append)
    qtbot.waitUntil(lambda: delivered == ["the second"])
    QThreadPool.globalInstance().waitForDone()
    work.run(lambda _: "the third", delivered.append, delivered.append)
    qtbot.waitUntil(lambda: delivered == ["the second", "the third"])
