"""Incremental decoding and stop strings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desk.engine.streamer import IncrementalDecoder, StopStrings

if TYPE_CHECKING:
    from collections.abc import Sequence


def decode_bytes(ids: Sequence[int]) -> str:
    """A byte-level tokenizer: one id, one byte."""
    return bytes(ids).decode("utf-8", errors="replace")


def decode_with_fallback(ids: Sequence[int]) -> str:
    """A byte-fallback tokenizer: an unfinished character gives one mark for each byte."""
    try:
        return bytes(ids).decode("utf-8")
    except UnicodeDecodeError as error:
        return bytes(ids[: error.start]).decode("utf-8") + "\ufffd" * (len(ids) - error.start)


def stream(ids: Sequence[int], decode: object = decode_bytes) -> list[str]:
    decoder = IncrementalDecoder(decode)  # type: ignore[arg-type]
    return [decoder.push(token) for token in ids]


@pytest.mark.parametrize("decode", [decode_bytes, decode_with_fallback])
@given(text=st.text().filter(lambda text: not text.endswith("\ufffd")))  # as if unfinished
def test_pieces_join_to_the_text(decode: object, text: str) -> None:
    assert "".join(stream(text.encode(), decode)) == text


@pytest.mark.parametrize("decode", [decode_bytes, decode_with_fallback])
def test_only_whole_characters_come(decode: object) -> None:
    pieces = stream("é🙂日".encode(), decode)
    assert [piece for piece in pieces if piece] == ["é", "🙂", "日"]


def test_what_is_unfinished_at_the_end_is_left_out() -> None:
    assert "".join(stream("ok 🙂".encode()[:-1])) == "ok "


@given(st.lists(st.integers(0, 255), max_size=60))
def test_any_bytes_join_to_what_decoding_at_once_gives(ids: list[int]) -> None:
    whole = decode_bytes(ids)
    streamed = "".join(stream(ids))
    assert whole.startswith(streamed)
    assert set(whole[len(streamed) :]) <= {"\ufffd"}


def test_the_window_stays_small() -> None:
    longest = 0

    def decode(ids: Sequence[int]) -> str:
        nonlocal longest
        longest = max(longest, len(ids))
        return decode_bytes(ids)

    stream(b"word " * 500, decode)
    assert longest <= 4
    stream([0xFF] * 500, decode)
    assert longest <= 40


def test_a_space_in_front_is_kept_inside_and_dropped_at_the_start() -> None:
    words = ["▁one", "▁two", "▁three"]

    def decode(ids: Sequence[int]) -> str:
        return "".join(words[i] for i in ids).replace("▁", " ").removeprefix(" ")

    assert stream([0, 1, 2], decode) == ["one", " two", " three"]


def test_special_tokens_give_nothing() -> None:
    assert stream([1, 1, 1], lambda _: "") == ["", "", ""]


# -- stop strings ---------------------------------------------------------------------------


def shown(deltas: Sequence[str], *stop: str) -> tuple[str, bool]:
    strings = StopStrings(stop)
    text = ""
    for delta in deltas:
        text += strings.push(delta)
        if strings.found:
            return text, True
    return text + strings.finish(), False


def test_without_stop_strings_everything_passes() -> None:
    assert shown(["a", "b"]) == ("ab", False)


@pytest.mark.parametrize(
    "deltas", [["one END two"], ["one E", "N", "D two"], ["one", " ", "END", " two"], [*"one END"]]
)
def test_a_stop_string_is_cut_wherever_it_falls(deltas: list[str]) -> None:
    assert shown(deltas, "END") == ("one ", True)


def test_the_first_of_several_counts() -> None:
    assert shown(["a B c A"], "A", "B") == ("a ", True)


def test_a_false_start_is_shown() -> None:
    assert shown(["one EN", "GLISH"], "END") == ("one ENGLISH", False)
    assert shown(["one EN"], "END") == ("one EN", False)


@given(st.lists(st.text("abAB"), max_size=20), st.text("abAB", min_size=1, max_size=4))
def test_cut_is_the_same_as_on_the_whole_text(deltas: list[str], stop: str) -> None:
    whole = "".join(deltas)
    text, found = shown(deltas, stop)
    assert found == (stop in whole)
    assert text == whole.partition(stop)[0]
