"""What programs that lead a real window through steps have in common: options, the window."""

from __future__ import annotations

import argparse
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.helpers.freed_memory import start_again

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gemini_desk.app import Desk
    from gemini_desk.settings.schema import ModelSettings


def walk_options(name: str, description: str | None) -> argparse.Namespace:
    """Read the command line of a module of this folder; its process gives back what it frees."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--width", type=int, default=1180)
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    start_again(name)
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    return options


@contextmanager
def walked_desk(
    options: argparse.Namespace, models: ModelSettings | None = None, *, model: str | None = None
) -> Iterator[Desk]:
    """The application with its real backends, not started yet; short answers."""
    from gemini_desk.app import Desk, create_application
    from gemini_desk.chat.generation_parameters import GenerationParameters
    from gemini_desk.diagnostics import Diagnostics
    from gemini_desk.paths import Profile
    from gemini_desk.settings.schema import AppearanceSettings, ModelSettings, Settings
    from gemini_desk.settings.settings_store import SettingsStore

    application = create_application()
    profile = Profile.under(options.folder / "profile")
    profile.create()
    SettingsStore(profile.config_dir / "settings.json").save(
        Settings(
            appearance=AppearanceSettings(theme=options.theme),
            generation=GenerationParameters(max_new_tokens=12),
            model=models or ModelSettings(),
        )
    )
    desk = Desk(profile, Diagnostics(profile.log_dir), model=model)
    desk.furnish()
    desk.window.resize(options.width, 780)
    try:
        yield desk
    finally:
        desk.window.close()
        desk.close()
        application.quit()
