"""Which voice says a text."""

from __future__ import annotations

import pytest

from gemini_desk.ui.speech.voices import Voice, choose_voice, home_of

_VOICES = (
    Voice("English (Caribbean)", "en_029"),
    Voice("German+Adam", "de"),
    Voice("German", "de"),
    Voice("English (America)", "en_US"),
    Voice("English (Great Britain)", "en_GB"),
    Voice("French (Belgium)", "fr_BE"),
    Voice("French (France)", "fr_FR"),
)


@pytest.mark.parametrize(
    ("preferred", "language", "home", "name"),
    [
        ("", "", "en_US", "English (America)"),
        ("", "", "en_GB", "English (Great Britain)"),
        ("", "de", "en_US", "German"),
        ("", "fr", "en_US", "French (France)"),
        ("", "fr", "fr_BE", "French (Belgium)"),
        ("German", "", "en_US", "German"),
        ("German+Adam", "de", "en_US", "German+Adam"),
        ("German", "en", "en_US", "English (America)"),
        ("German", "sw", "en_US", "German"),
        ("gone", "", "de_DE", "German"),
        ("", "sw", "en_US", "English (Caribbean)"),
        ("", "", "C", "English (Great Britain)"),
    ],
)
def test_choice(preferred: str, language: str, home: str, name: str) -> None:
    voice = choose_voice(_VOICES, preferred, language, home)
    assert voice is not None
    assert voice.name == name


def test_without_voices_there_is_no_choice() -> None:
    assert choose_voice((), "German", "de") is None


@pytest.mark.parametrize("locale", ["C", "POSIX", ""])
def test_a_system_that_stands_nowhere_speaks_as_the_window_does(locale: str) -> None:
    assert home_of(locale) == "en_GB"
    assert home_of("de_AT") == "de_AT"
