"""A person's message that is written anew: text and attachments. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, Signal

from gemini_desk.chat.draft import Draft
from gemini_desk.ui.composer.attach_dialog import AttachDialog
from gemini_desk.ui.composer.round_button import RoundButton
from gemini_desk.ui.composer.tray import AttachmentTray
from gemini_desk.ui.composer.ways_in import WaysIn
from gemini_desk.ui.conversation.editing.message_editor import MessageEditor
from gemini_desk.ui.conversation.message_offers import ANSWERING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.message import Message
    from gemini_desk.engine.events import Capabilities
    from gemini_desk.ui.composer.intake import AttachmentIntake
    from gemini_desk.ui.conversation.media_previews import MediaPreviews

_BUTTON_PX: Final = 30
_PREPARING: Final = "It is sent as soon as everything is ready"


class QuestionEditor(MessageEditor):
    """Text and attachments of one version of a person's message.

    Signals:
        sent: Text and tuple of `Attachment`.
        play_requested: `Attachment` of a clip.
        view_requested: `Attachment` that is a picture.
        pause_requested: The clip that plays should pause.
    """

    sent = Signal(str, tuple)
    play_requested = Signal(object)
    view_requested = Signal(object)
    pause_requested = Signal()

    def __init__(
        self,
        message: Message,
        intake: AttachmentIntake | None,
        previews: MediaPreviews,
        *,
        enter_sends: bool,
        parent: QWidget,
    ) -> None:
        """Show `message` to be changed.

        Args:
            message: The version that is edited.
            intake: Prepares what is added, for others too; None if nothing can be added.
            previews: Thumbnails and waveforms.
            enter_sends: Whether Enter sends or breaks the line.
            parent: Owner.
        """
        super().__init__(message.text, name="Your message", enter_sends=enter_sends, parent=parent)
        self._files_before = message.attachments
        self._intake = intake
        self._tickets: set[int] = set()  # of the intake, that are this editor's
        self._is_adding = self._is_answering = self._is_waiting = False
        self.tray = AttachmentTray(previews, self)
        self.tray.prepend(message.attachments)
        self._column.insertWidget(0, self.tray)
        self._dialog = AttachDialog(self)
        self.attach = RoundButton(
            "plus", "Add pictures or sound", diameter_px=_BUTTON_PX, parent=self
        )
        self._buttons.addWidget(self.attach)
        self._buttons.addStretch(1)
        self.cancel = self._add_button("Cancel", "Leave the message as it is (Esc)")
        self.send = self._add_button("Send", "", is_main=True)
        self._connect()
        self._look_again()

    def _connect(self) -> None:
        tray = self.tray
        self.attach.setVisible(self._intake is not None)
        if self._intake is not None:
            self._intake.expected.connect(self._expect)
            self._intake.added.connect(self._fulfil)
            self._intake.refused.connect(self._refuse)
            tray.forgotten.connect(self._intake.forget)
        tray.changed.connect(self._look_again)
        tray.changed.connect(self.changed)
        tray.emptied_by_key.connect(self.prompt.setFocus)
        tray.play_requested.connect(self.play_requested)
        tray.view_requested.connect(self.view_requested)
        tray.pause_requested.connect(self.pause_requested)
        self._dialog.chosen.connect(self.add_paths)
        self.attach.clicked.connect(self.choose_files)
        self.cancel.clicked.connect(self.cancelled)
        self.send.clicked.connect(self.submit)
        self.prompt.textChanged.connect(self._look_again)

    # -- what is shown to it --------------------------------------------------------------

    def set_answering(self, answering: bool) -> None:
        """See `MessageEditor`."""
        self._is_answering = answering
        self._look_again()

    def set_capabilities(self, capabilities: Capabilities | None) -> None:
        """Mark what the loaded model does not take."""
        self.tray.set_capabilities(capabilities)

    def set_playback(self, sha256: str, position_s: float, playing: bool) -> None:
        """Where the loudspeaker is in the clip with this digest."""
        self.tray.set_playback(sha256, position_s, playing)

    @property
    def is_changed(self) -> bool:
        """See `MessageEditor`."""
        return (
            super().is_changed
            or self.tray.preparing()
            or self.tray.attachments() != self._files_before
        )

    def draft(self) -> Draft:
        """See `MessageEditor`."""
        return Draft(self.text(), self.tray.attachments())

    def set_draft(self, draft: Draft) -> None:
        """See `MessageEditor`."""
        super().set_draft(draft)
        if draft.attachments != self.tray.attachments():
            self.tray.clear()
            self.tray.prepend(draft.attachments)

    def tab_stops(self) -> Sequence[QWidget]:
        """See `MessageEditor`."""
        prompt, *buttons = super().tab_stops()
        cards = [stop for card in self.tray.cards() for stop in card.tab_stops()]
        return [prompt, *cards, *buttons]

    # -- ways in --------------------------------------------------------------------------

    def take_mime(self, mime: QMimeData, *, pasted: bool = True) -> bool:
        """Take what is pasted here, or dropped while the keyboard is here."""
        if self._intake is None:
            return super().take_mime(mime)
        self._is_adding = True
        found = self._ways_in(self._intake).take(mime, pasted=pasted)
        self._is_adding = False
        self.prompt.setFocus()
        return found

    def add_paths(self, paths: Iterable[Path]) -> None:
        """Attach files, in this order."""
        if self._intake is not None:
            self._is_adding = True
            self._intake.add_paths(paths)
            self._is_adding = False

    def _ways_in(self, intake: AttachmentIntake) -> WaysIn:
        ways = WaysIn(intake, self.prompt, self)
        ways.notice.connect(self.notice)
        return ways

    def _expect(self, ticket: int, name: str) -> None:
        if self._is_adding:  # else it is for another editor
            self._tickets.add(ticket)
            self.tray.expect(ticket, name)

    def _fulfil(self, ticket: int, attachment: Attachment) -> None:
        if ticket in self._tickets:
            self.tray.fulfil(ticket, attachment)

    def _refuse(self, ticket: int, _name: str, message: str, hint: str) -> None:
        if ticket in self._tickets:
            self._is_waiting = False
            self.tray.give_up(ticket)
            self.notice.emit("warning", message, hint)

    def let_go(self) -> None:
        """The editor goes for good: nothing needs to be prepared for it any more."""
        self.tray.clear()

    def choose_files(self) -> None:
        """Open the file dialog."""
        self._dialog.open()

    # -- sending --------------------------------------------------------------------------

    def submit(self) -> None:
        """Send, now or as soon as the attachments are ready."""
        objections = self.tray.objections()
        if self._is_answering:
            self.notice.emit("info", f"{ANSWERING}.", "")
        elif self.tray.preparing():
            self._is_waiting = True
            self._look_again()
        elif objections:
            self.notice.emit("warning", objections[0].reason, objections[0].hint)
        elif self.text().strip() or self.tray.attachments():
            self.sent.emit(self.text().strip("\n").rstrip(), self.tray.attachments())

    def _look_again(self) -> None:
        if self._is_waiting and not self.tray.preparing():
            self._is_waiting = False
            self.submit()
        objections = self.tray.objections()
        obstacle = ANSWERING if self._is_answering else _PREPARING if self._is_waiting else ""
        if not obstacle and objections:
            obstacle = objections[0].reason
        has_something = bool(self.text().strip() or self.tray.cards())
        self.send.setEnabled(has_something and not obstacle)
        self.send.setToolTip(obstacle or "Add it as another version, and have it answered")
        self.send.setAccessibleDescription(self.send.toolTip())
