"""What the cards of the tray show: pictures, waveforms, sound tracks, what the model takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage

from gemini_desk.ui.composer.card_row import CardRow
from gemini_desk.ui.composer.sound_tracks import SoundTracks, with_track
from gemini_desk.ui.composer.suitability import (
    is_only_heard,
    is_transcribed_first,
    objection_to,
    why_only_seen,
)
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.engine.events import Capabilities
    from gemini_desk.media.sound_tracks import SoundTrack
    from gemini_desk.ui.composer.attachment_card import AttachmentCard
    from gemini_desk.ui.conversation.media_previews import MediaPreviews

_OBLONG = 3.0  # the thumbnail of a picture up to 3 : 1 still fills the card's square


class CardContents(CardRow):
    """The base of the tray: what is on its cards, and which part of a film is sent.

    Signals:
        changed: Something was added, became ready, or was removed.
        pause_requested: The clip that plays should pause.
    """

    changed = Signal()
    pause_requested = Signal()

    def __init__(self, previews: MediaPreviews, parent: QWidget | None = None) -> None:
        super().__init__(SPACE_PX, parent)
        self._previews = previews
        self._capabilities: Capabilities | None = None
        self.sound_tracks = SoundTracks(self)
        self.sound_tracks.listed.connect(self._show_tracks)
        self.sound_tracks.measured.connect(self._take_length)
        previews.thumbnail_ready.connect(self._show_thumbnail)
        previews.peaks_ready.connect(self._show_peaks)

    def set_capabilities(self, capabilities: Capabilities | None) -> None:
        """Mark what the loaded model does not take."""
        self._capabilities = capabilities
        for card in self._cards:
            if card.attachment is not None:
                self._show_fitting(card, card.attachment)
        self.changed.emit()

    def _judge(self, card: AttachmentCard, attachment: Attachment) -> None:
        """Say what the loaded model can do with it."""
        from gemini_desk.chat.attachment import AttachmentKind  # here: with the first one

        card.set_objection(objection_to(attachment, self._capabilities))
        is_long = is_transcribed_first(attachment, self._capabilities)
        is_half = card.film is not None and attachment.kind is AttachmentKind.AUDIO
        if reason := why_only_seen(attachment, self._capabilities):
            card.set_note("pictures only", reason)
            return
        card.set_note("transcribed first" if is_long else "sound only" if is_half else "")

    def _show_fitting(self, card: AttachmentCard, attachment: Attachment) -> None:
        """Show it; of a film what the loaded model takes."""
        if attachment == card.attachment and not is_only_heard(attachment, self._capabilities):
            self._judge(card, attachment)
            return
        self._show(card, attachment)
        if is_only_heard(attachment, self._capabilities):
            self._choose_film(card, False)

    def _choose_film(self, card: AttachmentCard, whole: bool) -> None:
        """A film is seen and heard from now on, or only heard."""
        if card.film is None:
            return
        chosen = card.film if whole else card.film.as_sound()
        self._exchange(card, chosen)
        if not whole:
            self.sound_tracks.measure(chosen)

    def _exchange(self, card: AttachmentCard, attachment: Attachment) -> None:
        if card.playing:
            self.pause_requested.emit()
            card.set_playback(0.0, False)
        self._show(card, attachment)
        self.changed.emit()

    def _show(self, card: AttachmentCard, attachment: Attachment) -> None:
        from gemini_desk.chat.attachment import AttachmentKind
        from gemini_desk.ui.composer.attachment_card import THUMBNAIL_SIDE_PX, WAVEFORM_BUCKETS

        card.set_attachment(attachment)
        self._judge(card, attachment)
        match attachment.kind:
            case AttachmentKind.IMAGE | AttachmentKind.VIDEO:
                side_px = round(THUMBNAIL_SIDE_PX * _OBLONG * self.devicePixelRatioF())
                self._previews.request_thumbnail(attachment, side_px)
            case AttachmentKind.AUDIO:
                self._previews.request_peaks(attachment, WAVEFORM_BUCKETS)
                card.set_tracks(self.sound_tracks.of(attachment))
                self.sound_tracks.look(attachment)

    @Slot(object, object)
    def _show_tracks(self, clip: Attachment, tracks: tuple[SoundTrack, ...]) -> None:
        for card in self._cards_of(clip.content_key):
            card.set_tracks(tracks)

    def _choose_track(self, card: AttachmentCard, track: SoundTrack) -> None:
        """Another sound track of a clip is what is played and sent from now on."""
        whole = card.attachment
        clip = whole and with_track(whole.as_sound(), track)
        if clip is None or clip == card.attachment:
            return
        self._exchange(card, clip)
        self.sound_tracks.measure(clip)

    @Slot(object, object)
    def _take_length(self, clip: Attachment, measured: Attachment | None) -> None:
        for card in self._cards_of(clip.content_key):
            if measured is None:  # a silent film: there is nothing to hear
                self._exchange(card, card.film or clip)
                continue
            card.set_attachment(measured)
            self._judge(card, measured)
            self.changed.emit()

    @Slot(str, int, QImage)
    def _show_thumbnail(self, sha256: str, _max_side_px: int, image: QImage) -> None:
        for card in self._cards_of(sha256):
            card.set_thumbnail(image)

    @Slot(str, int, object)
    def _show_peaks(self, sha256: str, _buckets: int, peaks: Sequence[float]) -> None:
        for card in self._cards_of(sha256):
            card.set_peaks(peaks)
