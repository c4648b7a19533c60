"""One bad row never makes a conversation unopenable."""

from datetime import UTC, datetime

import pytest

from gemini_desk.chat.conversation import Conversation, MessageStatus
from gemini_desk.chat.message import Message, TextPart


@pytest.fixture
def conversation(store, attached):
    conversation = Conversation.new()
    conversation.append(Message.user("one", attached()))
    conversation.append(Message.assistant("two"))
    conversation.append(Message.user("three"))
    store.save_new(conversation)
    return conversation


def spoil(database, statement):
    with database.writing() as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(statement)


def texts(conversation):
    return [version.message.text for version in conversation.branch()]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE versions SET answer = 'no json'",
        "UPDATE versions SET answer = '[1]'",
        "UPDATE versions SET answer = '1, 2'",
        "UPDATE versions SET answer = 5",
        "UPDATE versions SET answer = X'FF'",
        """UPDATE versions SET answer = '{"usage": 3, "model": [], "timings": {"load_s": "x"}}'""",
        "UPDATE versions SET created_at = 'yesterday'",
        "UPDATE versions SET created_at = 17",
        "UPDATE conversations SET created_at = X'FF', updated_at = ''",
        "UPDATE conversations SET leaf_id = 'gone'",
        "UPDATE conversations SET leaf_id = NULL",
    ],
)
def test_small_damage_is_passed_over(store, database, conversation, statement):
    spoil(database, statement)
    assert texts(store.load(conversation.id)) == ["one", "two", "three"]
    assert len(store.list_conversations()) == 1


def test_unreadable_times_become_the_epoch(store, database, conversation):
    spoil(database, "UPDATE versions SET created_at = 'yesterday'")
    assert store.load(conversation.id).branch()[0].created_at == datetime.fromtimestamp(0, UTC)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE versions SET role = 'tool' WHERE number = 2", ["one", "three"]),
        ("DELETE FROM versions WHERE number = 2", ["one", "three"]),
        ("DELETE FROM versions WHERE number = 1", ["two", "three"]),
        ("DELETE FROM versions WHERE number = 3", ["one", "two"]),
        ("UPDATE versions SET parent_id = id WHERE number = 2", ["one", "two", "three"]),
        ("UPDATE versions SET status = 'odd' WHERE number = 2", ["one", "two", "three"]),
        (
            "UPDATE parts SET text = CAST(X'FF' AS TEXT) WHERE text = 'two'",
            ["one", "\ufffd", "three"],
        ),
        ("UPDATE parts SET kind = 'hologram' WHERE text = 'two'", ["one", "", "three"]),
        ("DELETE FROM parts WHERE text = 'two'", ["one", "", "three"]),
    ],
)
def test_what_is_lost_leaves_the_rest_in_order(
    store, database, conversation, statement, expected, caplog
):
    spoil(database, statement)
    assert texts(store.load(conversation.id)) == expected


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attachments SET sha256 = '../../../etc/passwd'",
        "UPDATE attachments SET size_bytes = 'large'",
        "DELETE FROM attachments",
    ],
)
def test_an_attachment_that_is_lost_leaves_the_text(
    store, database, conversation, statement, caplog
):
    spoil(database, statement)
    assert store.load(conversation.id).branch()[0].message.parts == (TextPart("one"),)


def test_an_unknown_status_counts_as_complete(store, database, conversation, caplog):
    spoil(database, "UPDATE versions SET status = 'odd'")
    branch = store.load(conversation.id).branch()
    assert {version.status for version in branch} == {MessageStatus.COMPLETE}
