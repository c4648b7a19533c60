"""Scenes with files: what stands in the message box, and what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.paths import assets_dir
from tests.helpers.films import film, noisy_film

if TYPE_CHECKING:
    from tests.helpers.stage import Stage, Steps


def draft(stage: Stage) -> Steps:
    stage.desk.conversations.open_new()
    yield None
    stage.desk.composer.add_paths(
        sorted(p for p in (assets_dir() / "samples").iterdir() if p.suffix in (".png", ".wav"))
    )
    stage.desk.composer.restore_draft("What do these have in common?")
    yield None
    yield None


def films(stage: Stage) -> Steps:
    """With a model that takes films (`--model`) they are sent as such, else as sound or not."""
    stage.desk.conversations.open_new()
    yield None
    folder = stage.scratch
    shown = [
        noisy_film(folder, "harbour at noon.mp4", 1, 2.0, sound=True),
        noisy_film(folder, "silent.mp4", 2, 1.0, sound=False),
        film(folder, "two languages.mkv", "aac", "matroska"),
    ]
    stage.desk.composer.add_paths(shown)
    stage.desk.composer.restore_draft("What happens in these?")
    yield None
    stage.desk.composer.submit()
    yield None
    yield None
    stage.desk.composer.add_paths(shown)
    yield None
    yield None
