"""What the card of a transcript shows of it, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from gemini_desk.transcripts.damage import damage_sentence
from gemini_desk.transcripts.timed_text import clock
from gemini_desk.ui.conversation.zoom import body_font, px, small_font

if TYPE_CHECKING:
    from gemini_desk.transcripts.transcript import Segment as SpokenSegment
    from gemini_desk.ui.conversation.transcript_card import TranscriptCard

PADDING_PX: Final = 16
TILE_PX: Final = 38
BAR_PX: Final = 6
GAP_PX: Final = 10
BUTTON_PX: Final = 30
LOSS_ICON_PX: Final = 16
_SHOWN: Final = 4  # segments of a long transcript: its first ones, or while it grows its newest
_SHORT_CHARACTERS: Final = 600  # so much is shown whole: nobody opens a panel for a sentence
_LINES: Final = 2  # of each segment that is shown of a longer one
_WRAP = Qt.TextFlag.TextWordWrap
_ANY_HEIGHT: Final = 10_000


class Line(NamedTuple):
    """A segment on the card, or a remark without a time; `is_loss`: what could not be read."""

    time: str
    text: str
    start_s: float
    box: QRect
    is_loss: bool = False


def transcript_height(card: TranscriptCard, width: int) -> int:
    """Height of the card at `width` px."""
    lines = lines_of(card, width)
    bottom = lines[-1].box.bottom() + 1 if lines else _text_top()
    return bottom + px(GAP_PX) + px(BUTTON_PX) + px(PADDING_PX)


def text_font() -> QFont:
    """The font of what is said."""
    font = body_font()
    font.setPixelSize(px(14))
    return font


def title_font() -> QFont:
    """The font of the title."""
    font = text_font()
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _text_top() -> int:
    """Where the lines begin, in px."""
    return px(PADDING_PX) + px(TILE_PX) + 2 * px(GAP_PX) + px(BAR_PX) + px(2)


def _time_width(card: TranscriptCard) -> int:
    """Room for the longest time of a recording, in px."""
    widest = "0:00:00" if card.part.transcript.duration_s >= 3600 else "00:00"
    return QFontMetrics(small_font()).horizontalAdvance(widest) + px(12)


def lines_of(card: TranscriptCard, width: int) -> list[Line]:
    """What is shown of the text, and where; first what could not be read of the recording."""
    top = _text_top()
    loss = damage_sentence(card.part.transcript.damages) or card.part.attachment.note
    if not loss:
        return _said_lines(card, width, top)
    left = px(PADDING_PX) + px(LOSS_ICON_PX) + px(8)
    room = QRect(0, 0, max(60, width - left - px(PADDING_PX)), _ANY_HEIGHT)
    height = QFontMetrics(small_font()).boundingRect(room, _WRAP, loss).height()
    line = Line("", loss, -1.0, QRect(left, top, room.width(), height), is_loss=True)
    return [line, *_said_lines(card, width, top + height + px(GAP_PX))]


def _said_lines(card: TranscriptCard, width: int, y: int) -> list[Line]:
    segments = card.part.transcript.segments
    grows = card.item.is_streaming and not card.part.transcript.complete
    room = max(60, width - 2 * px(PADDING_PX) - _time_width(card))
    metrics = QFontMetrics(text_font())
    if not segments:
        doing = "Translating…" if card.part.transcript.language else "Listening…"
        remark = doing if grows else "Nobody speaks in it."
        if not grows and not card.part.transcript.complete:
            remark = "Nothing was heard yet."
        return [Line("", remark, -1.0, QRect(px(PADDING_PX), y, room, metrics.height()))]
    whole = not grows and sum(len(each.text) for each in segments) <= _SHORT_CHARACTERS
    shown = segments[-_SHOWN:] if grows else segments if whole else segments[:_SHOWN]
    at = card.read_index // _SHOWN * _SHOWN
    is_further = not grows and not whole and at > 0
    if is_further:  # what is read aloud is shown, in the room that the beginning takes
        shown = segments[at : at + _SHOWN]
    lines: list[Line] = []
    left = px(PADDING_PX) + _time_width(card)
    for each in shown:
        # One line for each while it grows: the card does not tremble then.
        most = 1 if grows or is_further else None if whole else _LINES
        text, height = _fitted(_said(each), room, metrics, most)
        lines.append(Line(clock(each.start_s), text, each.start_s, QRect(left, y, room, height)))
        y += height + px(6)
    rest = len(segments) - len(shown)
    if rest and not grows and not is_further:
        box = QRect(left, y, room, metrics.height())
        lines.append(Line("", f"… and {rest:,} more", -1.0, box))
    return lines


def _said(segment: SpokenSegment) -> str:
    speaker = f"{segment.speaker}: " if segment.speaker else ""
    return speaker + " ".join(segment.text.split())


def _fitted(text: str, room: int, metrics: QFontMetrics, most: int | None) -> tuple[str, int]:
    """`text`, shortened to `most` lines, and its height."""
    if most == 1:
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room), metrics.height()
    box = QRect(0, 0, room, _ANY_HEIGHT)
    highest = _ANY_HEIGHT if most is None else most * metrics.lineSpacing() + 2
    height = metrics.boundingRect(box, _WRAP, text).height()
    while height > highest and len(text) > 8:
        text = text[: int(len(text) * 0.9) - 1].rstrip(" …") + "…"
        height = metrics.boundingRect(box, _WRAP, text).height()
    return text, height
