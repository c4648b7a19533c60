"""The program that speaks, with the engine that Qt has for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gemini_desk.ui.speech.speaker import Speaker
from gemini_desk.ui.speech.voice_process import ENGINE_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def speaker(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Speaker]:
    monkeypatch.setenv(ENGINE_VARIABLE, "mock")
    speaker = Speaker()
    yield speaker
    speaker.close()
