"""Files that are dragged over the window: says that they may be dropped. GUI thread only."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from gemini_desk.ui import style
from gemini_desk.ui.icons import paint_icon
from gemini_desk.ui.theme import SPACE_PX, Theme

_GROUND_OPACITY = 0.95


def takes(mime: QMimeData) -> bool:
    """Whether a drag carries files or a picture; its text belongs to the message box."""
    return mime.hasUrls() or mime.hasImage()


class DropOverlay(QWidget):
    """Covers the window while files are over it, and takes the drop.

    Signals:
        dropped: The `QMimeData` of a drop; valid only during the signal.
    """

    dropped = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self._holds_drag = False
        self.setAcceptDrops(True)
        self.setAccessibleName("Drop pictures or sound here")
        self.hide()

    def cover(self) -> None:
        """Show it over the whole parent."""
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()

    @Slot()
    def uncover_unless_held(self) -> None:
        """Go, if the files left before they were over it."""
        if not self._holds_drag:
            self.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if takes(event.mimeData()):
            self._holds_drag = True
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take them anywhere."""
        if takes(event.mimeData()):
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The files went elsewhere."""
        self._holds_drag = False
        self.hide()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on what was dropped."""
        self._holds_drag = False
        self.hide()
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a dashed frame, an icon and the invitation."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(colours.window)
        ground.setAlphaF(_GROUND_OPACITY)
        painter.fillRect(self.rect(), ground)
        frame = QRectF(self.rect()).adjusted(*(2 * SPACE_PX * side for side in (1, 1, -1, -1)))
        pen = QPen(QColor(colours.accent), 2.0, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(QColor(colours.accent_soft))
        painter.setOpacity(0.6)
        painter.drawRoundedRect(frame, 16, 16)
        painter.setOpacity(1.0)
        middle = frame.center()
        mark = QRectF(middle.x() - 24, middle.y() - 56, 48, 48)
        paint_icon(painter, "download", mark, colour="accent")
        painter.setFont(style.font(18, weight=style.HEADING_WEIGHT))
        painter.setPen(QColor(colours.text))
        line = QRectF(frame.left(), middle.y() + 8, frame.width(), 28)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, "Drop pictures or sound here")
        painter.setFont(style.font(13))
        painter.setPen(QColor(colours.muted))
        painter.drawText(
            line.translated(0, 28), Qt.AlignmentFlag.AlignCenter, "They go into your next message"
        )
        painter.end()
