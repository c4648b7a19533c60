"""Opening, checking and transactions."""

import sqlite3
import stat
import subprocess
import sys

import pytest

from gemini_desk.chat.conversation import Conversation
from gemini_desk.chat.message import Message
from gemini_desk.errors import StorageError
from gemini_desk.storage.conversation_store import ConversationStore
from gemini_desk.storage.database import Database
from gemini_desk.storage.migrations import LATEST_VERSION


def save_something(database, blobs):
    conversation = Conversation.new()
    conversation.append(Message.user("Remember me"))
    ConversationStore(database, blobs).save_new(conversation)
    return conversation


def ask(database, statement):
    return database.read(lambda connection: connection.execute(statement).fetchone()[0])


def test_it_is_for_its_owner_alone(database, database_file, blobs):
    save_something(database, blobs)
    files = list(database_file.parent.glob("conversations.db*"))
    assert len(files) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(database_file.parent.stat().st_mode) == 0o700


def test_it_is_set_up_as_documented(database):
    assert ask(database, "PRAGMA journal_mode") == "wal"
    assert ask(database, "PRAGMA synchronous") == 1
    assert ask(database, "PRAGMA foreign_keys") == 1
    assert ask(database, "PRAGMA busy_timeout") == 5000
    assert ask(database, "PRAGMA user_version") == LATEST_VERSION


def test_closing_folds_the_log_into_the_file(database_file, blobs):
    database = Database(database_file)
    conversation = save_something(database, blobs)
    database.close()
    assert [file.name for file in database_file.parent.glob("conversations.db*")] == [
        "conversations.db"
    ]
    database = Database(database_file)
    assert ConversationStore(database, blobs).load(conversation.id) == conversation
    database.close()


def test_a_failed_transaction_changes_nothing(database):
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        connection.execute("INSERT INTO pending_text (version, text) SELECT 1, 'x' WHERE 0")
        connection.execute("CREATE TABLE half (done)")
        _ = 1 / 0
    assert ask(database, "SELECT count(*) FROM sqlite_master WHERE name = 'half'") == 0


def test_an_error_of_sqlite_is_translated(database):
    with pytest.raises(StorageError, match="could not be read or saved"):
        database.read(lambda it: it.execute("SELECT * FROM nowhere"))


def test_a_full_disk_is_explained_and_changes_nothing(database, blobs):
    save_something(database, blobs)
    store = ConversationStore(database, blobs)
    pages = ask(database, "PRAGMA page_count")
    ask(database, f"PRAGMA max_page_count = {pages}")  # what SQLite then says: the disk is full
    large = Conversation.new()
    large.append(Message.user("x" * 1_000_000))
    with pytest.raises(StorageError, match="disk is full"):
        store.save_new(large)
    assert len(store.list_conversations()) == 1
    ask(database, "PRAGMA max_page_count = 1000000")
    store.save_new(large)
    assert len(store.list_conversations()) == 2


def test_a_newer_database_is_refused_and_left_alone(database_file):
    database_file.parent.mkdir()
    connection = sqlite3.connect(database_file)
    connection.execute(f"PRAGMA user_version = {LATEST_VERSION + 1}")
    connection.close()
    before = database_file.read_bytes()
    with pytest.raises(StorageError, match="newer version") as caught:
        Database(database_file)
    assert "--profile" in caught.value.hint
    assert database_file.read_bytes() == before
    assert len(list(database_file.parent.glob("*damaged*"))) == 0


@pytest.mark.parametrize(
    "content", [b"this is no database" * 100, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_damaged_database_is_moved_aside_and_kept(database_file, content, caplog):
    database_file.parent.mkdir()
    database_file.write_bytes(content)
    database = Database(database_file)
    (aside,) = database_file.parent.glob("conversations.damaged-*.db")
    assert aside.read_bytes() == content
    assert aside.name in database.notice
    assert ask(database, "SELECT count(*) FROM conversations") == 0
    database.close()


def end_uncleanly(database_file, work):
    """Run `work` on a database in a process that ends without closing it."""
    script = (
        "import os, pathlib, sys\n"
        "from gemini_desk.storage.database import Database\n"
        "database = Database(pathlib.Path(sys.argv[1]))\n"
        "INSERT = ('INSERT INTO conversations (id, title, created_at, updated_at) '\n"
        "          'VALUES (?, ?, 0, 0)')\n"
        f"{work}\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(database_file)], check=True)


def test_damage_inside_is_found_after_an_unclean_end(database_file, caplog):
    end_uncleanly(
        database_file,
        "with database.writing() as connection:\n"
        "    connection.executemany(INSERT, [(str(n), 'x' * 500) for n in range(300)])\n"
        "database.read(lambda it: it.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchall())",
    )
    with database_file.open("r+b") as file:
        file.seek(20 * 4096)
        file.write(b"\xa5" * 20 * 4096)
    database = Database(database_file)
    assert "damaged" in database.notice
    assert len(list(database_file.parent.glob("conversations.damaged-*.db"))) == 1
    database.close()


def test_a_whole_database_survives_an_unclean_end(database_file, blobs):
    end_uncleanly(
        database_file,
        "with database.writing() as connection:\n    connection.execute(INSERT, ('a', 'kept'))",
    )
    database = Database(database_file)
    assert database.notice == ""
    assert ConversationStore(database, blobs).list_conversations()[0].title == "kept"
    database.close()


def test_a_place_that_cannot_be_written_is_explained(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        Database(tmp_path / "file" / "conversations.db")
