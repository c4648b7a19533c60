"""The guards themselves: each must fail the test that it is there to fail, and say where."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

_THREAD = """
import threading
def test_it():
    threading.Thread(target=threading.Event().wait, args=(20,)).start()
"""
_TIMER = """
from PySide6.QtCore import QTimer
def test_it(qapp):
    qapp.left = QTimer()
    qapp.left.start(1000)
"""
_LOG = """
import logging
def test_it():
    logging.getLogger("gemini_desk.engine").warning("the fan is loud")
"""
_NETWORK = """
import socket
def test_it():
    socket.create_connection(("192.0.2.1", 80), timeout=1)
"""
_QUIET = """
import logging, threading
from PySide6.QtCore import QTimer
def test_it(qapp, caplog):
    thread = threading.Thread(target=lambda: None)
    thread.start()
    timer = QTimer()
    timer.start(1000)
    timer.stop()
    logging.getLogger("gemini_desk").warning("asked about")
"""


def _run(folder: Path, source: str) -> str:
    folder = folder / "inner"
    folder.mkdir()
    (folder / "test_inner.py").write_text(source)
    (folder / "conftest.py").write_text("from tests.conftest import pytest_plugins\n")
    (folder / "pytest.ini").write_text("[pytest]\nqt_api = pyside6\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param(_THREAD, ["left running", "test_inner.py:4"], id="thread"),
        pytest.param(_TIMER, ["active QTimer (1000 ms)", "test_inner.py:5"], id="timer"),
        pytest.param(_LOG, ["unexpected in the log", "the fan is loud"], id="log"),
        pytest.param(_NETWORK, ["run without the network"], id="network"),
    ],
)
def test_a_guard_fails_what_it_guards_against(
    tmp_path: Path, source: str, words: list[str]
) -> None:
    output = _run(tmp_path, source)
    assert "1 error" in output or "1 failed" in output
    for word in words:
        assert word in output


def test_a_clean_test_passes_all_guards(tmp_path: Path) -> None:
    assert "1 passed" in _run(tmp_path, _QUIET)
