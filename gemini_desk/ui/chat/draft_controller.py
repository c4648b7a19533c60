"""What is written but not sent, for each conversation and for the new one. GUI thread only.

Every change is here at once and on disk within a second. A conversation without messages is
not stored: there is one new one, whichever it is, and its draft goes along when the person
begins another.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gemini_desk.chat.conversation import ConversationId
from gemini_desk.chat.draft import Draft
from gemini_desk.ui.chat.draft_files import missing_notice, without_missing
from gemini_desk.ui.chat.noticing import Noticing

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import Conversation
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.store_calls import StoreCalls

_SAVE_AFTER_MS: Final = 500  # of the first change; a person loses less than a second
_NEW: Final = ConversationId("")  # stands for whichever conversation is new


class DraftController(Noticing):
    """Keeps drafts, and says which one belongs to what is open.

    Signals:
        shown: `Draft`: what belongs into the composer now, in place of what is there.
    """

    shown = Signal(object)

    def __init__(
        self, open_conversation: OpenConversation, store: StoreCalls, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._store = store
        self._drafts: dict[ConversationId, Draft] = {}
        self._unsaved: set[ConversationId] = set()
        self._loading: set[ConversationId] = set()
        self._new_id = open_conversation.conversation.id
        self._new_id_on_disk: ConversationId | None = None
        self._current = self._key(open_conversation.conversation)
        self._starting = False  # nothing was opened yet, by the person or by itself
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        open_conversation.opened.connect(self._on_opened)

    @property
    def current_key(self) -> str:
        """Names the draft that is in the composer now, for `attach_to`."""
        return self._current

    def expect(self) -> None:
        """`begin` will follow: until then nothing is written over what may be on disk."""
        self._loading.add(_NEW)

    def begin(self, then: Callable[[bool], object]) -> None:
        """Look for the draft of the new conversation, once; tell `then` if there is one."""
        self._loading.add(_NEW)
        self._store.run(
            _read_new,
            lambda found: self._on_new_loaded(found, then),
            lambda error: self._on_failed(_NEW, error, lambda: then(False)),
        )

    def update(self, draft: Draft) -> None:
        """The composer holds `draft` now."""
        self._current = self._key(self._open.conversation)
        if self._current == _NEW:
            self._new_id = self._open.conversation.id
        self._keep(self._current, draft)

    def attach_to(self, key: str, attachment: Attachment) -> None:
        """Add a file that became ready after its draft had left the composer."""
        wanted = ConversationId(key)
        draft = self._drafts.get(wanted, Draft())
        draft = replace(draft, attachments=(*draft.attachments, attachment))
        self._keep(wanted, draft)
        if wanted == self._current:
            self.shown.emit(draft)

    @Slot()
    def flush(self) -> None:
        """Bring every change to the disk now."""
        self._timer.stop()
        # The new one first: the id that it had may be that of a stored conversation by now.
        for key in sorted(self._unsaved - self._loading):
            self._save(key, self._drafts[key])
        self._unsaved &= self._loading

    def close(self) -> None:
        """Bring everything to the disk, also what is written into a draft that has not come yet."""
        self.flush()
        for key in sorted(self._unsaved):
            draft, new_id = self._drafts[key], self._new_id
            if not draft.is_empty:
                self._store.run(partial(_append, key, new_id, draft), None, self._warn)
        self._unsaved.clear()

    # -- what is open ---------------------------------------------------------------------

    @Slot(object)
    def _on_opened(self, conversation: Conversation) -> None:
        self.flush()
        key = self._current = self._key(conversation)
        starting, self._starting = self._starting, False
        if key == _NEW:
            self._move_new_to(conversation.id)
            starting = False
        if key not in self._drafts and key != _NEW:
            self._load(key)
        if starting:  # the newest one opened by itself while the person began to write
            self._keep(key, self._drafts.get(_NEW, Draft()))
            self._keep(_NEW, Draft())
        self.shown.emit(self._drafts.get(key, Draft()))

    def _key(self, conversation: Conversation) -> ConversationId:
        return conversation.id if conversation.versions else _NEW

    def _move_new_to(self, conversation_id: ConversationId) -> None:
        self._new_id = conversation_id
        if not self._drafts.get(_NEW, Draft()).is_empty:
            self._unsaved.add(_NEW)
            self._timer.start()

    def _keep(self, key: ConversationId, draft: Draft) -> None:
        if draft == self._drafts.get(key, Draft()):
            return
        self._drafts[key] = draft
        self._unsaved.add(key)
        if not self._timer.isActive():
            self._timer.start()

    # -- the disk -------------------------------------------------------------------------

    def _save(self, key: ConversationId, draft: Draft) -> None:
        if key != _NEW:
            self._store.run(lambda store: store.drafts.save(key, draft), None, self._warn)
            return
        id_, before = self._new_id, self._new_id_on_disk
        self._new_id_on_disk = None if draft.is_empty else id_

        def move(store: ConversationStore) -> None:
            store.drafts.save(id_, draft)
            if before not in (None, id_):
                store.drafts.save(before, Draft())

        self._store.run(move, None, self._warn)

    def _load(self, key: ConversationId) -> None:
        self._loading.add(key)
        self._store.run(
            lambda store: _read(store, key),
            lambda found: self._on_loaded(key, *found),
            lambda error: self._on_failed(key, error, lambda: None),
        )

    def _on_new_loaded(
        self,
        found: tuple[ConversationId, Draft, tuple[str, ...]] | None,
        then: Callable[[bool], object],
    ) -> None:
        if found is not None:
            self._new_id_on_disk = found[0]
        self._on_loaded(_NEW, *((Draft(), ()) if found is None else found[1:]))
        has_draft = not self._drafts[_NEW].is_empty
        self._starting = not has_draft
        then(has_draft)

    def _on_loaded(self, key: ConversationId, draft: Draft, missing: tuple[str, ...]) -> None:
        self._loading.discard(key)
        written_since = self._drafts.get(key, Draft())
        self._drafts[key] = draft.followed_by(written_since)
        if not written_since.is_empty:
            self._unsaved.add(key)
            self._timer.start()
        if not draft.is_empty and key == self._current:
            self.shown.emit(self._drafts[key])
        if missing:
            self.notice.emit(*missing_notice(missing))

    def _on_failed(
        self, key: ConversationId, error: GeminiDeskError, then: Callable[[], object]
    ) -> None:
        self._loading.discard(key)
        self._warn(error)
        then()


def _read(
    store: ConversationStore, conversation_id: ConversationId
) -> tuple[Draft, tuple[str, ...]]:
    """On the store's thread: a draft without files that vanished, and their names."""
    draft = store.drafts.load(conversation_id)
    return (Draft(), ()) if draft is None else without_missing(draft)


def _read_new(store: ConversationStore) -> tuple[ConversationId, Draft, tuple[str, ...]] | None:
    """On the store's thread: the same of the new conversation, with its id."""
    found = store.drafts.load_new()
    return None if found is None else (found[0], *without_missing(found[1]))


def _append(
    key: ConversationId, new_id: ConversationId, draft: Draft, store: ConversationStore
) -> None:
    """On the store's thread: add `draft` to the one that is there."""
    if key != _NEW:
        store.drafts.save(key, (store.drafts.load(key) or Draft()).followed_by(draft))
        return
    before, there = store.drafts.load_new() or (new_id, Draft())
    store.drafts.save(new_id, there.followed_by(draft))
    if before != new_id:
        store.drafts.save(before, Draft())
