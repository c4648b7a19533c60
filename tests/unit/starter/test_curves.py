"""Learning curves: what is read from a log, and that a picture comes of it."""

import json
import sys
from pathlib import Path

import pytest

from gemini_desk.starter import __main__, curves


@pytest.fixture
def run(tmp_path: Path) -> Path:
    entries = [
        {"step": 20, "phase": "a", "worker": 0, "exact.word": 0.2, "loss.image": 3.0},
        {"step": 20, "phase": "a", "worker": 1, "exact.word": 0.4},
        {"step": 40, "phase": "b", "worker": 0, "exact.word": 0.9},
    ]
    (tmp_path / "log.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    return tmp_path


def test_workers_are_averaged(run: Path) -> None:
    assert curves.read_log(run)["exact.word"] == [(20, pytest.approx(0.3)), (40, 0.9)]


def test_phases_begin_at_their_first_step(run: Path) -> None:
    assert curves.phases(run) == [(20, "a"), (40, "b")]


def test_a_curve_is_smoothed_over_what_came_before() -> None:
    flat = curves.smoothed([(step, float(step >= 5)) for step in range(10)])
    assert flat[4] == (4, 0.0)
    assert flat[5] == (5, pytest.approx(0.2))
    assert flat[9] == (9, 1.0)


def test_a_picture_is_drawn(run: Path, caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("matplotlib")
    path = curves.draw(run, run)
    # Where it finds its fonts for the first time, on a busy machine, it says that this takes long.
    assert {record.name for record in caplog.records} <= {"matplotlib.font_manager"}
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_picture_lies_beside_the_card_of_the_folder_that_is_named(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("matplotlib")
    folder = tmp_path / "exported"
    folder.mkdir()
    words = ["starter", "--run", str(run), "curves", "--folder", str(folder)]
    monkeypatch.setattr(sys, "argv", words)
    __main__.main()
    assert [path.suffix for path in folder.iterdir()] == [".png"]
