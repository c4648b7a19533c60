"""How large the conversation is shown: its fonts and measures follow one factor.

GUI thread only. The pane asks for these fonts and measures whenever it paints or lays out;
after a change of the factor it does both anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemini_desk.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

# As in browsers.
STEPS_PERCENT: Final = (50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300)
USUAL_PERCENT: Final = 100


class Zoom:
    """The factor in force."""

    percent = USUAL_PERCENT

    @classmethod
    def factor(cls) -> float:
        """1.0 is the usual size."""
        return cls.percent / 100

    @classmethod
    def set_percent(cls, percent: int) -> bool:
        """Put `percent`, bounded, in force; returns whether it is another one."""
        bounded = max(STEPS_PERCENT[0], min(percent, STEPS_PERCENT[-1]))
        is_other = bounded != cls.percent
        cls.percent = bounded
        return is_other

    @classmethod
    def stepped(cls, step: int) -> int:
        """The percentage `step` steps up or down from the one in force."""
        if step > 0:
            above = [each for each in STEPS_PERCENT if each > cls.percent]
            return above[min(step, len(above)) - 1] if above else cls.percent
        below = [each for each in STEPS_PERCENT if each < cls.percent]
        return below[max(step, -len(below))] if below and step else cls.percent


def px(length: float) -> int:
    """A length at the usual size as it is now, in px; what was seen stays to be seen."""
    scaled = round(length * Zoom.factor())
    return scaled or (1 if length > 0 else 0)


def body_font() -> QFont:
    """The font of prose."""
    return _zoomed(theme.body_font())


def small_font() -> QFont:
    """The font of captions and figures."""
    return _zoomed(theme.small_font())


def code_font() -> QFont:
    """The font of code."""
    return _zoomed(theme.code_font())


def _zoomed(font: QFont) -> QFont:
    font.setPixelSize(px(font.pixelSize()))
    return font
