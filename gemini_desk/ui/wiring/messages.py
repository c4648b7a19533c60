"""The open branch: controller, pane, and the window's actions on its last answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from gemini_desk.chat.message import Role
from gemini_desk.transcripts.timed_text import timed_text

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.chat.queue_controller import QueueController
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.wiring.interrupting import Interrupting


ESC_RANK: Final = 90  # whatever else the key may end comes first


class MessagesWiring(QObject):
    """Shows messages as they come; answers are given anew, gone on with, copied, stopped."""

    def __init__(
        self,
        open_conversation: OpenConversation,
        messages: MessageController,
        queue: QueueController,
        pane: ConversationPane,
        composer: Composer,
        window: MainWindow,
        interrupting: Interrupting,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._messages = messages
        self._pane = pane
        self._composer = composer
        self._window = window
        self._goes_by_itself = False
        queue.went_on.connect(self._on_going_by_itself)
        messages.message_added.connect(self._add_message)
        messages.branch_cut.connect(pane.remove_messages_after)
        messages.answer_began.connect(self._begin_answer)
        messages.text_arrived.connect(pane.append_text)
        messages.thought_arrived.connect(pane.append_thought)
        messages.activity_changed.connect(pane.set_activity)
        messages.transcript_changed.connect(pane.set_transcript)
        messages.answer_ended.connect(pane.end_answer)
        messages.answering_changed.connect(self._show_answering)
        pane.regenerate_requested.connect(messages.regenerate)
        pane.retry_requested.connect(messages.retry)
        pane.continue_requested.connect(messages.continue_answer)
        composer.stop_requested.connect(messages.stop)
        self._interrupting = interrupting
        interrupting.add(ESC_RANK, lambda: messages.is_answering, messages.stop)
        window.action("regenerate").triggered.connect(self._regenerate_last)
        window.action("continue").triggered.connect(self._continue_last)
        window.action("copy-answer").triggered.connect(self._copy_last)

    @Slot(bool)
    def _show_answering(self, answering: bool) -> None:
        self._composer.set_answering(answering)
        self._pane.set_answering(answering)
        last = self._last_answer()
        self._window.set_answering(
            answering,
            has_answer=last is not None,
            has_question=bool(self._open.conversation.versions),
            unfinished=last is not None and last.may_go_on,
        )
        self._interrupting.refresh()

    @Slot()
    def _on_going_by_itself(self) -> None:
        """A reader who has scrolled up stays there when a message goes that had waited."""
        self._goes_by_itself = not self._pane.is_at_end

    @Slot(object)
    def _add_message(self, version: MessageVersion) -> None:
        self._pane.add_message(version, follows=not self._goes_by_itself)

    @Slot(object)
    def _begin_answer(self, version: MessageVersion) -> None:
        follows, self._goes_by_itself = not self._goes_by_itself, False
        if self._pane.holds(version.id):  # it goes on where it was cut off
            self._pane.update_message(version)
        else:
            self._pane.begin_answer(version, follows=follows)

    @Slot()
    def _regenerate_last(self) -> None:
        branch = self._open.conversation.branch()
        if not branch or self._messages.is_answering:
            return
        if branch[-1].message.role is Role.USER:  # a fork ends with what was asked
            self._messages.answer(branch[-1].id)
        else:
            self._messages.regenerate(branch[-1].id)

    @Slot()
    def _continue_last(self) -> None:
        last = self._last_answer()
        if last is not None:
            self._messages.continue_answer(last.id)

    @Slot()
    def _copy_last(self) -> None:
        last = self._last_answer()
        if last is not None:
            part = last.message.transcript
            heard = "" if part is None else timed_text(part.transcript)
            text = "\n\n".join(filter(None, (heard, last.message.text)))
            QGuiApplication.clipboard().setText(text)

    def _last_answer(self) -> MessageVersion | None:
        branch = self._open.conversation.branch()
        return branch[-1] if branch and branch[-1].message.role is Role.ASSISTANT else None
