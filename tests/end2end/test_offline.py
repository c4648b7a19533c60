"""Offline, as it is from the start: whatever is done, no other machine is contacted."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from gemini_desk.paths import assets_dir
from gemini_desk.ui.help import PAGES
from tests.helpers import clipboard_owner
from tests.helpers.running_window import RunningWindow, helper_program
from tests.helpers.socket_watch import SocketWatch

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.display, pytest.mark.weights, pytest.mark.slow]


@pytest.fixture
def watch(tmp_path: Path) -> SocketWatch:
    return SocketWatch(tmp_path / "watch")


def name_it(window: RunningWindow, path: Path) -> None:
    """Name the file in the dialog; once more if it came too early, as a person would."""
    for _ in range(4):
        window.press("ctrl+a")
        window.type(str(path))
        window.press("Return")
        with contextlib.suppress(AssertionError):
            window.wait_for(path.exists, "the export", 15)
            return
    window.screenshot(path.with_suffix(".png"))
    pytest.fail("nothing was exported")


# Places in the sidebar of a window as it is first opened; from its end where they are negative.
BIN, ARCHIVE, RESTORE, FIRST_ROW = (235, -28), (195, -28), (80, -76), (100, 242)
HEADING = (44, 150, 160, 184)


def open_shelves(window: RunningWindow, folder: Path) -> None:
    """Delete the conversation, take it back out of the bin, and look into the archive."""
    from PIL import Image

    def heading() -> bytes:
        with Image.open(window.screenshot(folder / "shelf.png")) as picture:
            return picture.crop(HEADING).tobytes()

    window.press_until(
        "ctrl+shift+BackSpace", lambda: window.conversations(deleted=True), "the bin's first"
    )
    before = heading()
    window.click(*BIN)
    window.wait_for(lambda: heading() != before, "the bin")
    binned = heading()
    window.click(*FIRST_ROW)
    window.click(*RESTORE)
    window.wait_for(lambda: window.conversations(deleted=False), "the conversation, restored")
    window.click(*ARCHIVE)
    window.wait_for(lambda: heading() not in (before, binned), "the archive")


def read_help(window: RunningWindow) -> None:
    """Open the help and turn its pages."""
    title = "Help – Gemini Desk"
    window.press("F1")
    window.focus_dialog(title)
    for _ in PAGES:
        window.press("Down")
    window.leave_dialog(title)


def test_nothing_is_contacted(watch: SocketWatch, tmp_path: Path) -> None:
    samples = json.loads((assets_dir() / "samples" / "samples.json").read_text())
    word = next(entry for entry in samples if entry["kind"] == "image")
    exported = tmp_path / "exported.md"
    with RunningWindow(
        tmp_path / "profile", options=(), wrapper=watch.wrapper, environment=watch.environment()
    ) as window:
        with helper_program(_path(clipboard_owner), str(assets_dir() / "samples" / word["file"])):
            window.press("ctrl+v")
            window.wait_for(lambda: window.drafted() == ["image"], "the picture in the draft")
        window.type(word["prompt"])
        window.press_until("Return", window.messages, "the question on disk")
        window.wait_for(window.answers, "the answer")
        assert window.answers() == [word["expected"]]
        window.press("ctrl+k")
        window.type(word["expected"])
        window.press("Escape")
        window.press("ctrl+m")
        window.press("Escape")
        for keys, title in (("ctrl+comma", "Preferences"), ("ctrl+shift+m", "Models")):
            window.press(keys)
            window.focus_dialog(title)
            for _ in range(6):  # every page of the preferences, and some of the models
                window.press("Down")
            window.leave_dialog(title)
        window.press("ctrl+shift+e")
        window.focus_dialog("Export the conversation")
        name_it(window, exported)
        window.focus()
        read_help(window)
        open_shelves(window, tmp_path)
        process = window.process.pid
        assert window.close() == 0
    assert word["expected"] in exported.read_text("utf-8")
    assert process in watch.watched()
    assert bool(watch.local()) is watch.sees_libraries  # the display, at least
    assert watch.network() == []


def test_the_watch_sees_a_connection_and_a_name(watch: SocketWatch) -> None:
    program = (  # an address that is nobody's, and no wait for it
        "import socket; it = socket.socket(); it.setblocking(False); "
        "it.connect_ex(('192.0.2.1', 9)); socket.getaddrinfo('localhost', 9)"
    )
    subprocess.run(
        [*watch.wrapper, sys.executable, "-c", program],
        env=watch.environment(), check=True, timeout=60,
    )  # fmt: skip
    seen = " ".join(watch.network())
    assert "socket.connect ('192.0.2.1', 9)" in seen
    assert "socket.getaddrinfo localhost" in seen
    assert ("AF_INET" in seen) is watch.sees_libraries


def _path(module: object) -> Path:
    from pathlib import Path

    return Path(str(module.__file__))  # type: ignore[attr-defined]
