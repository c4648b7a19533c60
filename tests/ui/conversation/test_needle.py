"""What is looked for is found in the source where it will be seen."""

from __future__ import annotations

import pytest

from gemini_desk.ui.conversation.find.marks import in_utf16
from gemini_desk.ui.conversation.find.needle import Needle, folded


@pytest.mark.parametrize(
    ("words", "source", "count"),
    [
        ("layer", "A layer, a Layer and two LAYERS.", 3),
        ("very good", "It is **very** good, *very  good*, very\ngood.", 3),
        ("very good", "very bad, good", 0),
        ("a + b", "x = a + b  # not a - b", 1),
        ("example", "[an example](https://example.org/example) of it", 1),
        ("snake_case", "`snake_case` and snake\\_case", 1),
        ("größe", "Die Größe, die GRÖSSE", 1),
        ("日本", "日本語のテキスト、日本", 2),
        ("aa", "aaaa", 2),
        ("   ", "a   b", 0),
        ("", "anything", 0),
        ("(x", "f(x) = (x", 2),
    ],
)
def test_count_in_source(words: str, source: str, count: int) -> None:
    assert Needle(words).count_in_source(source) == count


def test_case_matters_if_it_shall() -> None:
    assert Needle("Layer", is_case_sensitive=True).count_in_source("layer Layer LAYER") == 1
    assert list(Needle("AB", is_case_sensitive=True).spans("ab AB")) == [(3, 5)]


def test_places_stay_what_they_are_in_lower_case() -> None:
    text = "İstanbul and istanbul"  # the lower case of the first letter is two characters
    assert len(folded(text)) == len(text)
    assert [text[a:b] for a, b in Needle("STANBUL").spans(text)] == ["stanbul", "stanbul"]


def test_places_as_qt_counts_them() -> None:
    assert in_utf16("a🙂b", [0, 1, 2, 3]) == [0, 1, 3, 4]
    assert in_utf16("abc", [1, 3]) == [1, 3]
