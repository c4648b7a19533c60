"""Memory runs out in the middle of a conversation, by the system's own limit."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers.freed_memory import run_helper

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.display,
    pytest.mark.weights,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="limits of a process as Linux has them"),
]

_WANTED_BYTES = 40_000_000  # the long question's share alone is more than that


def test_what_fits_is_offered_and_the_conversation_goes_on(tmp_path: Path) -> None:
    told = run_helper("answering_walk", str(tmp_path), timeout_s=600)
    assert told["said"].startswith("Error: The conversation does not fit into memory.")
    assert "the conversation in 8 bits" in told["said"]
    assert told["kept_bytes"] < _WANTED_BYTES // 2  # what it had taken was given back
    assert told["phase"] == "ready"  # the model is still there
    assert told["offered"][0] == "Keep the conversation in 8 bits and retry"
    # One key loads the model in that way, and answers the same question.
    assert told["options"] == ["none", "int8"]
    assert told["retried_answer"]
    assert told["next_answer"]
    assert told["messages"] == [["user", "complete"], ["assistant", "complete"]] * 3
