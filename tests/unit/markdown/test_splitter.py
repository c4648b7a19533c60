"""However the text is dealt out, the blocks are the same, and they render like the whole."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desk.markdown.parser import markdown_parser
from gemini_desk.ui.markdown.blocks import Block, BlockKind
from gemini_desk.ui.markdown.splitter import BlockSplitter
from tests.helpers.markdown_data import HARD_CASES, tokens

# Fragments that make and break blocks; joined they are more perilous than what models write.
FRAGMENTS = (
    "word", " ", "\n", "\n\n", "- ", "* ", "1. ", "12) ", "> ", "# ", "```", "```py\n", "~~~\n",
    "    ", "  ", "| a | b |\n", "|---|:-:|\n", "**", "`", "---\n", "===\n", "[a]: http://x\n",
    "[a]", "![p](u)", "<b>", "Sentence one. Two. ", "\\", "- [ ] ", "🙂", "  - ", "   ", "é",
)  # fmt: skip
markdown_texts = st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join)


def split(text: str) -> list[Block]:
    splitter = BlockSplitter()
    return [*splitter.feed(text), *splitter.finish()]


def split_in_pieces(text: str, cuts: list[int]) -> list[Block]:
    splitter = BlockSplitter()
    blocks: list[Block] = []
    ends = [*sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    start = 0
    for end in ends:
        blocks += splitter.feed(text[start:end])
        splitter.open_block()
        start = end
    return [*blocks, *splitter.finish()]


@settings(max_examples=300, deadline=None)
@given(markdown_texts, st.lists(st.integers(0, 10_000), max_size=30))
def test_blocks_do_not_depend_on_the_cuts(text: str, cuts: list[int]) -> None:
    assert split_in_pieces(text, cuts) == split(text)


@settings(max_examples=60, deadline=None)
@given(markdown_texts)
def test_character_by_character_is_the_same_as_at_once(text: str) -> None:
    assert split_in_pieces(text, list(range(len(text)))) == split(text)


@pytest.mark.parametrize("case", [None, *HARD_CASES])
def test_long_texts_do_not_depend_on_the_cuts(case: str | None) -> None:
    text = "".join(tokens(6000, case=case))
    generator = random.Random(3)
    whole = split(text)
    for step in (1, 3, 40):
        cuts = sorted(generator.randrange(len(text)) for _ in range(len(text) // (7 * step)))
        assert split_in_pieces(text, cuts) == whole


@pytest.mark.parametrize("case", [kind for kind in HARD_CASES if kind != "fence"])
def test_no_block_grows_without_end(case: str) -> None:
    blocks = split("".join(tokens(8000, case=case)))
    assert len(blocks) > 10
    assert max(len(block.source) for block in blocks) <= 1500


def test_blocks_render_like_the_whole_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gemini_desk.ui.markdown.cutting.LIST_PART_CHARACTERS", 10_000)
    text = "".join(tokens(5000))
    parser = markdown_parser()
    # Sections 6 have fences inside lists, which are taken out on purpose.
    text = text.replace("   ```sh\n   pip install it\n   ```\n", "")
    whole = parser.render(text)
    rendered = ""
    for block in split(text):
        if block.kind is BlockKind.CODE:
            rendered += parser.render(f"```{block.language}\n{block.source}\n```\n")
        else:
            assert not block.is_part
            rendered += parser.render(block.source)
    assert rendered == whole


def test_a_fence_inside_a_list_becomes_a_block_of_its_own() -> None:
    blocks = split("1. Install:\n   ```sh\n   pip install it\n   ```\n   then wait\n2. Run\n")
    assert [block.kind for block in blocks] == [
        BlockKind.PROSE,
        BlockKind.CODE,
        BlockKind.PROSE,
        BlockKind.PROSE,
    ]
    assert blocks[1].source == "pip install it"
    assert (blocks[1].language, blocks[1].indent) == ("sh", 3)
    assert (blocks[2].source.strip(), blocks[2].indent) == ("then wait", 3)
    assert (blocks[3].source, blocks[3].indent) == ("2. Run\n", 0)


def test_an_open_fence_is_shown_as_code_without_its_fences() -> None:
    splitter = BlockSplitter()
    splitter.feed("Look:\n\n```python\nprint(1)\n``")
    block = splitter.open_block()
    assert block is not None
    assert (block.kind, block.source, block.language) == (BlockKind.CODE, "print(1)", "python")
    assert not block.is_closed


def test_the_start_of_a_fence_is_not_shown_as_text() -> None:
    splitter = BlockSplitter()
    splitter.feed("Look:\n\n``")
    block = splitter.open_block()
    assert block is None or "`" not in block.source.replace("``", "", 1)


def test_a_long_table_is_cut_into_parts_that_know_their_head() -> None:
    rows = "".join(f"| {n} | word |\n" for n in range(30))
    blocks = split(f"| a | b |\n|---|---|\n{rows}\nAfter.\n")
    tables = [block for block in blocks if block.kind is BlockKind.TABLE]
    assert len(tables) == 3
    assert not tables[0].table_head
    assert all(part.table_head == "| a | b |\n|---|---|\n" for part in tables[1:])
    assert len({part.column_weights for part in tables}) == 1
    assert "".join(part.source for part in tables).count("word") == 30
    assert not blocks[-1].is_part


def test_carriage_returns_do_not_matter() -> None:
    assert split("# A\r\n\r\nb\r\n") == split("# A\n\nb\n")


def test_nothing_is_lost() -> None:
    text = "".join(tokens(4000))
    joined = "".join(block.source for block in split(text))
    without_fences = re.sub("```[a-z]*", "", text)
    assert "".join(joined.split()) == "".join(without_fences.split())
