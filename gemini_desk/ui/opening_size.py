"""How large a window opens: as it is meant, as far as the screen has room. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_FRAME_PX: Final = 40  # a window manager's title bar, which is unknown until the window shows


def open_at(window: QWidget, width_px: int, height_px: int) -> None:
    """Resize `window` to what it is meant to have, or to its screen where that is smaller.

    Its minimum size has the last word; call this when that is set.
    """
    room = window.screen().availableSize()
    window.resize(QSize(width_px, height_px).boundedTo(room - QSize(0, _FRAME_PX)))
