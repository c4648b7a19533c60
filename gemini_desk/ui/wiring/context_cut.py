"""Where the model begins to read: the open conversation, pane, window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QInputDialog

from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow


class ContextCutWiring(QObject):
    """Shows the line, and takes it back."""

    def __init__(
        self,
        open_conversation: OpenConversation,
        pane: ConversationPane,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._pane = pane
        self._window = window
        open_conversation.opened.connect(self._show)
        open_conversation.context_cut_changed.connect(self._show)
        pane.context_start_undone.connect(self._undo)
        pane.context_summary_requested.connect(self._edit_summary)
        self._show()

    @Slot()
    def _show(self) -> None:
        cut = self._open.conversation.context_cut
        self._pane.set_context_start(*(("", "") if cut is None else (cut.first_id, cut.summary)))

    @Slot()
    def _undo(self) -> None:
        conversation, cut = self._open.conversation, self._open.conversation.context_cut
        self._open.set_context_cut(conversation, None)
        back = NoticeAction(
            "Leave out again", lambda: self._open.set_context_cut(conversation, cut)
        )
        self._window.notifications.show_notice(
            Notice(Level.INFO, "The model reads the whole conversation again", action=back)
        )

    @Slot()
    def _edit_summary(self) -> None:
        cut = self._open.conversation.context_cut
        if cut is None:
            return
        conversation = self._open.conversation
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Summary")
        dialog.setLabelText("The model reads this in place of the messages above the line:")
        dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
        dialog.setTextValue(cut.summary)
        dialog.setOkButtonText("Save")
        dialog.resize(480, 280)
        dialog.textValueSelected.connect(
            lambda text: self._open.set_context_cut(
                conversation, replace(cut, summary=text.strip())
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
