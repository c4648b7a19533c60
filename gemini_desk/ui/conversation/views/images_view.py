"""Thumbnails of the pictures and films of a message."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.sizes import clock_text
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.segments import Images
from gemini_desk.ui.conversation.thumbnails import arrange_thumbnails
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.zoom import px, small_font
from gemini_desk.ui.icons import icon
from gemini_desk.ui.picture_marks import paint_label, paint_play_mark
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.ui.conversation.views.segment_view import ViewServices

_ICON_PX = 22


class Thumbnail(QAbstractButton):
    """One picture with round corners; a plain box until it has been decoded.

    Signals:
        grabbed: The button went down on it.
        drag_wanted: It is being drawn away.
    """

    grabbed = Signal()
    drag_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.attachment: Attachment | None = None
        self._picture: QImage | None = None
        self._problem = ""
        self._pressed: QPoint | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def has_picture(self) -> bool:
        """Whether the picture has arrived."""
        return self._picture is not None

    @property
    def picture(self) -> QImage | None:
        """The picture, once it has arrived."""
        return self._picture

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """It may be a click, or the beginning of a drag."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self.grabbed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell of a drag; it is no click any more."""
        super().mouseMoveEvent(event)
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        distance = (event.position().toPoint() - self._pressed).manhattanLength()
        if distance >= QApplication.startDragDistance():
            self._pressed = None
            self.setDown(False)
            self.drag_wanted.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the picture."""
        self._pressed = None
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def show_attachment(self, attachment: Attachment) -> None:
        """Wait for the picture of `attachment`; one that is there stays until then."""
        if attachment == self.attachment:
            return
        self.attachment = attachment
        self._picture, self._problem = None, ""
        if attachment.kind is AttachmentKind.VIDEO:
            length = clock_text(attachment.duration_s or 0.0)
            self.setAccessibleName(f"Film {attachment.name}, {length}")
            self.setToolTip(f"{attachment.name}\nOpens in your player")
        else:
            self.setAccessibleName(f"Picture {attachment.name}")
            self.setToolTip("\n".join(filter(None, (attachment.name, attachment.note))))
        self.setAccessibleDescription(attachment.note)
        self.update()

    def set_picture(self, picture: QImage) -> None:
        """Show `picture`."""
        self._picture = picture
        self.update()

    def set_problem(self, message: str) -> None:
        """Say why there is no picture."""
        self._problem = message
        self.setToolTip(message)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, or the box that waits for it."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(box, measures.THUMBNAIL_RADIUS_PX, measures.THUMBNAIL_RADIUS_PX)
        painter.fillPath(outline, QColor(colours.hover))
        if self._picture is not None:
            painter.save()
            painter.setClipPath(outline)
            painter.drawImage(self._filling(self._picture), self._picture)
            painter.restore()
        else:
            self._paint_placeholder(painter)
        if self.attachment is not None and self.attachment.kind is AttachmentKind.VIDEO:
            paint_play_mark(painter, box, px(100) / 100)
            paint_label(painter, box, clock_text(self.attachment.duration_s or 0), small_font())
        elif self.attachment is not None and self.attachment.note and self.has_picture:
            is_scan = self.attachment.media_type == "image/tiff"
            shown = "First page" if is_scan else "First frame"  # the tool tip says more
            paint_label(painter, box, shown, small_font())
            painter.setBrush(Qt.BrushStyle.NoBrush)
        has_focus = self.hasFocus()
        ink = QColor(colours.accent if has_focus else colours.line)
        painter.setPen(QPen(ink, 2 if has_focus else 1))
        painter.drawPath(outline)

    def _paint_placeholder(self, painter: QPainter) -> None:
        colours = Theme.current()
        name = "warning" if self._problem else "image"
        x = (self.width() - px(_ICON_PX)) // 2
        y = (self.height() - px(_ICON_PX)) // 2 - (8 if self._problem else 0)
        icon(name, colour=colours.muted).paint(painter, x, y, px(_ICON_PX), px(_ICON_PX))
        if self._problem and self.attachment is not None:
            painter.setPen(QColor(colours.muted))
            painter.setFont(small_font())
            box = self.rect().adjusted(6, y + px(_ICON_PX) + 4, -6, 0)
            elide = Qt.TextElideMode.ElideMiddle
            name = painter.fontMetrics().elidedText(self.attachment.name, elide, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, name)

    def _filling(self, picture: QImage) -> QRectF:
        """Where to draw `picture` so that it fills the box; what is too much is cut off."""
        scale = max(self.width() / picture.width(), self.height() / picture.height())
        target = QRectF(0, 0, picture.width() * scale, picture.height() * scale)
        target.moveCenter(QRectF(self.rect()).center())
        return target


class ImagesView(SegmentView):
    """Shows the pictures of one message."""

    def __init__(self, services: ViewServices, parent: QWidget) -> None:
        super().__init__(services, parent)
        self._thumbnails: list[Thumbnail] = []
        self._asked_px = 0
        services.previews.thumbnail_ready.connect(self._take_picture)
        services.previews.preview_failed.connect(self._take_problem)

    @property
    def thumbnails(self) -> list[Thumbnail]:
        """The pictures that are shown."""
        return [thumbnail for thumbnail in self._thumbnails if not thumbnail.isHidden()]

    def refresh(self) -> None:
        """Place the thumbnails and ask for those that are not there."""
        segment = self._segment
        if not isinstance(segment, Images):
            return
        while len(self._thumbnails) < len(segment.attachments):
            thumbnail = Thumbnail(self)
            thumbnail.clicked.connect(self._activate)
            thumbnail.grabbed.connect(self._prepare_drag)
            thumbnail.drag_wanted.connect(self._drag)
            self._thumbnails.append(thumbnail)
        boxes = arrange_thumbnails(
            segment.attachments, segment.width, rightwards=segment.item.is_user
        )
        longest = max(max(box.width(), box.height()) for box in boxes)
        self._asked_px = math.ceil(longest * self.devicePixelRatioF())
        for index, thumbnail in enumerate(self._thumbnails):
            thumbnail.setVisible(index < len(boxes))
            if index < len(boxes):
                thumbnail.setGeometry(boxes[index])
                thumbnail.show_attachment(segment.attachments[index])
                self.services.previews.request_thumbnail(segment.attachments[index], self._asked_px)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the thumbnails anew: the column has another width now."""
        super().resizeEvent(event)
        self.refresh()

    def focus_widgets(self) -> Sequence[QWidget]:
        """The thumbnails."""
        return self.thumbnails

    def _activate(self) -> None:
        sender = self.sender()
        if isinstance(sender, Thumbnail) and sender.attachment is not None:
            self.services.actions.attachment_activated.emit(sender.attachment)

    def _prepare_drag(self) -> None:
        sender = self.sender()
        if isinstance(sender, Thumbnail) and sender.attachment is not None:
            self.services.dragged.prepare(sender.attachment)

    def _drag(self) -> None:
        sender = self.sender()
        if isinstance(sender, Thumbnail) and sender.attachment is not None:
            self.services.dragged.drag(sender, sender.attachment, sender.picture)

    def _take_picture(self, sha256: str, max_side_px: int, picture: QImage) -> None:
        for thumbnail in self.thumbnails:
            attachment = thumbnail.attachment
            is_wanted = attachment is not None and attachment.content_key == sha256
            if is_wanted and (max_side_px == self._asked_px or not thumbnail.has_picture):
                thumbnail.set_picture(picture)

    def _take_problem(self, sha256: str, message: str) -> None:
        for thumbnail in self.thumbnails:
            if thumbnail.attachment is not None and thumbnail.attachment.content_key == sha256:
                thumbnail.set_problem(message)
