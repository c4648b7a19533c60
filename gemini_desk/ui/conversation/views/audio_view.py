"""A clip of sound: play button, waveform, time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractButton

from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.segments import AudioClip
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.wording import duration, spoken_duration
from gemini_desk.ui.conversation.zoom import px, small_font
from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.views.segment_view import ViewServices

_BUTTON_PX = 36
_ICON_PX = 18
_PADDING_PX = 12
_TIME_PX = 44
_BAR_PX = 2.0
_LOWEST = 0.06  # a silent stretch is a dot, not a gap


class PlayButton(QAbstractButton):
    """A round button that plays or pauses."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_playing = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_playing(self, is_playing: bool, name: str) -> None:
        """Show what a press would do."""
        self._is_playing = is_playing
        label = f"{'Pause' if is_playing else 'Play'} {name}"
        self.setAccessibleName(label)
        self.setToolTip("Pause" if is_playing else "Play")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a filled circle with an icon."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        circle = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        if self.hasFocus():
            painter.setBrush(QColor(colours.text))
            painter.drawEllipse(QRectF(self.rect()))
        accent = QColor(colours.accent)
        painter.setBrush(accent.darker(112) if self.isDown() or self.underMouse() else accent)
        painter.drawEllipse(circle)
        name = "pause" if self._is_playing else "play"
        edge = (self.width() - px(_ICON_PX)) // 2
        shift = 0 if self._is_playing else 1  # a triangle looks centred a little to the right
        ink = icon(name, colour=colours.on_accent)
        ink.paint(painter, edge + shift, edge, px(_ICON_PX), px(_ICON_PX))


class AudioView(SegmentView):
    """Shows one clip."""

    def __init__(self, services: ViewServices, parent: QWidget) -> None:
        super().__init__(services, parent)
        self._peaks: Sequence[float] = ()
        self._problem = ""
        self._button = PlayButton(self)
        self._button.clicked.connect(self._toggle)
        services.previews.peaks_ready.connect(self._take_peaks)
        services.previews.preview_failed.connect(self._take_problem)
        services.playback.changed.connect(self._follow_playback)

    @property
    def play_button(self) -> PlayButton:
        """The button that plays or pauses."""
        return self._button

    @property
    def has_waveform(self) -> bool:
        """Whether the waveform has arrived."""
        return bool(self._peaks)

    def bind(self, segment: Segment) -> None:
        """Show another clip."""
        self._peaks, self._problem = (), ""
        super().bind(segment)
        if isinstance(segment, AudioClip):
            attachment = segment.attachment
            self.services.previews.request_peaks(attachment, measures.AUDIO_BUCKETS)
            spoken = spoken_duration(attachment.duration_s or 0.0)
            self.setAccessibleName(f"Sound {attachment.name}, {spoken}")
            self.setToolTip(attachment.name)

    def refresh(self) -> None:
        """Show the state of the player."""
        if isinstance(self._segment, AudioClip):
            self._button.set_playing(self._is_playing, self._segment.attachment.name)
        self.update()

    def focus_widgets(self) -> Sequence[QWidget]:
        """The play button."""
        return (self._button,)

    @property
    def _is_current(self) -> bool:
        segment = self._segment
        playback = self.services.playback
        return isinstance(segment, AudioClip) and playback.sha256 == segment.attachment.sha256

    @property
    def _is_playing(self) -> bool:
        return self._is_current and self.services.playback.is_playing

    def _toggle(self) -> None:
        if self._is_playing:
            self.services.actions.pause_requested.emit()
        elif isinstance(self._segment, AudioClip):
            self.services.actions.play_requested.emit(self._segment.attachment)

    def _follow_playback(self, sha256: str) -> None:
        if isinstance(self._segment, AudioClip) and self._segment.attachment.sha256 == sha256:
            self.refresh()

    def _take_peaks(self, sha256: str, buckets: int, peaks: Sequence[float]) -> None:
        if isinstance(self._segment, AudioClip) and self._segment.attachment.sha256 == sha256:
            self._peaks = peaks
            self.update()

    def _take_problem(self, sha256: str, message: str) -> None:
        if isinstance(self._segment, AudioClip) and self._segment.attachment.sha256 == sha256:
            self._problem = message
            self.setToolTip(message)
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the button."""
        top = (self.height() - px(_BUTTON_PX)) // 2
        self._button.setGeometry(px(_PADDING_PX), top, px(_BUTTON_PX), px(_BUTTON_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, the waveform and the time."""
        segment = self._segment
        if not isinstance(segment, AudioClip):
            return
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.user_bubble if segment.item.is_user else colours.code))
        radius = measures.BUBBLE_RADIUS_PX
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        self._paint_waveform(painter, segment.attachment.duration_s or 0.0)
        painter.setPen(QColor(colours.muted))
        painter.setFont(small_font())
        shown_s = segment.attachment.duration_s or 0.0
        if self._is_current and self.services.playback.position_s > 0:
            shown_s = self.services.playback.position_s
        box = QRectF(
            self.width() - px(_TIME_PX) - px(_PADDING_PX),
            0,
            px(_TIME_PX),
            self.height(),
        )
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box, right, duration(shown_s))

    def _paint_waveform(self, painter: QPainter, length_s: float) -> None:
        colours = Theme.current()
        left = float(2 * px(_PADDING_PX) + px(_BUTTON_PX))
        width = self.width() - left - px(_TIME_PX) - 1.5 * px(_PADDING_PX)
        middle = self.height() / 2
        if self._problem:
            painter.setPen(QColor(colours.muted))
            painter.setFont(small_font())
            box = QRectF(left, 0, width, self.height())
            elide = Qt.TextElideMode.ElideRight
            text = painter.fontMetrics().elidedText(self._problem, elide, int(width))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
            return
        count = measures.AUDIO_BUCKETS
        peaks = self._peaks or [0.0] * count
        loudest = max(peaks) or 1.0
        played = 0.0
        if self._is_current and length_s > 0:
            played = self.services.playback.position_s / length_s
        quiet = QColor(colours.muted)
        quiet.setAlpha(110)
        step = width / len(peaks)
        for index, peak in enumerate(peaks):
            half = max(_LOWEST, peak / loudest) * (self.height() / 2 - px(_PADDING_PX))
            is_played = (index + 0.5) / len(peaks) <= played
            painter.setBrush(QColor(colours.accent) if is_played else quiet)
            x = left + index * step
            painter.drawRoundedRect(QRectF(x, middle - half, px(_BAR_PX), 2 * half), 1, 1)
