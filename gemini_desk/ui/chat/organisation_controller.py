"""Order among conversations: pins, folders, tags, the archive and the bin. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.conversation import ConversationId
from gemini_desk.chat.organisation import Folder, Tag
from gemini_desk.ui.chat.noticing import Noticing
from gemini_desk.ui.conversation_list import requests
from gemini_desk.ui.conversation_list.groups import Listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.storage.conversation_list import ConversationSummary
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.ui.chat.conversation_controller import ConversationController
    from gemini_desk.ui.store_calls import StoreCalls


class OrganisationController(Noticing):
    """Does what the list of conversations asks for.

    Signals:
        listing_changed: The `Listing` that the list shows.
        bin_changed: A `Listing` of what lies in the bin.
        export_requested: Id of a conversation that is to be written to a file.
        undo_offered: What was done, and a function that takes it back.
    """

    listing_changed = Signal(object)
    bin_changed = Signal(object)
    export_requested = Signal(str)
    undo_offered = Signal(str, object)

    def __init__(
        self,
        conversations: ConversationController,
        store: StoreCalls,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._store = store
        self._listing = Listing()
        conversations.list_changed.connect(self._on_list)

    @property
    def listing(self) -> Listing:
        """What the list shows."""
        return self._listing

    @Slot(object)
    def do(self, request: requests.ListRequest) -> None:
        """Do what the person asked for."""
        match request:
            case requests.Pin(conversation_id, pinned):
                wanted = ConversationId(conversation_id)
                self._change(lambda store: store.set_pinned(wanted, pinned))
            case requests.Archive(conversation_id, archived):
                wanted = ConversationId(conversation_id)
                self._change(lambda store: store.set_archived(wanted, archived))
                if archived:
                    self._offer_to_take_out(conversation_id)
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
                self._remove_folder(removed_id)
            case requests.NewTag(name, colour, conversation_id):
                tag = Tag.new(name, colour)
                tag_ids = (*self._tag_ids(conversation_id), tag.id)
                self._change(lambda store: _add_tag(store, tag, conversation_id, tag_ids))
            case requests.ChangeTag(tag_id, name, colour):
                self._change(lambda store: _change_tag(store, tag_id, name, colour))
            case requests.RemoveTag(tag_id):
                self._remove_tag(tag_id)
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
            lambda found: self.bin_changed.emit(Listing(found)),
            self._warn,
        )

    # -- what there is --------------------------------------------------------------------

    @Slot(object)
    def _on_list(self, summaries: tuple[ConversationSummary, ...]) -> None:
        self._store.run(
            lambda store: Listing(summaries, store.folders.list(), store.tags.list()),
            self._show,
            self._warn,
        )

    def _show(self, listing: Listing) -> None:
        self._listing = listing
        self.listing_changed.emit(listing)

    # -- what can be taken back -----------------------------------------------------------

    def _offer_to_take_out(self, conversation_id: str) -> None:
        conversation = self._listing.conversation(conversation_id)
        if conversation is not None:
            wish = requests.Archive(conversation_id, False)
            self.undo_offered.emit(f"Archived “{conversation.title}”", lambda: self.do(wish))

    def _remove_folder(self, folder_id: str) -> None:
        self._change(lambda store: store.folders.remove(folder_id))
        place, folder = next(
            ((n, it) for n, it in enumerate(self._listing.folders) if it.id == folder_id),
            (0, None),
        )
        if folder is None:
            return
        kept = Folder(folder.id, folder.name)
        inside = [it.id for it in self._listing.conversations if it.folder_id == folder_id]
        self.undo_offered.emit(
            f"Removed the folder “{folder.name}”",
            lambda: self._change(lambda store: _bring_folder_back(store, kept, place, inside)),
        )

    def _remove_tag(self, tag_id: str) -> None:
        self._change(lambda store: store.tags.remove(tag_id))
        place, tag = next(
            ((n, it) for n, it in enumerate(self._listing.tags) if it.id == tag_id), (0, None)
        )
        if tag is None:
            return
        kept = Tag(tag.id, tag.name, tag.colour)
        tagged = [it.id for it in self._listing.conversations if tag_id in it.tag_ids]

        def bring_back() -> None:
            tags = {each: (*self._tag_ids(each), tag_id) for each in tagged}
            self._change(lambda store: _bring_tag_back(store, kept, place, tags))

        self.undo_offered.emit(f"Removed the tag “{tag.name}”", bring_back)

    # -- small ----------------------------------------------------------------------------

    def _set_tag(self, conversation_id: str, tag_id: str, *, on: bool) -> None:
        kept = tuple(it for it in self._tag_ids(conversation_id) if it != tag_id)
        tag_ids = (*kept, tag_id) if on else kept
        wanted = ConversationId(conversation_id)
        self._change(lambda store: store.set_tags(wanted, tag_ids))

    def _tag_ids(self, conversation_id: str) -> tuple[str, ...]:
        conversation = self._listing.conversation(conversation_id)
        return () if conversation is None else conversation.tag_ids

    def _change(
        self, change: Callable[[ConversationStore], object], *, bin_too: bool = False
    ) -> None:
        self._store.run(change, lambda _: self._conversations.refresh(), self._warn)
        if bin_too:
            self.read_bin()


def _add_folder(store: ConversationStore, name: str, conversation_id: str) -> None:
    folder = Folder.new(name)
    store.folders.add(folder)
    if conversation_id:
        store.set_folder(ConversationId(conversation_id), folder.id)


def _bring_folder_back(
    store: ConversationStore, folder: Folder, place: int, conversation_ids: list[str]
) -> None:
    store.folders.add(folder)
    store.folders.move(folder.id, place)
    for conversation_id in conversation_ids:
        store.set_folder(ConversationId(conversation_id), folder.id)


def _bring_tag_back(
    store: ConversationStore, tag: Tag, place: int, tags: dict[str, tuple[str, ...]]
) -> None:
    store.tags.add(tag)
    store.tags.move(tag.id, place)
    for conversation_id, tag_ids in tags.items():
        store.set_tags(ConversationId(conversation_id), tag_ids)


def _add_tag(
    store: ConversationStore, tag: Tag, conversation_id: str, tag_ids: tuple[str, ...]
) -> None:
    store.tags.add(tag)
    if conversation_id:
        store.set_tags(ConversationId(conversation_id), tag_ids)


def _change_tag(store: ConversationStore, tag_id: str, name: str, colour: str) -> None:
    store.tags.rename(tag_id, name)
    store.tags.recolour(tag_id, colour)
