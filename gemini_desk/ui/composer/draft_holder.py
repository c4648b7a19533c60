"""What is being written, as a draft: taken out, moved elsewhere, put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.draft import Draft
    from gemini_desk.ui.composer.composer_card import ComposerCard


class DraftHolder(QWidget):
    """The base of the composer. GUI thread only.

    Attributes:
        card: What is seen of it.
    """

    card: ComposerCard

    def draft(self) -> Draft:
        """What was written and attached so far."""
        from gemini_desk.chat.draft import Draft  # nothing is written before the first paint

        return Draft(self.card.prompt.toPlainText(), self.card.tray.attachments())

    def take_draft(self) -> Draft:
        """What was written and attached so far; the composer is empty then."""
        draft = self.draft()
        self.card.tray.clear()
        self.card.prompt.clear()
        return draft

    def move_draft_out(self) -> tuple[Draft, frozenset[int]]:
        """As `take_draft`, with the tickets of what is still being prepared for it.

        What comes of them is told by `attached_elsewhere`.
        """
        tickets = self.card.tray.release()
        return self.take_draft(), tickets

    def set_draft(self, draft: Draft) -> None:
        """Show `draft` in place of everything."""
        self.take_draft()
        self.restore_draft(draft.text, draft.attachments)

    def restore_draft(self, text: str, attachments: Iterable[Attachment] = ()) -> None:
        """Put back what could not be sent, before what was written since."""
        self.card.tray.prepend(attachments)
        written_since = self.card.prompt.toPlainText()
        self.card.prompt.set_text("\n".join(piece for piece in (text, written_since) if piece))
