"""The loop of the larger starter on a tiny recipe: killed, resumed, drawn ahead, exported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

pytest.importorskip("torch")
from typing import TYPE_CHECKING

import torch

from gemini_desk.starter import export, feed, loop, recipes, run_files, speedups, workers
from gemini_desk.starter.phase import Mixture, Phase
from gemini_desk.starter.recipes import Recipe
from gemini_desk.starter.sizes import FULL, SLIDING, Size

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.weights

PHASES = (
    Phase(
        name="tiny",
        steps=8,
        learning_rate=(1e-3, 0.0),
        alignment=0.5,
        pointing=0.5,
        streams=(
            (Mixture(1.0, 2, {"blank": 0.5, "one_shape": 0.5}, (16,)),),
            (Mixture(1.0, 2, {"wordless": 1.0}),),
        ),
    ),
)
TINY = Recipe(
    Size(
        decoder=(32, 2, 48),
        decoder_layers=(SLIDING, FULL, FULL),
        vision=(32, 2, 48, 2),
        audio=(32, 2, 2),
        soft_tokens=70,
        abilities="It is tiny.",
    ),
    PHASES,
)


@pytest.fixture(autouse=True)
def _tiny_recipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(recipes.RECIPES, "tiny", TINY)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # several sum in any order: the last bits of two runs differ
    yield
    torch.set_num_threads(threads)


def run_to(folder: Path, tick: int) -> loop.Run:
    """Trains in this process, uncompiled."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    run = loop.Run(loop.Settings(folder, recipe="tiny", last_tick=tick))
    run.loop()
    return run


def test_a_resumed_run_ends_with_the_very_weights_of_one_that_was_not_stopped(
    tmp_path: Path,
) -> None:
    whole = run_to(tmp_path / "whole", 8)
    run_to(tmp_path / "parts", 3)
    resumed = run_to(tmp_path / "parts", 8)
    assert resumed.tick == whole.tick == 8
    assert resumed.examples == whole.examples
    for name, weight in whole.trainer.state_dict().items():
        assert torch.equal(weight, resumed.trainer.state_dict()[name]), name
    for name, weight in whole.average.items():
        assert torch.equal(weight, resumed.average[name]), name


def train_to(rank: int, settings: loop.Settings) -> None:
    """Trains in a worker's process, which knows of no tiny recipe, uncompiled."""
    recipes.RECIPES["tiny"] = TINY
    torch.set_num_threads(1)
    torch.manual_seed(1)
    loop.Run(settings, rank).loop()


@pytest.mark.slow
def test_two_workers_see_what_one_sees_and_train_one_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gradients are summed in another order, so that weights differ in their last digits."""
    for name in (*speedups.KEEPING_MEMORY, "OMP_NUM_THREADS"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # put back what workers are told
    alone = run_to(tmp_path / "alone", 3)
    (tmp_path / "both").mkdir()
    settings = loop.Settings(tmp_path / "both", recipe="tiny", last_tick=3, workers=2)
    workers.start(train_to, settings, 2)
    state = run_files.load_state(tmp_path / "both")
    assert (state["tick"], state["examples"]) == (3, alone.examples)
    begun = torch.manual_seed(1) and loop.Run(loop.Settings(tmp_path, recipe="tiny"))
    for name, weight in alone.trainer.state_dict().items():
        moved = (weight - begun.trainer.state_dict()[name]).norm()
        apart = (weight - state["trainer"][name]).norm()
        assert apart <= 0.05 * moved + 1e-6, name


@pytest.mark.parametrize(
    ("said", "nice"),
    [("/autogroup-12 nice 19\n", 19), ("/autogroup-12 nice -5\n", -5), ("", 0), (None, 0)],
)
def test_a_kernel_that_does_not_share_between_sessions_is_no_hindrance(
    tmp_path: Path, said: str | None, nice: int
) -> None:
    file = tmp_path / "autogroup"
    if said is not None:
        file.write_text(said, encoding="utf-8")
    assert workers.session_niceness(file) == nice


@pytest.mark.slow
def test_workers_stop_together_when_the_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*speedups.KEEPING_MEMORY, "OMP_NUM_THREADS"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    settings = loop.Settings(tmp_path, recipe="tiny", workers=2, stop_after_s=1e-9)
    workers.start(train_to, settings, 2)
    assert run_files.load_state(tmp_path)["tick"] == 1


def test_what_was_logged_after_the_checkpoint_is_forgotten(tmp_path: Path) -> None:
    log = tmp_path / run_files.LOG
    lines = [json.dumps({"step": step}) for step in (20, 40, 60)]
    log.write_text("\n".join(lines) + '\n{"step": 8', encoding="utf-8")
    run_files.forget_after(tmp_path, 40)
    kept = [json.loads(line)["step"] for line in log.read_text("utf-8").splitlines()]
    assert kept == [20, 40]


def test_another_seed_does_not_go_on_with_a_run(tmp_path: Path) -> None:
    run_to(tmp_path, 1)
    with pytest.raises(ValueError, match="with seed 1"):
        loop.Run(loop.Settings(tmp_path, recipe="tiny", seed=2))


def test_batches_drawn_ahead_are_the_ones_drawn_here() -> None:
    here = feed.Feed(PHASES, seed=3, tick=0)
    with feed.Feed(PHASES, seed=3, tick=0, workers=1) as ahead:
        for _ in range(4):
            first, second = here.next(), ahead.next().on(torch.device("cpu"))
            assert first.tasks == second.tasks
            assert torch.equal(first.labels, second.labels)
            assert first.inputs.keys() == second.inputs.keys()
            for name, tensor in first.inputs.items():
                assert torch.equal(tensor, second.inputs[name]), name


def test_a_larger_scale_draws_larger_batches_and_ends_as_soon() -> None:
    wide = feed.Feed(PHASES, seed=3, tick=0, scale=4)
    assert len(wide.next().tasks) == 8
    for _ in range(3):
        wide.next()
    with pytest.raises(StopIteration):
        wide.next()


def test_an_exported_run_is_loaded_by_the_auto_classes(tmp_path: Path) -> None:
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # its bars leave a thread behind
    run_to(tmp_path / "run", 1)
    export.export_checkpoint(loop.load_trained(tmp_path / "run"), tmp_path / "out")
    processor, model = export.load_checkpoint(tmp_path / "out")
    assert processor.image_processor.max_soft_tokens == TINY.size.soft_tokens
    assert model.config.text_config.num_hidden_layers == 3


@pytest.mark.slow
def test_a_killed_run_goes_on_from_its_last_checkpoint(tmp_path: Path) -> None:
    """A process that gets no chance to tidy up, killed at any moment after its first checkpoint."""
    program = (
        "import sys; from pathlib import Path; from dataclasses import replace;"
        "from gemini_desk.starter import loop, recipes;"
        "from tests.model.test_good_recipe import TINY, PHASES;"
        "long = (replace(PHASES[0], steps=100_000),);"
        "recipes.RECIPES['tiny'] = recipes.Recipe(TINY.size, long);"
        "loop.Run(loop.Settings(Path(sys.argv[1]), recipe='tiny', save_every_s=0.0)).loop()"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) as process:
        deadline = time.monotonic() + 120
        while not (tmp_path / run_files.BEFORE).exists() and time.monotonic() < deadline:
            assert process.poll() is None
            os.sched_yield()
        process.send_signal(signal.SIGKILL)
    state = run_files.load_state(tmp_path)
    assert state["tick"] >= 2
    assert run_to(tmp_path, state["tick"]).tick == state["tick"]


def test_a_run_is_measured_shown_and_described(tmp_path: Path) -> None:
    pytest.importorskip("scipy")  # of the recipe's own dependencies: memos are spoken
    pytest.importorskip("matplotlib")
    from transformers.utils import logging as transformers_logging

    from gemini_desk.starter import evaluation, gallery, held_out, measures, model_card

    transformers_logging.disable_progress_bar()
    run, folder = tmp_path / "run", tmp_path / "out"
    run_to(run, 1)
    export.export_checkpoint(loop.load_trained(run), folder)
    names = ("scene.count", "compare.at_once", "talk.sums", "memo.summary", "print.crop")
    evaluation.evaluate(folder, run, names, items=2)
    for name in names:
        assert len((run / "answers" / f"{name}.jsonl").read_text("utf-8").splitlines()) == 2
    sheets = gallery.draw(run, names)
    assert [path.stem for path in sheets] == list(names)
    examples = held_out.make_set("memo.summary", 2)
    said = [example.turns[-1].answer for example in examples]
    found = evaluation.figures("memo.summary", examples, said)
    assert found["f1"].value == found["exact"].value == 1
    wrong = evaluation.figures("memo.summary", examples, ["Who: anna", ""])
    assert wrong["f1"].value < 0.5
    figure = measures.share([True, False])
    evaluation.keep(folder, {"memo.summary": found, "memo.summary.unseen": {"f1": figure}})
    (run / run_files.LOG).write_text('{"step": 20, "seconds": 7200, "examples": 80}\n', "utf-8")
    model_card.write(run, folder)
    card = (folder / "README.md").read_text("utf-8")
    assert f"F1 of who, when and what | {found['f1']} | 2 | {figure} |" in card
    assert "2.0 hours" in card
    assert "(answers.png)" in card
    assert (folder / "answers.png").read_bytes() == sheets[-1].read_bytes()
    assert "did not begin with noise" not in card
    torch.save({**run_files.load_state(run), "begun": 3300}, run / run_files.CHECKPOINT)
    model_card.write(run, folder)
    assert "at tick 3,300 of" in (folder / "README.md").read_text("utf-8")
