"""The wheel: built from this checkout, installed elsewhere, asked a question there."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import gemini_desk

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.weights, pytest.mark.slow]


def _run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that the build makes, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT),
        cwd=folder,
    )
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment elsewhere with the wheel in it; the libraries are those of this one."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    _run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    python = folder / "bin" / "python"
    _run(
        *(sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps"),
        wheel,
        cwd=folder.parent,
    )
    (packages,) = folder.glob("lib/python3*/site-packages")
    # A path named in a .pth file brings its packages, and not its own .pth files: the checkout
    # that is installed there as editable stays unseen.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return folder


def test_the_wheel_carries_what_the_application_shows(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shown = ("starter/config.json", "starter/model.safetensors", "gemini-desk.svg")
    for name in (*shown, "presets/read-text.json", "prompts/translate.json"):
        assert f"gemini_desk/assets/{name}" in names
    assert not [name for name in names if "screenshots" in name]
    assert not [name for name in names if name.startswith(("tests/", "packaging/", "assets/"))]


def test_an_installed_wheel_answers(environment: Path, tmp_path: Path) -> None:
    where = _run(
        *(environment / "bin" / "python", "-c", "import gemini_desk; print(gemini_desk.__file__)"),
        cwd=tmp_path,
    )
    assert Path(where.strip()).is_relative_to(environment)
    program = environment / "bin" / "gemini-desk"
    version = _run(program, "--version", cwd=tmp_path)
    assert version.split() == ["gemini-desk", gemini_desk.__version__]
    answer = _run(program, "ask", "--max-new-tokens", "16", "Hello", cwd=tmp_path)
    assert answer.strip()
