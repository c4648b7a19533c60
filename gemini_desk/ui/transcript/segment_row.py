"""One segment: its time, who says it, what is said. GUI thread only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from gemini_desk.transcripts.timed_text import clock
from gemini_desk.ui import style
from gemini_desk.ui.conversation.wording import spoken_duration
from gemini_desk.ui.conversation.zoom import px, small_font
from gemini_desk.ui.theme import Theme
from gemini_desk.ui.transcript.row_text import line_height

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QFocusEvent, QMouseEvent, QPaintEvent

    from gemini_desk.transcripts.transcript import Segment
    from gemini_desk.ui.transcript.row_text import RowText

_SIDE_PX: Final = 8  # from the edge of the list to the row's ground
_INSET_PX: Final = 10  # from there to the time
_GAP_PX: Final = 10  # between time and text
_ABOVE_PX: Final = 7
_BAR_PX: Final = 3
_RADIUS_PX: Final = 9
_SPEAKER_COLOURS: Final = (
    "tag_blue", "tag_green", "tag_violet", "tag_amber", "tag_teal", "tag_red", "tag_grey",
)  # fmt: skip


def speaker_colour(place: int) -> str:
    """A field of the theme's colours for the speaker who is heard as number `place`."""
    return _SPEAKER_COLOURS[place % len(_SPEAKER_COLOURS)]


def time_width(duration_s: float) -> int:
    """Room for the longest time of a recording, in px."""
    widest = "0:00:00" if duration_s >= 3600 else "00:00"
    return QFontMetrics(small_font()).horizontalAdvance(widest) + 4


def text_left(duration_s: float) -> int:
    """Where the texts begin, in px."""
    return _SIDE_PX + _INSET_PX + time_width(duration_s) + px(_GAP_PX)


def text_width(width: int, duration_s: float) -> int:
    """Room for a text in a row of `width` px."""
    return max(40, width - text_left(duration_s) - _SIDE_PX - _INSET_PX)


def speaker_height() -> int:
    """Height of a speaker's name above the text, in px."""
    return QFontMetrics(_name_font()).height() + 3


def row_height(text_height: int, *, shows_speaker: bool) -> int:
    """Height of a row, in px."""
    return 2 * px(_ABOVE_PX) + text_height + (speaker_height() if shows_speaker else 0)


@dataclass(slots=True)
class RowState:
    """What a row shows besides its segment.

    Attributes:
        duration_s: Of the whole recording.
        shows_speaker: Whether another speaker begins here.
        colour: Of the speaker, a field of the theme's colours; "" without one.
        is_spoken: Whether this is heard now.
        is_selected: Whether it is among those that a person chose.
        hits: Places of found words.
        current_hit: The one that is shown.
    """

    duration_s: float = 0.0
    shows_speaker: bool = False
    colour: str = ""
    is_spoken: bool = False
    is_selected: bool = False
    hits: tuple[tuple[int, int], ...] = ()
    current_hit: tuple[int, int] | None = None


class SegmentRow(QWidget):
    """Paints one segment; a click, a key or a menu is for the list to answer.

    Signals:
        clicked: Index, keyboard modifiers.
        double_clicked: Index, and the character of the text that the mouse is at.
    """

    clicked = Signal(int, Qt.KeyboardModifier)
    double_clicked = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.index = -1
        self.segment: Segment | None = None
        self.text: RowText | None = None
        self.state = RowState()
        self._pressed_at: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_segment(self, index: int, segment: Segment, text: RowText, state: RowState) -> None:
        """Show a segment; `text` is it, laid out for this row."""
        self.index, self.segment, self.text, self.state = index, segment, text, state
        self.setAccessibleName(self._spoken_name())
        words = [segment.text[word.start : word.end] for word in text.doubts]
        self.setAccessibleDescription(f"Doubtful: {', '.join(words)}" if words else "")
        self.update()

    @property
    def text_rect(self) -> QRect:
        """Where the text is."""
        left = text_left(self.state.duration_s)
        top = px(_ABOVE_PX) + (speaker_height() if self.state.shows_speaker else 0)
        width = text_width(self.width(), self.state.duration_s)
        return QRect(left, top, width, self.text.height if self.text is not None else 0)

    def _spoken_name(self) -> str:
        segment = self.segment
        if segment is None:
            return ""
        words = [spoken_duration(int(segment.start_s))]
        if segment.speaker:
            words.append(segment.speaker)
        if self.state.is_spoken:
            words.append("heard now")
        if self.state.is_selected:
            words.append("selected")
        return f"{', '.join(words)}: {segment.text}"

    # ------------------------------------------------------------------ Qt's events

    def event(self, event: QEvent) -> bool:
        """Tell how sure the model was of the word below the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tool_tip_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def tool_tip_at(self, at: QPointF) -> str:
        """What there is to say about the word at a point, or about the row."""
        if self.text is None:
            return ""
        corner = self.text_rect.topLeft()
        word = self.text.doubt_at(at.x() - corner.x(), at.y() - corner.y())
        if word is not None:
            percent = round(100 * word.confidence)
            return f"The model was {percent} % sure of this word. Double-click to correct it."
        return ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Wait for the release: a press alone does nothing yet."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell of a click."""
        pressed, self._pressed_at = self._pressed_at, None
        if pressed is not None and self.rect().contains(event.position().toPoint()):
            self.clicked.emit(self.index, event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell of it, and where in the text."""
        if event.button() == Qt.MouseButton.LeftButton and self.text is not None:
            corner = self.text_rect.topLeft()
            at = event.position()
            place = self.text.place_at(at.x() - corner.x(), at.y() - corner.y())
            self.double_clicked.emit(self.index, place)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Paint the hover."""
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Paint without the hover."""
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Paint the focus."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Paint without the focus."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, speaker, time and text."""
        segment, text, state = self.segment, self.text, self.state
        if segment is None or text is None:
            return
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(_SIDE_PX, 1, -_SIDE_PX, -1)
        self._paint_ground(painter, ground)
        if state.colour:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(str(getattr(colours, state.colour))))
            bar = QRectF(ground.left() + 1, ground.top() + 5, _BAR_PX, ground.height() - 10)
            painter.drawRoundedRect(bar, 1.5, 1.5)
        area = self.text_rect
        line = QFontMetrics(small_font()).height()
        painter.setFont(small_font())
        is_hot = state.is_spoken or self.underMouse()
        painter.setPen(QColor(colours.accent if is_hot else colours.muted))
        left = _SIDE_PX + _INSET_PX
        top = area.top() + round((line_height() - line) * 0.62)  # on the baseline of the text
        box = QRect(left, top, time_width(state.duration_s), line)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, clock(segment.start_s))
        if state.shows_speaker:
            self._paint_speaker(painter, area, segment.speaker or "No speaker")
        text.paint(painter, QPointF(area.topLeft()), state.hits, state.current_hit)

    def _paint_ground(self, painter: QPainter, ground: QRectF) -> None:
        colours = Theme.current()
        fill = colours.accent_soft if self.state.is_spoken else ""
        if self.state.is_selected:
            fill = colours.selection if self.state.is_spoken else colours.pressed
        elif self.underMouse() and not fill:
            fill = colours.hover
        if fill:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(fill))
            painter.drawRoundedRect(ground, _RADIUS_PX, _RADIUS_PX)
        if self.hasFocus():
            style.paint_focus(painter, ground, radius=_RADIUS_PX)

    def _paint_speaker(self, painter: QPainter, area: QRect, name: str) -> None:
        colours = Theme.current()
        painter.setFont(_name_font())
        painter.setPen(QColor(colours.text if self.state.colour else colours.muted))
        box = QRect(area.left(), px(_ABOVE_PX), area.width(), speaker_height())
        elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, box.width())
        is_leftwards = self.text is not None and self.text.is_leftwards
        side = Qt.AlignmentFlag.AlignRight if is_leftwards else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, side | Qt.AlignmentFlag.AlignTop, elided)


def _name_font() -> QFont:
    font = small_font()
    font.setWeight(QFont.Weight.DemiBold)
    return font
