"""Which version of a message is open."""

from gemini_desk.chat.conversation import Conversation
from gemini_desk.chat.message import Message
from gemini_desk.chat.versions import VersionPlace, neighbour, version_places


def test_places_are_those_of_the_open_branch_and_only_where_there_is_a_choice():
    conversation = Conversation.new()
    question = conversation.append(Message.user("Why?"))
    first = conversation.append(Message.assistant("Because."))
    conversation.append(Message.user("And?"))
    second = conversation.add_version(Message.assistant("It is so."), question.id)
    assert version_places(conversation) == {second.id: VersionPlace(2, 2)}
    conversation.open_branch(first.id)
    assert version_places(conversation) == {first.id: VersionPlace(1, 2)}


def test_first_messages_are_versions_of_one_another():
    conversation = Conversation.new()
    first = conversation.append(Message.user("Why?"))
    second = conversation.add_version(Message.user("How?"), None)
    assert version_places(conversation) == {second.id: VersionPlace(2, 2)}
    assert neighbour(conversation, second.id, -1) == first.id


def test_there_is_nothing_beyond_the_first_and_the_last_version():
    conversation = Conversation.new()
    versions = [conversation.add_version(Message.user(text), None) for text in "abc"]
    assert neighbour(conversation, versions[0].id, -1) is None
    assert neighbour(conversation, versions[1].id, 1) == versions[2].id
    assert neighbour(conversation, versions[2].id, 1) is None
