"""Pictures and code are dragged out of the window onto another program."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageColor

from gemini_desk.paths import Profile
from gemini_desk.settings.schema import AppearanceSettings, Settings
from gemini_desk.settings.settings_store import SettingsStore
from gemini_desk.ui.theme import LIGHT
from tests.helpers import code_writer, drag_source, drop_target
from tests.helpers.running_window import RunningWindow, helper_program

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.display

MAGENTA = (255, 0, 200)
TARGET = (1440, 350)


@pytest.fixture
def window(tmp_path: Path) -> Iterator[RunningWindow]:
    profile = Profile.under(tmp_path / "profile")
    profile.create()
    light = Settings(appearance=AppearanceSettings(theme="light"))
    SettingsStore(profile.config_dir / "settings.json").save(light)
    with RunningWindow(tmp_path / "profile", module=code_writer.__name__) as window:
        yield window


def place_of(window: RunningWindow, colour: tuple[int, ...], picture: Path) -> tuple[int, int]:
    """Left of the middle of the widest area of `colour` on the screen, once there is one."""

    def find() -> tuple[int, int] | None:
        pixels = np.asarray(Image.open(window.screenshot(picture)).convert("RGB"))
        rows, columns = np.nonzero((pixels == np.array(colour[:3])).all(axis=2))
        if len(rows) < 500:
            return None
        left, right = int(columns.min()), int(columns.max())
        return left + (right - left) // 3, int(np.median(rows))

    return window.wait_for(find, f"{colour} on the screen") or (0, 0)


def drag_out(window: RunningWindow, place: tuple[int, int], report: Path) -> dict[str, Any]:
    """Drag to the other program; once more if it fell beside, as a person would."""
    for _ in range(5):
        window.drag(place, TARGET)
        with contextlib.suppress(AssertionError):
            window.wait_for(report.exists, "what was dropped", 10)
            dropped: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
            return dropped
    pytest.fail("nothing was dropped")


def test_code_and_a_picture_are_dragged_onto_another_program(
    window: RunningWindow, tmp_path: Path
) -> None:
    file = tmp_path / "a magenta square.png"
    Image.new("RGB", (1600, 1200), MAGENTA).save(file)
    left, top, width, height = window.geometry()
    with helper_program(Path(drag_source.__file__), str(file)):
        for _ in range(5):
            window.drag((1400, 30), (left + width // 2, top + height // 3))
            with contextlib.suppress(AssertionError):
                window.wait_for(lambda: window.drafted() == ["image"], "the picture", 15)
                break
    window.focus()
    window.type("How large is it?")
    window.press_until("Return", lambda: len(window.answers()) == 1, "the answer")

    code_report, picture_report = tmp_path / "code.json", tmp_path / "picture.json"
    header = ImageColor.getrgb(LIGHT.code_header)
    with helper_program(Path(drop_target.__file__), str(code_report)):
        code = drag_out(window, place_of(window, header, tmp_path / "screen.png"), code_report)
    written = code_writer.CODE.rstrip("\n")
    assert code["text"].rstrip("\n") == written
    ((name, digest),) = code["files"]
    assert name.endswith(".py")
    assert digest in {
        hashlib.sha256(text.encode()).hexdigest() for text in (written, f"{written}\n")
    }

    with helper_program(Path(drop_target.__file__), str(picture_report)):
        place = place_of(window, MAGENTA, tmp_path / "screen.png")
        picture = drag_out(window, place, picture_report)
    assert picture["files"] == [
        ["a magenta square.png", hashlib.sha256(file.read_bytes()).hexdigest()]
    ]
    assert picture["image"] == [1600, 1200], "whole, for programs that take no files"
