"""Where sentences end."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gemini_desk.ui.speech.sentences import LONGEST_CHARACTERS, sentence_ends


def sentences(text: str, *, is_complete: bool = True) -> list[str]:
    ends = list(sentence_ends(text, is_complete=is_complete))
    return [text[a:b] for a, b in itertools.pairwise([0, *ends])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One. ", "Two! ", "Three?"]),
        ("He said “no.” Then he left.", ["He said “no.” ", "Then he left."]),
        ("Pi is 3.14 or so. Fine.", ["Pi is 3.14 or so. ", "Fine."]),
        ("Ask Dr. Who, e.g. today. Go.", ["Ask Dr. Who, e.g. today. ", "Go."]),
        ("Am 3. Mai kam sie. Er nicht.", ["Am 3. Mai kam sie. ", "Er nicht."]),
        ("Das ist z.B. so. Ja.", ["Das ist z.B. so. ", "Ja."]),
        ("Wait… what? Oh.", ["Wait… what? ", "Oh."]),
        ("これは本です。はい。", ["これは本です。", "はい。"]),
        ("no mark at all", ["no mark at all"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two", ["One. "]),
        ("One.", []),
        ("One. ", []),
        ("On the 3. ", []),
        ("One! Tw", ["One! "]),
        ("本です。", []),  # a bracket or a blank that follows belongs to it
        ("本です。は", ["本です。"]),
    ],
)
def test_of_a_text_that_grows_only_what_surely_ended(text: str, expected: list[str]) -> None:
    assert sentences(text, is_complete=False) == expected


def test_a_long_sentence_comes_in_pieces_that_end_at_commas() -> None:
    text = "word after word after word, " * 60
    pieces = sentences(text)
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= LONGEST_CHARACTERS
    assert all(piece.rstrip().endswith(",") for piece in pieces)


@given(st.text(alphabet='aB1 .!?,…\n。é😀"', max_size=900))
def test_nothing_is_lost_and_nothing_is_too_long(text: str) -> None:
    pieces = sentences(text)
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= LONGEST_CHARACTERS for piece in pieces)


@given(st.text(alphabet='aB1 .!?,…\n。！」é"', max_size=200), st.integers(0, 200))
@example("111。 ", 4)
@example("「はい。」", 4)
def test_what_was_given_out_while_it_grew_stays_so(text: str, size: int) -> None:
    early = list(sentence_ends(text[:size], is_complete=False))
    assert early == list(sentence_ends(text))[: len(early)]


@pytest.mark.parametrize("piece", ["a. ", "z.B. ", "x", "a ", "Yes. ", "… ", ". . "])
def test_time_grows_with_the_length_alone(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    started = time.perf_counter()
    assert list(sentence_ends(text))[-1] == len(text)
    assert time.perf_counter() - started < 5.0
