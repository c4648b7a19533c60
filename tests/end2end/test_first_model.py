"""From a bare cache to a model of one's own, over a cut connection, a full memory and a server."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from gemini_desk.models.known_models import KNOWN_MODELS
from tests.helpers.first_model_walk import CUT_BYTES, LARGE
from tests.helpers.freed_memory import run_helper

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.display,
    pytest.mark.weights,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="limits of a process as Linux has them"),
]


def walk(folder: Path) -> dict[str, Any]:
    return run_helper("first_model_walk", str(folder), timeout_s=900)


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
    # The form added the server; nothing was asked of a model before the yes.
    assert told["focus_after_name"]
    assert told["asked_before_the_yes"] == 0
    # Nothing was lost, and the server got all of it.
    assert told["sent_to_server"] == ["user", "assistant", "user", "assistant", "user"]
    assert told["server_answer"] == "I carry on where the others stopped."
    assert told["messages"] == [["user", "complete"], ["assistant", "complete"]] * 3
