"""The scroll bar of the conversation, and whether the view stays at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from gemini_desk.ui.conversation.measures import measures

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea

_AT_END_PX: Final = 4
_STEP_PX: Final = 40


class Scrolling(QObject):
    """Where the view stands. GUI thread only.

    Signals:
        scrolled: A person moved the view, or somebody on their behalf.

    Attributes:
        sticks: Whether the view stays at the end while the conversation grows. Only what a
            person does changes it.
        is_adjusting: Whether the layout is moving the bar: that is no scrolling.
    """

    scrolled = Signal()

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._bar = area.verticalScrollBar()
        self._bar.setSingleStep(_STEP_PX)
        self._bar.valueChanged.connect(self._follow)
        self._last_top = 0
        self.sticks = True
        self.is_adjusting = False
        self._end = 0
        # There may be room below the end, so that the top of the view can be here.
        self._held_top = 0

    @property
    def top(self) -> int:
        """Where the top of the view is in the conversation, in px."""
        return self._bar.value()

    @property
    def height(self) -> int:
        """Height of the view, in px."""
        return self._area.viewport().height()

    @property
    def near(self) -> tuple[int, int]:
        """The stretch of the conversation that is in view or close to it, in px."""
        return self.top - measures.MARGIN_PX, self.top + self.height + measures.MARGIN_PX

    @property
    def is_at_end(self) -> bool:
        """Whether the end is in view."""
        return self._bar.value() >= self._end - _AT_END_PX

    @property
    def end(self) -> int:
        """Where the top of the view is when its end is in view, in px."""
        return self._end

    def scroll_to(self, top: int) -> None:
        """Bring what stands at `top` to the top of the view."""
        self._bar.setValue(top)

    def scroll_by(self, distance: int) -> None:
        """Scroll `distance` px downwards."""
        self._bar.setValue(self._bar.value() + distance)

    def ensure_visible(self, top: int, bottom: int) -> None:
        """Scroll as little as needed to show a stretch, given in the view's coordinates."""
        if top < 0:
            self.scroll_by(top - measures.SIDE_PX)
        elif bottom > self.height:
            self.scroll_by(bottom - self.height + measures.SIDE_PX)

    def bring_into_view(self, top: int, bottom: int) -> None:
        """Show a stretch with some of what stands around it, if it is not in view.

        Args:
            top: Its upper edge, in the view's coordinates.
            bottom: Its lower edge.
        """
        if top < 0 or bottom > self.height - measures.SIDE_PX:
            self.scroll_by(top - self.height // 3)

    def adjust(self, total_height: int, top: int | None) -> None:
        """The conversation is `total_height` px tall now, and what was at the top at `top`.

        Args:
            total_height: Of the whole conversation, in px.
            top: None if nothing needs to stay where it is.
        """
        was_adjusting, self.is_adjusting = self.is_adjusting, True
        self._bar.setPageStep(self.height)
        if top is not None and self._held_top > self._end:
            self._held_top = top  # what is above became taller, or less tall: the room goes along
        self._end = max(0, total_height - self.height)
        if self.sticks:
            self._held_top = 0
        self._bar.setRange(0, max(self._end, self._held_top))
        self._bar.setEnabled(self._bar.maximum() > 0)  # else it shows no handle
        if top is not None:
            self._bar.setValue(top)
        elif self.sticks:
            self._bar.setValue(self._end)
        self.is_adjusting = was_adjusting

    def hold(self, total_height: int, top: int) -> None:
        """Put the top of the view at `top`, although less may be below it than the view holds."""
        self.sticks = False
        self._held_top = max(0, top)
        self.adjust(total_height, self._held_top)

    def _follow(self, top: int) -> None:
        is_upwards, self._last_top = top < self._last_top, top
        if not self.is_adjusting:
            self._held_top = min(self._held_top, top)
            # A touchpad goes up by a pixel at a time: the end is near for long.
            is_back = self.is_at_end and top <= self._end + _AT_END_PX
            self.sticks = is_back and not is_upwards
            self.scrolled.emit()
