"""What is being written: composer, editors in the pane, sending, drafts, window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gemini_desk.chat.draft import Draft

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QMimeData

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.ui.chat.context_controller import ContextController
    from gemini_desk.ui.chat.draft_controller import DraftController
    from gemini_desk.ui.chat.sending_controller import SendingController
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow


class ComposingWiring(QObject):
    """Brings to the composer, or the message that is edited, what belongs there."""

    def __init__(
        self,
        sending: SendingController,
        drafts: DraftController,
        context: ContextController,
        pane: ConversationPane,
        composer: Composer,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._sending = sending
        self._drafts = drafts
        self._context = context
        self._pane = pane
        self._composer = composer
        self._window = window
        self._set_aside: Draft | None = None
        self._late: dict[int, str] = {}  # tickets: the drafts they belong to
        composer.submitted.connect(self._send)
        composer.draft_changed.connect(self._keep_draft)
        composer.attached_elsewhere.connect(self._attach_elsewhere)
        drafts.shown.connect(self._show_draft)
        window.mime_arrived.connect(self._take_mime)
        window.example_chosen.connect(self._try_example)
        window.action("attach").triggered.connect(self._choose_files)
        window.action("record").triggered.connect(composer.voice.toggle)
        window.action("pause-recording").triggered.connect(composer.voice.toggle_pause)
        window.action("hands-free").triggered.connect(composer.voice.toggle_hands_free)
        window.action("write").triggered.connect(composer.focus_prompt)
        window.closing.connect(drafts.flush)
        self._key = drafts.current_key
        self._keep_draft()

    @Slot(str, tuple)
    def _send(self, text: str, attachments: tuple[Attachment, ...]) -> None:
        self._window.show_pane()
        self._sending.submit(Draft(text, attachments))
        draft, self._set_aside = self._set_aside, None
        if draft is not None:
            self._composer.restore_draft(draft.text, draft.attachments)

    @Slot()
    def _keep_draft(self) -> None:
        draft = self._composer.draft()
        self._drafts.update(draft)
        self._context.set_draft(draft)
        self._key = self._drafts.current_key

    @Slot(object)
    def _show_draft(self, draft: Draft) -> None:
        if self._drafts.current_key == self._key and draft == self._composer.draft():
            return  # nothing to do; the cursor stays where it is
        tickets = self._leave_draft()
        self._late |= dict.fromkeys(tickets, self._key)
        self._key = self._drafts.current_key
        self._composer.set_draft(draft)

    def _leave_draft(self) -> frozenset[int]:
        """Empty the composer without telling: what was in it is kept already."""
        self._composer.blockSignals(True)
        try:
            return self._composer.move_draft_out()[1]
        finally:
            self._composer.blockSignals(False)

    @Slot(int, object)
    def _attach_elsewhere(self, ticket: int, attachment: Attachment) -> None:
        self._drafts.attach_to(self._late.pop(ticket, self._key), attachment)

    @Slot(object, bool)
    def _take_mime(self, mime: QMimeData, pasted: bool) -> None:
        editor = self._pane.edits.focused
        if editor is not None:
            editor.take_mime(mime, pasted=pasted)
        else:
            self._composer.add_mime(mime, pasted=pasted)

    @Slot()
    def _choose_files(self) -> None:
        editor = self._pane.edits.focused
        if editor is not None:
            editor.choose_files()
        else:
            self._composer.choose_files()

    @Slot(str, list)
    def _try_example(self, prompt: str, files: list[Path]) -> None:
        if self._composer.obstacle:
            self._composer.submit()  # tells what it is
            return
        # What the person has begun comes back as soon as the example is on its way.
        self._set_aside = self._composer.take_draft()
        self._composer.restore_draft(prompt)
        self._composer.add_paths(files)
        self._composer.submit()
