"""What may be asked of the widget that shows a segment, by those who know nothing of widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPoint, QRect

    from gemini_desk.ui.conversation.find.marks import Mark


class SegmentWidget(QWidget):
    """The face of `views/segment_view.py` towards the layout, the mouse, finding and the keys."""

    def refresh(self) -> None:
        """The segment's content changed."""

    def focus_widgets(self) -> Sequence[QWidget]:
        """The widgets that Tab stops at, in order."""
        return ()

    def set_revealed(self, is_revealed: bool) -> None:
        """The pointer or the keyboard is at this message, or is no more."""

    def set_text_width(self, width: int) -> None:
        """The text is laid out anew at `width` px, before the widget gets its new size."""

    def offset_at(self, global_position: QPoint) -> int:
        """The place in the text nearest to a point on the screen, in characters."""
        return 0

    def source_offset(self, position: int) -> int:
        """The place in the text that is shown at a position of the document that draws it."""
        return position

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Paint what is selected, and what was found."""

    def reveal(self, start: int, end: int) -> QRect:
        """Bring the text between two places into the widget's own view.

        Returns:
            Where it is in the pane's view.
        """
        return self.geometry()
