"""What the first paint of the window waits for, asked of a fresh process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Libraries, and modules of our own that bring much with them, for which nobody waits: what is
# built in `Desk.furnish`, after the paint, may import them.
NOT_YET = {
    "torch", "transformers", "numpy", "PIL", "sqlite3", "markdown_it", "pygments",
    "dataclasses", "datetime", "wave",
    "asyncio", "concurrent.futures", "html", "uuid", "logging.handlers", "pickle", "socket",
    "gemini_desk.chat.attachment", "gemini_desk.chat.draft", "gemini_desk.chat.message",
    "gemini_desk.chat.setup", "gemini_desk.chat.transcription", "gemini_desk.settings.schema",
    "gemini_desk.ui.composer.attachment_card", "gemini_desk.ui.welcome.samples",
    "gemini_desk.engine.events", "gemini_desk.models.catalogue", "gemini_desk.storage",
    "gemini_desk.ui.conversation_list.requests", "gemini_desk.ui.conversation_list.view",
    "gemini_desk.ui.conversation.pane",
    "gemini_desk.ui.wiring", "gemini_desk.ui.speech", "gemini_desk.ui.voice",
    "PySide6.QtTextToSpeech",
}  # fmt: skip

_PROGRAM = """
import gc, json, linecache, os, sys
collections = []
gc.callbacks.append(lambda phase, facts: collections.append(facts["generation"]))
from gemini_desk import cli

def watch(frame, event, argument):
    # The moment between the import of the root and its start: nothing is imported for this.
    if event == "call" and frame.f_code.co_name == "run_window":
        sys.setprofile(None)
        collections.clear()  # a few, before the command line knows that the window is wanted
        from gemini_desk import app
        from gemini_desk.ui.first_paint import FirstPaint
        FirstPaint.eventFilter = event_filter

def event_filter(self, watched, event):
    if event.type() == event.Type.Paint:
        from PySide6.QtCore import QTimer
        QTimer.singleShot(0, report)
    return False

def report():
    done = {"modules": sorted(sys.modules), "collections": len(collections)}
    ours = [name for name in linecache.cache if "gemini_desk" in name]
    done["sources"] = [name for name in ours if "pyside_imports" not in name]
    print(json.dumps({**done, "automatic": gc.isenabled()}), flush=True)
    os._exit(0)

sys.setprofile(watch)
cli.run([])
"""


@pytest.fixture(scope="module")
def at_first_paint(tmp_path_factory):
    """What the program had done by then."""
    folder = tmp_path_factory.mktemp("person")
    places = {f"XDG_{name}_HOME": str(folder) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        cwd=ROOT,
        env={**os.environ, **places, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_nothing_is_imported_that_is_not_seen(at_first_paint):
    assert "gemini_desk.ui.main_window" in at_first_paint["modules"]
    assert set(at_first_paint["modules"]) & NOT_YET == set()


def test_nobody_looks_for_garbage_in_what_is_there_to_stay(at_first_paint):
    assert not at_first_paint["automatic"]
    assert at_first_paint["collections"] == 0


def test_no_source_is_read_to_look_for_features_of_pyside(at_first_paint):
    assert at_first_paint["sources"] == []
