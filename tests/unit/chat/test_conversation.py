"""The conversation tree."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desk.chat.answer import AnswerDetails
from gemini_desk.chat.conversation import UNTITLED, Conversation, MessageStatus
from gemini_desk.chat.message import Message, Role, TextPart


def texts(conversation):
    return [version.message.text for version in conversation.branch()]


@pytest.fixture
def conversation():
    conversation = Conversation.new()
    for text in ("a", "b", "c"):
        conversation.append(Message.user(text))
    return conversation


def test_a_new_conversation_is_empty():
    conversation = Conversation.new()
    assert conversation.title == UNTITLED
    assert conversation.branch() == []
    assert conversation.created_at.tzinfo is UTC
    assert conversation.id != Conversation.new().id


def test_messages_follow_each_other(conversation):
    assert texts(conversation) == ["a", "b", "c"]
    a, b, c = conversation.branch()
    assert (a.parent_id, b.parent_id, c.parent_id) == (None, a.id, b.id)
    assert conversation.leaf_id == c.id
    assert conversation.updated_at == c.created_at


def test_a_path_ends_where_it_is_asked_to(conversation):
    _, b, _ = conversation.branch()
    assert [version.message.text for version in conversation.path_to(b.id)] == ["a", "b"]
    assert conversation.path_to(None) == []


def test_an_edit_adds_a_sibling_and_keeps_the_old_branch(conversation):
    a, b, c = conversation.branch()
    edited = conversation.add_version(Message.user("B"), a.id)
    assert texts(conversation) == ["a", "B"]
    assert conversation.siblings(b.id) == conversation.siblings(edited.id) == [b, edited]
    conversation.open_branch(b.id)
    assert texts(conversation) == ["a", "b", "c"]
    assert conversation.siblings(c.id) == [c]


def test_the_first_message_has_siblings_too(conversation):
    first = conversation.branch()[0]
    other = conversation.add_version(Message.user("A"), None)
    assert conversation.siblings(other.id) == [first, other]
    assert texts(conversation) == ["A"]


def test_opening_a_branch_goes_down_to_the_newest(conversation):
    a, b, _ = conversation.branch()
    conversation.add_version(Message.user("C"), b.id)
    conversation.add_version(Message.user("B"), a.id)
    conversation.open_branch(a.id)
    assert texts(conversation) == ["a", "B"]
    conversation.open_branch(b.id)
    assert texts(conversation) == ["a", "b", "C"]


def test_an_answer_grows_and_ends():
    conversation = Conversation.new()
    version = conversation.append(Message.assistant(""), status=MessageStatus.STREAMING)
    conversation.update(version.id, parts=[TextPart("Hello")])
    details = AnswerDetails(error="It failed.")
    updated = conversation.update(version.id, status=MessageStatus.FAILED, answer=details)
    assert updated == conversation.versions[version.id]
    assert updated.message == Message.assistant("Hello")
    assert (updated.status, updated.answer) == (MessageStatus.FAILED, details)
    assert version.message.text == ""  # values do not change under their holders


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 1_000_000)), max_size=30))
def test_any_tree_keeps_its_branch_whole(steps):
    """Appending and branching anywhere, every version can be opened, and parents come first."""
    conversation = Conversation.new()
    for appends, choice in steps:
        ids = [None, *conversation.versions]
        parent = conversation.leaf_id if appends else ids[choice % len(ids)]
        conversation.add_version(Message.assistant("x"), parent)
    seen = set()
    for version in conversation.versions.values():
        assert version.parent_id is None or version.parent_id in seen
        seen.add(version.id)
    for message_id in list(conversation.versions):
        conversation.open_branch(message_id)
        branch = conversation.branch()
        assert message_id in [version.id for version in branch]
        assert branch[0].parent_id is None
        assert all(
            conversation.versions[message_id] in conversation.siblings(message_id)
            for message_id in [version.id for version in branch]
        )


def test_roles_have_the_words_of_chat_templates():
    assert [role.value for role in Role] == ["system", "user", "assistant"]
