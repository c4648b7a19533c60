"""The schema, version by version."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.conversation import ConversationId, MessageStatus, TitleOrigin
from gemini_desk.chat.draft import Draft
from gemini_desk.chat.message import Message, Role, TranscriptPart
from gemini_desk.chat.organisation import Folder
from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.storage.conversation_store import ConversationStore
from gemini_desk.storage.database import Database
from gemini_desk.storage.migrations import LATEST_VERSION, migrate
from gemini_desk.storage.search_query import SearchQuery
from gemini_desk.storage.search_schema import VERSION_5
from gemini_desk.transcripts.transcript import Segment, Transcript

# Written by the application of that version, which was killed while it answered.
VERSION_1 = Path(__file__).parent / "data" / "version-1.db.gz"
VERSION_3 = VERSION_1.with_name("version-3.db.gz")


def id_of(number):
    """The ids of the conversations in that database."""
    return ConversationId(f"{number:032x}")


@pytest.fixture
def connection():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield connection
    connection.close()


def version_of(connection):
    return connection.execute("PRAGMA user_version").fetchone()[0]


def test_a_new_database_gets_the_latest_schema(connection):
    migrate(connection, 0)
    assert version_of(connection) == LATEST_VERSION


def test_the_latest_is_left_alone(connection):
    migrate(connection, LATEST_VERSION)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_a_migration_that_fails_leaves_the_version_before(connection, monkeypatch):
    monkeypatch.setattr(
        "gemini_desk.storage.migrations.MIGRATIONS",
        (("CREATE TABLE a (x)",), ("CREATE TABLE b (x)", "CREATE TABLE b (x)")),
    )
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, 0)
    assert version_of(connection) == 1
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("a",)]


@pytest.fixture
def upgraded(database_file, blobs):
    """The store on a database that version 1 wrote."""
    database_file.parent.mkdir(parents=True)
    database_file.write_bytes(gzip.decompress(VERSION_1.read_bytes()))
    database = Database(database_file)
    yield ConversationStore(database, blobs)
    database.close()


def test_version_1_is_upgraded_in_place(upgraded, database_file):
    connection = sqlite3.connect(database_file)
    assert version_of(connection) == LATEST_VERSION
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_conversations_of_version_1_are_whole(upgraded):
    assert sorted(it.id for it in upgraded.list_conversations()) == [id_of(n) for n in (1, 2, 4)]
    assert [it.id for it in upgraded.list_bin()] == [id_of(3)]
    conversation = upgraded.load(id_of(1))
    question, answer, then, last = conversation.branch()
    assert [file.name for file in question.message.attachments] == ["harbour.png"]
    assert (answer.message, last.message) == (
        Message.assistant("Boats."),
        Message.assistant("Somebody counts to ten."),
    )
    assert then.message.attachments[0].duration_s == 2.5
    first_answer = conversation.siblings(answer.id)[0]
    assert first_answer.answer.finish_reason is FinishReason.STOP
    assert conversation.setup == ConversationSetup()
    assert conversation.context_cut is None
    assert "世界" in upgraded.load(id_of(2)).branch()[0].message.text


def test_an_answer_that_version_1_left_unfinished_goes_on(upgraded):
    assert upgraded.mark_interrupted() == 1
    answer = upgraded.load(id_of(4)).branch()[-1]
    assert answer.message == Message.assistant("Once upon a time")
    assert answer.status is MessageStatus.INTERRUPTED
    upgraded.reopen(answer.id)
    upgraded.append_text(answer.id, " there was")
    upgraded.finish(answer.id, MessageStatus.COMPLETE)
    assert upgraded.load(id_of(4)).branch()[-1].message.text == "Once upon a time there was"


def test_titles_of_version_1_may_be_a_persons_and_stay(upgraded):
    assert upgraded.load(id_of(2)).title_origin is TitleOrigin.PERSON
    assert not upgraded.rename(id_of(2), "A clever title", TitleOrigin.MODEL)
    assert upgraded.load(id_of(2)).title == "A title of my own"


def test_what_version_2_brings_works_on_conversations_of_version_1(upgraded):
    folder = upgraded.folders.add(Folder.new("Work"))
    upgraded.set_folder(id_of(1), folder.id)
    upgraded.set_pinned(id_of(1), True)
    upgraded.drafts.save(id_of(1), Draft("not sent"))
    summaries = {it.id: it for it in upgraded.list_conversations()}
    assert (summaries[id_of(1)].folder_id, summaries[id_of(1)].pinned) == (folder.id, True)
    assert not summaries[id_of(2)].pinned


def test_what_version_1_indexed_is_found(upgraded):
    hits = upgraded.search(SearchQuery("boats"))
    assert {hit.conversation_id for hit in hits} == {id_of(1)}
    assert "\ue000Boats\ue001." in [hit.excerpt for hit in hits]
    assert upgraded.search(SearchQuery("harbour png", has_image=True))
    assert [hit.conversation_id for hit in upgraded.search(SearchQuery("世界"))] == [id_of(2)]
    assert not upgraded.index.catch_up(for_s=60.0)


@pytest.fixture
def of_version_3(database_file, blobs):
    """The store on a database that version 3 wrote."""
    database_file.parent.mkdir(parents=True)
    database_file.write_bytes(gzip.decompress(VERSION_3.read_bytes()))
    database = Database(database_file)
    yield ConversationStore(database, blobs)
    database.close()


def test_a_recording_of_version_3_can_be_transcribed(of_version_3):
    store = of_version_3
    memo = store.load(id_of(1))
    question, answer = memo.branch()
    assert answer.message == Message.assistant("Somebody speaks of harbours.")
    (recording,) = question.message.attachments
    recording.path.parent.mkdir(parents=True, exist_ok=True)
    recording.path.write_bytes(b"RIFF memo")
    part = TranscriptPart(recording, Transcript(None, 95.0, (), 0.0))
    version = memo.add_version(Message(Role.ASSISTANT, (part,)), question.id)
    store.add_version(memo.id, version)
    said = (Segment(1.0, 4.0, "The lighthouse is lit."),)
    store.transcripts.append(version.id, said, 30.0)
    assert store.load(memo.id).versions[version.id].message.transcript.transcript == Transcript(
        None, 95.0, said, 30.0
    )
    assert [hit.message_id for hit in store.search(SearchQuery("lighthouse"))] == [version.id]
    assert store.search(SearchQuery("harbours"))
    assert store.mark_interrupted() == 1


def test_emoji_that_were_indexed_as_nothing_are_found(of_version_3, database_file):
    store = of_version_3
    memo = store.load(id_of(1))
    version = memo.add_version(Message.user("Ahoy ⛵"), memo.branch()[0].parent_id)
    store.add_version(memo.id, version)
    store.index.catch_up(for_s=60.0)
    with closing(sqlite3.connect(database_file)) as connection:
        connection.execute("DELETE FROM message_index WHERE message_index MATCH 'ahoy'")
        connection.execute("DELETE FROM search_backlog")
        for statement in VERSION_5:
            connection.execute(statement)
        connection.commit()
    assert [hit.message_id for hit in store.search(SearchQuery("⛵"))] == [version.id]


def test_upgrading_is_the_same_as_beginning_anew(upgraded, database_file):
    """Columns and indexes, whatever the text of the statements that made them."""
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    migrate(fresh, 0)
    old = sqlite3.connect(database_file)
    assert schema_of(old) == schema_of(fresh)
    fresh.close()
    old.close()


def schema_of(connection):
    names = connection.execute("SELECT type, name, tbl_name FROM sqlite_master").fetchall()
    return {
        name: connection.execute(f"SELECT * FROM pragma_table_info('{name[1]}')").fetchall()
        for name in names
    }
