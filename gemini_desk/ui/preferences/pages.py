"""The registry of pages, in the order of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemini_desk.ui.preferences.general_page import GeneralPage
from gemini_desk.ui.preferences.model_page import ModelPage
from gemini_desk.ui.preferences.privacy_page import PrivacyPage
from gemini_desk.ui.preferences.prompts_page import PromptsPage
from gemini_desk.ui.preferences.sound_page import SoundPage
from gemini_desk.ui.preferences.storage_page import StoragePage

if TYPE_CHECKING:
    from gemini_desk.ui.preferences.page import PreferencesPage

PAGES: Final[tuple[type[PreferencesPage], ...]] = (
    GeneralPage,
    ModelPage,
    SoundPage,
    PromptsPage,
    PrivacyPage,
    StoragePage,
)
