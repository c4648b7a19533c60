"""The store thread: order, batching, durability, errors, one writer."""

import os
import sqlite3
import threading

import pytest

from gemini_desk.chat.conversation import Conversation, ConversationId, MessageStatus
from gemini_desk.chat.message import Message
from gemini_desk.errors import StorageError
from gemini_desk.storage.conversation_store import ConversationStore
from gemini_desk.storage.search_query import SearchQuery
from gemini_desk.storage.search_store import SearchStore
from gemini_desk.storage.store_thread import StoreThread

TIMEOUT_S = 20


@pytest.fixture
def open_store(profile):
    """Starts store threads on the test's profile, and closes what is left open."""
    threads = []

    def start(on_error=None):
        errors = []
        thread = StoreThread(profile.data_dir, on_error=on_error or errors.append)
        thread.errors = errors
        threads.append(thread)
        thread.opening = thread.start().result(TIMEOUT_S)
        return thread

    yield start
    for thread in threads:
        thread.close()


@pytest.fixture
def store(open_store):
    return open_store()


@pytest.fixture
def answer(store):
    """A stored conversation and the id of its answer, which is being written."""
    conversation = Conversation.new()
    conversation.append(Message.user("Tell me"))
    version = conversation.append(Message.assistant(""), status=MessageStatus.STREAMING)
    store.save_new(conversation).result(TIMEOUT_S)
    return conversation, version.id


def on_disk(profile, message_id):
    """What another process would see of a message now."""
    connection = sqlite3.connect(f"file:{profile.data_dir}/conversations.db?mode=ro", uri=True)
    try:
        rows = connection.execute(
            "SELECT p.text FROM pending_text p JOIN versions v ON v.number = p.version "
            "WHERE v.id = ? ORDER BY p.number",
            (message_id,),
        )
        return "".join(text for (text,) in rows)
    finally:
        connection.close()


def load_text(store, answer):
    conversation, message_id = answer
    loaded = store.submit(lambda it: it.load(conversation.id)).result(TIMEOUT_S)
    return loaded.versions[message_id].message.text


def fill_disk(store, monkeypatch):
    """Let every write of text fail as a full disk does; returns what frees the disk."""
    full = threading.Event()
    full.set()
    append_texts = ConversationStore.append_texts

    def refuse(self, deltas):
        if full.is_set():
            raise StorageError("The disk is full.")
        append_texts(self, deltas)

    monkeypatch.setattr(ConversationStore, "append_texts", refuse)
    return full.clear


def test_what_is_saved_is_on_disk_when_the_future_is_done(store, profile):
    conversation = Conversation.new()
    conversation.append(Message.user("durable"))
    store.save_new(conversation).result(TIMEOUT_S)
    connection = sqlite3.connect(profile.data_dir / "conversations.db")
    assert connection.execute("SELECT text FROM parts").fetchall() == [("durable",)]
    connection.close()


def test_saving_takes_the_conversation_as_it_is_now(store):
    conversation = Conversation.new()
    conversation.append(Message.user("one"))
    blocker = threading.Event()
    store.submit(lambda _: blocker.wait(TIMEOUT_S))
    saved = store.save_new(conversation)
    conversation.append(Message.user("two"))
    conversation.title = "Later"
    blocker.set()
    saved.result(TIMEOUT_S)
    loaded = store.submit(lambda it: it.load(conversation.id)).result(TIMEOUT_S)
    assert [version.message.text for version in loaded.branch()] == ["one"]


def test_everything_happens_in_order(store, answer):
    seen = []
    for number in range(50):
        store.append_text(answer[1], f"{number} ")
        store.submit(lambda it: seen.append(len(it.load(answer[0].id).branch()[-1].message.text)))
    store.flush()
    assert seen == sorted(set(seen))
    assert load_text(store, answer) == "".join(f"{number} " for number in range(50))


def test_text_reaches_the_disk_by_itself(store, answer, profile, monkeypatch):
    written = threading.Event()
    append_texts = ConversationStore.append_texts

    def append_and_tell(self, deltas):
        append_texts(self, deltas)
        written.set()

    monkeypatch.setattr(ConversationStore, "append_texts", append_and_tell)
    store.append_text(answer[1], "by itself")
    assert written.wait(TIMEOUT_S)
    assert on_disk(profile, answer[1]) == "by itself"


def test_text_is_collected_to_few_transactions(store, answer, monkeypatch):
    batches = []
    append_texts = ConversationStore.append_texts

    def count(self, deltas):
        batches.append(len(deltas))
        append_texts(self, deltas)

    monkeypatch.setattr(ConversationStore, "append_texts", count)
    for _ in range(1000):
        store.append_text(answer[1], "x")
    store.flush()
    assert sum(batches) == 1000
    assert len(batches) < 100
    assert load_text(store, answer) == "x" * 1000


def test_an_answer_ends_behind_all_its_text(store, answer):
    store.append_text(answer[1], "all of ")
    store.append_text(answer[1], "it")
    store.finish(answer[1], MessageStatus.COMPLETE)
    store.flush()
    loaded = store.submit(lambda it: it.load(answer[0].id)).result(TIMEOUT_S)
    assert loaded.versions[answer[1]].status is MessageStatus.COMPLETE
    assert load_text(store, answer) == "all of it"


def test_an_error_reaches_the_future_and_the_thread_lives_on(store, caplog):
    with pytest.raises(StorageError):
        store.submit(lambda it: it.load(ConversationId("gone"))).result(TIMEOUT_S)
    with pytest.raises(ZeroDivisionError):
        store.submit(lambda _: 1 / 0).result(TIMEOUT_S)
    assert store.submit(lambda it: it.list_conversations()).result(TIMEOUT_S) == ()


def test_a_cancelled_job_is_not_run(store):
    blocker = threading.Event()
    ran = []
    store.submit(lambda _: blocker.wait(TIMEOUT_S))
    future = store.submit(lambda _: ran.append(1))
    assert future.cancel()
    blocker.set()
    store.flush()
    assert ran == []


def test_text_waits_in_memory_while_the_disk_is_full(store, answer, monkeypatch):
    free_space = fill_disk(store, monkeypatch)
    store.append_text(answer[1], "kept ")
    with pytest.raises(StorageError, match="full"):
        store.flush()
    store.append_text(answer[1], "in memory")
    store.finish(answer[1], MessageStatus.COMPLETE)
    with pytest.raises(StorageError, match="full"):
        store.flush()
    assert len(store.errors) == 1  # one failure, one notice
    free_space()
    store.flush()
    assert load_text(store, answer) == "kept in memory"


def test_writing_is_tried_again_by_itself(store, answer, monkeypatch):
    free_space = fill_disk(store, monkeypatch)
    store.append_text(answer[1], "text")
    with pytest.raises(StorageError):
        store.flush()
    written = threading.Event()
    finish = ConversationStore.finish

    def finish_and_tell(self, *arguments):
        finish(self, *arguments)
        written.set()

    monkeypatch.setattr(ConversationStore, "finish", finish_and_tell)
    store.finish(answer[1], MessageStatus.COMPLETE)
    free_space()
    assert written.wait(TIMEOUT_S)
    assert load_text(store, answer) == "text"


def test_what_cannot_be_written_before_closing_is_reported(store, answer, monkeypatch):
    fill_disk(store, monkeypatch)
    store.append_text(answer[1], "lost")
    store.close()
    assert "before closing" in store.errors[-1].message


def test_closing_drains_everything(store, answer, open_store):
    store.append_text(answer[1], "the end")
    futures = [store.submit(lambda it: it.list_conversations()) for _ in range(10)]
    store.close()
    assert all(future.done() for future in futures)
    assert load_text(open_store(), answer) == "the end"


def test_after_closing_nothing_is_taken(store):
    store.close()
    store.close()
    with pytest.raises(StorageError, match="closed"):
        store.submit(lambda it: it.list_conversations()).result(TIMEOUT_S)


def test_a_store_that_was_never_started_can_be_closed(profile):
    StoreThread(profile.data_dir, on_error=print).close()


def test_only_one_process_writes_a_profile(store, profile, open_store):
    second = StoreThread(profile.data_dir, on_error=print)
    with pytest.raises(StorageError, match="already open") as caught:
        second.start().result(TIMEOUT_S)
    assert "--profile" in caught.value.hint
    with pytest.raises(StorageError, match="already open"):
        second.submit(lambda it: it.list_conversations()).result(TIMEOUT_S)
    second.append_text("x", "goes nowhere")
    second.close()
    store.close()
    assert open_store().opening.interrupted == 0


def test_a_store_that_could_not_be_opened_is_opened_again(store, profile):
    second = StoreThread(profile.data_dir, on_error=print)
    with pytest.raises(StorageError, match="already open"):
        second.start().result(TIMEOUT_S)
    with pytest.raises(StorageError, match="already open"):
        second.reopen().result(TIMEOUT_S)
    store.close()
    opening = second.reopen()
    listed = second.submit(lambda it: it.list_conversations())  # behind the opening, not refused
    assert opening.result(TIMEOUT_S).interrupted == 0
    assert listed.result(TIMEOUT_S) == ()
    conversation = Conversation.new()
    conversation.append(Message.user("Kept"))
    second.save_new(conversation).result(TIMEOUT_S)
    second.reopen().result(TIMEOUT_S)  # an open one stays as it is
    assert len(second.submit(lambda it: it.list_conversations()).result(TIMEOUT_S)) == 1
    second.close()
    with pytest.raises(StorageError, match="closed"):
        second.reopen().result(TIMEOUT_S)


def test_answers_that_were_cut_off_are_counted_at_the_start(store, answer, open_store):
    store.append_text(answer[1], "Half")
    store.close()
    again = open_store()
    assert again.opening.interrupted == 1
    assert load_text(again, answer) == "Half"


def test_a_damaged_database_is_announced(profile, open_store, caplog):
    (profile.data_dir / "conversations.db").write_bytes(b"nonsense" * 1000)
    assert "damaged" in open_store().opening.notice


def test_a_newer_database_is_refused_and_the_profile_is_freed(profile):
    connection = sqlite3.connect(profile.data_dir / "conversations.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for _ in range(2):
        store = StoreThread(profile.data_dir, on_error=print)
        with pytest.raises(StorageError, match="newer version"):
            store.start().result(TIMEOUT_S)
        store.close()


def test_a_defect_does_not_stop_the_answers_behind_it(store, answer, monkeypatch, caplog):
    finish = ConversationStore.finish

    def defect(self, message_id, *arguments):
        if message_id == "odd":
            raise TypeError("a defect")
        finish(self, message_id, *arguments)

    monkeypatch.setattr(ConversationStore, "finish", defect)
    store.finish("odd", MessageStatus.COMPLETE)
    store.append_text(answer[1], "text")
    store.finish(answer[1], MessageStatus.COMPLETE)
    store.flush()
    assert load_text(store, answer) == "text"


def test_a_listener_that_is_gone_does_not_stop_the_store(open_store, monkeypatch, caplog):
    def gone(_error):
        raise RuntimeError("wrapped C++ object has been deleted")

    store = open_store(on_error=gone)
    fill_disk(store, monkeypatch)
    store.append_text("any", "text")
    with pytest.raises(StorageError, match="full"):
        store.flush()


def test_a_defect_in_opening_is_told(profile, monkeypatch, caplog):
    def defect(_data_dir):
        raise TypeError("a defect")

    monkeypatch.setattr("gemini_desk.storage.store_thread.lock_profile", defect)
    store = StoreThread(profile.data_dir, on_error=print)
    with pytest.raises(TypeError):
        store.start().result(TIMEOUT_S)
    store.close()


def test_unused_files_go_when_the_store_closes(store):
    used = store.blobs.add_bytes(b"dropped, but never sent")
    os.utime(used.path, (0, 0))
    store.close()
    assert not used.path.exists()


def test_the_search_index_follows_by_itself_and_takes_turns(open_store, monkeypatch):
    """What is asked for is done between two slices of the index, not behind all of them."""
    slices = []
    done = threading.Event()
    index = SearchStore.catch_up

    def count(self, for_s):
        more = index(self, 0.0)
        slices.append(more)
        if not more and len(slices) > 3:
            done.set()
        return more

    monkeypatch.setattr(SearchStore, "catch_up", count)
    store = open_store()
    conversation = Conversation.new()
    for number in range(200):
        conversation.append(Message.user(f"lighthouse {number}"))
    store.save_new(conversation).result(TIMEOUT_S)
    store.submit(lambda it: it.list_conversations()).result(TIMEOUT_S)
    asked_after = len(slices)
    assert done.wait(TIMEOUT_S)
    assert asked_after < len(slices)
    query = SearchQuery("lighthouse", limit=500)
    assert len(store.submit(lambda it: it.search(query)).result(TIMEOUT_S)) == 200


def test_an_index_that_cannot_be_written_stops_nothing(store, answer, monkeypatch):
    refused = threading.Event()

    def refuse(_store, _for_s):
        refused.set()
        raise StorageError("The disk is full.")

    monkeypatch.setattr(SearchStore, "catch_up", refuse)
    store.append_text(answer[1], "text")
    assert refused.wait(TIMEOUT_S)
    assert load_text(store, answer) == "text"
    assert store.submit(lambda it: it.search(SearchQuery("nowhere"))).result(TIMEOUT_S) == ()


def test_many_threads_write_at_once(store):
    made = []

    def write(number):
        conversation = Conversation.new()
        conversation.append(Message.user(str(number)))
        version = conversation.append(Message.assistant(""), status=MessageStatus.STREAMING)
        store.save_new(conversation)
        for letter in "abcdef":
            store.append_text(version.id, letter)
        store.finish(version.id, MessageStatus.COMPLETE)
        made.append((conversation, version.id))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.flush()
    assert [load_text(store, pair) for pair in made] == ["abcdef"] * 8
