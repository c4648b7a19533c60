"""Silence is the standard: a logged warning or error that the test did not ask about fails it.

A test that expects one asks for pytest's `caplog` and looks at the records itself.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" ({record.exc_info[1]!r})"
        self.lines.append(line)


@pytest.fixture(autouse=True)
def no_warnings(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test if something was logged at WARNING or above, unless it asks for `caplog`."""
    recorder = _Recorder()
    root = logging.getLogger()
    root.addHandler(recorder)
    yield
    root.removeHandler(recorder)
    if recorder.lines and "caplog" not in request.fixturenames:
        pytest.fail("unexpected in the log:\n  " + "\n  ".join(recorder.lines), pytrace=False)
