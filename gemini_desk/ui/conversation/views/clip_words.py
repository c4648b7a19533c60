"""What stands above and below the waveform of a clip: its file's name, what of it is not used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics

from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.zoom import px, small_font
from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gemini_desk.chat.attachment import Attachment

_PADDING_PX: Final = 14
_NAME_TOP_PX: Final = 9
_BELOW_NAME_PX: Final = 4  # by so much less than its height the name makes the card higher
_ICON_PX: Final = 14
_ANY_HEIGHT: Final = 10_000
_WRAP = Qt.TextFlag.TextWordWrap
# What the recorder calls its files: the time stands below the message anyway.
_RECORDED_HERE: Final = re.compile(r"Recording \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d( \d+)?\.\w+")


def clip_name(clip: Attachment) -> str:
    """The name of the file that a clip came from; "" for one that was recorded here."""
    return "" if _RECORDED_HERE.fullmatch(clip.name) else clip.title


def name_height(clip: Attachment) -> int:
    """By how much its name lowers the waveform, in px."""
    if not clip_name(clip):
        return 0
    return px(_NAME_TOP_PX) + QFontMetrics(small_font()).height() - px(_BELOW_NAME_PX)


def note_height(clip: Attachment, width: int) -> int:
    """Room for the note below the waveform of a card of `width` px."""
    if not clip.note:
        return 0
    return _note_box(clip, width).height() + px(_NAME_TOP_PX)


def clip_height(clip: Attachment, width: int) -> int:
    """Height of the card at `width` px."""
    return name_height(clip) + measures.AUDIO_HEIGHT_PX + note_height(clip, width)


def paint_words(painter: QPainter, clip: Attachment, width: int) -> None:
    """Paint name and note into a card of `width` px."""
    colours = Theme.current()
    metrics = QFontMetrics(small_font())
    painter.setFont(small_font())
    left, room = px(_PADDING_PX), width - 2 * px(_PADDING_PX)
    if name := clip_name(clip):
        painter.setPen(QColor(colours.text))
        elided = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRect(left, px(_NAME_TOP_PX), room, metrics.height()), 0, elided)
    if clip.note:
        box = _note_box(clip, width)
        box.moveTop(name_height(clip) + measures.AUDIO_HEIGHT_PX - px(2))
        top = box.top() + (metrics.height() - px(_ICON_PX)) // 2
        mark = icon("warning", colour=colours.warning)
        mark.paint(painter, left, top, px(_ICON_PX), px(_ICON_PX))
        painter.setPen(QColor(colours.text))
        painter.drawText(box, _WRAP, clip.note)


def _note_box(clip: Attachment, width: int) -> QRect:
    """Where the note stands, without its top."""
    left = px(_PADDING_PX) + px(_ICON_PX) + px(8)
    room = QRect(0, 0, max(60, width - left - px(_PADDING_PX)), _ANY_HEIGHT)
    height = QFontMetrics(small_font()).boundingRect(room, _WRAP, clip.note).height()
    return QRect(left, 0, room.width(), height)
