"""The application is ended in the middle of an answer, and nothing is gone."""

from __future__ import annotations

import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gemini_desk.paths import assets_dir
from tests.helpers import clipboard_owner, slow_talker
from tests.helpers.running_window import RunningWindow, helper_program

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """What the last message counts; nothing while that is still the question."""
    role, _, text = (window.messages() or [("", "", "")])[-1]
    return [int(word) for word in text.split()] if role == "assistant" else []


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
    window.process.wait(60)
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
        again.wait_for_conversation("count")
        again.press_until(  # Continue; does nothing while it goes on
            "ctrl+shift+Return", lambda: len(numbers(again)) > len(kept), "the continued answer"
        )
        again.wait_for(lambda: len(numbers(again)) > len(kept) + 20, "more of it")
        continued = numbers(again)
        assert continued == list(range(len(continued)))
        assert len(again.messages()) == 2, "it went on in the same message"


def test_a_draft_survives_a_kill(window: RunningWindow, profile_dir: Path, tmp_path: Path) -> None:
    picture = assets_dir() / "samples" / "word.png"
    window.type("what does it say")
    with helper_program(Path(clipboard_owner.__file__), str(picture)):
        window.press("ctrl+v")
        window.wait_for(lambda: window.drafts() == [("what does it say", 1)], "the draft on disk")
    window.kill()
    assert window.messages() == []

    with RunningWindow(profile_dir, module=MODEL) as again:
        again.type(" here")  # perhaps before the draft has come: then it is a line of its own

        def goes_on() -> bool:
            (text, attached), *others = again.drafts() or [("", 0)]
            joined = " ".join(text.split())
            return joined == "what does it say here" and attached == 1 and not others

        again.wait_for(goes_on, "the draft in the composer")
        again.screenshot(tmp_path / "draft.png")
        again.press("Return")
        again.wait_for(lambda: len(numbers(again)) > 3, "an answer")
        assert " ".join(again.messages()[0][2].split()) == "what does it say here"
        assert again.attachments() == ["image"]
        again.wait_for(lambda: again.drafts() == [], "the end of the draft")


def test_a_queue_survives_a_kill(window: RunningWindow, profile_dir: Path) -> None:
    begin_an_answer(window)
    window.type("and then")
    window.press("Return")
    window.wait_for(lambda: window.drafts() == [("and then", 0)], "the queue on disk")
    window.kill()
    with RunningWindow(profile_dir, module=MODEL) as again:
        again.wait_for_conversation("count")
        again.wait_for(
            lambda: [status for _, status, _ in again.messages()] == ["complete", "interrupted"],
            "the mark",
        )
        assert again.drafts() == [("and then", 0)], "it waits, and is not sent by itself"


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
        again.wait_for_conversation("count")
        again.type("more")
        again.press("Return")
        again.wait_for(lambda: len(again.messages()) == 4, "the next answer")
        assert [status for _, status, _ in again.messages()][:2] == ["complete", "interrupted"]
