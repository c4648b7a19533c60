"""The row of attachments above the prompt."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from gemini_desk.ui.composer.card_row import CardRow
from gemini_desk.ui.composer.sound_tracks import SoundTracks, with_track
from gemini_desk.ui.composer.suitability import (
    is_only_heard,
    is_transcribed_first,
    objection_to,
)
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.engine.events import Capabilities
    from gemini_desk.media.sound_tracks import SoundTrack
    from gemini_desk.ui.composer.attachment_card import AttachmentCard
    from gemini_desk.ui.composer.suitability import Objection
    from gemini_desk.ui.conversation.media_previews import MediaPreviews

_OBLONG = 3.0  # the thumbnail of a picture up to 3 : 1 still fills the card's square


class AttachmentTray(CardRow):
    """Cards in the order in which things were added; scrolls sideways.

    Signals:
        changed: Something was added, became ready, or was removed.
        forgotten: Ticket; its card was removed while it was still being prepared.
        play_requested: `Attachment`.
        view_requested: `Attachment` that is a picture or a film.
        pause_requested: The clip that plays should pause.
        fulfilled_elsewhere: Ticket and `Attachment`, after `release`.
        transcribe_requested: A clip shall be sent and written down.
        emptied_by_key: The last card was removed with the keyboard; focus needs a new place.
    """

    changed = Signal()
    forgotten = Signal(int)
    play_requested = Signal(object)
    view_requested = Signal(object)
    pause_requested = Signal()
    fulfilled_elsewhere = Signal(int, object)
    emptied_by_key = Signal()
    transcribe_requested = Signal()

    def __init__(
        self,
        previews: MediaPreviews,
        parent: QWidget | None = None,
        *,
        offers_transcripts: bool = False,
    ) -> None:
        """Make an empty tray.

        Args:
            previews: Thumbnails and waveforms.
            parent: Owner.
            offers_transcripts: Whether a click on a card sends a clip to be written down.
        """
        super().__init__(SPACE_PX, parent)
        self._previews = previews
        self._offers_transcripts = offers_transcripts
        self._capabilities: Capabilities | None = None
        self._tickets: dict[int, AttachmentCard] = {}
        self._released: set[int] = set()
        self.sound_tracks = SoundTracks(self)
        self.sound_tracks.listed.connect(self._show_tracks)
        self.sound_tracks.measured.connect(self._take_length)
        self.setAccessibleName("Attachments")
        previews.thumbnail_ready.connect(self._show_thumbnail)
        previews.peaks_ready.connect(self._show_peaks)
        self.hide()

    # -- contents ------------------------------------------------------------------------

    def attachments(self) -> tuple[Attachment, ...]:
        """What is ready, in order."""
        return tuple(card.attachment for card in self._cards if card.attachment is not None)

    def preparing(self) -> bool:
        """Whether a card is still being prepared."""
        return bool(self._tickets)

    def objections(self) -> list[Objection]:
        """Why some of it cannot be sent; empty if all can."""
        return [card.objection for card in self._cards if card.objection is not None]

    def expects(self, ticket: int) -> bool:
        """Whether there is a card that waits for `ticket`."""
        return ticket in self._tickets

    def expect(self, ticket: int, name: str) -> None:
        """Show that something is being prepared."""
        self._tickets[ticket] = self._add_card(name)
        self.changed.emit()

    def fulfil(self, ticket: int, attachment: Attachment) -> None:
        """What `ticket` stood for is ready."""
        if ticket in self._released:
            self._released.discard(ticket)
            self.fulfilled_elsewhere.emit(ticket, attachment)
        card = self._tickets.pop(ticket, None)
        if card is not None:
            self._show_fitting(card, attachment)
            self.changed.emit()

    def give_up(self, ticket: int) -> None:
        """Nothing will come of `ticket`."""
        self._released.discard(ticket)
        card = self._tickets.get(ticket)
        if card is not None:
            self._drop(card)

    def prepend(self, attachments: Iterable[Attachment]) -> None:
        """Put attachments that are ready before the others."""
        for index, attachment in enumerate(attachments):
            self._show(self._add_card(attachment.name, index), attachment)
        self.changed.emit()

    def clear(self) -> None:
        """Remove everything."""
        for ticket in tuple(self._tickets):
            self.forgotten.emit(ticket)
        self._tickets.clear()
        for card in tuple(self._cards):
            self._take_out(card)
        self.changed.emit()

    def release(self) -> frozenset[int]:
        """Remove what is still being prepared, and return its tickets; it is not forgotten."""
        released = frozenset(self._tickets)
        for card in tuple(self._tickets.values()):
            self._take_out(card)
        self._tickets.clear()
        self._released |= released
        return released

    def set_capabilities(self, capabilities: Capabilities | None) -> None:
        """Mark what the loaded model does not take."""
        self._capabilities = capabilities
        for card in self._cards:
            if card.attachment is not None:
                self._show_fitting(card, card.attachment)
        self.changed.emit()

    def set_playback(self, sha256: str, position_s: float, playing: bool) -> None:
        """Where the loudspeaker is; every other clip is shown at rest."""
        sounding = self._cards_of(sha256)
        for card in self._cards:
            sounds = card in sounding
            card.set_playback(position_s if sounds else 0.0, sounds and playing)

    # -- cards ---------------------------------------------------------------------------

    def _add_card(self, name: str, index: int | None = None) -> AttachmentCard:
        from gemini_desk.ui.composer.attachment_card import AttachmentCard

        card = AttachmentCard(name, offers_transcript=self._offers_transcripts)
        place = len(self._cards) if index is None else index
        self._cards.insert(place, card)
        self._row.insertWidget(place, card)
        card.installEventFilter(self)
        card.remove_requested.connect(functools.partial(self._remove_by_hand, card))
        card.play_requested.connect(functools.partial(self._play, card))
        card.pause_requested.connect(self.pause_requested)
        card.transcribe_requested.connect(self.transcribe_requested)
        card.track_chosen.connect(functools.partial(self._choose_track, card))
        card.film_chosen.connect(functools.partial(self._choose_film, card))
        card.view_requested.connect(lambda: self.view_requested.emit(card.attachment))
        self._follow_end = index is None
        self.show()
        return card

    def _judge(self, card: AttachmentCard, attachment: Attachment) -> None:
        """Say what the loaded model can do with it."""
        from gemini_desk.chat.attachment import AttachmentKind  # here: with the first one

        card.set_objection(objection_to(attachment, self._capabilities))
        is_long = is_transcribed_first(attachment, self._capabilities)
        is_half = card.film is not None and attachment.kind is AttachmentKind.AUDIO
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

    def _play(self, card: AttachmentCard) -> None:
        if card.attachment is not None:
            self.play_requested.emit(card.attachment)

    def _remove_by_hand(self, card: AttachmentCard) -> None:
        place = self._cards.index(card)
        focused = QApplication.focusWidget()
        had_focus = focused is card or (focused is not None and card.isAncestorOf(focused))
        if card.playing:
            self.pause_requested.emit()
        self._drop(card)
        if not had_focus:
            return
        if self._cards:
            self._cards[min(place, len(self._cards) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.emptied_by_key.emit()

    def _drop(self, card: AttachmentCard) -> None:
        for ticket, waiting in tuple(self._tickets.items()):
            if waiting is card:
                del self._tickets[ticket]
                self.forgotten.emit(ticket)
        self._take_out(card)
        self.changed.emit()

    def _take_out(self, card: AttachmentCard) -> None:
        self._cards.remove(card)
        self._row.removeWidget(card)
        card.hide()
        card.deleteLater()
        self.setVisible(bool(self._cards))
