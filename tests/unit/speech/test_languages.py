"""Which language a text is in."""

from __future__ import annotations

import pytest

from gemini_desk.ui.speech.languages import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The house is at the end of the street, and it is old.", "en"),
        ("Das Haus ist nicht so alt, und es steht am Ende der Straße.", "de"),
        ("La maison est au bout de la rue et elle est dans le jardin.", "fr"),
        ("La casa es una de las más viejas del barrio y se ve por la noche.", "es"),
        ("Il gatto è sul tetto e non si muove, come gli altri della casa.", "it"),
        ("O gato não está em casa, mas os cães são para você.", "pt"),
        ("Это старый дом, и в нём никто не живёт.", "ru"),
        ("Це старий будинок, і в ньому ніхто не живе.", "uk"),
        ("これは古い家です。", "ja"),
        ("这是一座老房子。", "zh"),
        ("이것은 오래된 집입니다.", "ko"),
        ("Αυτό είναι ένα παλιό σπίτι.", "el"),
        ("هذا منزل قديم", "ar"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "42", "Berlin", "Gemini Desk 3.1", "x = y + z", "…"])
def test_it_says_when_it_cannot_tell(text: str) -> None:
    assert language_of(text) == ""
