"""One attachment of the tray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.ui.composer.card_buttons import INSET_PX, SMALL_PX, CardButtons
from gemini_desk.ui.composer.card_picture import (
    CARD_HEIGHT_PX,
    Spinner,
    centred,
    paint_ground,
    paint_line,
    paint_thumbnail,
    paint_waveform,
    waveform_buckets,
)
from gemini_desk.ui.composer.card_words import CardWords
from gemini_desk.ui.composer.round_button import plain_tool_tip
from gemini_desk.ui.composer.sound_tracks import TrackMenu
from gemini_desk.ui.icons import paint_icon
from gemini_desk.ui.picture_marks import paint_play_mark
from gemini_desk.ui.theme import RADIUS_PX, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.media.sound_tracks import SoundTrack
    from gemini_desk.ui.composer.suitability import Objection

_SIZE = QSize(258, CARD_HEIGHT_PX)  # three stand side by side in the widest column
_PICTURE = QRect(8, 8, 48, 48)
_TEXT_X = 66
_MARGIN_PX = 10
_WARNING_PX = 14

THUMBNAIL_SIDE_PX = _PICTURE.width()
WAVEFORM_BUCKETS = waveform_buckets(_SIZE.width() - _TEXT_X - SMALL_PX - INSET_PX - 4)


class AttachmentCard(QWidget):
    """Shows an attachment, or that it is still being prepared.

    Attributes:
        buttons: What can be done with it.

    Signals:
        remove_requested: The button, Delete or Backspace.
        play_requested: Of a clip.
        pause_requested: Of a clip that plays.
        view_requested: Of a picture or a film: a click, Space or Enter.
        transcribe_requested: Of a clip: it shall be sent and written down.
        track_chosen: The `SoundTrack` that shall be heard of a clip.
        film_chosen: Whether a film shall be seen, too, or only heard.
    """

    remove_requested = Signal()
    play_requested = Signal()
    pause_requested = Signal()
    view_requested = Signal()
    transcribe_requested = Signal()
    track_chosen = Signal(object)
    film_chosen = Signal(bool)

    def __init__(
        self, name: str, parent: QWidget | None = None, *, offers_transcript: bool = False
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._attachment: Attachment | None = None
        self.film: Attachment | None = None  # what is shown, or what that is the sound of
        self._objection: Objection | None = None
        self._note = self._note_reason = ""
        self._offers_transcript = offers_transcript
        self._tracks: tuple[SoundTrack, ...] = ()
        self._thumbnail: QImage | None = None
        self._peaks: tuple[float, ...] = ()
        self._position_s = 0.0
        self._playing = False
        self._ring = False
        self.setFixedSize(_SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._spinner = Spinner(self)
        self._spinner.setGeometry(centred(_PICTURE, self._spinner.sizeHint()))
        self.buttons = buttons = CardButtons(self, _SIZE, _PICTURE)
        buttons.play.clicked.connect(self._toggle_playback)
        buttons.remove.clicked.connect(self.remove_requested)
        buttons.transcribe.clicked.connect(self.transcribe_requested)
        buttons.tracks.clicked.connect(self.offer_tracks)
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
        return [self, *self.buttons.tab_stops]

    def set_attachment(self, attachment: Attachment) -> None:
        """The attachment is ready."""
        self._attachment = attachment
        if attachment.kind is AttachmentKind.VIDEO:
            self.film = attachment
        self._name = attachment.name
        self._spinner.hide()
        self.buttons.play.setVisible(attachment.kind is AttachmentKind.AUDIO)
        self._describe()

    def set_objection(self, objection: Objection | None) -> None:
        """Mark it as something that cannot be sent, or take the mark away."""
        self._objection = objection
        self._describe()

    def set_note(self, note: str, reason: str = "") -> None:
        """What happens with it when it is sent, in a few words, and why; "" for the usual."""
        self._note, self._note_reason = note, reason
        self._describe()

    def set_tracks(self, tracks: tuple[SoundTrack, ...]) -> None:
        """The sound tracks of a clip that has several."""
        self._tracks = tracks
        self._describe()

    @Slot()
    def offer_tracks(self) -> None:
        """Open the menu of sound tracks."""
        if self._attachment is not None and (self._tracks or self.film):
            menu = TrackMenu(self._attachment, self._tracks, self, of_film=self.film is not None)
            menu.film_chosen.connect(self.film_chosen)
            menu.chosen.connect(self.track_chosen)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.open_above(self.buttons.tracks)

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
        elif key == Qt.Key.Key_Space and self.buttons.play.isVisible():
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
        return attachment is not None and attachment.kind is not AttachmentKind.AUDIO

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
        at_rest = "line" if self._objection is None else "warning"
        edge, width = ("accent", 2.0) if self._ring else (at_rest, 1.0)
        paint_ground(painter, QRectF(self.rect()), edge, width)
        if (attachment := self._attachment) is not None and not self._is_clip:
            paint_thumbnail(painter, QRectF(_PICTURE), self._thumbnail, RADIUS_PX - 3)
            if attachment.kind is AttachmentKind.VIDEO:
                paint_play_mark(painter, QRectF(_PICTURE))
        name_room = _SIZE.width() - _TEXT_X - SMALL_PX - INSET_PX - 2
        name_y, caption_y = (7, 43) if self._is_clip else (14, 34)
        if self._is_clip:
            duration_s = (attachment.duration_s if attachment else None) or 0.0
            played = self._position_s / duration_s if duration_s else 0.0
            paint_waveform(painter, QRectF(_TEXT_X, 26, name_room, 16), self._peaks, played)
        paint_line(painter, self._name, "text", QRect(_TEXT_X, name_y, name_room, 17), bold=True)
        caption = QRect(_TEXT_X, caption_y, self._caption_room_px, 16)
        if self._objection is not None:
            icon_rect = QRect(_TEXT_X, caption_y + 1, _WARNING_PX, _WARNING_PX)
            paint_icon(painter, "warning", icon_rect, colour="warning")
            caption.setLeft(_TEXT_X + _WARNING_PX + 4)
        colour = "muted" if self._objection is None else "warning"
        paint_line(painter, self._words.caption, colour, caption)

    @property
    def _is_clip(self) -> bool:
        return self._attachment is not None and self._attachment.kind is AttachmentKind.AUDIO

    @property
    def _caption_room_px(self) -> int:
        """The caption shares its line with the small buttons in the corner."""
        buttons = max(self.buttons.at_bottom, int(self._is_clip))
        beside = buttons * SMALL_PX + INSET_PX + 2 if buttons else _MARGIN_PX
        return _SIZE.width() - _TEXT_X - beside

    # -- words ---------------------------------------------------------------------------

    @property
    def _words(self) -> CardWords:
        position_s = self._position_s if self._playing or self._position_s > 0 else None
        return CardWords(
            self._name, self._attachment, self._objection, self._note, self._tracks, position_s
        )

    @property
    def _reason(self) -> str:
        """Why the note says what it says; an objection has its own."""
        return "" if self._objection is not None else self._note_reason

    def _describe(self) -> None:
        """Bring tooltip, accessible names and the play button up to date."""
        words = self._words
        self.setAccessibleName(words.accessible_name)
        self.setToolTip(plain_tool_tip("\n".join(filter(None, [words.tool_tip, self._reason]))))
        self.setAccessibleDescription(" ".join(filter(None, [self._reason, "Delete removes it."])))
        is_film = self.film is not None
        is_offered = self._offers_transcript and self._objection is None
        self.buttons.name(self._name, is_film=is_film, track=words.track)
        self.buttons.offer(
            tracks=bool(self._tracks) or is_film, transcript=self._is_clip and is_offered
        )
        self.buttons.show_playing(self._name, is_playing=self._playing)
        self.update()

    @Slot()
    def _toggle_playback(self) -> None:
        (self.pause_requested if self._playing else self.play_requested).emit()
