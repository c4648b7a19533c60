"""`‹ 2/3 ›`: which version of a message is open, and the way to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.views.icon_button import IconButton
from gemini_desk.ui.conversation.zoom import px, small_font
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from gemini_desk.chat.versions import VersionPlace

_BUTTON_PX: Final = 22
_MARK_PX: Final = 6  # of an answer that is being written in another version


class VersionSwitcher(QWidget):
    """Two arrows around two numbers.

    Signals:
        stepped: -1 for the version before, 1 for the one after.
    """

    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._place: VersionPlace | None = None
        self.before = IconButton("chevron-left", self, label="Version before")
        self.after = IconButton("chevron-right", self, label="Version after")
        self.before.setObjectName("version-before")
        self.after.setObjectName("version-after")
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after.clicked.connect(lambda: self.stepped.emit(1))

    def show_place(self, place: VersionPlace | None) -> None:
        """Show `place`, or nothing where there is one version only."""
        self._place = place
        self.setVisible(place is not None)
        if place is None:
            return
        name = str(place)
        self.setAccessibleName(name)
        self.setToolTip(name)
        for button in (self.before, self.after):
            button.setAccessibleDescription(name)
        self.before.setEnabled(place.number > 1)
        self.after.setEnabled(place.number < place.count)
        self.before.setToolTip("Version before (Alt+Left)")
        self.after.setToolTip("Version after (Alt+Right)")
        self.update()

    def sizeHint(self) -> QSize:
        """The arrows, and the numbers between them."""
        numbers = self._text_width() + self._mark_width()
        return QSize(2 * px(_BUTTON_PX) + numbers, measures.FOOTER_BUTTON_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the arrows at the ends."""
        self.before.setGeometry(0, 0, px(_BUTTON_PX), self.height())
        self.after.setGeometry(self.width() - px(_BUTTON_PX), 0, px(_BUTTON_PX), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numbers."""
        painter = QPainter(self)
        painter.setFont(small_font())
        painter.setPen(QColor(Theme.current().muted))
        middle = self.rect().adjusted(0, 0, -self._mark_width(), 0)
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, self._text)
        if self._mark_width():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(Theme.current().accent))
            mark = QRectF(0, 0, px(_MARK_PX), px(_MARK_PX))
            right = self.width() - px(_BUTTON_PX) - mark.width() / 2
            mark.moveCenter(QPointF(right, self.height() / 2))
            painter.drawEllipse(mark)

    @property
    def _text(self) -> str:
        return f"{self._place.number}/{self._place.count}" if self._place is not None else ""

    def _text_width(self) -> int:
        return QFontMetrics(small_font()).horizontalAdvance(self._text)

    def _mark_width(self) -> int:
        has_mark = self._place is not None and self._place.answers_elsewhere
        return px(_MARK_PX) + px(4) if has_mark else 0
