"""A formula's source → shapes. Any thread; knows no Qt.

Models write the sources, so nothing about them can be trusted: some take the library hours
(fractions nested eighty deep), some make it fail in ways of their own. Time, depth and size
are bounded, and whatever goes wrong means: it stays text.
"""

from __future__ import annotations

import functools
import importlib
import itertools
import re
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.markdown.formulas import LONGEST_FORMULA, is_displayed, tex_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

LONGEST_S: Final = 2.0  # an ordinary formula takes 5 to 40 ms
TINT: Final = "currentColor"
_CALLS_BETWEEN_LOOKS: Final = 50
_DEEPEST: Final = 24
_MOST_BYTES: Final = 1_000_000
_WIDEST_EM: Final = 300.0
_TALLEST_EM: Final = 80.0
_SIZE: Final = 48.0  # coordinates are rounded to thousandths: drawn large, they are exact
_VIEW_BOX: Final = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')


@dataclass(frozen=True, slots=True)
class DrawnFormula:
    """The shapes of a formula, in multiples of the font's size.

    Attributes:
        svg: Shapes in the colour `TINT`.
        width_em: How wide they are.
        ascent_em: From the upper edge down to the baseline.
        descent_em: From the baseline down to the lower edge; may be negative.
    """

    svg: bytes
    width_em: float
    ascent_em: float
    descent_em: float

    @property
    def height_em(self) -> float:
        """From the upper to the lower edge."""
        return self.ascent_em + self.descent_em


class _TooSlowError(BaseException):
    """Time is up. No `Exception`: the library must not catch it."""


def draw_formula(source: str) -> DrawnFormula | None:
    """The shapes of `source`, a formula with its marks; None if it cannot be drawn."""
    tex = tex_of(source)
    if not tex or len(source) > LONGEST_FORMULA or _depth(tex) > _DEEPEST:
        return None
    try:
        library = _library()
        with _limited(LONGEST_S):
            drawn = library.Latex(tex, size=_SIZE, color=TINT, inline=not is_displayed(source))
            svg = str(drawn.svg())
    except (Exception, _TooSlowError):  # noqa: BLE001 - the library fails in every way there is
        return None
    return _measured(svg)


@functools.cache
def _library() -> Any:
    ziamath: Any = importlib.import_module("ziamath")  # 0.3 s, and not all of its names are typed
    ziamath.config.svg2 = False  # plain paths: Qt leaves out the symbols of SVG 2
    return ziamath


def _measured(svg: str) -> DrawnFormula | None:
    box = _VIEW_BOX.search(svg)  # the first is that of the whole picture
    if box is None or len(svg) > _MOST_BYTES:
        return None
    _, top, width, height = (float(number) / _SIZE for number in box.groups())
    if not 0 < width <= _WIDEST_EM or not 0 < height <= _TALLEST_EM:
        return None
    return DrawnFormula(svg.encode(), width, -top, height + top)


def _depth(tex: str) -> int:
    """How deep groups, fractions and roots are nested, at most."""
    deepest = depth = 0
    for sign in re.findall(r"\\left\b|\\right\b|\\begin\b|\\end\b|\\.|[{}]", tex):
        if sign in ("{", "\\left", "\\begin"):
            depth += 1
            deepest = max(deepest, depth)
        elif sign in ("}", "\\right", "\\end"):
            depth -= 1
    return deepest


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Let Python code run for `seconds` of this thread's own time.

    Every so many calls of a function the clock is looked at. It is the thread's: on a busy
    machine an ordinary formula waits for long, and shall be drawn all the same.
    """
    end = time.thread_time() + seconds
    before = sys.gettrace()
    calls = itertools.count()

    def look(frame: FrameType, event: str, argument: object) -> None:
        if next(calls) % _CALLS_BETWEEN_LOOKS == 0 and time.thread_time() > end:
            raise _TooSlowError

    sys.settrace(look)
    try:
        yield
    finally:
        sys.settrace(before)
