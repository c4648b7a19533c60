"""Stretches are parsed on their own, and no one can tell."""

from __future__ import annotations

import dataclasses
import html
import re
import sys

import pytest

from gemini_desk.ui.markdown.blocks import Block, BlockKind
from gemini_desk.ui.markdown.rendering import render_block
from gemini_desk.ui.markdown.splitter import TOP, BlockSplitter
from gemini_desk.ui.markdown.stretches import Stretch, cut_into_stretches
from tests.helpers.markdown_data import HARD_CASES, tokens

# A stretch ends at the next place behind 6,000 characters; there is one within as many again.
LONGEST_CHARACTERS = 12_000


def blocks(stretch: Stretch) -> list[Block]:
    splitter = BlockSplitter(stretch.beginning)
    found = [*splitter.feed(stretch.source), *splitter.finish()]
    # How many blank lines end a block does not show.
    return [dataclasses.replace(each, source=each.source.rstrip("\n")) for each in found]


def words(found: list[Block]) -> list[str]:
    """What a reader sees of `found`."""
    seen: list[str] = []
    for each in found:
        is_text = each.kind not in (BlockKind.CODE, BlockKind.FORMULA)
        shown = render_block(each) if is_text else html.escape(each.source)
        seen += html.unescape(re.sub(r"<[^>]*>", " ", shown)).split()
    return seen


def cut(source: str) -> list[Stretch]:
    """The stretches of a long source, which are the source again, and none of them long."""
    stretches = cut_into_stretches(source)
    assert "".join(each.source for each in stretches) == source
    assert max(len(each.source) for each in stretches) <= LONGEST_CHARACTERS
    return stretches


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_blocks_of_the_stretches_are_those_of_the_whole(seed: int) -> None:
    source = "".join(tokens(30_000, seed=seed))
    stretches = cut(source)
    assert len(stretches) > 10
    assert {each.beginning for each in stretches} == {TOP}
    assert [block for each in stretches for block in blocks(each)] == blocks(Stretch(source))


@pytest.mark.parametrize("case", [kind for kind in HARD_CASES if kind != "fence"])
def test_a_single_block_is_cut_and_reads_as_the_whole(case: str) -> None:
    source = "".join(tokens(12_000, case=case))
    stretches = cut(source)
    assert len(stretches) > 4
    found = [block for each in stretches for block in blocks(each)]
    whole = blocks(Stretch(source))
    assert words(found) == words(whole)
    assert {each.kind for each in found} == {each.kind for each in whole}
    assert max(each.indent for each in found) == max(each.indent for each in whole)


@pytest.mark.parametrize("written", ["1.", "{}.", "{})"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_numbers_go_on_over_the_seams(written: str, between: str) -> None:
    items = [f"{written.format(n)} an item of a list with some words in it" for n in range(7, 907)]
    if written == "1.":
        items[0] = items[0].replace("1.", "7.", 1)
    stretches = cut(between.join(items))
    assert len(stretches) > 4
    expected = 7
    for block in (block for each in stretches for block in blocks(each)):
        shown = render_block(block)
        found = re.match(r'<ol start="(\d+)">', shown)
        assert found is not None
        assert int(found[1]) == expected
        expected += shown.count("<li>")
    assert expected == 907


def test_numbers_go_on_behind_code_in_an_item() -> None:
    item = "1. install it\n   ```sh\n   pip install it\n   ```\n   1. then this\n   1. then that\n"
    found = blocks(Stretch(item * 3))
    assert [each.first_number for each in found if each.source.startswith("1. install")] == [
        None, 2, 3,
    ]  # fmt: skip


def test_a_list_behind_a_paragraph_counts_from_its_own_number() -> None:
    first = "".join(f"1. item {n} of the first list, with some words\n" for n in range(200))
    second = "".join(f"1. item {n} of the second list, with some words\n" for n in range(200))
    found = [b for each in cut(f"{first}\nBetween.\n\n{second}") for b in blocks(each)]
    starts = [b.first_number for b in found]
    begins = next(i for i, b in enumerate(found) if "item 0 of the second" in b.source)
    assert starts[begins] is None
    assert all(number is not None for number in starts[begins + 1 :])


def test_nested_items_stay_nested_over_the_seams() -> None:
    item = "- an outer item with some words\n  - an inner one\n    - and one within that\n"
    found = [block for each in cut(item * 300) for block in blocks(each)]
    for block in found:
        assert block.source.startswith("- an outer item")
        assert render_block(block).count("<ul") == 1 + 2 * block.source.count("- an outer")


def test_the_parts_of_a_table_have_one_head_and_equal_columns() -> None:
    rows = "".join(f"| row {n} | some words in a cell | {n * n} |\n" for n in range(900))
    stretches = cut(f"Before.\n\n| a | bb | c |\n|---|:-:|--:|\n{rows}\nAfter.\n")
    found = [block for each in stretches for block in blocks(each)]
    tables = [block for block in found if block.kind is BlockKind.TABLE]
    assert len({block.column_weights for block in tables}) == 1
    assert [bool(block.table_head) for block in tables] == [False] + [True] * (len(tables) - 1)
    assert "".join(render_block(block) for block in tables).count("<th ") == 3
    assert sum(render_block(block).count("<tr") for block in tables) == 901
    assert (found[0].source, found[-1].source) == ("Before.", "After.")
    assert len(stretches) > 4


def test_emphasis_and_links_are_not_cut_within_a_paragraph() -> None:
    sentence = "This **is. Important** and [here. There](https://example.org/a. b) it ends. "
    for stretch in cut(sentence * 600):
        assert stretch.source.count("**") % 2 == 0
        assert stretch.source.count("[") == stretch.source.count("](")


@pytest.mark.parametrize(
    "text", ["词" * 60_000, "敏捷的棕色狐狸。" * 6000, "x" * 60_000, "*a " * 30_000]
)
def test_a_text_without_spaces_or_sentences_is_cut_as_well(text: str) -> None:
    assert len(cut(text)) > 4


def test_indented_code_stays_code() -> None:
    source = "".join(f"    line_{n} = {n}\n" for n in range(2000))
    found = [block for each in cut(source) for block in blocks(each)]
    assert {block.kind for block in found} == {BlockKind.CODE}
    assert "\n".join(block.source for block in found).count("line_") == 2000


def test_what_only_looks_like_a_table_or_a_list_is_none() -> None:
    for line in ("| no table, only bars |", "3) no item: it goes on with a paragraph", "a | b"):
        text = "A paragraph that goes on and on with words in it\n" + f"{line}\n" * 400
        whole = blocks(Stretch(text))
        found = [block for each in cut(text) for block in blocks(each)]
        assert words(found) == words(whole)


@pytest.mark.parametrize(
    ("block", "most"), [("a\n\n", 12), ("- x\n\n", 24), ("12. x\n\n", 24), ("> a\n\n", 23)]
)
def test_a_text_of_tiny_blocks_costs_a_few_calls_for_each(block: str, most: int) -> None:
    calls = []
    for number in (10_000, 20_000):
        source = block * number
        count = 0

        def count_call(_frame: object, event: str, _argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        sys.setprofile(count_call)
        try:
            cut_into_stretches(source)
        finally:
            sys.setprofile(None)
        calls.append(count)
    assert calls[1] < most * 20_000
    assert calls[1] < 2.05 * calls[0]


def test_a_short_text_is_one_stretch() -> None:
    assert cut_into_stretches("one\n\ntwo") == [Stretch("one\n\ntwo")]
    assert cut_into_stretches("") == [Stretch("")]


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("```\n", "```\n"),
        ("~~~~ text\n", "~~~~~\n"),
        ("1. item\n\n   ```sh\n", "   ```\n"),
    ],
)
def test_code_is_never_cut(begin: str, end: str) -> None:
    inner = "words in it\n\n" * 1500
    source = f"{begin}{inner}{end}\nbehind\n\n{inner}"
    stretches = cut_into_stretches(source)
    assert len(stretches) > 1
    assert stretches[0].source.startswith(begin)
    assert end in stretches[0].source[len(begin) + len(inner) :]


@pytest.mark.parametrize(("begin", "end"), [("$$\n", "$$\n"), ("\\[\n", "\\]\n")])
def test_a_formula_is_not_cut(begin: str, end: str) -> None:
    """One that is longer than the splitter lets a block grow is no formula to anybody."""
    formula = f"{begin}{'a + b' * 200}\n\nwords + {'c' * 100}\n{end}"
    for before in range(3400, 4100, 100):
        source = "word " * (before // 5) + f"\n\n{formula}\nbehind\n\n" + "More words. " * 1000
        assert any(formula in each.source for each in cut_into_stretches(source))


def test_a_shorter_fence_does_not_close_a_longer_one() -> None:
    source = "````\n" + "```\n\nwords\n\n" * 2000
    assert cut_into_stretches(source) == [Stretch(source)]
