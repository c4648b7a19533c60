"""A model that nobody asks leaves the memory, and comes back with the next message."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gemini_desk.settings.schema import ModelOptions
from gemini_desk.ui.idle_unloading import IdleUnloading
from gemini_desk.ui.model_state import ModelPhase

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.app import Desk
    from tests.helpers.scripted_backend import ScriptedBackend


def ask(qtbot: QtBot, desk: Desk, text: str) -> str:
    QTest.keyClicks(desk.composer.card.prompt, text)
    with qtbot.waitSignal(desk.messages.answer_ended) as ended:
        QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)
    assert ended.args is not None
    return str(ended.args[0].message.text)


def idle_after(desk: Desk, minutes: int | None) -> IdleUnloading:
    settings = desk.settings.settings
    model = settings.model.with_options(settings.model.name, ModelOptions(idle_minutes=minutes))
    desk.settings.change(replace(settings, model=model))
    return desk.findChildren(IdleUnloading)[0]


def test_it_is_unloaded_and_loaded_again(
    qtbot: QtBot, desk: Desk, backend: ScriptedBackend
) -> None:
    idle = idle_after(desk, 5)
    assert ask(qtbot, desk, "one") == "one"
    qtbot.waitUntil(lambda: desk.models.state.phase is ModelPhase.READY)
    assert idle.timer.isActive()
    assert idle.timer.interval() == 5 * 60_000
    loads = len(backend.loads)
    idle.timer.timeout.emit()  # five minutes later
    qtbot.waitUntil(lambda: desk.models.state.phase is ModelPhase.UNLOADED)
    assert "5 idle minutes" in desk.models.state.text
    assert backend.unloads > 0
    assert not idle.timer.isActive()
    assert ask(qtbot, desk, "two") == "two"
    assert len(backend.loads) == loads + 1
    idle_after(desk, None)


def test_without_minutes_nothing_waits(qtbot: QtBot, desk: Desk) -> None:
    idle = idle_after(desk, 5)
    ask(qtbot, desk, "one")
    qtbot.waitUntil(lambda: desk.models.state.phase is ModelPhase.READY)
    idle_after(desk, None)
    assert not idle.timer.isActive()
