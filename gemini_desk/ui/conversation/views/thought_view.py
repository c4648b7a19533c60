"""The line above what a model thought: how long, and whether it is unfolded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer

from gemini_desk.ui.conversation.segments import Thought
from gemini_desk.ui.conversation.views.icon_button import IconButton
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.wording import short_duration, spoken_duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.conversation.views.segment_view import ViewServices

_TICK_MS: Final = 1000


class ThoughtView(SegmentView):
    """A button that folds and unfolds the thoughts below it."""

    def __init__(self, services: ViewServices, parent: QWidget) -> None:
        super().__init__(services, parent)
        self._button = IconButton("chevron-right", self, label="Thoughts", text=" ")
        self._button.clicked.connect(self._toggle)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.refresh)

    @property
    def button(self) -> IconButton:
        """Folds and unfolds."""
        return self._button

    def unbind(self) -> None:
        """Stop counting."""
        self._timer.stop()
        super().unbind()

    def refresh(self) -> None:
        """Say how long it took, or takes."""
        if not isinstance(self._segment, Thought):
            return
        thinking = self._segment.thinking
        seconds = thinking.elapsed_s
        if thinking.is_open:
            text, spoken = "Thinking…", "Thinking"
            if seconds >= 1:
                text = f"Thinking… {short_duration(seconds)}"
        elif thinking.duration_s is None:
            text = spoken = "Thoughts"
        else:
            text = f"Thought for {short_duration(seconds)}"
            spoken = f"Thought for {spoken_duration(max(1, seconds))}"
        state, act = ("unfolded", "fold") if thinking.is_unfolded else ("folded", "unfold")
        self._button.set_icon("chevron-down" if thinking.is_unfolded else "chevron-right")
        self._button.setText(text)
        self._button.set_label(f"{spoken}, {state}. Press to {act} what the model thought.")
        self._place()
        if thinking.is_open != self._timer.isActive():
            if thinking.is_open and self.isVisible():
                self._timer.start()
            else:
                self._timer.stop()

    def focus_widgets(self) -> Sequence[QWidget]:
        """The button."""
        return (self._button,)

    def showEvent(self, event: QShowEvent) -> None:
        """Count only while somebody can see it."""
        if isinstance(self._segment, Thought) and self._segment.thinking.is_open:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still."""
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the button."""
        self._place()

    def _place(self) -> None:
        size = self._button.sizeHint()
        self._button.setGeometry(0, 0, size.width(), self.height())

    def _toggle(self) -> None:
        if self._segment is not None:
            self.services.actions.thoughts_toggled.emit(self._segment.item.id)
