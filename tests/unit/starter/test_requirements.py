"""Training names everything that it misses on a computer at once."""

from __future__ import annotations

import logging
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from gemini_desk.starter import requirements, words
from gemini_desk.starter.pictures import fonts
from gemini_desk.starter.recipes import RECIPES

if TYPE_CHECKING:
    from pathlib import Path


def test_every_family_has_a_package() -> None:
    for family in (*fonts.TRAINING_FAMILIES, *fonts.HELD_OUT_FAMILIES):
        assert requirements.package_of(family).startswith("fonts-")
    assert requirements.package_of("Noto Mono") == "fonts-noto-mono"
    assert requirements.package_of("Noto Sans") == "fonts-noto-core"


def test_every_package_exists_in_this_release() -> None:
    families = (*fonts.TRAINING_FAMILIES, *fonts.HELD_OUT_FAMILIES)
    packages = {requirements.package_of(family) for family in families}
    if shutil.which("apt-cache") is None:
        pytest.skip("no Debian")
    command = ["apt-cache", "show", "--no-all-versions", *sorted(packages)]
    told = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    known = {line.split()[-1] for line in told if line.startswith("Package: ")}
    if not known:
        pytest.skip("no lists of packages here")
    assert packages - known == set()


@pytest.mark.parametrize(
    ("release", "package"),
    [("exit 0", "fonts-liberation-sans-narrow"), ("exit 100", "fonts-liberation")],
    ids=["has its own", "part of another"],
)
def test_narrow_letters_come_in_the_package_that_the_release_has(
    release: str, package: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "apt-cache"
    program.write_text(f"#!/bin/sh\n{release}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert requirements.package_of("Liberation Sans Narrow") == package


def test_the_emoji_font_is_asked_for_by_the_recipe_that_draws_emoji_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name, asked in (("small", False), ("good", True)):
        needed, _ = requirements.missing(with_emoji=RECIPES[name].draws("emoji"))
        assert ("fonts-noto-color-emoji" in needed) is asked


def test_a_bare_computer_is_told_all_packages_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(words, "DICTIONARY", tmp_path / "words")
    monkeypatch.setattr(requirements, "_FESTIVAL_VOICES", tmp_path)
    with pytest.raises(SystemExit) as stopped:
        requirements.check(measuring=True)
    command = str(stopped.value).splitlines()[-1]
    assert command.startswith("sudo apt install ")
    told = set(command.split())
    assert told >= {"wamerican", "flite", "festival", "festvox-us-slt-hts", "fontconfig"}
    assert told >= {"fonts-noto-color-emoji", "fonts-lato", "fonts-dejavu", "fonts-roboto"}


def test_training_does_not_ask_for_the_voice_that_is_only_measured_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    needed, _ = requirements.missing()
    assert "flite" in needed
    assert not {"festival", "festvox-us-slt-hts"} & needed


def test_with_some_fonts_training_goes_on_and_tells_of_the_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("flite", "fc-list"):
        program = tmp_path / name
        program.write_text('#!/bin/sh\necho "Noto Color Emoji\nDejaVu Sans,Sans\nLato"\n', "utf-8")
        program.chmod(0o755)
    (tmp_path / "words").write_text("tea\n", "utf-8")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(words, "DICTIONARY", tmp_path / "words")
    monkeypatch.setattr(requirements, "_has_espeak", lambda: True)
    with caplog.at_level(logging.WARNING):
        requirements.check()
    assert "sudo apt install" in caplog.text
    assert "fonts-roboto" in caplog.text
    assert "fonts-lato" not in caplog.text
