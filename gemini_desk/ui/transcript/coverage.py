"""How far a recording was heard, and where somebody speaks: as a bar, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath

from gemini_desk.transcripts.timed_text import length
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from gemini_desk.transcripts.transcript import Transcript

_UNHEARD_ALPHA: Final = 120
_LEAST_PX: Final = 1.0  # of a stretch of speech: nothing that was said is invisible
_LEAST_DAMAGE_PX: Final = 3.0


def paint_coverage(painter: QPainter, area: QRectF, transcript: Transcript) -> None:
    """Paint a bar: speech in the accent's colour, silence plain, hatched what is not yet heard.

    What cannot be read is in the colour of warnings.
    """
    colours = Theme.current()
    duration_s = max(transcript.duration_s, 0.001)
    scale = area.width() / duration_s
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    radius = min(area.height() / 2, 4.0)
    outline.addRoundedRect(area, radius, radius)
    painter.setClipPath(outline)
    painter.fillRect(area, QColor(colours.pressed))
    done_s = transcript.duration_s if transcript.done_s is None else transcript.done_s
    if done_s < transcript.duration_s:
        rest = QRectF(area)
        rest.setLeft(area.left() + done_s * scale)
        painter.fillRect(rest, QColor(colours.window))
        ink = QColor(colours.muted)
        ink.setAlpha(_UNHEARD_ALPHA)
        painter.setBrushOrigin(QPointF(rest.topLeft()))
        painter.fillRect(rest, QBrush(ink, Qt.BrushStyle.BDiagPattern))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent))
    begin = end = area.left() - 1
    boxes: list[QRectF] = []
    for segment in transcript.segments:
        left = area.left() + segment.start_s * scale
        right = max(area.left() + segment.end_s * scale, left + _LEAST_PX)
        if left > end + 0.5:  # what no eye can tell apart is painted as one
            boxes.append(QRectF(begin, area.top(), end - begin, area.height()))
            begin = left
        end = max(end, right)
    boxes.append(QRectF(begin, area.top(), end - begin, area.height()))
    painter.drawRects([box for box in boxes if box.width() > 0 and box.left() >= area.left()])
    painter.setBrush(QColor(colours.warning))
    for damage in transcript.damages:
        left = area.left() + damage.start_s * scale
        end_s = duration_s if damage.end_s is None else damage.end_s
        right = max(area.left() + end_s * scale, left + _LEAST_DAMAGE_PX)
        left = min(left, area.right() - _LEAST_DAMAGE_PX)  # one at the end is seen, too
        painter.drawRect(QRectF(left, area.top(), right - left, area.height()))
    painter.restore()


def coverage_words(transcript: Transcript) -> str:
    """`Speech 12:05, silence 1:10, not heard yet 0:42`."""
    speech_s = sum(segment.end_s - segment.start_s for segment in transcript.segments)
    silence_s = sum(end_s - start_s for start_s, end_s in transcript.pauses)
    words = [f"Speech {length(speech_s)}", f"silence {length(silence_s)}"]
    if transcript.done_s is not None:
        words.append(f"not heard yet {length(max(0.0, transcript.duration_s - transcript.done_s))}")
    return ", ".join(words)
