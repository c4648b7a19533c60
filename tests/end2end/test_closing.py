"""A window that is closed while its model loads is gone at once, and leaves a whole profile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.helpers.running_window import RunningWindow

pytestmark = pytest.mark.display


@pytest.mark.parametrize("library", ["libtorch_cpu.so", "libtorch_python.so"])
def test_closing_does_not_wait_for_a_model_that_loads(library: str, tmp_path: Path) -> None:
    profile_dir = tmp_path / "profile"
    with RunningWindow(profile_dir) as window:
        maps = Path(f"/proc/{window.process.pid}/maps")
        window.type("a draft")
        window.wait_for(lambda: library in maps.read_text(), "the load")
        assert window.close() == 0
    data = profile_dir / "data"
    assert not (data / "conversations.db-wal").exists(), "the store was not closed"
    with closing(sqlite3.connect(data / "conversations.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT text FROM drafts").fetchall() == [("a draft",)]
    logged = [path.read_text() for path in (profile_dir / "log").rglob("*") if path.is_file()]
    assert [text for text in logged if "WARNING" in text] == []
