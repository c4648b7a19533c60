"""A picture that can be zoomed, moved and turned. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from gemini_desk.ui.viewer.picture_loader import Picture

STEP: Final = 1.25
_LARGEST: Final = 16.0
_SMALLEST: Final = 0.02
_WHEEL_NOTCH: Final = 120
_MARGIN_PX: Final = 16
_DRAG_PX: Final = 12
_CRISP: Final = 3.0  # from this zoom on single pixels are what one wants to see


class PictureCanvas(QWidget):
    """Shows one picture.

    Signals:
        zoom_changed: It is shown at another size.
        grabbed: The button went down on it.
        drag_wanted: The picture was drawn away, and all of it is in view.
    """

    zoom_changed = Signal()
    grabbed = Signal()
    drag_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self._message = ""
        self._zoom = 1.0  # pixels of the screen for each pixel of the file
        self._fits = True
        self._centre = QPointF()  # of the picture, from the middle of the canvas
        self._quarters = 0
        self._grabbed: QPointF | None = None
        self._pressed = QPointF()
        self.setMinimumSize(120, 120)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        Theme.changes().changed.connect(self.update)

    @property
    def picture(self) -> Picture | None:
        """What is shown; None until it is decoded."""
        return self._picture

    @property
    def percent(self) -> int:
        """How large it is shown; at 100 each of its pixels is one of the screen."""
        return round(100 * self._zoom)

    @property
    def fits(self) -> bool:
        """Whether it follows the size of the window."""
        return self._fits

    @property
    def quarters(self) -> int:
        """How often it was turned to the right, by 90 degrees each time."""
        return self._quarters

    @property
    def centre(self) -> QPointF:
        """How far it was moved from the middle, in px."""
        return QPointF(self._centre)

    def show_picture(self, picture: Picture | None, message: str = "") -> None:
        """Show `picture`, all of it; or say why there is none."""
        self._picture, self._message = picture, message
        self._quarters = 0
        self.fit()

    def fit(self) -> None:
        """Show all of it, never enlarged."""
        self._fits = True
        self._centre = QPointF()
        self._set_zoom(self._fitting_zoom())

    def show_real_size(self) -> None:
        """One pixel of the screen for each of the file."""
        self.zoom_to(1.0)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Show it larger or smaller; what is at `at` stays there."""
        self.zoom_to(self._zoom * factor, at)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Show it at `zoom` pixels of the screen for each of the file."""
        bounded = max(_SMALLEST, min(zoom, _LARGEST))
        middle = QRectF(self.rect()).center()
        place = (at if at is not None else middle) - middle
        self._centre = place + (self._centre - place) * (bounded / self._zoom)
        self._fits = False
        self._set_zoom(bounded)

    def turn(self, quarters: int) -> None:
        """Turn it to the right by 90 degrees, `quarters` times."""
        self._quarters = (self._quarters + quarters) % 4
        self._centre = QPointF()
        if self._fits:
            self.fit()
        else:
            self._set_zoom(self._zoom)

    def move_by(self, distance: QPointF) -> None:
        """Move it; its edges stop at those of the canvas."""
        self._centre += distance
        self._set_zoom(self._zoom)

    @property
    def can_move(self) -> bool:
        """Whether some of it is out of sight."""
        shown = self._shown_size()
        return shown.width() > self.width() + 1 or shown.height() > self.height() + 1

    def _set_zoom(self, zoom: float) -> None:
        self._zoom = zoom
        shown = self._shown_size()
        spare_x = max(0.0, (shown.width() - self.width()) / 2)
        spare_y = max(0.0, (shown.height() - self.height()) / 2)
        self._centre.setX(max(-spare_x, min(self._centre.x(), spare_x)))
        self._centre.setY(max(-spare_y, min(self._centre.y(), spare_y)))
        hand = Qt.CursorShape.OpenHandCursor if self.can_move else Qt.CursorShape.ArrowCursor
        self.setCursor(hand)
        self.update()
        self.zoom_changed.emit()

    def _size_px(self) -> QSizeF:
        """Of the picture as it is turned, in pixels of the file."""
        if self._picture is None:
            return QSizeF()
        size = QSizeF(self._picture.width_px, self._picture.height_px)
        return size.transposed() if self._quarters % 2 else size

    def _shown_size(self) -> QSizeF:
        return self._size_px() * (self._zoom / self.devicePixelRatioF())

    def _fitting_zoom(self) -> float:
        size = self._size_px()
        if size.isEmpty():
            return 1.0
        room_x = max(1, self.width() - 2 * _MARGIN_PX) * self.devicePixelRatioF()
        room_y = max(1, self.height() - 2 * _MARGIN_PX) * self.devicePixelRatioF()
        return min(1.0, room_x / size.width(), room_y / size.height())

    # ------------------------------------------------------------------ pointer

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        self.zoom_by(STEP ** (event.angleDelta().y() / _WHEEL_NOTCH), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = self._pressed = event.position()
            self.grabbed.emit()
            if self.can_move:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it, or drag it away."""
        if self._grabbed is None:
            return
        if self.can_move:
            self.move_by(event.position() - self._grabbed)
            self._grabbed = event.position()
        elif (event.position() - self._pressed).manhattanLength() > _DRAG_PX:
            self._grabbed = None
            self.drag_wanted.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of it."""
        self._grabbed = None
        self._set_zoom(self._zoom)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Between all of it and its real size."""
        if self._fits:
            self.zoom_to(1.0, event.position())
        else:
            self.fit()

    # ------------------------------------------------------------------ looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        if self._fits:
            self.fit()
        else:
            self._set_zoom(self._zoom)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, or why there is none."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(Theme.current().code))
        if self._picture is None:
            painter.setPen(QColor(Theme.current().muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, self._message)
            return
        scale = self._zoom / self.devicePixelRatioF()
        size = QSizeF(self._picture.width_px, self._picture.height_px) * scale
        image = self._picture.fitting(size.width() * self.devicePixelRatioF())
        painter.setRenderHint(
            QPainter.RenderHint.SmoothPixmapTransform, self._zoom < _CRISP or self.percent % 100 > 0
        )
        painter.translate(QRectF(self.rect()).center() + self._centre)
        painter.rotate(90 * self._quarters)
        target = QRectF(QPointF(), size)
        target.moveCenter(QPointF())
        painter.drawImage(target, image, QRectF(image.rect()))
