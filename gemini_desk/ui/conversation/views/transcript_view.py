"""The card of a transcript: of what it is, how far it goes, and its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from gemini_desk.transcripts.timed_text import clock, timed_line
from gemini_desk.ui.conversation.transcript_card import TranscriptCard
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.zoom import body_font, px, small_font
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from gemini_desk.ui.conversation.segments import Segment

_PADDING_PX: Final = 14
_RADIUS_PX: Final = 12
_BAR_PX: Final = 6
_GAP_PX: Final = 8
_SHOWN: Final = 6  # segments: the first ones, or the newest while there come more
_WRAP = Qt.TextFlag.TextWordWrap
_ANY_HEIGHT = 10_000


def transcript_height(card: TranscriptCard, width: int) -> int:
    """Height of the card at `width` px."""
    top = _text_top()
    boxes = _line_boxes(card, width, top)
    return (boxes[-1].bottom() + 1 if boxes else top) + px(_PADDING_PX)


def _title_font() -> QFont:
    font = body_font()
    font.setWeight(QFont.Weight.Bold)
    return font


def _text_top() -> int:
    title, small = QFontMetrics(_title_font()).height(), QFontMetrics(small_font()).height()
    return px(_PADDING_PX) + title + small + px(_BAR_PX) + 3 * px(_GAP_PX)


def _lines(card: TranscriptCard) -> list[str]:
    """The lines that are shown, and how many there are besides."""
    transcript = card.part.transcript
    segments = transcript.segments
    rest = len(segments) - _SHOWN
    shown = segments[:_SHOWN] if transcript.complete else segments[-_SHOWN:]
    lines = [timed_line(segment) for segment in shown]
    if rest > 0:
        lines.insert(len(lines) if transcript.complete else 0, f"… and {rest} more")
    if not lines:
        lines = ["Nobody speaks in it." if transcript.complete else "Listening…"]
    return lines


def _line_boxes(card: TranscriptCard, width: int, top: int) -> list[QRect]:
    metrics = QFontMetrics(body_font())
    room = QRect(0, 0, max(60, width - 2 * px(_PADDING_PX)), _ANY_HEIGHT)
    boxes: list[QRect] = []
    for line in _lines(card):
        height = metrics.boundingRect(room, _WRAP, line).height()
        boxes.append(QRect(px(_PADDING_PX), top, room.width(), height))
        top += height + px(_GAP_PX) // 2
    return boxes


class TranscriptView(SegmentView):
    """Shows one transcript."""

    def bind(self, segment: Segment) -> None:
        """Show another transcript."""
        super().bind(segment)
        self.refresh()

    def refresh(self) -> None:
        """More of it is known."""
        if isinstance(self._segment, TranscriptCard):
            self.setAccessibleName(f"{self.title}. {self.progress_text}")
            self.update()

    @property
    def title(self) -> str:
        """Of which recording it is."""
        if not isinstance(self._segment, TranscriptCard):
            return ""
        return f"Transcript of {self._segment.part.attachment.name}"

    @property
    def progress_text(self) -> str:
        """How far it goes."""
        if not isinstance(self._segment, TranscriptCard):
            return ""
        transcript = self._segment.part.transcript
        whole = clock(transcript.duration_s)
        return whole if transcript.done_s is None else f"{clock(transcript.done_s)} of {whole}"

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
        left, width = px(_PADDING_PX), self.width() - 2 * px(_PADDING_PX)
        top = px(_PADDING_PX)
        for text, font, colour in (
            (self.title, _title_font(), colours.text),
            (self.progress_text, small_font(), colours.muted),
        ):
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
            painter.drawText(left, top + metrics.ascent(), text)
            top += metrics.height()
        self._paint_coverage(painter, card, QRect(left, top + px(_GAP_PX), width, px(_BAR_PX)))
        painter.setFont(body_font())
        painter.setPen(QColor(colours.text))
        for line, box in zip(
            _lines(card), _line_boxes(card, self.width(), _text_top()), strict=True
        ):
            painter.drawText(box, _WRAP, line)

    @staticmethod
    def _paint_coverage(painter: QPainter, card: TranscriptCard, bar: QRect) -> None:
        """Speech and pauses up to where it was heard."""
        colours = Theme.current()
        transcript = card.part.transcript
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(QRectF(bar), bar.height() / 2, bar.height() / 2)
        scale = bar.width() / max(transcript.duration_s, 0.001)
        painter.setBrush(QColor(colours.accent))
        for segment in transcript.segments:
            place = QRectF(bar)
            place.setLeft(bar.left() + segment.start_s * scale)
            place.setRight(min(bar.left() + segment.end_s * scale, bar.right() + 1.0))
            painter.drawRect(place)
