"""What takes room on the disk, measured in real folders and a real database."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.conversation import Conversation
from gemini_desk.chat.message import Message
from gemini_desk.storage.blob_store import BlobStore
from gemini_desk.storage.conversation_store import ConversationStore
from gemini_desk.storage.database import Database
from gemini_desk.tasks.space_used import Amount, Places, clear_temporary, measure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD = (1_000_000_000.0, 1_000_000_000.0)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(
        data_dir=tmp_path / "data",
        recordings_dir=tmp_path / "data" / "recordings",
        cache_dir=tmp_path / "cache",
        log_dir=tmp_path / "log",
        hub_dir=tmp_path / "hub",
    )


@pytest.fixture
def blobs(places: Places) -> BlobStore:
    return BlobStore(places.data_dir / "blobs")


@pytest.fixture
def store(places: Places, blobs: BlobStore) -> Iterator[ConversationStore]:
    with closing(Database(places.data_dir / "conversations.db")) as database:
        yield ConversationStore(database, blobs)


def conversation(words: int) -> Conversation:
    new = Conversation.new()
    new.append(Message.user("word " * words))
    return new


def test_folders_that_are_not_there_take_nothing(places: Places, store: ConversationStore) -> None:
    used = measure(places, store.space.figures())
    assert used.recordings == used.temporary == used.logs == used.models == Amount()
    assert used.attachments == used.unused == Amount()
    assert used.store.conversations == used.store.binned == 0
    assert used.store.database_bytes > 0
    assert used.free_bytes > 0


def test_attachments_that_nothing_refers_to_are_counted_apart(
    places: Places, store: ConversationStore, blobs: BlobStore
) -> None:
    blobs.add_bytes(b"nobody's")
    used = measure(places, store.space.figures())
    assert used.attachments == Amount()
    assert used.unused == Amount(1, 8)


def test_files_are_counted_and_links_are_not(places: Places, store: ConversationStore) -> None:
    places.cache_dir.mkdir()
    (places.cache_dir / "deep").mkdir()
    (places.cache_dir / "deep" / "a").write_bytes(b"12345")
    (places.cache_dir / "link").symlink_to(places.cache_dir / "deep")
    assert measure(places, store.space.figures()).temporary == Amount(1, 5)


def test_compacting_gives_back_what_deleting_left(places: Places, store: ConversationStore) -> None:
    for _ in range(20):
        store.save_new(conversation(20_000))
    for summary in store.list_conversations():
        store.delete(summary.id)
    assert store.space.figures().binned == 20
    store.empty_bin()
    before = store.space.figures()
    assert before.binned == 0
    assert before.spare_bytes > 1_000_000
    store.space.compact()
    after = store.space.figures()
    assert after.spare_bytes == 0
    assert after.database_bytes < before.database_bytes // 2
    assert (places.data_dir / "conversations.db").stat().st_size == after.database_bytes


def test_clearing_leaves_what_may_be_in_use(places: Places) -> None:
    places.cache_dir.mkdir()
    old, young = places.cache_dir / "old", places.cache_dir / "young"
    old.write_bytes(b"123")
    os.utime(old, OLD)
    young.write_bytes(b"1")
    assert clear_temporary(places.cache_dir) == 3
    assert [path.name for path in places.cache_dir.iterdir()] == ["young"]
    assert clear_temporary(places.cache_dir) == 0
