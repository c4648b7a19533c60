"""Stretches are parsed on their own, and no one can tell."""

from __future__ import annotations

import dataclasses

import pytest

from gemini_desk.ui.markdown.splitter import BlockSplitter
from gemini_desk.ui.markdown.stretches import cut_into_stretches
from tests.helpers.markdown_data import HARD_CASES, tokens


def blocks(source: str) -> list[tuple[object, ...]]:
    splitter = BlockSplitter()
    found = [*splitter.feed(source), *splitter.finish()]
    # How many blank lines end a block does not show.
    return [
        dataclasses.astuple(dataclasses.replace(each, source=each.source.rstrip("\n")))
        for each in found
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_blocks_of_the_stretches_are_those_of_the_whole(seed: int) -> None:
    source = "".join(tokens(30_000, seed=seed))
    stretches = cut_into_stretches(source)
    assert len(stretches) > 10
    assert "".join(stretches) == source
    assert [block for each in stretches for block in blocks(each)] == blocks(source)


@pytest.mark.parametrize("case", HARD_CASES)
def test_a_single_block_is_not_cut(case: str) -> None:
    source = "".join(tokens(12_000, case=case))
    assert cut_into_stretches(source) == [source]


def test_a_short_text_is_one_stretch() -> None:
    assert cut_into_stretches("one\n\ntwo") == ["one\n\ntwo"]
    assert cut_into_stretches("") == [""]


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("```\n", "```\n"),
        ("~~~~ text\n", "~~~~~\n"),
        ("1. item\n\n   ```sh\n", "   ```\n"),
        ("$$\n", "$$\n"),
        ("\\[\n", "\\]\n"),
    ],
)
def test_code_and_formulas_are_never_cut(begin: str, end: str) -> None:
    inner = "words in it\n\n" * 1500
    source = f"{begin}{inner}{end}\nbehind\n\n{inner}"
    stretches = cut_into_stretches(source)
    assert len(stretches) > 1
    assert stretches[0].startswith(begin)
    assert end in stretches[0][len(begin) + len(inner) :]


def test_a_shorter_fence_does_not_close_a_longer_one() -> None:
    source = "````\n" + "```\n\nwords\n\n" * 2000
    assert cut_into_stretches(source) == [source]
