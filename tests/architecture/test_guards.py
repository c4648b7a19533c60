"""The guards themselves: each must fail the test that it is there to fail, and say where."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

_TESTS = """
import logging, socket, threading
from PySide6.QtCore import QTimer

def test_thread():
    threading.Thread(target=threading.Event().wait, args=(6,)).start()

def test_timer(qapp):
    qapp.left = QTimer()
    qapp.left.start(1000)

def test_log():
    logging.getLogger("gemini_desk.engine").warning("the fan is loud")

def test_network():
    socket.create_connection(("192.0.2.1", 80), timeout=1)

def test_quiet(qapp, caplog):
    thread = threading.Thread(target=lambda: None)
    thread.start()
    timer = QTimer()
    timer.start(1000)
    timer.stop()
    logging.getLogger("gemini_desk").warning("asked about")
"""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest prints of tests that misbehave, each in its own way."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "test_inner.py").write_text(_TESTS)
    (folder / "conftest.py").write_text("from tests.conftest import pytest_plugins\n")
    (folder / "pytest.ini").write_text("[pytest]\nqt_api = pyside6\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "."],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("ERROR test_inner.py::test_thread", "test_inner.py:6"),
        ("ERROR test_inner.py::test_timer", "test_inner.py:10"),
        ("ERROR test_inner.py::test_log", "the fan is loud"),
        ("FAILED test_inner.py::test_network", "run without the network"),
    ],
)
def test_a_guard_fails_what_it_guards_against(output: str, verdict: str, words: str) -> None:
    assert verdict in output
    assert words in output


def test_a_clean_test_passes_all_guards(output: str) -> None:
    assert "PASSED test_inner.py::test_quiet" in output
    assert "ERROR test_inner.py::test_quiet" not in output
