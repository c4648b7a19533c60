"""How tall code is, line by line, without laying the whole block out."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QTextLayout

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

_WIDE_PX: Final = 1_000_000.0  # code does not wrap


class CodeMetrics:
    """Heights in one font. Lines with characters of another font may be taller."""

    def __init__(self, font: QFont) -> None:
        self._font = font
        self._height_of = functools.lru_cache(maxsize=4096)(self._laid_out)
        self._usual = self._laid_out("Mg")

    def height(self, code: str) -> float:
        """Height of `code`, in px."""
        if code.isascii():
            return self._usual * (code.count("\n") + 1)
        return sum(
            self._usual if line.isascii() else self._height_of(line) for line in code.split("\n")
        )

    def _laid_out(self, line: str) -> float:
        layout = QTextLayout(line, self._font)
        layout.beginLayout()
        first = layout.createLine()
        first.setLineWidth(_WIDE_PX)
        layout.endLayout()
        return first.height()
