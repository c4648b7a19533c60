"""Edits of messages that are not sent yet, kept on disk. GUI thread only.

The draft of an edit lies in the store under the id of the version that is edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gemini_desk.chat.conversation import ConversationId, MessageId
from gemini_desk.ui.chat.draft_files import missing_notice, without_missing
from gemini_desk.ui.chat.noticing import Noticing

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import Conversation
    from gemini_desk.chat.draft import Draft
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.store_calls import StoreCalls

_SAVE_AFTER_MS: Final = 500  # of the first change; a person loses less than a second


class EditController(Noticing):
    """Saves what is being edited, and brings back what was when the application ended.

    Signals:
        found: Id of a message of the open branch, and the `Draft` of its edit.
    """

    found = Signal(str, object)

    def __init__(
        self, open_conversation: OpenConversation, store: StoreCalls, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._store = store
        self._unsaved: dict[MessageId, Draft] = {}
        self._known: set[MessageId] = set()  # edited in this run: there may be something on disk
        self._looked_for: set[ConversationId] = set()
        self._waiting: dict[MessageId, Draft] = {}  # until their branch is open
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        open_conversation.opened.connect(self._on_opened)

    def update(self, message_id: str, draft: Draft) -> None:
        """The editor of a message holds `draft` now; an empty one: it is not edited any more."""
        wanted = MessageId(message_id)
        if not wanted or (draft.is_empty and wanted not in self._known):
            return  # it was only looked at
        self._known.add(wanted)
        self._unsaved[wanted] = draft
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def flush(self) -> None:
        """Bring every change to the disk now."""
        self._timer.stop()
        unsaved, self._unsaved = self._unsaved, {}
        for message_id, draft in unsaved.items():
            self._save(ConversationId(message_id), draft)

    def look_at_branch(self) -> None:
        """Another branch is open: bring back what was being edited there."""
        for version in self._open.conversation.branch():
            draft = self._waiting.pop(version.id, None)
            if draft is not None:
                self._known.add(version.id)
                self.found.emit(version.id, draft)

    def _save(self, key: ConversationId, draft: Draft) -> None:
        self._store.run(lambda store: store.drafts.save(key, draft), None, self._warn)

    @Slot(object)
    def _on_opened(self, conversation: Conversation) -> None:
        self.flush()
        if not conversation.versions or conversation.id in self._looked_for:
            return
        self._looked_for.add(conversation.id)
        self._store.run(
            lambda store: _read(store, conversation.id),
            lambda found: self._on_read(*found),
            self._warn,
        )

    def _on_read(self, drafts: dict[MessageId, Draft], missing: tuple[str, ...]) -> None:
        self._waiting |= drafts
        self.look_at_branch()
        if missing:
            self.notice.emit(*missing_notice(missing))


def _read(
    store: ConversationStore, conversation_id: ConversationId
) -> tuple[dict[MessageId, Draft], tuple[str, ...]]:
    """On the store's thread: the edits of a conversation, and the names of vanished files."""
    drafts: dict[MessageId, Draft] = {}
    missing: tuple[str, ...] = ()
    for message_id, draft in store.drafts.edits(conversation_id).items():
        drafts[message_id], gone = without_missing(draft)
        missing += gone
    return drafts, missing
