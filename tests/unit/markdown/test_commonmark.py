"""Every example of the CommonMark specification, at once and streamed."""

from __future__ import annotations

import json
import random
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from gemini_desk.markdown.parser import definitions, markdown_parser
from gemini_desk.ui.markdown.blocks import BlockKind
from gemini_desk.ui.markdown.rendering import Surroundings
from gemini_desk.ui.markdown.segments import MarkdownSegment, SegmentBuilder

if TYPE_CHECKING:
    from collections.abc import Iterable

_FILE = Path(__file__).parents[2] / "data" / "commonmark" / "examples.json"
EXAMPLES: list[dict[str, Any]] = json.loads(_FILE.read_text("utf-8"))
TEXTS = [str(example["markdown"]) for example in EXAMPLES]
# What GitHub's additions, footnotes and formulas turn into more of the specification's texts.
EXTENDED = [
    *(text.replace("foo", "$x^2$") for text in TEXTS if "foo" in text),
    *(text.replace("bar", "$$\nx\n- y\n$$") for text in TEXTS if "bar" in text),
    *(text.replace("foo", "note[^1]") + "\n[^1]: note\n" for text in TEXTS if "foo" in text),
    *(text.replace("bar", "\\[\n\\frac{a}{b}\n- 1") for text in TEXTS if "bar" in text),
]

BOTH = pytest.mark.parametrize(
    "texts",
    [
        pytest.param(TEXTS, id="specification"),
        pytest.param(EXTENDED, id="extended", marks=pytest.mark.slow),
    ],
)

Drawn = list[tuple[BlockKind, int, str]]


def drawn(segments: Iterable[MarkdownSegment], text: str) -> Drawn:
    """What the pane shows of each segment."""
    surroundings = Surroundings(definitions(text))
    separate = (BlockKind.CODE, BlockKind.FORMULA)
    return [
        (
            segment.kind,
            segment.indent,
            segment.source if segment.kind in separate else segment.html(surroundings),
        )
        for segment in segments
    ]


def at_once(text: str) -> Drawn:
    builder = SegmentBuilder()
    builder.feed(text)
    builder.finish()
    return drawn(builder.segments, text)


def streamed(text: str, pieces: Iterable[str]) -> Drawn:
    """As the window does it: what is open is rendered after each piece, then all of it anew."""
    builder = SegmentBuilder()
    for piece in pieces:
        first = builder.feed(piece)
        for segment in builder.segments[first:]:
            if segment.kind not in (BlockKind.CODE, BlockKind.FORMULA):
                segment.html()
    builder.finish()
    for segment in builder.segments:
        segment.forget_html()
    return drawn(builder.segments, text)


def chunks(text: str, generator: random.Random) -> Iterable[str]:
    start = 0
    while start < len(text):
        end = start + generator.randint(1, 12)
        yield text[start:end]
        start = end


def test_all_of_the_specification_is_here() -> None:
    assert len(EXAMPLES) == 652


@BOTH
def test_character_by_character_is_the_same_as_at_once(texts: list[str]) -> None:
    for text in texts:
        assert streamed(text, text) == at_once(text), text


@BOTH
def test_random_chunks_are_the_same_as_at_once(texts: list[str]) -> None:
    generator = random.Random(11)
    for text in texts:
        whole = at_once(text)
        for _ in range(3):
            assert streamed(text, chunks(text, generator)) == whole, text


class _Words(HTMLParser):
    """The text of HTML, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def words(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    return "".join(parser.words)


def test_blocks_say_what_the_whole_text_says() -> None:
    """Cut into blocks, a text has the words that the parser finds in the whole of it."""
    from markdown_it.common.utils import escapeHtml

    different = []
    for example in EXAMPLES:
        text = example["markdown"].replace("\r", "")
        shown = "".join(
            f"<pre>{escapeHtml(html)}</pre>" if kind is BlockKind.CODE else html
            for kind, _, html in at_once(text)
        )
        shown = re.sub(r'<img src="formula:[^"]*" style="[^"]*" />', "", shown)
        shown = re.sub(r'<img src="formula:(.*?)" />', lambda m: escapeHtml(unquote(m[1])), shown)
        whole = markdown_parser().render(text)
        if words(shown) != words(whole) and "![" not in text:  # pictures become links
            different.append(example["example"])
    assert different == []
