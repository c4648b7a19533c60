"""Forking a conversation at a message."""

from pathlib import Path

import pytest

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.conversation import (
    ContextCut,
    Conversation,
    MessageStatus,
    TitleOrigin,
)
from gemini_desk.chat.message import Message
from gemini_desk.chat.setup import ConversationSetup

PICTURE = Attachment(AttachmentKind.IMAGE, "0" * 64, "image/png", "cat.png", 10, Path("cat.png"))


@pytest.fixture
def conversation():
    conversation = Conversation.new()
    conversation.title = "Cats"
    conversation.append(Message.user("a", PICTURE))
    for text in ("b", "c", "d"):
        conversation.append(Message.assistant(text))
    return conversation


def texts(conversation):
    return [version.message.text for version in conversation.branch()]


def test_a_fork_holds_the_path_with_ids_of_its_own(conversation):
    second = conversation.branch()[1]
    conversation.add_version(Message.assistant("other"), conversation.branch()[0].id)
    forked = conversation.fork(second.id)
    assert texts(forked) == ["a", "b"]
    assert not {forked.id, *forked.versions} & {conversation.id, *conversation.versions}
    first, last = forked.branch()
    assert (first.parent_id, last.parent_id, forked.leaf_id) == (None, first.id, last.id)
    assert first.message == conversation.branch()[0].message  # the file is shared
    assert first.created_at == conversation.branch()[0].created_at
    assert forked.forked_from == conversation.id


def test_the_conversation_stays_as_it_was(conversation):
    before = (dict(conversation.versions), conversation.leaf_id, conversation.title)
    forked = conversation.fork(conversation.branch()[2].id)
    forked.append(Message.user("new"))
    assert (conversation.versions, conversation.leaf_id, conversation.title) == before


@pytest.mark.parametrize(
    ("title", "of_fork"),
    [
        ("Cats", "Cats (fork)"),
        ("Cats (fork)", "Cats (fork 2)"),
        ("Cats (fork 9)", "Cats (fork 10)"),
        ("(fork) Cats", "(fork) Cats (fork)"),
        (f"Cats (fork {'9' * 7})", f"Cats (fork {'9' * 7}) (fork)"),
    ],
)
def test_a_fork_is_marked_in_its_title(conversation, title, of_fork):
    conversation.title = title
    assert conversation.fork(conversation.leaf_id).title == of_fork


def test_a_title_that_is_given_is_a_persons(conversation):
    forked = conversation.fork(conversation.leaf_id, title="Dogs")
    assert (forked.title, forked.title_origin) == ("Dogs", TitleOrigin.PERSON)


def test_setup_and_origin_of_the_title_go_along(conversation):
    conversation.setup = ConversationSetup(system_prompt="Be brief.")
    conversation.title_origin = TitleOrigin.PERSON
    forked = conversation.fork(conversation.leaf_id)
    assert forked.setup == conversation.setup
    assert forked.title_origin is TitleOrigin.PERSON


def test_a_cut_of_the_context_goes_along_if_its_message_does(conversation):
    _, second, third, _ = conversation.branch()
    conversation.context_cut = ContextCut(third.id, "Before, b.")
    cut = conversation.fork(third.id).context_cut
    assert cut is not None
    forked = conversation.fork(third.id)
    assert forked.context_cut == ContextCut(forked.branch()[2].id, "Before, b.")
    assert conversation.fork(second.id).context_cut is None


def test_an_answer_that_is_being_written_is_taken_as_far_as_it_is():
    conversation = Conversation.new()
    conversation.append(Message.user("a"))
    growing = conversation.append(Message.assistant("hal"), status=MessageStatus.STREAMING)
    taken = conversation.fork(growing.id).branch()[-1]
    assert (taken.message.text, taken.status) == ("hal", MessageStatus.INTERRUPTED)
    assert conversation.versions[growing.id].status is MessageStatus.STREAMING
