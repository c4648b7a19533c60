"""Order among conversations: pins, folders, tags, the archive and the bin. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.conversation import ConversationId
from gemini_desk.chat.organisation import Folder, Tag
from gemini_desk.ui.conversation_list import requests
from gemini_desk.ui.conversation_list.groups import Library

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.storage.conversation_list import ConversationSummary
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.ui.chat.conversation_controller import ConversationController
    from gemini_desk.ui.store_calls import StoreCalls


class LibraryController(QObject):
    """Does what the list of conversations asks for.

    Signals:
        library_changed: The `Library` that the list shows.
        bin_changed: A `Library` of what lies in the bin.
        export_requested: Id of a conversation that is to be written to a file.
        notice: Level (`info`, `warning`, `error`), text, hint.
    """

    library_changed = Signal(object)
    bin_changed = Signal(object)
    export_requested = Signal(str)
    notice = Signal(str, str, str)

    def __init__(
        self,
        conversations: ConversationController,
        store: StoreCalls,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._store = store
        self._library = Library()
        conversations.list_changed.connect(self._on_list)

    @property
    def library(self) -> Library:
        """What the list shows."""
        return self._library

    @Slot(object)
    def do(self, request: requests.LibraryRequest) -> None:
        """Do what the person asked for."""
        match request:
            case requests.Pin(conversation_id, pinned):
                wanted = ConversationId(conversation_id)
                self._change(lambda store: store.set_pinned(wanted, pinned))
            case requests.Archive(conversation_id, archived):
                wanted = ConversationId(conversation_id)
                self._change(lambda store: store.set_archived(wanted, archived))
            case requests.Move(conversation_id, folder_id):
                wanted = ConversationId(conversation_id)
                self._change(lambda store: store.set_folder(wanted, folder_id))
            case requests.SetTag(conversation_id, tag_id, on):
                self._set_tag(conversation_id, tag_id, on=on)
            case requests.NewFolder(name, conversation_id):
                self._change(lambda store: _add_folder(store, name, conversation_id))
            case requests.RenameFolder(renamed_id, name):
                self._change(lambda store: store.folders.rename(renamed_id, name))
            case requests.RemoveFolder(removed_id):
                self._change(lambda store: store.folders.remove(removed_id))
            case requests.NewTag(name, colour, conversation_id):
                tag = Tag.new(name, colour)
                tag_ids = (*self._tag_ids(conversation_id), tag.id)
                self._change(lambda store: _add_tag(store, tag, conversation_id, tag_ids))
            case requests.ChangeTag(tag_id, name, colour):
                self._change(lambda store: _change_tag(store, tag_id, name, colour))
            case requests.RemoveTag(tag_id):
                self._change(lambda store: store.tags.remove(tag_id))
            case requests.Export(conversation_id):
                self.export_requested.emit(conversation_id)
            case requests.Restore(conversation_id):
                wanted = ConversationId(conversation_id)
                self._change(lambda store: store.restore(wanted), bin_too=True)
            case requests.DeleteForGood(conversation_id):
                wanted = ConversationId(conversation_id)
                self._change(lambda store: store.delete_for_good(wanted), bin_too=True)
            case requests.EmptyBin():
                self._change(lambda store: store.empty_bin(), bin_too=True)
            case _:
                assert_never(request)

    @Slot()
    def read_bin(self) -> None:
        """Read what lies in the bin."""
        self._store.run(
            lambda store: store.list_bin(),
            lambda found: self.bin_changed.emit(Library(found)),
            self._warn,
        )

    # -- small ----------------------------------------------------------------------------

    @Slot(object)
    def _on_list(self, summaries: tuple[ConversationSummary, ...]) -> None:
        self._store.run(
            lambda store: Library(summaries, store.folders.list(), store.tags.list()),
            self._show,
            self._warn,
        )

    def _show(self, library: Library) -> None:
        self._library = library
        self.library_changed.emit(library)

    def _set_tag(self, conversation_id: str, tag_id: str, *, on: bool) -> None:
        kept = tuple(it for it in self._tag_ids(conversation_id) if it != tag_id)
        tag_ids = (*kept, tag_id) if on else kept
        wanted = ConversationId(conversation_id)
        self._change(lambda store: store.set_tags(wanted, tag_ids))

    def _tag_ids(self, conversation_id: str) -> tuple[str, ...]:
        conversation = self._library.conversation(conversation_id)
        return () if conversation is None else conversation.tag_ids

    def _change(
        self, change: Callable[[ConversationStore], object], *, bin_too: bool = False
    ) -> None:
        self._store.run(change, lambda _: self._conversations.refresh(), self._warn)
        if bin_too:
            self.read_bin()

    def _warn(self, error: GeminiDeskError) -> None:
        self.notice.emit("error", error.message, error.hint)


def _add_folder(store: ConversationStore, name: str, conversation_id: str) -> None:
    folder = Folder.new(name)
    store.folders.add(folder)
    if conversation_id:
        store.set_folder(ConversationId(conversation_id), folder.id)


def _add_tag(
    store: ConversationStore, tag: Tag, conversation_id: str, tag_ids: tuple[str, ...]
) -> None:
    store.tags.add(tag)
    if conversation_id:
        store.set_tags(ConversationId(conversation_id), tag_ids)


def _change_tag(store: ConversationStore, tag_id: str, name: str, colour: str) -> None:
    store.tags.rename(tag_id, name)
    store.tags.recolour(tag_id, colour)
