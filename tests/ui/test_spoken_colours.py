"""The sentence that is read aloud is told from its ground, and can be read, in both themes."""

import pytest
from PySide6.QtGui import QColor

from gemini_desk.ui.theme import DARK, LIGHT, Colours

_TOLD_APART = 1.15  # beside a hue of its own; less is a shade that nobody sees
_READABLE = 4.5  # WCAG 2, AA


def luminance(colour: str) -> float:
    shares = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
              for share in QColor(colour).getRgbF()[:3]]  # fmt: skip
    return 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_marks_are_seen_and_the_words_on_them_read(colours: Colours) -> None:
    for ground in (colours.window, colours.user_bubble):
        assert contrast(colours.spoken, ground) >= _TOLD_APART
    assert contrast(colours.spoken_word, colours.spoken) >= _TOLD_APART
    for mark in (colours.spoken, colours.spoken_word):
        assert contrast(colours.text, mark) >= _READABLE
    assert contrast(colours.link, colours.spoken) >= _READABLE
