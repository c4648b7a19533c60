"""One thing to try: a thumbnail and a prompt, as a button. GUI thread only."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.icons import paint_icon
from gemini_desk.ui.theme import SPACE_PX, Colours, Theme
from gemini_desk.ui.welcome.sample import Sample

_RADIUS_PX: Final = 12
_PICTURE_PX: Final = 120
_COMPACT_PX: Final = 88
_EDGE_PX: Final = 12
_ABOVE_TEXT_PX: Final = 10
_BELOW_TEXT_PX: Final = 8
_ABOVE_CAPTION_PX: Final = 4
_MAX_PX: Final = 10_000
_LINES: Final = 2  # a card has room for as many, so that one-line prompts look alike
_WRAP: Final = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop


class ExampleCard(QAbstractButton):
    """Shows a sample; upright beside others, or lying on its side in a narrow window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sample = Sample("")
        self._compact = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # As tall as the tallest beside it, and that is as tall as its prompt wants.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        policy.setRetainSizeWhenHidden(True)  # nothing jumps when the samples arrive
        self.setSizePolicy(policy)
        self.hide()
        self.set_compact(False)
        Theme.changes().changed.connect(self.update)

    @property
    def caption(self) -> str:
        """What goes with the prompt."""
        from gemini_desk.chat.attachment import AttachmentKind  # after the paint, with the samples

        match self.sample.attachment_kind:
            case AttachmentKind.IMAGE:
                return "With a picture"
            case AttachmentKind.AUDIO:
                seconds = round(self.sample.duration_s)
                return f"With a clip of {seconds} s" if seconds > 1 else "With a clip"
            case AttachmentKind.VIDEO:
                return "With a film"
            case None:
                return "Text"

    def set_sample(self, sample: Sample) -> None:
        """Show `sample`."""
        self.sample = sample
        self.setAccessibleName(f"Try: {sample.prompt} ({self.caption})")
        self.show()
        self.updateGeometry()
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Lie down, or stand up."""
        self._compact = compact
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width_px: int) -> int:
        """As much as its prompt takes, and never less than two lines of it would."""
        beside = _COMPACT_PX + _EDGE_PX if self._compact else _EDGE_PX
        room = QRect(0, 0, max(width_px - beside - _EDGE_PX, 1), _MAX_PX)
        metrics = QFontMetrics(style.font(13))
        prompt = metrics.boundingRect(room, _WRAP, self.sample.prompt).height()
        caption = _ABOVE_CAPTION_PX + QFontMetrics(style.font(12)).height()
        if self._compact:
            return max(_COMPACT_PX, 2 * _EDGE_PX + prompt + caption)
        prompt = max(prompt, _LINES * metrics.lineSpacing())
        return _PICTURE_PX + _ABOVE_TEXT_PX + prompt + caption + _BELOW_TEXT_PX

    def sizeHint(self) -> QSize:
        """A third of the column."""
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        """Half of that."""
        return QSize(120, _COMPACT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        colours = Theme.current()
        painter = QPainter(self)
        card = QRectF(self.rect())
        raised = self.underMouse() or self.isDown()
        style.paint_card(
            painter, card, fill=colours.hover if raised else colours.raised,
            line=colours.pressed if raised else colours.line, radius=_RADIUS_PX,
        )  # fmt: skip
        side = _COMPACT_PX if self._compact else self.width()
        picture = QRect(0, 0, side, self.height() if self._compact else _PICTURE_PX)
        self._paint_picture(painter, picture, colours)
        if self._compact:
            texts = self.rect().adjusted(side + _EDGE_PX, _EDGE_PX, -_EDGE_PX, -_EDGE_PX)
        else:
            top = _PICTURE_PX + _ABOVE_TEXT_PX
            texts = self.rect().adjusted(_EDGE_PX, top, -_EDGE_PX, -_BELOW_TEXT_PX)
        self._paint_texts(painter, texts, colours)
        if self.hasFocus():
            style.paint_focus(painter, card, radius=_RADIUS_PX)
        painter.end()

    def _paint_picture(self, painter: QPainter, area: QRect, colours: Colours) -> None:
        inside = QRectF(area).adjusted(1, 1, -1 if not self._compact else 0, 0)
        painter.save()
        outline = QPainterPath()
        card = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        outline.addRoundedRect(card, _RADIUS_PX - 1, _RADIUS_PX - 1)
        painter.setClipPath(outline)
        painter.setClipRect(inside, Qt.ClipOperation.IntersectClip)
        painter.fillRect(inside, QColor(colours.code))
        if self.sample.picture is not None:
            # Whole, for words are cut otherwise; its own ground fills what it leaves free.
            painter.fillRect(inside, self.sample.picture.pixelColor(0, 0))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self.sample.picture.size().toSizeF()
            size.scale(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRectF(inside.topLeft(), size)
            target.moveCenter(inside.center())
            painter.drawImage(target, self.sample.picture)
        elif self.sample.peaks:
            self._paint_waveform(painter, inside, colours)
        else:
            sound = self.sample.duration_s > 0
            mark = QRectF(0, 0, 28, 28)
            mark.moveCenter(inside.center())
            paint_icon(painter, "audio" if sound else "message", mark, colour="muted")
        line = QRectF(inside.bottomLeft().x(), inside.bottom() - 1, inside.width(), 1)
        if self._compact:
            line = QRectF(inside.right() - 1, inside.top(), 1, inside.height())
        painter.fillRect(line, QColor(colours.line))
        painter.restore()

    def _paint_waveform(self, painter: QPainter, area: QRectF, colours: Colours) -> None:
        peaks = self.sample.peaks[::3] if self._compact else self.sample.peaks
        wave = area.adjusted(2 * SPACE_PX, 0, -2 * SPACE_PX, 0)
        step = wave.width() / len(peaks)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        middle = wave.center().y()
        for number, peak in enumerate(peaks):
            half = max(peak * area.height() * 0.32, 1.5)
            bar = QRectF(wave.left() + number * step, middle - half, max(step * 0.55, 2), 2 * half)
            painter.drawRoundedRect(bar, bar.width() / 2, bar.width() / 2)

    def _paint_texts(self, painter: QPainter, area: QRect, colours: Colours) -> None:
        painter.setFont(style.font(12))
        caption_px = painter.fontMetrics().height()
        caption = QRect(area.left(), area.bottom() - caption_px + 1, area.width(), caption_px)
        painter.setPen(QColor(colours.muted))
        painter.drawText(caption, Qt.AlignmentFlag.AlignVCenter, self.caption)
        painter.setFont(style.font(13))
        painter.setPen(QColor(colours.text))
        prompt = area.adjusted(0, 0, 0, -caption_px - _ABOVE_CAPTION_PX)
        painter.drawText(prompt, _WRAP, self.sample.prompt)
