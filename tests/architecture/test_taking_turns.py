"""Tests of one run share the machine, but for those that are alone."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from tests.helpers.taking_turns import turn

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]

_TESTS = """
import pytest
from pathlib import Path

PRESENT = Path(__file__).parent / "present"
PRESENT.mkdir(exist_ok=True)

@pytest.fixture(autouse=True)
def in_the_room(request):
    mark = PRESENT / request.node.name
    mark.touch()
    yield
    mark.unlink()

@pytest.mark.parametrize("number", range(30))
def test_together(number):
    assert not (PRESENT / "test_alone").exists()

@pytest.mark.alone
def test_alone():
    assert [each.name for each in PRESENT.iterdir()] == ["test_alone"]
"""


def _begin(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_many_are_there_at_once(tmp_path: Path) -> None:
    with turn(tmp_path, alone=False), turn(tmp_path, alone=False):
        pass


def test_one_who_waits_for_the_room_is_not_passed(tmp_path: Path) -> None:
    came: list[str] = []

    def come(name: str, *, alone: bool) -> Callable[[], None]:
        def work() -> None:
            with turn(tmp_path, alone=alone):
                came.append(name)

        return work

    with turn(tmp_path, alone=False):
        first = _begin(come("alone", alone=True))
        _wait_for_somebody_at_the_door(tmp_path)
        second = _begin(come("together", alone=False))
        assert came == []
    first.join(60)
    second.join(60)
    assert came == ["alone", "together"]


def _wait_for_somebody_at_the_door(folder: Path) -> None:
    import fcntl

    with (folder / "door.lock").open("ab") as door:
        while True:
            try:
                fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            fcntl.flock(door, fcntl.LOCK_UN)


def test_workers_leave_a_test_alone(tmp_path: Path) -> None:
    (tmp_path / "test_inner.py").write_text(_TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = alone\n")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:pytest-qt"),
            *("-p", "tests.helpers.taking_turns", "-n", "2", "--dist", "worksteal", "-q"),
        ],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "31 passed" in done.stdout, done.stdout + done.stderr
