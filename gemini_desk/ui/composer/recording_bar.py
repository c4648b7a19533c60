"""What the card shows while it records: cancel, level meter, time, done."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.composer.captions import duration_text
from gemini_desk.ui.composer.recording import Recording, RecordingState
from gemini_desk.ui.composer.round_button import RoundButton
from gemini_desk.ui.icons import colour_of
from gemini_desk.ui.theme import SPACE_PX, Theme

_TICK_MS = 50
_BAR_PX = 3.0
_STEP_PX = 5.0
_QUIETEST_DBFS = -55.0  # a quiet room
_LOUDEST_DBFS = -8.0  # speech close to the microphone, averaged
_WARN_S = 5.0  # before the longest clip that the model takes


def loudness_share(dbfs: float) -> float:
    """How much of the meter's height a loudness takes, 0.0 to 1.0."""
    return min(max((dbfs - _QUIETEST_DBFS) / (_LOUDEST_DBFS - _QUIETEST_DBFS), 0.0), 1.0)


class LevelHistory(QWidget):
    """Bars of the last seconds' loudness, the newest at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: deque[float] = deque(maxlen=512)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(40)
        self.setAccessibleName("Level")
        Theme.changes().changed.connect(self.update)

    def add(self, dbfs: float) -> None:
        """Show one more bar."""
        self._shares.append(loudness_share(dbfs))
        self.update()

    def clear(self) -> None:
        """Forget what was shown."""
        self._shares.clear()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a button."""
        return QSize(160, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars that fit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        live, rest = colour_of("danger"), QColor(colour_of("line"))
        count = int(self.width() // _STEP_PX)
        shown = list(self._shares)[-count:] if count else []
        for index in range(count):
            place = index - (count - len(shown))
            share = shown[place] if place >= 0 else 0.0
            height = max(_BAR_PX, share * self.height())
            bar = QRectF(self.width() - (count - index) * _STEP_PX, 0, _BAR_PX, height)
            bar.moveTop((self.height() - height) / 2)
            painter.setBrush(live if place >= 0 else rest)
            painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)


class RecordingBar(QWidget):
    """Follows a recording while it can be seen.

    Signals:
        cancel_requested: Throw the clip away.
        done_requested: End the recording and keep the clip.
    """

    cancel_requested = Signal()
    done_requested = Signal()

    def __init__(self, recording: Recording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recording = recording
        self._limit_s: float | None = None
        self.cancel = RoundButton("trash", "Discard the recording", parent=self)
        self.cancel.set_name("Discard the recording", shortcut="Esc")
        self.cancel.clicked.connect(self.cancel_requested)
        self.levels = LevelHistory(self)
        self.time = QLabel(self)
        self.time.setFont(style.font(13, weight=style.HEADING_WEIGHT))
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.time.setAccessibleName("Recorded")
        self.done = RoundButton("check", "Finish the recording", parent=self)
        self.done.set_name("Finish the recording", shortcut="Enter")
        self.done.clicked.connect(self.done_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_PX // 2)
        row.addWidget(self.cancel)
        row.addWidget(self.levels, 1)
        row.addSpacing(SPACE_PX // 2)
        row.addWidget(self.time)
        row.addWidget(self.done)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._refresh)

    def set_limit(self, limit_s: float | None) -> None:
        """The longest clip; None for no limit."""
        self._limit_s = limit_s

    def showEvent(self, event: QShowEvent) -> None:
        """Start with an empty meter."""
        super().showEvent(event)
        self.levels.clear()
        self._refresh()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop looking."""
        self._tick.stop()
        super().hideEvent(event)

    @Slot()
    def _refresh(self) -> None:
        recording = self._recording.state is RecordingState.RECORDING
        self.done.setEnabled(recording)
        elapsed_s = self._recording.elapsed_s
        if recording:
            self.levels.add(self._recording.loudness_dbfs)
        text, warn = duration_text(int(elapsed_s)), False
        if self._limit_s is not None:
            text = f"{text} / {duration_text(self._limit_s)}"
            warn = self._limit_s - elapsed_s <= _WARN_S
        if self._recording.state is RecordingState.STARTING:
            text = "Opening…"
        self.time.setText(text)
        colour = "warning" if warn else "text"
        self.time.setStyleSheet(f"color: {colour_of(colour).name()};")
