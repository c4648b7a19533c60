"""A window for tests of the window."""

from __future__ import annotations

import json
import wave
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from gemini_desk.ui.theme import Theme, ThemeChoice
from tests.helpers.scripted_backend import ScriptedBackend
from tests.helpers.whole_desk import build
from tests.helpers.window_bench import make_window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.app import Desk
    from gemini_desk.paths import Profile
    from gemini_desk.ui.main_window import MainWindow


@pytest.fixture
def sample_assets(tmp_path: Path) -> Path:
    """A folder with samples and help pages, as `assets` has them."""
    samples = tmp_path / "assets" / "samples"
    samples.mkdir(parents=True)
    for name, colour in (("word.png", "beige"), ("sign.png", "grey"), ("shape.png", "white")):
        Image.new("RGB", (900, 300), colour).save(samples / name)
    with wave.open(str(samples / "clip.wav"), "wb") as clip:
        clip.setnchannels(1)
        clip.setsampwidth(2)
        clip.setframerate(16_000)
        clip.writeframes(b"\x00\x20" * 16_000 + b"\x00\x00" * 16_000)
    entries = [
        {"file": "word.png", "prompt": "What does it say?", "kind": "image", "expected": "A"},
        {"file": "word.png", "prompt": "In which colour?", "kind": "image", "expected": "red"},
        {"file": "sign.png", "prompt": "Read it.", "kind": "image", "expected": "B"},
        {"file": "shape.png", "prompt": "Describe it.", "kind": "image", "expected": ""},
        {"file": "clip.wav", "prompt": "Transcribe it.", "kind": "audio", "expected": "hi"},
    ]
    (samples / "samples.json").write_text(json.dumps(entries), encoding="utf-8")
    pages = tmp_path / "assets" / "help"
    pages.mkdir()
    (pages / "getting-started.md").write_text("# Begin\n\nSee [models](models.md).", "utf-8")
    (pages / "models.md").write_text("# Models\n\nMany.", encoding="utf-8")
    return tmp_path / "assets"


@pytest.fixture
def light_theme(qapp: object) -> Iterator[None]:
    """Light before and after, whatever the test chooses in between."""
    Theme.apply(ThemeChoice.LIGHT)
    yield
    Theme.apply(ThemeChoice.LIGHT)


@pytest.fixture
def window(qtbot: QtBot, sample_assets: Path, light_theme: None) -> MainWindow:
    """A shown window that keeps nothing."""
    return make_window(qtbot, assets=sample_assets)


@pytest.fixture
def backend() -> ScriptedBackend:
    """The model of the whole application."""
    return ScriptedBackend()


@pytest.fixture
def desk(qtbot: QtBot, profile: Profile, backend: ScriptedBackend) -> Iterator[Desk]:
    """The whole application, with its model loaded and the keyboard in its window."""
    desk = build(profile, backend)
    with qtbot.waitSignal(desk.models.loaded):
        desk.start()
    desk.window.activateWindow()
    yield desk
    desk.window.close()
    desk.close()
