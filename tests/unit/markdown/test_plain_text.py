"""Markdown as one reads it where nothing is rendered."""

from __future__ import annotations

import pytest

from gemini_desk.markdown.plain_text import plain_text


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("## Two *ways*\n\nThe **quick** `way`.", "Two ways\nThe quick way."),
        ("see [the *guide*](https://example.org/a_b) or <https://x.org>", "see the guide or https://x.org"),
        ("![a boat](boat.png) sails", "a boat sails"),
        ("- one\n- **two**\n  - [x] done\n  - [ ] open", "• one\n• two\n☑ done\n☐ open"),
        ("1. one\n2. two\n\n   more of it", "1. one\n2. two\nmore of it"),
        ("> quoted **words**", "quoted words"),
        ("| a | b |\n|---|:-:|\n| `c` | d |\n\nbehind", "a · b\nc · d\nbehind"),
        ("```python\nx = a ** 2 * b\n# **as it is**\n```", "x = a ** 2 * b\n# **as it is**"),
        ("    indented_code()", "indented_code()"),
        ("so $\\alpha^2 * b$ and\n\n$$\na_b\n$$", "so \\alpha^2 * b and\na_b"),
        ("2 * 3 and snake_case, \\*a star\\*", "2 * 3 and snake_case, *a star*"),
        ("a & b <br> &lt;", "a & b <br> <"),
        ("said[^1] so\nand so\n\n[^1]: a note", "said so\nand so\na note"),
        ("---\n\nafter a line", "after a line"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_read_has_no_marks(source: str, seen: str) -> None:
    assert plain_text(source) == seen
