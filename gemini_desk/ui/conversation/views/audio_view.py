"""A clip of sound: play button, waveform, time, speed, and what has it written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractButton

from gemini_desk.sizes import clock_text
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.segments import AudioClip
from gemini_desk.ui.conversation.views.clip_words import name_height, paint_words
from gemini_desk.ui.conversation.views.icon_button import IconButton
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.views.waveform import Waveform
from gemini_desk.ui.conversation.wording import spoken_duration
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
_TIME_PX = 78
_SPEED_HEIGHT_PX = 28
_WAVEFORM_PX = 64  # narrower, and the time makes way
_TRANSCRIBE: Final = "Transcribe: write down what is said, with times"
_NO_SOUND: Final = "The loaded model does not take sound"
# As the button goes through them.
SPEEDS: Final = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


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
        self._shows_time = True
        self._button = PlayButton(self)
        self._button.clicked.connect(self._toggle)
        self.waveform = Waveform(self)
        self.waveform.sought.connect(self._seek)
        self.waveform.moved.connect(lambda _: self.update())
        self.waveform.toggled.connect(self._toggle)
        self.speed_button = IconButton("", self, label="Speed", text=_words(1))
        self.speed_button.clicked.connect(self._change_speed)
        self.transcribe_button = IconButton("transcribe", self, label="Transcribe")
        self.transcribe_button.clicked.connect(self._transcribe)
        services.previews.peaks_ready.connect(self._take_peaks)
        services.previews.preview_failed.connect(self._take_problem)
        services.playback.changed.connect(self._follow_playback)
        services.playback.speed_changed.connect(self.refresh)

    @property
    def play_button(self) -> PlayButton:
        """The button that plays or pauses."""
        return self._button

    @property
    def has_waveform(self) -> bool:
        """Whether the waveform has arrived."""
        return self.waveform.has_peaks

    @property
    def time_text(self) -> str:
        """`0:12 / 0:42`, or the length alone while it was not begun."""
        whole = clock_text(self._length_s)
        return f"{clock_text(self.waveform.shown_s)} / {whole}" if self._is_begun else whole

    def bind(self, segment: Segment) -> None:
        """Show another clip."""
        if isinstance(segment, AudioClip):
            attachment = segment.attachment
            self.waveform.show_clip(attachment.duration_s or 0.0)
            self.services.previews.request_peaks(attachment, measures.AUDIO_BUCKETS)
            spoken = spoken_duration(attachment.duration_s or 0.0)
            self.setAccessibleName(f"Sound {attachment.title}, {spoken}")
            self.setAccessibleDescription(attachment.note)
            self.setToolTip("\n".join(filter(None, (attachment.title, attachment.note))))
        super().bind(segment)
        self._place()  # another name and note stand above and below

    def refresh(self) -> None:
        """Show the state of the player."""
        if isinstance(self._segment, AudioClip):
            playback = self.services.playback
            self._button.set_playing(self._is_playing, self._segment.attachment.name)
            self.waveform.set_position(playback.position_s if self._is_current else 0.0)
            speed = _words(playback.speed)
            self.speed_button.setText(speed)
            self.speed_button.set_label(f"Speed {speed}; press for another")
            takes = self.services.state.capabilities
            obstacle = "" if takes is None or takes.audio else _NO_SOUND
            label = f"Transcribe {self._segment.attachment.name}"
            self.transcribe_button.set_label(label, hint=obstacle or _TRANSCRIBE)
            self.transcribe_button.setEnabled(not obstacle)
        self.update()

    def restyle(self) -> None:
        """Take over colours and sizes."""
        self._place()
        self.update()

    def focus_widgets(self) -> Sequence[QWidget]:
        """The play button, the position, the speed and what writes it down."""
        return (self._button, self.waveform, self.speed_button, self.transcribe_button)

    @property
    def _length_s(self) -> float:
        segment = self._segment
        return (segment.attachment.duration_s or 0.0) if isinstance(segment, AudioClip) else 0.0

    @property
    def _is_begun(self) -> bool:
        return self._is_playing or self.waveform.shown_s > 0

    @property
    def _is_current(self) -> bool:
        segment = self._segment
        playback = self.services.playback
        return isinstance(segment, AudioClip) and playback.sha256 == segment.attachment.content_key

    @property
    def _is_playing(self) -> bool:
        return self._is_current and self.services.playback.is_playing

    def _toggle(self) -> None:
        if self._is_playing:
            self.services.actions.pause_requested.emit()
        elif isinstance(self._segment, AudioClip):
            self.services.actions.play_requested.emit(self._segment.attachment)

    def _seek(self, position_s: float) -> None:
        if isinstance(self._segment, AudioClip):
            self.services.actions.seek_requested.emit(self._segment.attachment, position_s)
        self.update()

    def _change_speed(self) -> None:
        faster = [each for each in SPEEDS if each > self.services.playback.speed]
        self.services.actions.speed_requested.emit(faster[0] if faster else SPEEDS[0])

    def _transcribe(self) -> None:
        if isinstance(self._segment, AudioClip):
            self.services.actions.transcribe_requested.emit(self._segment.attachment)

    def _follow_playback(self, sha256: str) -> None:
        if isinstance(self._segment, AudioClip) and self._segment.attachment.content_key == sha256:
            self.refresh()

    def _take_peaks(self, sha256: str, buckets: int, peaks: Sequence[float]) -> None:
        segment = self._segment
        is_own = isinstance(segment, AudioClip) and segment.attachment.content_key == sha256
        if is_own and buckets == measures.AUDIO_BUCKETS:  # others are for wider waveforms of it
            self.waveform.set_peaks(peaks)

    def _take_problem(self, sha256: str, message: str) -> None:
        if isinstance(self._segment, AudioClip) and self._segment.attachment.content_key == sha256:
            self.waveform.set_problem(message)
            self.setToolTip(message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything for another width."""
        self._place()

    @property
    def _row(self) -> tuple[int, int]:
        """Top and height of what is not name and not note."""
        segment = self._segment
        upper = name_height(segment.attachment) if isinstance(segment, AudioClip) else 0
        return upper, measures.AUDIO_HEIGHT_PX

    def _place(self) -> None:
        padding, side = px(_PADDING_PX), px(_BUTTON_PX)
        upper, height = self._row
        self._button.setGeometry(padding, upper + (height - side) // 2, side, side)
        speed_height = px(_SPEED_HEIGHT_PX)
        speed_width = max(self.speed_button.least_width(_words(speed)) for speed in SPEEDS)
        top = upper + (height - speed_height) // 2
        right = self.width() - padding // 2 - speed_height
        self.transcribe_button.setGeometry(right, top, speed_height, speed_height)
        right -= speed_width
        self.speed_button.setGeometry(right, top, speed_width, speed_height)
        left = 2 * padding + side
        # Where there is no room for all, the place in the clip is what is left.
        self._shows_time = right - px(_TIME_PX) - left >= px(_WAVEFORM_PX)
        time_width = px(_TIME_PX) if self._shows_time else 0
        width = right - time_width - left - padding // 2
        self.waveform.setGeometry(left, upper, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card and the time."""
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
        paint_words(painter, segment.attachment, self.width())
        if not self._shows_time:
            return
        painter.setPen(QColor(colours.muted))
        painter.setFont(small_font())
        left = self.speed_button.x() - px(_TIME_PX)
        upper, height = self._row
        box = QRectF(left, upper, px(_TIME_PX) - 2, height)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box, right, self.time_text)


def _words(speed: float) -> str:
    return f"{speed:g}×"
