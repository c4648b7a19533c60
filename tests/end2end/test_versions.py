"""Versions of messages in the real window, with a model that is still talking."""

from __future__ import annotations

import time
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


def numbers(window: RunningWindow, index: int = -1) -> list[int]:
    """What an answer counts: the last one, or another."""
    answers = [text for role, _, text in window.messages() if role == "assistant"]
    return [int(word) for word in answers[index].split()] if answers else []


def statuses(window: RunningWindow) -> list[str]:
    return [status for _, status, _ in window.messages()]


def ask(window: RunningWindow) -> None:
    window.type("count")
    window.press("Return")
    window.wait_for(lambda: len(numbers(window)) > 20, "some text on disk")


def stop(window: RunningWindow) -> None:
    window.press("Escape")
    window.wait_for(lambda: statuses(window)[-1] == "complete", "the end of the answer")
    # It reaches the window a frame after it reaches the disk: give it some.
    ended_s = time.monotonic()
    window.wait_for(lambda: time.monotonic() - ended_s > 0.5, "the end in the window")


def test_a_stopped_answer_goes_on_and_another_version_is_written_behind_it(
    window: RunningWindow, tmp_path: Path
) -> None:
    ask(window)
    stop(window)
    first = len(numbers(window))
    window.press_until(
        "ctrl+shift+Return", lambda: len(numbers(window)) > first, "the continued answer"
    )
    window.wait_for(lambda: len(numbers(window)) > first + 20, "more of it")
    stop(window)
    counted = numbers(window)
    assert counted == list(range(len(counted)))
    assert len(window.messages()) == 2

    window.press_until("ctrl+r", lambda: len(window.messages()) == 3, "another version")
    window.wait_for(lambda: numbers(window), "its first words")
    window.press("alt+Left")
    seen = len(numbers(window))
    window.wait_for(lambda: len(numbers(window)) > seen + 20, "more of the other version")
    window.screenshot(tmp_path / "behind.png")
    assert numbers(window, 0) == counted
    stop(window)
    second = numbers(window)
    assert second == list(range(len(second)))


def test_an_edit_survives_a_kill_and_is_sent_as_another_version(
    window: RunningWindow, profile_dir: Path, tmp_path: Path
) -> None:
    ask(window)
    stop(window)
    window.press("ctrl+e")
    window.type(" backwards")
    window.wait_for(lambda: window.drafts() == [("count backwards", 0)], "the edit on disk")
    window.kill()

    with RunningWindow(profile_dir, module=MODEL) as again:
        again.wait_for(lambda: again.title().startswith("count"), "the conversation")

        def edits() -> list[str]:
            return [text for text, _ in again.drafts() if text.startswith("count backwards")]

        again.press("ctrl+e")
        again.type("!")  # perhaps before the edit has come: then it is a line of its own
        again.wait_for(lambda: any("!" in text for text in edits()), "the edit in its place")
        again.screenshot(tmp_path / "edit.png")
        again.press("Return")
        again.wait_for(lambda: len(again.messages()) == 4 and numbers(again), "an answer")
        role, _, text = again.messages()[2]
        assert role == "user"
        assert text.startswith("count backwards")
        assert again.messages()[0][2] == "count"
        again.wait_for(lambda: edits() == [], "the end of the edit")
