"""One bad row never makes a conversation unopenable."""

from dataclasses import fields
from datetime import UTC, datetime
from json import dumps

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemini_desk.chat.conversation import ContextCut, Conversation, MessageId, MessageStatus
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message, TextPart
from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.storage.setup_json import (
    cut_from_json,
    cut_to_json,
    setup_from_json,
    setup_to_json,
)

FIELDS = st.sampled_from(
    [
        field.name
        for kind in (ConversationSetup, GenerationParameters, ContextCut)
        for field in fields(kind)
    ]
)


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
        "UPDATE conversations SET title_origin = 'nobody', forked_from = 7",
        "UPDATE conversations SET folder = NULL, pinned_at = 5, archived_at = X'FF'",
        "UPDATE parts SET duration_s = 'long'",
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


# Each with what it damages: a setup, a cut, both at once.
DAMAGED_JSON = [
    "",
    "no json",
    "[]",
    "null",
    "3",
    '{"system_prompt": 3, "parameters": [], "model": null, "preset_id": {}}',
    '{"parameters": {"temperature": 900, "top_p": "much", "stop": ["", 1], "seed": 1e300}}',
    '{"parameters": {"temperature": NaN, "max_new_tokens": -Infinity}}',
    '{"first_id": 7, "summary": []}',
    '{"first_id": null}',
    "[" * 100_000,
    '{"a": ' * 100_000,
]


@pytest.mark.parametrize("json", DAMAGED_JSON, ids=range(len(DAMAGED_JSON)))
def test_a_damaged_setup_or_cut_is_passed_over(store, database, conversation, json, caplog):
    with database.writing() as connection:
        connection.execute("UPDATE conversations SET setup = ?, context_cut = ?", (json, json))
    loaded = store.load(conversation.id)
    assert texts(loaded) == ["one", "two", "three"]
    assert loaded.setup == ConversationSetup()
    assert loaded.context_cut is None


@pytest.mark.parametrize("value", [5, 1.5, b"\xff\xfe", b"\x00" * 7])
def test_a_setup_of_another_type_is_passed_over(store, database, conversation, value, caplog):
    with database.writing() as connection:
        connection.execute("UPDATE conversations SET setup = ?, context_cut = ?", (value, value))
    assert store.load(conversation.id).setup == ConversationSetup()


def test_one_bad_value_costs_a_setup_itself_alone(store, database, conversation, caplog):
    spoil(
        database,
        """UPDATE conversations SET setup = '{"system_prompt": "Be brief.", "new": 1,
        "parameters": {"temperature": 0.5, "top_p": 7}}', context_cut = '{"first_id": "x",
        "summary": 4}'""",
    )
    loaded = store.load(conversation.id)
    assert loaded.setup == ConversationSetup(
        system_prompt="Be brief.", parameters=GenerationParameters(temperature=0.5)
    )
    assert loaded.context_cut == ContextCut(MessageId("x"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(FIELDS | st.text(), inner),
    max_leaves=20,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_no_json_stops_a_setup_from_being_read(caplog, value):
    """Whatever is in the column: a setup comes out that can be written and read again."""
    text = dumps(value)
    setup = setup_from_json(text)
    assert setup_from_json(setup_to_json(setup)) == setup
    cut = cut_from_json(text)
    assert cut_from_json(cut_to_json(cut)) == cut
