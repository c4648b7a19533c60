"""What the README tells a person to type works as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gemini_desk.models.hub_cache import default_hub_dir, find_snapshot
from tests.helpers.hub_models import write_model
from tests.helpers.loopback_hub import LoopbackHub
from tests.helpers.virtual_microphone import speech_file

if TYPE_CHECKING:
    from tests.helpers.forked_commands import Command

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def _commands() -> list[list[str]]:
    lines = "".join(_blocks("bash")).replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


COMMANDS = _commands()
DESK = [words[1:] for words in COMMANDS if words[0] == "gemini-desk"]
# The window and the chat are tried by tests of their own.
ANSWERED = [
    words for words in DESK if {"ask", "transcribe", "models"} & set(words) and "pull" not in words
]
FETCHED = [words for words in DESK if "pull" in words]


def test_the_two_commands() -> None:
    scripts = [words[1] for words in COMMANDS if words[0] == "bash"]
    assert scripts == ["packaging/run.sh", "packaging/test.sh"]
    for script in scripts:
        assert (ROOT / script).is_file()


def test_no_other_program_is_named() -> None:
    assert {words[0] for words in COMMANDS} == {"bash", "gemini-desk"}


@pytest.mark.parametrize("words", DESK, ids=" ".join)
def test_a_command_is_understood(words: list[str]) -> None:
    from gemini_desk.cli import build_parser

    build_parser().parse_args(words)


def test_links_and_pictures_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", README)
    assert [target for target in targets if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_named_files_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = set(re.findall(r"(?:assets|gemini_desk|packaging|tests)/[\w./-]*\w", text))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder where the README's relative paths lead somewhere."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed; packaging/test.sh installs it")
    (tmp_path / "assets").symlink_to(ROOT / "assets")
    speech_file(tmp_path / "memo.wav", "stop the music")
    return tmp_path


@pytest.mark.weights
@pytest.mark.slow
@pytest.mark.parametrize("words", ANSWERED, ids=" ".join)
def test_a_command_answers(words: list[str], clone: Path, gemini_desk: Command) -> None:
    done = gemini_desk(*words, folder=clone)
    assert done.returncode == 0, done.stderr
    if "--output" in words:
        assert (clone / words[words.index("--output") + 1]).read_text("utf-8").strip()
    else:
        assert done.stdout.strip()


@pytest.mark.slow
@pytest.mark.parametrize("words", FETCHED, ids=" ".join)
def test_a_model_is_fetched(words: list[str], tmp_path: Path) -> None:
    hub = LoopbackHub(tmp_path / "on-the-hub")
    write_model(hub.root / words[-1])
    try:
        done = _run(
            ["-m", "gemini_desk", *words], tmp_path, HF_ENDPOINT=hub.url, HF_HUB_OFFLINE="0"
        )
    finally:
        hub.close()
    assert done.returncode == 0, done.stderr
    assert find_snapshot(words[-1], default_hub_dir())


@pytest.mark.slow
def test_everything_goes_out_and_comes_back_in(tmp_path: Path) -> None:
    moving = [words for words in DESK if words[:1] in (["export"], ["import"])]
    assert [words[0] for words in moving] == ["export", "import"]
    for words in moving:
        done = _run(["-m", "gemini_desk", *words], tmp_path)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / moving[0][1]).stat().st_size > 0


@pytest.mark.weights
@pytest.mark.slow
def test_the_python_example_answers(clone: Path) -> None:
    (example,) = _blocks("python")
    done = _run(["-c", example], clone)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= 2


def _run(
    arguments: list[str], folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**_environment(), **environment},
        capture_output=True,
        text=True,
        timeout=240,
    )


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
