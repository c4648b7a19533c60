"""The row of attachments above the prompt."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from gemini_desk.ui.composer.card_contents import CardContents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.ui.composer.attachment_card import AttachmentCard
    from gemini_desk.ui.composer.suitability import Objection
    from gemini_desk.ui.conversation.media_previews import MediaPreviews


class AttachmentTray(CardContents):
    """Cards in the order in which things were added; scrolls sideways.

    Signals:
        forgotten: Ticket; its card was removed while it was still being prepared.
        play_requested: `Attachment`.
        view_requested: `Attachment` that is a picture or a film.
        fulfilled_elsewhere: Ticket and `Attachment`, after `release`.
        transcribe_requested: A clip shall be sent and written down.
        emptied_by_key: The last card was removed with the keyboard; focus needs a new place.
    """

    forgotten = Signal(int)
    play_requested = Signal(object)
    view_requested = Signal(object)
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
        super().__init__(previews, parent)
        self._offers_transcripts = offers_transcripts
        self._tickets: dict[int, AttachmentCard] = {}
        self._released: set[int] = set()
        self.setAccessibleName("Attachments")
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
