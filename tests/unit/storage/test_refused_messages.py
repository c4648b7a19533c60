"""Messages that a full disk refuses: kept in memory, in order, until it takes them."""

import threading

import pytest

from gemini_desk.chat.conversation import Conversation, MessageStatus
from gemini_desk.chat.message import Message
from gemini_desk.errors import NotStoredError, StorageError
from gemini_desk.storage.store_thread import StoreThread

TIMEOUT_S = 20
PAGE_BYTES = 4096


@pytest.fixture
def open_store(profile):
    """Starts store threads on the test's profile, and closes what is left open."""
    threads = []

    def start():
        errors = []
        thread = StoreThread(profile.data_dir, on_error=errors.append)
        thread.errors = errors
        threads.append(thread)
        thread.start().result(TIMEOUT_S)
        return thread

    yield start
    for thread in threads:
        thread.close()


@pytest.fixture
def store(open_store):
    return open_store()


@pytest.fixture
def conversation(store):
    """One that is stored, with a question and its answer."""
    conversation = Conversation.new()
    conversation.append(Message.user("hello"))
    conversation.append(Message.assistant("Hello!"))
    store.save_new(conversation).result(TIMEOUT_S)
    return conversation


def let_it_grow(store, pages):
    """Let SQLite itself take no more pages than these, as on a full disk; all of them if 0."""

    def limit(it):
        connection = it._database._connection
        (now,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {now + pages}")

    store.submit(limit).result(TIMEOUT_S)


def fill(store):
    let_it_grow(store, 0)


def free(store):
    let_it_grow(store, 100_000)


def keep(store, conversation, message):
    """Add a message that is longer than all the pages that are left."""
    version = conversation.append(message)
    return store.keep(lambda it: it.add_version(conversation.id, version))


def long(text):
    return text + "." * 20 * PAGE_BYTES


def texts(store, conversation):
    loaded = store.submit(lambda it: it.load(conversation.id)).result(TIMEOUT_S)
    return [version.message.text.rstrip(".") for version in loaded.branch()]


def test_what_a_full_disk_refused_is_stored_before_what_follows(store, conversation):
    fill(store)
    question = keep(store, conversation, Message.user(long("Long question")))
    with pytest.raises(StorageError, match="full"):
        question.result(TIMEOUT_S)
    answer = conversation.append(Message.assistant(""), status=MessageStatus.STREAMING)
    short = store.keep(lambda it: it.add_version(conversation.id, answer))
    with pytest.raises(StorageError, match="full"):
        short.result(TIMEOUT_S)  # there would be room for it, but not before its question
    assert texts(store, conversation) == ["hello", "Hello!"]
    store.append_text(answer.id, "Its answer")
    store.finish(answer.id, MessageStatus.COMPLETE)
    free(store)
    store.flush()
    assert texts(store, conversation) == ["hello", "Hello!", "Long question", "Its answer"]
    assert store.errors == []  # the futures have told it


def test_it_is_stored_without_being_asked_again(store, conversation):
    fill(store)
    version = conversation.append(Message.user(long("Waits")))
    stored = threading.Event()

    def write(it):
        it.add_version(conversation.id, version)
        stored.set()

    with pytest.raises(StorageError):
        store.keep(write).result(TIMEOUT_S)
    assert not stored.is_set()
    free(store)
    assert stored.wait(TIMEOUT_S)
    assert texts(store, conversation) == ["hello", "Hello!", "Waits"]


def test_it_is_stored_at_closing(store, conversation, open_store):
    fill(store)
    with pytest.raises(StorageError):
        keep(store, conversation, Message.user(long("Last words"))).result(TIMEOUT_S)
    free(store)
    store.close()
    assert store.errors == []
    assert texts(open_store(), conversation) == ["hello", "Hello!", "Last words"]


def test_what_cannot_be_stored_before_closing_is_reported(store, conversation):
    fill(store)
    with pytest.raises(StorageError):
        keep(store, conversation, Message.user(long("Lost"))).result(TIMEOUT_S)
    store.close()
    assert "before closing" in store.errors[-1].message


def test_a_message_of_a_deleted_conversation_holds_nothing_up(store, conversation):
    gone = Conversation.new()
    gone.append(Message.user("Nobody stored me"))
    with pytest.raises(NotStoredError):
        keep(store, gone, Message.user("too late")).result(TIMEOUT_S)
    store.flush()
    keep(store, conversation, Message.user("Goes on")).result(TIMEOUT_S)
    assert texts(store, conversation) == ["hello", "Hello!", "Goes on"]
