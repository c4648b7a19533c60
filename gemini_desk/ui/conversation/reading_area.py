"""The messages as they are read: their size, what is found in them, where the reader is.

GUI thread only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHoverEvent, QPainter, QPen

from gemini_desk.ui import style
from gemini_desk.ui.conversation.aloud.following import Following
from gemini_desk.ui.conversation.find.finding import Finding
from gemini_desk.ui.conversation.jump_button import JumpButton
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.message_area import MessageArea
from gemini_desk.ui.conversation.news import News
from gemini_desk.ui.conversation.scroll_bars import SCROLL_BAR_PX, scroll_bar_style
from gemini_desk.ui.conversation.transcript_card import TranscriptCard
from gemini_desk.ui.conversation.zoom import USUAL_PERCENT, Zoom
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.conversation.media_previews import MediaPreviews
    from gemini_desk.ui.conversation.message_item import MessageItem

_WHEEL_NOTCH: Final = 120  # in eighths of a degree, by Qt's convention


class ReadingArea(MessageArea):
    """What a reader does with the conversation without changing it.

    Signals:
        zoom_changed: Percentage at which the conversation is shown now.

    Attributes:
        aloud: What can be read aloud, and what is.
    """

    zoom_changed = Signal(int)

    def __init__(self, previews: MediaPreviews, parent: QWidget | None = None) -> None:
        super().__init__(previews, parent)
        self._jump = JumpButton(self.viewport())
        self._jump.clicked.connect(self._layout.scroll_to_end)
        self._news = News(self._items)
        self._finding = Finding(self, self._items, self._layout, self._selected)
        self.aloud = Following(self._items, self._layout, self._documents, self._selection, self)
        self._marks.add(self._finding.marks_in)
        self._marks.add(self._selection.marks_in)
        self._marks.add(self.aloud.marks_in)  # or a selection would hide what is read of it
        self._finding.marks_changed.connect(self._paint_marks)
        self._finding.thoughts_wanted.connect(self._relayout.toggle_thoughts)
        self._finding.left.connect(self._reveal.set_current)
        self.aloud.marks_changed.connect(self._paint_marks)
        self._selection.changed.connect(self._paint_marks)
        self._layout.placed.connect(self._after_placing)
        self._wheel_turned = 0
        self._came_by_mouse = False  # the keyboard
        self.verticalScrollBar().setStyleSheet(scroll_bar_style(SCROLL_BAR_PX))
        Theme.changes().changed.connect(self._restyle)

    @property
    def is_at_end(self) -> bool:
        """Whether the newest line is in sight."""
        return self._layout.scrolling.is_at_end

    def find_words(self, step: int = 0) -> None:
        """Ask what to find (0), or go to the next hit (1) or the one before (-1)."""
        if step:
            self._finding.step(step)
        else:
            self._finding.open()

    def jump_to(self, message_id: str, words: str = "") -> bool:
        """Show a message, and in it the place of `words`; returns whether it is here."""
        item = self._items.find(message_id)
        if item is None:
            return False
        self._layout.scroll_to(item)
        self._reveal.set_current(item)
        if words.strip():
            self._finding.show_words(item, words.strip())
        return True

    def _text_changed(self, item: MessageItem | None = None) -> None:
        self._finding.text_changed(item)
        if item is None:
            self._news.forget()
        self._jump.set_news(self._news.text)
        self.aloud.text_changed.emit()

    # ------------------------------------------------------------------ size

    def set_zoom(self, percent: int) -> None:
        """Show the conversation at `percent` of its usual size; what is read stays in view."""
        if Zoom.set_percent(percent):
            self._layout.rescale(self._take_fonts)
            self.zoom_changed.emit(Zoom.percent)

    def zoom_by(self, step: int) -> None:
        """Show it `step` steps larger, or smaller; 0 is back to the usual size."""
        self.set_zoom(Zoom.stepped(step) if step else USUAL_PERCENT)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom with Ctrl."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel_turned += event.angleDelta().y()
        steps = int(self._wheel_turned / _WHEEL_NOTCH)  # touchpads send fractions of a notch
        self._wheel_turned -= steps * _WHEEL_NOTCH
        if steps:
            self.zoom_by(steps)
        event.accept()

    # ------------------------------------------------------------------ looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for another size."""
        self._layout.width_changed()
        self._jump.place()
        self._finding.bar.place()

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow the pointer, over whatever widget it is."""
        if isinstance(event, QHoverEvent):
            left = event.type() == QEvent.Type.HoverLeave
            position: QPointF = event.position()
            self._reveal.hover(None if left else round(position.y()))
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background, and an outline around what the keys mean."""
        colours = Theme.current()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(colours.window))
        current = self._reveal.current
        if not self.hasFocus():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if current is not None and self._layout.shows(current):
            painter.setPen(QPen(QColor(colours.accent), 2))
            outline = self._reveal.outline(current)
            outline.setRight(min(outline.right(), self.viewport().width() - 3))  # the line's width
            painter.drawRoundedRect(outline, 12, 12)
        elif not self._came_by_mouse:  # they scroll
            ring = QRectF(self.viewport().rect())
            style.paint_focus(painter, ring, radius=style.CONTROL_RADIUS_PX)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether somebody has to be shown where the keyboard is."""
        reason = Qt.FocusReason
        if event.reason() not in (reason.ActiveWindowFocusReason, reason.PopupFocusReason):
            self._came_by_mouse = event.reason() == reason.MouseFocusReason
        super().focusInEvent(event)

    def _after_placing(self) -> None:
        self._news.follow(self._layout.scrolling.is_at_end)
        self._jump.set_news(self._news.text)
        self._jump.setVisible(not self._layout.scrolling.is_at_end)
        self._jump.raise_()
        self._finding.bar.raise_()
        self._reveal.apply()
        self.viewport().update()

    def _paint_marks(self) -> None:
        for segment in self._layout.visible:
            if segment.view is None:
                continue
            if segment.is_text:
                segment.view.show_marks(self._marks.of(segment))
            elif isinstance(segment, TranscriptCard):
                segment.view.show_marks(self.aloud.marks_in(segment))

    def _take_fonts(self) -> None:
        measures.zoom()
        self._documents.restyle()
        for view in self._pool:
            view.restyle()

    def _restyle(self) -> None:
        self.verticalScrollBar().setStyleSheet(scroll_bar_style(SCROLL_BAR_PX))
        self._documents.restyle()
        for view in self._pool:
            view.restyle()
        self._paint_marks()
        self._layout.sync()
