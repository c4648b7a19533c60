"""The card of a transcript: of what it is, how far it goes, how it begins, the way to the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from gemini_desk.transcripts.damage import damage_sentence
from gemini_desk.transcripts.editing import speakers
from gemini_desk.transcripts.timed_text import clock, length
from gemini_desk.ui.conversation.transcript_card import TranscriptCard
from gemini_desk.ui.conversation.views.icon_button import IconButton
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.views.transcript_lines import (
    BAR_PX,
    BUTTON_PX,
    GAP_PX,
    LOSS_ICON_PX,
    PADDING_PX,
    TILE_PX,
    Line,
    lines_of,
    text_font,
    title_font,
)
from gemini_desk.ui.conversation.zoom import px, small_font
from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import Theme
from gemini_desk.ui.transcript.coverage import coverage_words, paint_coverage
from gemini_desk.ui.transcript_work_menu import WORKS_LABEL, may_be_worked_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.conversation.find.marks import Mark
    from gemini_desk.ui.conversation.views.segment_view import ViewServices

_RADIUS_PX: Final = 12
_WRAP = Qt.TextFlag.TextWordWrap


class TranscriptView(SegmentView):
    """Shows one transcript."""

    def __init__(self, services: ViewServices, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.open_button = IconButton("transcript", self, label="Open the transcript", text="Open")
        self.open_button.set_filled(True)
        self.copy_button = IconButton("copy", self, label="Copy the transcript", text="Copy")
        self.export_button = IconButton(
            "download", self, label="Export the transcript to a file", text="Export…"
        )
        self.work_button = IconButton("sparkle", self, label=WORKS_LABEL, text="Summarise…")
        self.stop_button = IconButton("stop", self, label="Stop transcribing", text="Stop")
        self._shown: list[Line] = []
        actions = services.actions
        self.open_button.clicked.connect(lambda: self._tell(actions.transcript_opened))
        self.copy_button.clicked.connect(lambda: self._tell(actions.transcript_copied))
        self.export_button.clicked.connect(lambda: self._tell(actions.transcript_exported))
        self.work_button.clicked.connect(
            lambda: self._tell(actions.works_requested, self.work_button)
        )
        self.stop_button.clicked.connect(lambda: self._tell(actions.transcript_stopped))
        self.setMouseTracking(True)

    def refresh(self) -> None:
        """More of it is known."""
        card = self._segment
        if isinstance(card, TranscriptCard):
            self.stop_button.setVisible(self._grows)
            self.work_button.setVisible(may_be_worked_on(card.item.version))
            self.setAccessibleName(f"{self.title}. {self.progress_text}")
            loss = damage_sentence(card.part.transcript.damages) or card.part.attachment.note
            heard = coverage_words(card.part.transcript)
            self.setAccessibleDescription(f"{heard}. {loss}" if loss else heard)
            self._place()
            self.update()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Follow what is read aloud, segment by segment."""
        card = self._segment
        if not isinstance(card, TranscriptCard):
            return
        index = card.segment_at(marks[0].start) if marks else -1
        if index != card.read_index:
            card.read_index = index
            self._place()
            self.update()

    def restyle(self) -> None:
        """Take over colours and sizes."""
        self._place()
        self.update()

    def focus_widgets(self) -> Sequence[QWidget]:
        """The buttons."""
        buttons = (self.open_button, self.copy_button, self.export_button)
        more = (self.work_button, self.stop_button)
        return (*buttons, *(button for button in more if button.isVisibleTo(self)))

    @property
    def title(self) -> str:
        """Of which recording it is."""
        if not isinstance(self._segment, TranscriptCard):
            return ""
        return f"Transcript of {self._segment.part.attachment.title}"

    @property
    def progress_text(self) -> str:
        """How long it is and in which language, or how far it goes."""
        if not isinstance(self._segment, TranscriptCard):
            return ""
        transcript = self._segment.part.transcript
        if self._grows and self._segment.activity:
            return self._segment.activity  # with the time that is left
        whole = length(transcript.duration_s)
        if transcript.done_s is not None:
            done = "translated" if transcript.language else "heard"
            return f"{clock(transcript.done_s)} of {whole} {done}"
        count, people = len(transcript.segments), len(speakers(transcript))
        words = [whole, transcript.language or ""]
        words.append(f"{count:,} segment" + ("" if count == 1 else "s"))
        if people:
            words.append(f"{people} speaker" + ("" if people == 1 else "s"))
        return " · ".join(word for word in words if word)

    @property
    def _grows(self) -> bool:
        card = self._segment
        if not isinstance(card, TranscriptCard):
            return False
        return card.grows

    def _tell(self, signal: SignalInstance, *more: QWidget) -> None:
        if self._segment is not None:
            signal.emit(self._segment.item.id, *more)

    # ------------------------------------------------------------------ mouse

    def _time_at(self, at: QPoint) -> float:
        """The second of the line at a point; -1 where there is none."""
        for line in self._shown:
            if line.start_s >= 0 and line.box.top() <= at.y() <= line.box.bottom():
                return line.start_s
        return -1.0

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what can be clicked."""
        is_line = self._time_at(event.position().toPoint()) >= 0
        shape = Qt.CursorShape.PointingHandCursor if is_line else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A line plays from there, in the panel."""
        at = event.position().toPoint()
        second = self._time_at(at)
        is_inside = self.rect().contains(at) and event.button() == Qt.MouseButton.LeftButton
        if is_inside and second >= 0 and self._segment is not None:
            self.services.actions.citation_activated.emit(self._segment.item.id, second)

    # ------------------------------------------------------------------ looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the buttons."""
        self._place()

    def _place(self) -> None:
        card = self._segment
        if not isinstance(card, TranscriptCard):
            return
        self._shown = lines_of(card, self.width())
        top = self.height() - px(PADDING_PX) - px(BUTTON_PX)
        left, right = px(PADDING_PX), self.width() - px(PADDING_PX)
        buttons = (self.open_button, self.copy_button, self.export_button)
        last, last_text = self.work_button, "Summarise…"
        if self._grows:  # never both
            last, last_text = self.stop_button, "Stop"
        # Where there is no room, the icons say it alone; the ones that are used least go first.
        for texts in (("Open", "Copy", "Export…"), ("Open", "", ""), ("", "", "")):
            for button, text in zip(buttons, texts, strict=True):
                button.setText(text)
            last.setText(last_text if texts[0] else "")
            wanted = sum(button.sizeHint().width() + px(6) for button in buttons)
            if wanted + last.sizeHint().width() <= right - left:
                break
        for button in buttons:
            width = button.sizeHint().width()
            button.setGeometry(left, top, width, px(BUTTON_PX))
            left += width + px(6)
        width = last.sizeHint().width()
        last.setGeometry(max(left, right - width), top, width, px(BUTTON_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        card = self._segment
        if not isinstance(card, TranscriptCard):
            return
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.code))
        painter.drawRoundedRect(QRectF(self.rect()), px(_RADIUS_PX), px(_RADIUS_PX))
        self._paint_head(painter)
        left, width = px(PADDING_PX), self.width() - 2 * px(PADDING_PX)
        top = px(PADDING_PX) + px(TILE_PX) + px(GAP_PX)
        paint_coverage(painter, QRectF(left, top, width, px(BAR_PX)), card.part.transcript)
        metrics = QFontMetrics(text_font())
        segments, index = card.part.transcript.segments, card.read_index
        read_s = segments[index].start_s if 0 <= index < len(segments) else -1.0
        for line in self._shown:
            is_remark = line.start_s < 0
            if not is_remark and line.start_s == read_s:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.spoken))
                beside = line.box.adjusted(left - line.box.left() - px(6), -px(2), px(6), px(2))
                painter.drawRoundedRect(beside, px(6), px(6))
            if line.time:
                painter.setFont(small_font())
                painter.setPen(QColor(colours.accent))
                painter.drawText(left, line.box.top() + metrics.ascent(), line.time)
            if line.is_loss:
                mark, side = icon("warning", colour=colours.warning), px(LOSS_ICON_PX)
                mark.paint(painter, left, line.box.top(), side, side)
            is_muted = is_remark and not line.is_loss
            painter.setFont(small_font() if is_remark else text_font())
            painter.setPen(QColor(colours.muted if is_muted else colours.text))
            painter.drawText(line.box, _WRAP, line.text)

    def _paint_head(self, painter: QPainter) -> None:
        """The tile with its icon, the title, and the line below it."""
        colours = Theme.current()
        edge, side = px(PADDING_PX), px(TILE_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_soft))
        painter.drawRoundedRect(QRectF(edge, edge, side, side), px(9), px(9))
        inset = (side - px(20)) // 2
        ink = icon("transcript", colour=colours.accent)
        ink.paint(painter, edge + inset, edge + inset, px(20), px(20))
        left = edge + side + px(12)
        room = self.width() - left - edge
        top = edge - px(1)
        for text, font, colour in (
            (self.title, title_font(), colours.text),
            (self.progress_text, small_font(), colours.muted),
        ):
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            elided = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
            painter.drawText(left, top + metrics.ascent(), elided)
            top += metrics.height() + px(2)
