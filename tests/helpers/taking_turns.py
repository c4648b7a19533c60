"""Lets a test that measures time run alone, where several workers share the machine.

    @pytest.mark.alone
    def test_a_page_is_laid_out_quickly(): ...

The workers of one run share two locks. Every test holds the room: many at once, or one that is
alone. Whoever wants the room waits at the door first, so that one who wants it for himself is
not passed by those who come after.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path


@contextmanager
def turn(folder: Path, *, alone: bool) -> Iterator[None]:
    """Wait for the room, and hold it.

    Args:
        folder: What all workers of the run share.
        alone: Whether nobody else may be in it.
    """
    import fcntl  # not on Windows, where the suite runs in one process

    with (folder / "room.lock").open("ab") as room:
        with (folder / "door.lock").open("ab") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield  # what is closed is let go of


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Wait for this test's turn before its fixtures are made: they are part of its time."""
    if not hasattr(item.config, "workerinput"):
        return (yield)
    factory: pytest.TempPathFactory = item.config._tmp_path_factory  # type: ignore[attr-defined]
    shared = factory.getbasetemp().parent  # each worker has a folder of its own in it
    with turn(shared, alone=item.get_closest_marker("alone") is not None):
        return (yield)
