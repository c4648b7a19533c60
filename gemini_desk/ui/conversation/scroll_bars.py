"""Thin scroll bars without arrows."""

from __future__ import annotations

from typing import Final

from gemini_desk.ui.theme import Theme

SCROLL_BAR_PX: Final = 12  # of the conversation


def scroll_bar_style(width_px: int) -> str:
    """Style sheet of a scroll bar in the theme's colours."""
    colours = Theme.current()
    radius = (width_px - 4) // 2
    handle = f"background:{colours.pressed};border-radius:{radius}px;margin:2px"
    return (
        f"QScrollBar:vertical{{background:{colours.window};width:{width_px}px;border:0}}"
        f"QScrollBar:horizontal{{background:transparent;height:{width_px}px;border:0}}"
        f"QScrollBar::handle:vertical{{{handle};min-height:36px}}"
        f"QScrollBar::handle:horizontal{{{handle};min-width:36px}}"
        f"QScrollBar::handle:hover{{background:{colours.muted}}}"
        "QScrollBar::handle:disabled{background:transparent}"
        "QScrollBar::add-line,QScrollBar::sub-line{width:0;height:0}"
        "QScrollBar::add-page,QScrollBar::sub-page{background:transparent}"
    )
