"""Training names everything that it misses on a computer at once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from gemini_desk.starter import requirements, words
from gemini_desk.starter.pictures import fonts

if TYPE_CHECKING:
    from pathlib import Path


def test_every_family_has_a_package() -> None:
    for family in (*fonts.TRAINING_FAMILIES, *fonts.HELD_OUT_FAMILIES):
        assert requirements.package_of(family).startswith("fonts-")
    assert requirements.package_of("Liberation Sans Narrow") == "fonts-liberation-sans-narrow"
    assert requirements.package_of("Noto Mono") == "fonts-noto-mono"
    assert requirements.package_of("Noto Sans") == "fonts-noto-core"


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
