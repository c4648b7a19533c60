"""How tall code is, line by line, without laying the whole block out."""

from __future__ import annotations

import functools
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFontMetricsF, QTextLayout, QTextOption

from gemini_desk.ui.conversation.zoom import px

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

CODE_SIDE_PX: Final = 14
TAB_COLUMNS: Final = 4
WRAP_MODE: Final = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
_WIDE_PX: Final = 1_000_000.0  # for lines that do not break


def code_text_width(width: int) -> int:
    """Room for the text in a block of code that is `width` px wide."""
    return width - px(CODE_SIDE_PX) - px(CODE_SIDE_PX) // 2


class CodeMetrics:
    """Heights in one font. Lines with characters of another font may be taller."""

    def __init__(self, font: QFont) -> None:
        self._font = font
        self._height_of = functools.lru_cache(maxsize=4096)(self._laid_out)
        self._wrapped_height_of = functools.lru_cache(maxsize=4096)(self._wrapped)
        self._usual = self._laid_out("Mg")
        self._advance = QFontMetricsF(font).horizontalAdvance("M")

    def height(self, code: str) -> float:
        """Height of `code`, in px."""
        if code.isascii():
            return self._usual * (code.count("\n") + 1)
        return sum(
            self._usual if line.isascii() else self._height_of(line) for line in code.split("\n")
        )

    def tops(self, code: str) -> list[float]:
        """Where each line begins, in px."""
        heights = (
            self._usual if line.isascii() else self._height_of(line) for line in code.split("\n")
        )
        return list(accumulate(heights, initial=0.0))[:-1]

    def wrapped_height(self, code: str, width: int) -> float:
        """Height of `code` in px, if its lines break at `width` px."""
        fitting = int(width / self._advance)
        return sum(
            self._usual
            if line.isascii() and len(line.expandtabs(TAB_COLUMNS)) < fitting
            else self._wrapped_height_of(line, width)
            for line in code.split("\n")
        )

    def _wrapped(self, line: str, width: int) -> float:
        layout = QTextLayout(line, self._font)
        option = QTextOption()
        option.setWrapMode(WRAP_MODE)
        option.setTabStopDistance(TAB_COLUMNS * self._advance)
        layout.setTextOption(option)
        layout.beginLayout()
        height = 0.0
        while (part := layout.createLine()).isValid():
            part.setLineWidth(width)
            height += part.height()
        layout.endLayout()
        return height

    def _laid_out(self, line: str) -> float:
        layout = QTextLayout(line, self._font)
        layout.beginLayout()
        first = layout.createLine()
        first.setLineWidth(_WIDE_PX)
        layout.endLayout()
        return first.height()
