"""How loud it is now, as a bar; and the loudness that both meters show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gemini_desk.ui.composer.live_meter import LiveMeter
from gemini_desk.ui.icons import colour_of
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from gemini_desk.ui.composer.level_probe import LevelProbe

_QUIETEST_DBFS: Final = -55.0  # a quiet room
_LOUDEST_DBFS: Final = -8.0  # speech close to the microphone, averaged
_BARS: Final = 20
_GAP_PX: Final = 2.0
_FALL: Final = 0.08  # of the bar's length at each tick: the eye follows a slow fall
_LOUD_BARS: Final = 17  # from here on it is near the limit


def loudness_share(dbfs: float) -> float:
    """How much of the meter's height a loudness takes, 0.0 to 1.0."""
    return min(max((dbfs - _QUIETEST_DBFS) / (_LOUDEST_DBFS - _QUIETEST_DBFS), 0.0), 1.0)


class LevelBar(LiveMeter):
    """Follows a probe while it can be seen."""

    def __init__(self, probe: LevelProbe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._probe = probe
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Level of the microphone")
        Theme.changes().changed.connect(self.update)

    @property
    def share(self) -> float:
        """How much of the bar is lit, 0.0 to 1.0."""
        return self._share

    def sizeHint(self) -> QSize:
        """Low and wide."""
        return QSize(220, 10)

    def begin(self) -> None:
        """Start with a dark bar."""
        self._share = 0.0

    def refresh(self) -> None:
        """Light what is heard now."""
        share = max(loudness_share(self._probe.level_dbfs), self._share - _FALL)
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the segments."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width = (self.width() + _GAP_PX) / _BARS - _GAP_PX
        lit = round(self._share * _BARS)
        for index in range(_BARS):
            colour = "pressed"
            if index < lit:
                colour = "success" if index < _LOUD_BARS else "warning"
            painter.setBrush(colour_of(colour))
            bar = QRectF(index * (width + _GAP_PX), 0, width, self.height())
            painter.drawRoundedRect(bar, 2, 2)
