"""One attachment of the tray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.ui.composer.captions import duration_text, figures, kind_name
from gemini_desk.ui.composer.card_picture import (
    Spinner,
    paint_thumbnail,
    paint_waveform,
    waveform_buckets,
)
from gemini_desk.ui.composer.round_button import Emphasis, RoundButton, plain_tool_tip
from gemini_desk.ui.icons import colour_of, paint_icon
from gemini_desk.ui.theme import RADIUS_PX, Theme, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.ui.composer.suitability import Objection

_SIZE = QSize(232, 64)
_PICTURE = QRect(8, 8, 48, 48)
_TEXT_X = 66
_REMOVE_PX = 22
_REMOVE_INSET_PX = 5
_WARNING_PX = 14

CARD_HEIGHT_PX = _SIZE.height()
THUMBNAIL_SIDE_PX = _PICTURE.width()
WAVEFORM_BUCKETS = waveform_buckets(_SIZE.width() - _TEXT_X - _REMOVE_PX - _REMOVE_INSET_PX - 4)


class AttachmentCard(QWidget):
    """Shows an attachment, or that it is still being prepared.

    Signals:
        remove_requested: The button, Delete or Backspace.
        play_requested: Of a clip.
        pause_requested: Of a clip that plays.
        view_requested: Of a picture: a click, Space or Enter.
        transcribe_requested: Of a clip: it shall be sent and written down.
    """

    remove_requested = Signal()
    play_requested = Signal()
    pause_requested = Signal()
    view_requested = Signal()
    transcribe_requested = Signal()

    def __init__(
        self, name: str, parent: QWidget | None = None, *, offers_transcript: bool = False
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._attachment: Attachment | None = None
        self._objection: Objection | None = None
        self._note = ""
        self._offers_transcript = offers_transcript
        self._thumbnail: QImage | None = None
        self._peaks: tuple[float, ...] = ()
        self._position_s = 0.0
        self._playing = False
        self._ring = False
        self.setFixedSize(_SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._spinner = Spinner(self)
        self._spinner.setGeometry(_centred(_PICTURE, self._spinner.sizeHint()))
        self._play = RoundButton("play", "Play", emphasis=Emphasis.ACCENT, icon_px=16, parent=self)
        self._play.setGeometry(_centred(_PICTURE, self._play.sizeHint()))
        self._play.clicked.connect(self._toggle_playback)
        self._play.hide()
        self._remove = RoundButton(
            "close", "Remove", diameter_px=_REMOVE_PX, icon_px=14, parent=self
        )
        self._remove.move(_SIZE.width() - _REMOVE_PX - _REMOVE_INSET_PX, _REMOVE_INSET_PX)
        self._remove.clicked.connect(self.remove_requested)
        self._transcribe = RoundButton(
            "transcribe", "Transcribe", diameter_px=_REMOVE_PX, icon_px=14, parent=self
        )
        self._transcribe.move(
            _SIZE.width() - _REMOVE_PX - _REMOVE_INSET_PX,
            _SIZE.height() - _REMOVE_PX - _REMOVE_INSET_PX,
        )
        self._transcribe.clicked.connect(self.transcribe_requested)
        self._transcribe.hide()
        Theme.changes().changed.connect(self.update)
        self._describe()

    @property
    def attachment(self) -> Attachment | None:
        """What is shown; None while it is being prepared."""
        return self._attachment

    @property
    def objection(self) -> Objection | None:
        """Why it cannot be sent; None if it can."""
        return self._objection

    @property
    def playing(self) -> bool:
        """Whether the clip plays."""
        return self._playing

    def tab_stops(self) -> list[QWidget]:
        """What the Tab key goes through."""
        return [self, self._play, self._transcribe, self._remove]

    def set_attachment(self, attachment: Attachment) -> None:
        """The attachment is ready."""
        self._attachment = attachment
        self._name = attachment.name
        self._spinner.hide()
        self._play.setVisible(attachment.kind is AttachmentKind.AUDIO)
        self._describe()

    def set_objection(self, objection: Objection | None) -> None:
        """Mark it as something that cannot be sent, or take the mark away."""
        self._objection = objection
        self._describe()

    def set_note(self, note: str) -> None:
        """What happens with it when it is sent, in a few words; "" for the usual."""
        self._note = note
        self._describe()

    def set_thumbnail(self, image: QImage) -> None:
        """The picture, small."""
        self._thumbnail = image
        self.update()

    def set_peaks(self, peaks: Sequence[float]) -> None:
        """The clip's loudness over time, each 0.0 to 1.0."""
        self._peaks = tuple(peaks)
        self.update()

    def set_playback(self, position_s: float, playing: bool) -> None:
        """Where in the clip the loudspeaker is."""
        self._position_s, self._playing = position_s, playing
        self._describe()

    # -- keys ----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes, Space plays, or opens a picture as Enter does."""
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_requested.emit()
        elif key == Qt.Key.Key_Space and self._play.isVisible():
            self._toggle_playback()
        elif self._is_picture and key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.view_requested.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a picture opens it."""
        is_click = event.button() == Qt.MouseButton.LeftButton
        if is_click and self._is_picture and self.rect().contains(event.position().toPoint()):
            self.view_requested.emit()
        super().mouseReleaseEvent(event)

    @property
    def _is_picture(self) -> bool:
        attachment = self._attachment
        return attachment is not None and attachment.kind is AttachmentKind.IMAGE

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring, unless the mouse brought the focus."""
        self._ring = event.reason() is not Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._ring = False
        super().focusOutEvent(event)
        self.update()

    # -- painting ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        attachment = self._attachment
        is_clip = attachment is not None and attachment.kind is AttachmentKind.AUDIO
        if attachment is not None and not is_clip:
            paint_thumbnail(painter, QRectF(_PICTURE), self._thumbnail, RADIUS_PX - 3)
        room = _SIZE.width() - _TEXT_X - 10
        name_room = _SIZE.width() - _TEXT_X - _REMOVE_PX - _REMOVE_INSET_PX - 2
        name_y, caption_y = (7, 43) if is_clip else (14, 34)
        if is_clip:
            duration_s = (attachment.duration_s if attachment else None) or 0.0
            played = self._position_s / duration_s if duration_s else 0.0
            paint_waveform(painter, QRectF(_TEXT_X, 26, name_room, 16), self._peaks, played)
        self._paint_line(
            painter, self._name, "text", QRect(_TEXT_X, name_y, name_room, 17), bold=True
        )
        caption_rect = QRect(_TEXT_X, caption_y, name_room if is_clip else room, 16)
        if self._objection is not None:
            icon_rect = QRect(_TEXT_X, caption_y + 1, _WARNING_PX, _WARNING_PX)
            paint_icon(painter, "warning", icon_rect, colour="warning")
            caption_rect.setLeft(_TEXT_X + _WARNING_PX + 4)
        colour = "muted" if self._objection is None else "warning"
        self._paint_line(painter, self._caption(), colour, caption_rect)

    def _paint_ground(self, painter: QPainter) -> None:
        at_rest = "line" if self._objection is None else "warning"
        edge = "accent" if self._ring else at_rest
        width = 2.0 if self._ring else 1.0
        painter.setPen(QPen(colour_of(edge), width))
        painter.setBrush(colour_of("code"))
        inset = width / 2
        outline = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(outline, RADIUS_PX, RADIUS_PX)

    def _paint_line(
        self, painter: QPainter, text: str, colour: str, rect: QRect, *, bold: bool = False
    ) -> None:
        font = small_font()
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(colour_of(colour))
        # The end of a file's name tells as much as its beginning.
        mode = Qt.TextElideMode.ElideMiddle if bold else Qt.TextElideMode.ElideRight
        shown = QFontMetrics(font).elidedText(text, mode, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    # -- words ---------------------------------------------------------------------------

    def _caption(self) -> str:
        if self._attachment is None:
            return "Preparing…"
        if self._objection is not None:
            return self._objection.short
        duration_s = self._attachment.duration_s
        if duration_s is not None and (self._playing or self._position_s > 0):
            return f"{duration_text(self._position_s)} / {duration_text(duration_s)}"
        if self._note and duration_s is not None:
            return f"{duration_text(duration_s)} · {self._note}"
        return figures(self._attachment)

    def _describe(self) -> None:
        """Bring tooltip, accessible names and the play button up to date."""
        words = [self._name, self._caption()]
        if self._attachment is not None:
            words[0] = f"{kind_name(self._attachment.kind)} {self._name}"
        if self._objection is not None and self._attachment is not None:
            words = [words[0], figures(self._attachment), self._objection.reason]
            tool_tip = f"{self._objection.reason}\n{self._objection.hint}"
        else:
            tool_tip = f"{self._name}\n{self._caption()}"
        self.setToolTip(plain_tool_tip(tool_tip))
        self.setAccessibleName(", ".join(words))
        self.setAccessibleDescription("Delete removes it.")
        self._remove.set_name(f"Remove {self._name}", shortcut="Delete")
        self._transcribe.set_name(f"Transcribe {self._name}")
        is_clip = self._attachment is not None and self._attachment.kind is AttachmentKind.AUDIO
        self._transcribe.setVisible(is_clip and self._offers_transcript and self._objection is None)
        if self._playing:
            self._play.set_look("pause", Emphasis.ACCENT)
            self._play.set_name(f"Pause {self._name}", shortcut="Space")
        else:
            self._play.set_look("play", Emphasis.ACCENT)
            self._play.set_name(f"Play {self._name}", shortcut="Space")
        self.update()

    @Slot()
    def _toggle_playback(self) -> None:
        (self.pause_requested if self._playing else self.play_requested).emit()


def _centred(rect: QRect, size: QSize) -> QRect:
    result = QRect(rect.topLeft(), size)
    result.moveCenter(rect.center())
    return result
