"""The first picture promises nothing that is not so: messages may leave this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.ui.model_state import ModelState

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.ui.main_window import MainWindow


def show_server(window: MainWindow, model: str, settings_file: Path) -> None:
    """Say where messages go if `model` is one of a server; else nothing is imported for it."""
    if not model.startswith("server:"):
        return
    from gemini_desk.models.servers import destination
    from gemini_desk.settings.settings_store import SettingsStore

    network = SettingsStore(settings_file).load().settings.network
    window.set_model_state(ModelState(model=model))
    window.set_destination(destination(model, network))
