"""Formulas, read out."""

from __future__ import annotations

import pytest

from gemini_desk.ui.speech.formula_words import LONGEST_CHARACTERS, formula_in_words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"$E = mc^2$", "E equals mc squared"),
        (r"\(a^{3} + b\)", "a cubed plus b"),
        (r"$\frac{a}{b}$", "a over b"),
        (r"$$\sqrt{x^2 + 1}$$", "square root of x squared plus 1"),
        (r"\frac{\sqrt{2}}{n_1}", "square root of 2 over n sub 1"),
        (r"x \leq 3", "x is at most 3"),
        (r"e^{i\pi} = -1", "e to the i pi equals minus 1"),
        (r"a - b", "a minus b"),
        (r"\alpha \cdot \beta", "alpha times beta"),
        (r"\text{speed} = 5", "speed equals 5"),
        (r"x^n", "x to the n"),
    ],
)
def test_short_formulas_are_read(source: str, words: str) -> None:
    assert formula_in_words(source) == words


@pytest.mark.parametrize(
    "source",
    ["", "$$", r"\begin{matrix}a&b\end{matrix}", "+".join("xyz" for _ in range(60)), "{" * 5000],
)
def test_what_cannot_be_followed_by_ear_is_named(source: str) -> None:
    assert formula_in_words(source) == "a formula"


def test_nothing_is_ever_long() -> None:
    assert len(formula_in_words(r"\frac{a}{b}" * 20)) <= LONGEST_CHARACTERS
