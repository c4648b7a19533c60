"""Pins, the archive, folders and tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desk.chat.conversation import Conversation, ConversationId
from gemini_desk.chat.message import Message
from gemini_desk.chat.organisation import Folder, Tag
from gemini_desk.errors import InputError
from gemini_desk.storage.database import Database
from gemini_desk.storage.organisation_store import FolderStore


@pytest.fixture
def conversation(store):
    conversation = Conversation.new()
    conversation.append(Message.user("one"))
    conversation.append(Message.assistant("two"))
    store.save_new(conversation)
    return conversation


def summary(store):
    (found,) = store.list_conversations()
    return found


def test_a_conversation_is_nowhere_at_first(store, conversation):
    found = summary(store)
    assert not found.pinned
    assert not found.archived
    assert (found.folder_id, found.tag_ids, found.deleted_at) == (None, (), None)
    assert found.message_count == 2


def test_every_version_of_a_message_counts(store, conversation):
    other = conversation.add_version(Message.assistant("three"), conversation.branch()[0].id)
    store.add_version(conversation.id, other)
    assert summary(store).message_count == 3


def test_pinning_and_archiving_can_be_undone(store, conversation):
    before = summary(store)
    store.set_pinned(conversation.id, True)
    store.set_archived(conversation.id, True)
    assert (summary(store).pinned, summary(store).archived) == (True, True)
    store.set_pinned(conversation.id, False)
    store.set_archived(conversation.id, False)
    assert summary(store) == before


def test_the_place_survives_the_bin(store, conversation):
    folder = store.folders.add(Folder.new("Work"))
    tag = store.tags.add(Tag.new("urgent"))
    store.set_folder(conversation.id, folder.id)
    store.set_tags(conversation.id, [tag.id])
    store.set_pinned(conversation.id, True)
    before = summary(store)
    store.delete(conversation.id)
    (binned,) = store.list_bin()
    assert (binned.folder_id, binned.tag_ids) == (folder.id, (tag.id,))
    store.restore(conversation.id)
    assert summary(store) == before


def test_a_folder_that_goes_leaves_its_conversations(store, conversation):
    folder = store.folders.add(Folder.new("Work"))
    store.set_folder(conversation.id, folder.id)
    store.folders.remove(folder.id)
    assert summary(store).folder_id is None
    store.set_folder(conversation.id, folder.id)  # gone
    assert summary(store).folder_id is None


def test_a_conversation_leaves_its_folder(store, conversation):
    folder = store.folders.add(Folder.new("Work"))
    store.set_folder(conversation.id, folder.id)
    store.set_folder(conversation.id, None)
    assert summary(store).folder_id is None


def test_tags_come_in_the_order_of_the_tags(store, conversation):
    red, blue, gone = (store.tags.add(Tag.new(name)) for name in ("red", "blue", "gone"))
    store.tags.remove(gone.id)
    store.set_tags(conversation.id, [blue.id, red.id, red.id, gone.id, "never"])
    assert summary(store).tag_ids == (red.id, blue.id)
    store.tags.move(blue.id, 0)
    assert summary(store).tag_ids == (blue.id, red.id)
    store.tags.remove(blue.id)
    assert summary(store).tag_ids == (red.id,)
    store.set_tags(conversation.id, [])
    assert summary(store).tag_ids == ()


def test_order_for_a_conversation_that_is_not_stored_is_harmless(store):
    gone = ConversationId("gone")
    tag = store.tags.add(Tag.new("urgent"))
    store.set_pinned(gone, True)
    store.set_archived(gone, True)
    store.set_folder(gone, "none")
    store.set_tags(gone, [tag.id])
    assert store.list_conversations() == ()


def test_deleting_for_good_leaves_folder_and_tags(store, conversation, database):
    folder = store.folders.add(Folder.new("Work"))
    tag = store.tags.add(Tag.new("urgent"))
    store.set_folder(conversation.id, folder.id)
    store.set_tags(conversation.id, [tag.id])
    store.delete(conversation.id)
    assert store.delete_for_good(conversation.id)
    assert store.folders.list() == (folder,)
    assert store.tags.list() == (tag,)
    rows = database.read(lambda it: it.execute("SELECT * FROM conversation_tags").fetchall())
    assert rows == []


def test_names_are_trimmed_and_never_empty(store):
    folder = store.folders.add(Folder.new("  My\nwork "))
    tag = store.tags.add(Tag.new(" urgent\ud800", "pink"))
    assert folder.name == "My work"
    assert (tag.name, tag.colour) == ("urgent\ufffd", "grey")
    store.folders.rename(folder.id, " Home ")
    store.tags.rename(tag.id, "later")
    store.tags.recolour(tag.id, "teal")
    assert store.folders.list() == (Folder(folder.id, "Home"),)
    assert store.tags.list() == (Tag(tag.id, "later", "teal"),)
    for refused in (
        lambda: store.folders.add(Folder.new(" ")),
        lambda: store.folders.rename(folder.id, ""),
        lambda: store.tags.add(Tag.new("\n")),
        lambda: store.tags.rename(tag.id, " "),
    ):
        with pytest.raises(InputError):
            refused()
    assert store.folders.list() == (Folder(folder.id, "Home"),)


def test_adding_twice_adds_once(store):
    folder = Folder.new("Work")
    store.folders.add(folder)
    store.folders.add(folder)
    assert store.folders.list() == (folder,)


def test_what_is_gone_is_left_alone(store):
    store.folders.rename("gone", "x")
    store.folders.remove("gone")
    store.folders.move("gone", 0)
    store.tags.recolour("gone", "red")
    store.tags.move("gone", 5)
    assert (store.folders.list(), store.tags.list()) == ((), ())


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-2, 9)), max_size=8))
def test_moving_is_moving_in_a_list(tmp_path_factory, moves):
    database = Database(tmp_path_factory.mktemp("order") / "conversations.db")
    store = FolderStore(database)
    expected = [store.add(Folder.new(name)) for name in "abcde"]
    for which, position in moves:
        folder = expected.pop(which)
        expected.insert(max(0, position), folder)
        store.move(folder.id, position)
    assert store.list() == tuple(expected)
    database.close()
