"""HTML of blocks, text that is still arriving, and colours of code."""

from __future__ import annotations

import re

import pytest

from gemini_desk.markdown.parser import definitions
from gemini_desk.ui.markdown.blocks import BlockKind
from gemini_desk.ui.markdown.code_tokens import spans
from gemini_desk.ui.markdown.formulas import formula_at
from gemini_desk.ui.markdown.open_text import presentable
from gemini_desk.ui.markdown.segments import MarkdownSegment, SegmentBuilder
from gemini_desk.ui.markdown.tokens import column_weights


def segments(text: str) -> list[MarkdownSegment]:
    builder = SegmentBuilder()
    builder.feed(text)
    builder.finish()
    return builder.segments


def html(text: str) -> str:
    return "".join(segment.html() for segment in segments(text))


def test_raw_html_is_escaped() -> None:
    assert "<b>" not in html("<b>x</b>\n\n<script>y</script>\n\n`<i>`\n\n> <u>z</u>\n")


def test_tasks_have_boxes_and_no_bullets() -> None:
    made = html("- [ ] open\n- [x] done\n")
    assert "☐ open" in made
    assert "☑ done" in made
    assert "list-style-type:none" in made
    assert made.count('<li class="task">') == 2, "their boxes stand where bullets do"
    assert '<li class="task">' in html("- [ ] مرحبا\n")
    assert '<li class="task">' not in html("- [ ] مرحبا\n- [x] hello\n").split("☑")[0][-20:]


def test_only_tasks_have_boxes_in_place_of_bullets() -> None:
    made = html("- plain\n- [ ] open\n\n  more\n  - inner\n- [x] done\n- plain too\n")
    lists = re.findall("<ul.*?>", made)
    assert ["none" in each for each in lists] == [False, True, False, False]
    assert made.count("</ul>") == len(lists)
    assert made.count('<li class="task">') == 2
    assert "outer" in lists[0], "the parts stand as close together as the items do"
    numbered = html("1. plain\n2. [ ] open\n")
    assert numbered.count("<ol") == 1
    assert "task" not in numbered


def test_a_blank_line_does_not_make_a_list_spring_open() -> None:
    assert html("- a\n- b\n") == html("- a\n\n- b\n").replace("\n\n", "\n")


def test_bare_addresses_become_links() -> None:
    made = html("See https://example.org/a_b?c=d, or (https://x.org).\n")
    assert '<a href="https://example.org/a_b?c=d">' in made
    assert '<a href="https://x.org">https://x.org</a>)' in made


def test_pictures_become_links() -> None:
    made = html("![a cat](https://x.org/cat.png)\n")
    assert "<img" not in made
    assert '<a href="https://x.org/cat.png">▣ a cat</a>' in made


def test_line_breaks_are_kept() -> None:
    assert "one<br" in html("one\ntwo\n")


def test_a_quote_has_a_segment_of_its_own_without_its_outer_level() -> None:
    made = segments("text\n\n> quoted\n> > twice\n\nmore\n")
    assert [each.kind for each in made] == [BlockKind.PROSE, BlockKind.QUOTE, BlockKind.PROSE]
    assert made[1].html().count("<blockquote>") == 1


def test_parts_of_a_long_table_have_equal_columns_and_one_head() -> None:
    rows = "".join(f"| {n} | some words |\n" for n in range(40))
    parts = segments(f"| number | text |\n|---|---|\n{rows}")
    made = [part.html() for part in parts]
    assert len(made) == 4
    assert [part.count("<th") for part in made] == [2, 0, 0, 0]
    assert len({part.split('<td align="left" width="')[1].split("%")[0] for part in made}) == 1


def test_columns_are_as_wide_as_their_words() -> None:
    narrow, wide = column_weights("| a | b |\n|---|---|\n| 1 | many words in here |\n")
    assert wide > 2 * narrow
    assert abs(narrow + wide - 100) <= 1


def test_finished_blocks_are_rendered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from gemini_desk.ui.markdown import segments as module

    rendered: list[str] = []
    render_block = module.render_block

    def counting(block: module.Block, **options: object) -> str:
        rendered.append(block.source)
        return render_block(block, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "render_block", counting)
    builder = SegmentBuilder()
    for character in "One.\n\nTwo.\n\nThree.\n\n":
        builder.feed(character)
        for segment in builder.segments:
            segment.html()
    assert sum(source == "One.\n\n" for source in rendered) <= 3


def test_only_the_last_segment_ever_changes() -> None:
    from tests.helpers.markdown_data import tokens

    builder = SegmentBuilder()
    frozen: list[tuple[MarkdownSegment, int]] = []
    for token in tokens(3000):
        builder.feed(token)
        for index, (segment, version) in enumerate(frozen):
            assert builder.segments[index] is segment
            assert segment.version == version
        now = builder.segments[:-2]  # the last finished one and the open one are exempt
        frozen = [(segment, segment.version) for segment in now]


@pytest.mark.parametrize(
    ("arrived", "shown"),
    [
        ("some **bold", "some **bold**"),
        ("some **", "some "),
        ("some `code", "some `code`"),
        ("`a` and `b", "`a` and `b`"),
        ("text\n-", "text"),
        ("text\n1.", "text"),
        ("text\n``", "text"),
        ("see [the page](https://exam", "see the page"),
        ("~~gone", "~~gone~~"),
        ("whole **text** here", "whole **text** here"),
        ("text\n---\n", "text\n---\n"),
    ],
)
def test_half_written_marks_do_not_show(arrived: str, shown: str) -> None:
    assert presentable(arrived) == shown


def test_references_and_footnotes_are_found() -> None:
    found = definitions("[a]: https://example.org\n\n> [^n]: A note\n")
    assert "A" in found["references"]
    assert ":n" in found["footnotes"]["refs"]
    assert not definitions("nothing here\n")


def test_code_is_coloured_line_by_line() -> None:
    found = list(spans('def f():\n    return "ü🙂" # c\n', "python"))
    kinds = {(span.line, span.syntax) for span in found}
    assert {(0, "keyword"), (0, "function"), (1, "keyword"), (1, "string"), (1, "comment")} <= kinds
    comment = next(span for span in found if span.syntax == "comment")
    assert comment.start == len('    return "ü🙂" ') + 1  # the emoji is two UTF-16 units


def test_unknown_languages_have_no_colours() -> None:
    assert not list(spans("x = 1", "nosuchlanguage"))


def test_a_table_that_runs_leftwards_begins_at_the_right() -> None:
    shown = html("| שם | סכום |\n|---|:-:|\n| אלף | 1 |\n")
    assert shown.index("סכום") < shown.index("שם")
    assert shown.index(">1<") < shown.index("אלף")
    assert re.findall('align="([a-z]+)"', shown) == ["center", "right"] * 2
    assert re.findall("align", html("| a | b |\n|---|---|\n| c | d |\n")) == ["align"] * 4


def shown(text: str) -> str:
    """HTML with formulas as their source in braces."""
    return re.sub(
        r'<img src="formula:[^"]*"( style="vertical-align:middle")? />', _source, html(text)
    )


def _source(picture: re.Match[str]) -> str:
    found = formula_at(picture[0].split('"')[1])
    return "" if picture[1] else f"{{{found}}}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "It is $$x$$, where *x* is big.",
            '<p>It is</p><p align="center">{$$x$$},</p><p>where <em>x</em> is big.</p>',
        ),
        (r"So \[x\] and $y$ go.", r'<p>So</p><p align="center">{\[x\]}</p><p>and {$y$} go.</p>'),
        ("$$x$$.", '<p align="center">{$$x$$}.</p>'),
        (
            "a $$x$$\n$$y$$ b",
            '<p>a</p><p align="center">{$$x$$}</p><p align="center">{$$y$$}</p><p>b</p>',
        ),
        ("> a $$x$$ b", '<p>a</p><p align="center">{$$x$$}</p><p>b</p>'),
        (
            "- a $$x$$ b\n- c",
            '<ul><li>a<p align="center">{$$x$$}</p><p>b</p></li><li>c</li></ul>',
        ),
    ],
)
def test_a_displayed_formula_in_a_paragraph_has_a_line_of_its_own(text: str, wanted: str) -> None:
    assert re.sub(r"\s*\n\s*", "", shown(text)) == wanted


@pytest.mark.parametrize(
    "text", ["a **b $$x$$ c**", "# a $$x$$", "|a $$x$$|\n|-|\n|b|\n", "a $x$ b"]
)
def test_other_formulas_stay_in_their_line(text: str) -> None:
    assert "center" not in shown(text)


def test_a_displayed_formula_in_a_paragraph_streams_to_what_it_is_in_one_go() -> None:
    text = "First $$a^2$$ then\nmore \\[b\n+ c\\], end.\n\n- item $$d$$ with words\n\nLast.\n"
    builder = SegmentBuilder()
    for character in text:
        builder.feed(character)
        _ = [each.html() for each in builder.segments]
    builder.finish()
    assert [each.html() for each in builder.segments] == [each.html() for each in segments(text)]


def test_a_list_within_a_list_is_known_if_it_is_its_end() -> None:
    made = html("- a\n  1. b\n     - c\n")
    assert made.split("\n")[0] == '<ul class="outer">'
    assert '<ol class="outer">' in made
    assert made.count('<ul class="last">') == 1
    assert 'class="last"' not in html("- a\n  - b\n- c\n")
    assert 'class="last"' not in html("- a\n  - b\n\n  c\n")
    assert "class" not in html("- a\n")
