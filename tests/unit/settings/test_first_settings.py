"""What the first window is painted with."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from gemini_desk.settings.first_settings import FirstSettings, ThemeName, read_first_settings
from gemini_desk.settings.schema import AppearanceSettings, ModelSettings, Settings
from gemini_desk.settings.settings_store import SettingsStore


@pytest.mark.parametrize("theme", get_args(ThemeName))
def test_they_are_what_was_saved(tmp_path, theme):
    file = tmp_path / "settings.json"
    appearance, model = AppearanceSettings(theme=theme), ModelSettings(name="server:home/x")
    SettingsStore(file).save(replace(Settings(), appearance=appearance, model=model))
    assert read_first_settings(file) == FirstSettings(theme, "server:home/x")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "3", '{"appearance": 1}', '{"appearance": {"theme": "mauve"}}',
     '{"appearance": {"theme": ["dark"]}, "model": {"name": 3}}', "\udcff", "[" * 100_000],
)  # fmt: skip
def test_a_file_of_no_use_leaves_the_theme_to_the_system(tmp_path, text):
    file = tmp_path / "settings.json"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    assert read_first_settings(file) == FirstSettings("system", "")
    assert SettingsStore(file).load().settings.appearance.theme == "system"


def test_no_file_leaves_it_to_the_system(tmp_path):
    assert read_first_settings(tmp_path / "settings.json") == FirstSettings("system", "")
