"""The real window on a real server: `transformers serve` with the starter reads a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gemini_desk.paths import Profile, assets_dir
from gemini_desk.settings.schema import (
    AppearanceSettings,
    ModelSettings,
    NetworkSettings,
    ServerSettings,
    Settings,
)
from gemini_desk.settings.settings_store import SettingsStore
from tests.helpers import clipboard_owner
from tests.helpers.running_window import RunningWindow, helper_program
from tests.helpers.transformers_serve import STARTER, served_starter

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.display, pytest.mark.weights, pytest.mark.slow]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_starter(tmp_path_factory.mktemp("serve")) as url:
        yield url


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_is_read_on_a_server(url: str, theme: str, tmp_path: Path) -> None:
    samples = json.loads((assets_dir() / "samples" / "samples.json").read_text())
    word = next(entry for entry in samples if entry["kind"] == "image")
    serve = ServerSettings("serve", url, image=True, audio=True, context_tokens=4096, agreed=True)
    profile = Profile.under(tmp_path / "profile")
    profile.create()
    SettingsStore(profile.config_dir / "settings.json").save(
        Settings(
            appearance=AppearanceSettings(theme=theme),  # type: ignore[arg-type]  # one of its
            model=ModelSettings(name=f"server:serve/{STARTER}"),
            network=NetworkSettings(offline=False, servers=(serve,)),
        )
    )
    with RunningWindow(tmp_path / "profile", options=()) as window:
        window.screenshot(tmp_path / "before.png")
        with helper_program(
            Path(clipboard_owner.__file__), str(assets_dir() / "samples" / word["file"])
        ):
            window.press("ctrl+v")
            window.wait_for(lambda: window.drafted() == ["image"], "the picture in the draft")
        window.type(word["prompt"])
        window.press_until("Return", window.messages, "the question on disk")
        window.wait_for(window.answers, "the answer")
        window.type("And what ")
        window.wait_for(window.drafts, "the next draft")
        window.screenshot(tmp_path / "answered.png")
        window.press("ctrl+m")
        window.screenshot(tmp_path / "menu.png")
        assert window.answers() == [word["expected"]]
        assert window.answering_devices() == [url.removesuffix("/v1")]
        assert window.close() == 0
