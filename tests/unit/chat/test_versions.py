"""Which version of a message is open."""

from gemini_desk.chat.conversation import Conversation, MessageStatus
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


def test_a_place_tells_of_an_answer_that_is_written_in_another_version():
    conversation = Conversation.new()
    question = conversation.append(Message.user("Why?"))
    first = conversation.append(Message.assistant("Because."))
    conversation.add_version(Message.assistant(""), question.id, status=MessageStatus.STREAMING)
    (writing,) = version_places(conversation).values()
    assert not writing.answers_elsewhere
    conversation.open_branch(first.id)
    assert version_places(conversation) == {first.id: VersionPlace(1, 2, True)}
    assert str(VersionPlace(1, 2, True)).startswith("Version 1 of 2; an answer is being written")


def test_the_mark_is_where_the_branches_part():
    conversation = Conversation.new()
    old = conversation.append(Message.user("Why?"))
    conversation.append(Message.assistant("Because."))
    new = conversation.add_version(Message.user("How?"), None)
    conversation.append(Message.assistant(""), status=MessageStatus.STREAMING)
    conversation.open_branch(old.id)
    assert version_places(conversation) == {old.id: VersionPlace(1, 2, True)}
    conversation.open_branch(new.id)
    assert version_places(conversation) == {new.id: VersionPlace(2, 2, False)}
