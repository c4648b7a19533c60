"""The application is ended in the middle of an answer, and nothing is gone."""

from __future__ import annotations

import signal
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.helpers import slow_talker
from tests.helpers.running_window import RunningWindow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.display

MODEL = slow_talker.__name__


@pytest.fixture
def profile_dir(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def window(profile_dir: Path) -> Iterator[RunningWindow]:
    with RunningWindow(profile_dir, module=MODEL) as window:
        yield window


def numbers(window: RunningWindow) -> list[int]:
    """What the last message counts."""
    messages = window.messages()
    return [int(word) for word in messages[-1][2].split()] if messages else []


def begin_an_answer(window: RunningWindow) -> None:
    window.type("count")
    window.press("Return")
    window.wait_for(lambda: len(numbers(window)) > 20, "some text on disk")


def test_kill_loses_at_most_a_quarter_of_a_second(
    window: RunningWindow, profile_dir: Path, tmp_path: Path
) -> None:
    begin_an_answer(window)
    started = time.monotonic()
    window.process.send_signal(signal.SIGKILL)
    window.process.wait(30)
    took_s = time.monotonic() - started
    kept = numbers(window)
    assert kept == list(range(len(kept))), "the text on disk has a hole"
    assert [status for _, status, _ in window.messages()] == ["complete", "streaming"]
    with closing(sqlite3.connect(profile_dir / "data" / "conversations.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert took_s < 5

    with RunningWindow(profile_dir, module=MODEL) as again:
        again.wait_for(
            lambda: [status for _, status, _ in again.messages()] == ["complete", "interrupted"],
            "the mark",
        )
        assert numbers(again) == kept
        again.screenshot(tmp_path / "interrupted.png")
        again.press("ctrl+shift+Return")  # Continue
        again.wait_for(lambda: len(numbers(again)) > len(kept) + 20, "the continued answer")
        continued = numbers(again)
        assert continued == list(range(len(continued)))
        assert len(again.messages()) == 2, "it went on in the same message"


def test_closing_the_window_keeps_the_answer_and_marks_it(
    window: RunningWindow, profile_dir: Path
) -> None:
    begin_an_answer(window)
    before = len(numbers(window))
    assert window.close() == 0
    kept = numbers(window)
    assert len(kept) >= before
    assert [status for _, status, _ in window.messages()] == ["complete", "interrupted"]
    with RunningWindow(profile_dir, module=MODEL) as again:
        again.type("more")
        again.press("Return")
        again.wait_for(lambda: len(again.messages()) == 4, "the next answer")
        assert [status for _, status, _ in again.messages()][:2] == ["complete", "interrupted"]
