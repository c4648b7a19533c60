"""What is being edited, kept over restarts: controllers, pane, window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from gemini_desk.ui.chat.branch_controller import BranchController
    from gemini_desk.ui.chat.edit_controller import EditController
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow


class EditsWiring(QObject):
    """Brings edits to the disk and back."""

    def __init__(
        self,
        edits: EditController,
        branches: BranchController,
        pane: ConversationPane,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._edits = edits
        self._pane = pane
        pane.edits.changed.connect(self._keep)
        edits.found.connect(pane.edits.restore)
        branches.branch_opened.connect(edits.look_at_branch)
        window.closing.connect(edits.flush)

    @Slot(str)
    def _keep(self, message_id: str) -> None:
        self._edits.update(message_id, self._pane.edits.draft(message_id))
