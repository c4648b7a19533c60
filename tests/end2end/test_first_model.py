"""From a bare cache to a model of one's own, over a cut connection, a full memory and a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gemini_desk.models.known_models import KNOWN_MODELS
from tests.helpers.first_model_walk import CUT_BYTES, LARGE

pytestmark = [
    pytest.mark.display,
    pytest.mark.weights,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="limits of a process as Linux has them"),
]
ROOT = Path(__file__).parents[2]


def walk(folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.first_model_walk", str(folder)],
        cwd=ROOT,
        # What is freed goes back to the system, so that the limit is one of what is in use.
        env={
            **os.environ,
            "MALLOC_ARENA_MAX": "1",
            "MALLOC_MMAP_THRESHOLD_": "65536",
            "MALLOC_TRIM_THRESHOLD_": "65536",
        },
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_from_a_bare_cache_to_a_server(tmp_path: Path) -> None:
    told = walk(tmp_path)
    # The welcome page names a model of the catalogue, and why; one button lets it be downloaded.
    assert told["recommended"] in {known.id for known in KNOWN_MODELS}
    assert told["why"].startswith("Recommended: ")
    assert told["question"].startswith("Connect to 127.0.0.1:")
    assert not told["button_while_downloading"]
    # The connection broke, and the download went on at that very byte.
    assert told["ranges"] == [f"bytes={CUT_BYTES}-"]
    assert told["loaded"] == told["recommended"]
    assert told["first_answer"]
    # What was typed was told of from its headers.
    facts, verdict = told["looked_up"]
    assert "128 MB to download" in facts
    assert "Fits" in verdict
    # It did not fit as it was asked for; one click loaded it in a way that does.
    assert told["remedy"] == "Load with 8 bits and retry"
    assert (told["remedied"], told["loaded_after_that"]) == ("int8", LARGE)
    # Nothing was lost, and the server got all of it.
    assert told["sent_to_server"] == ["user", "assistant", "user", "assistant", "user"]
    assert told["server_answer"] == "I carry on where the others stopped."
    assert told["messages"] == [["user", "complete"], ["assistant", "complete"]] * 3
