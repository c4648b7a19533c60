r"""What is a formula and what is money; `$$` and `\[` while they arrive."""

from __future__ import annotations

import time

import pytest

from gemini_desk.markdown.formulas import LONGEST_FORMULA, open_formula, tex_of
from gemini_desk.markdown.parser import markdown_parser
from gemini_desk.ui.conversation.formulas.drawing import LONGEST_S, draw_formula
from gemini_desk.ui.markdown.blocks import BlockKind
from gemini_desk.ui.markdown.formulas import formula_address, formula_at
from gemini_desk.ui.markdown.splitter import BlockSplitter


def formulas(text: str) -> list[str]:
    found = []
    for token in markdown_parser().parse(text):
        for each in [token, *(token.children or ())]:
            if each.type in ("formula", "formula_block"):
                found.append(str(each.meta["source"]))
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a $x^2$ b", ["$x^2$"]),
        ("$5 and $10", []),
        ("US$5 and CA$6", []),
        ("It costs $5, and 10$ more", []),
        ("I paid $5 and she paid 10$.", []),
        ("$20,000 in all, or 30,000$", []),
        ("$ x $", []),
        ("$x$1", []),
        (r"\$x$ and `$y$`", []),
        ("$n$th and $\\alpha$-helix", ["$n$", "$\\alpha$"]),
        (r"\(a+b\) and \[c\]", [r"\(a+b\)", r"\[c\]"]),
        (r"\\(x\\)", []),
        ("inline $$x$$ displayed", ["$$x$$"]),
        ("$$\nx\n=\n- y\n$$", ["$$\nx\n=\n- y\n$$"]),
        ("text\n\\[\nx\n\\]\nmore", ["\\[\nx\n\\]"]),
        ("$$x\n\ny$$", []),
        ("> $$\n> x\n> $$", ["$$\nx\n$$"]),
        ("- a\n  $$\n  x\n  $$", ["$$\nx\n$$"]),
        ("```\n$$\nx\n$$\n```", []),
        (f"${'x' * LONGEST_FORMULA}$", []),
        ("$$$$", []),
        ("$a\\$b$", ["$a\\$b$"]),
    ],
)
def test_what_is_a_formula(text: str, found: list[str]) -> None:
    assert formulas(text) == found


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("$$\nx", 0),
        ("text\n\\[ x", 5),
        ("- a\n  $$\n", 4),
        ("$$\nx\n$$", 0),  # its line may go on
        ("$$\nx\n$$\n", None),
        ("$$\nx\n\ny", None),
        ("$x", None),
        ("$$" + "x" * LONGEST_FORMULA, None),
    ],
)
def test_what_may_become_a_formula(text: str, start: int | None) -> None:
    assert open_formula(text) == start


def test_an_open_formula_is_shown_as_its_source_and_then_as_one_block() -> None:
    splitter = BlockSplitter()
    for character in "$$\n\\frac{a}{b}\n- c\n":
        assert splitter.feed(character) == []
    growing = splitter.open_block()
    assert growing is not None
    assert (growing.kind, growing.is_closed) == (BlockKind.FORMULA, False)
    (block,) = splitter.feed("$$\n")
    assert (block.kind, block.is_closed) == (BlockKind.FORMULA, True)
    assert block.source == "$$\n\\frac{a}{b}\n- c\n$$"


def test_a_formula_inside_a_list_becomes_a_block_of_its_own() -> None:
    splitter = BlockSplitter()
    text = "1. See:\n   $$\n   x\n   $$\n   then\n2. End\n"
    blocks = [*splitter.feed(text), *splitter.finish()]
    kinds = [(block.kind, block.indent) for block in blocks]
    prose = BlockKind.PROSE
    assert kinds == [(prose, 0), (BlockKind.FORMULA, 3), (prose, 3), (prose, 0)]
    assert tex_of(blocks[1].source) == "x"


def test_addresses_stand_for_sources() -> None:
    source = "$a < \"b\" & 'c' % d$"
    address = formula_address(source)
    assert not set("<>\"'& ") & set(address)
    assert formula_at(address) == source
    assert formula_at("https://example.org") is None


def test_a_formula_is_drawn_with_its_baseline() -> None:
    drawn = draw_formula(r"$\frac{a}{b}$")
    assert drawn is not None
    assert 0.3 < drawn.width_em < 2
    assert 0.5 < drawn.ascent_em < 1.5
    assert 0.2 < drawn.descent_em < 1.5
    assert b"<path" in drawn.svg
    displayed = draw_formula(r"$$\frac{a}{b}$$")
    assert displayed is not None
    assert displayed.height_em > drawn.height_em


@pytest.mark.parametrize(
    "tex",
    [
        "{" * 500 + "x" + "}" * 500,
        r"\frac{1}{" * 20 + "x" + "}" * 20,
        r"\sqrt{" * 80 + "x" + "}" * 80,
        r"\hspace{99999em}x",
        r"\rule{9999em}{9999em}",
        "a" * 1100,
        "x^" * 500,
        "a & b",
        r"\frac{1",
        r"\begin{foo} & \end{bar}",
        "\x00",
        "x" * 5000,
        "",
    ],
)
def test_what_cannot_be_drawn_ends_soon_and_stays_text(tex: str) -> None:
    began = time.perf_counter()
    assert draw_formula(f"${tex}$") is None
    assert time.perf_counter() - began < 20 * LONGEST_S  # the machine may be busy
