"""Works on transcripts: where they are offered, and what the model can do of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from gemini_desk.ui.chat.transcript_work_controller import TranscriptWorkController
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.transcript.panel import TranscriptPanel
    from gemini_desk.ui.wiring.transcripts import TranscriptsWiring


class TranscriptWorkWiring(QObject):
    """Has done what is chosen; a phrase that is only begun goes into the composer."""

    def __init__(
        self,
        works: TranscriptWorkController,
        transcripts: TranscriptsWiring,
        pane: ConversationPane,
        composer: Composer,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._works = works
        self._pane = pane
        self._composer = composer
        works.changed.connect(self._show)
        works.phrase_begun.connect(self._begin)
        pane.work_requested.connect(works.do)
        pane.work_on_all_requested.connect(works.do_with_all)
        transcripts.panel_made.connect(self._join)
        self._panel: TranscriptPanel | None = None
        self._show()

    @Slot(object)
    def _join(self, panel: TranscriptPanel) -> None:
        self._panel = panel
        panel.header.work_requested.connect(lambda choice: self._works.do(choice, panel.message_id))
        self._show()

    @Slot()
    def _show(self) -> None:
        self._pane.set_works(self._works.offers)
        if self._panel is not None:
            self._panel.header.set_works(self._works.offers)

    @Slot(str)
    def _begin(self, phrase: str) -> None:
        if phrase:
            # Before what is written already: that is often what it is about.
            self._composer.restore_draft(phrase)
        self._composer.focus_prompt()
