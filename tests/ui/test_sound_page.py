"""The voices on the page "Sound"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from gemini_desk.settings.schema import Settings
from gemini_desk.ui.controls import ComboBox
from gemini_desk.ui.preferences.sound_page import SoundPage
from gemini_desk.ui.speech.voices import Voice

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

VOICES = (
    Voice("Klingon", "C"),
    Voice("Afrikaans", "af"),
    Voice("German", "de"),
    Voice("English (Scotland)", "en_GB"),
    Voice("Anne", "de"),
    Voice("German+Adam", "de"),
)


def listed(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, home: str) -> list[str]:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(home))
    page = SoundPage()
    qtbot.addWidget(page)
    page.load(Settings())
    page.set_voices(VOICES)
    combo = next(it for it in page.findChildren(ComboBox) if it.findData("Klingon") >= 0)
    return [combo.itemText(index) for index in range(combo.count())]


def test_voices_of_ones_own_language_come_first_and_those_of_none_last(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert listed(qtbot, monkeypatch, "de_DE") == [
        "One that fits the text", "Anne · German", "German", "Afrikaans", "English (Scotland)",
        "Klingon",
    ]  # fmt: skip


def test_a_system_without_a_language_is_offered_the_windows_first(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert listed(qtbot, monkeypatch, "C")[1] == "English (Scotland)"
