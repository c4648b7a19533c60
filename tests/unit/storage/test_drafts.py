"""Drafts, and messages that wait."""

import os
from dataclasses import replace

import pytest

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import Conversation, ConversationId
from gemini_desk.chat.draft import Draft, QueuedMessage
from gemini_desk.chat.message import Message

HERE, THERE = ConversationId("here"), ConversationId("there")


@pytest.fixture
def drafts(store):
    return store.drafts


@pytest.fixture
def kept(blobs):
    """An attachment as it comes back: with the path of the stored file."""
    return lambda file: replace(file, path=blobs.path_of(file.sha256))


def test_a_draft_is_kept_for_its_conversation(drafts, attached, kept):
    image, clip = attached(), attached("memo.wav", b"samples", AttachmentKind.AUDIO)
    drafts.save(HERE, Draft("What is this?", (image, clip)))
    assert drafts.load(HERE) == Draft("What is this?", (kept(image), kept(clip)))
    assert drafts.load(THERE) is None


def test_only_the_last_draft_counts(drafts, attached):
    drafts.save(HERE, Draft("one", (attached(),)))
    drafts.save(HERE, Draft("two"))
    assert drafts.load(HERE) == Draft("two")


def test_an_empty_draft_is_forgotten(drafts, database):
    drafts.save(HERE, Draft("one"))
    drafts.save(HERE, Draft(" \n"))
    assert drafts.load(HERE) is None
    assert database.read(lambda it: it.execute("SELECT * FROM drafts").fetchall()) == []


def test_a_draft_can_be_saved_again_as_it_was_loaded(drafts, attached):
    drafts.save(HERE, Draft("text", (attached(),)))
    loaded = drafts.load(HERE)
    drafts.save(HERE, loaded)
    assert drafts.load(HERE) == loaded


def test_a_file_that_vanished_does_not_take_the_text_along(drafts, attached, kept):
    gone, there = attached("gone.png", b"gone"), attached("there.png", b"there")
    gone.path.unlink()
    drafts.save(HERE, Draft("text", (gone, there)))
    assert drafts.load(HERE) == Draft("text", (kept(there),))


def test_the_newest_draft_of_a_conversation_that_is_not_stored(store, drafts):
    assert drafts.load_new() is None
    stored = Conversation.new()
    stored.append(Message.user("Hello"))
    store.save_new(stored)
    drafts.save(HERE, Draft("older"))
    drafts.save(THERE, Draft("newer"))
    drafts.save(stored.id, Draft("newest, but of a stored conversation"))
    drafts.set_queue(ConversationId("elsewhere"), (QueuedMessage.new(Draft("waits")),))
    assert drafts.load_new() == (THERE, Draft("newer"))
    drafts.save(THERE, Draft())
    assert drafts.load_new() == (HERE, Draft("older"))


def test_the_newest_queue_of_a_conversation_that_is_not_stored(store, drafts):
    assert drafts.queue_new() is None
    stored = Conversation.new()
    stored.append(Message.user("Hello"))
    store.save_new(stored)
    waits = (QueuedMessage.new(Draft("waits")), QueuedMessage.new(Draft("waits, too")))
    drafts.set_queue(THERE, waits)
    drafts.set_queue(stored.id, (QueuedMessage.new(Draft("of a stored conversation")),))
    drafts.save(HERE, Draft("waits for nothing"))
    assert drafts.queue_new() == (THERE, waits)
    assert drafts.queue_new(THERE) is None


def test_messages_wait_in_their_order(drafts, attached, kept):
    image = attached()
    first, second, third = (QueuedMessage.new(Draft(text)) for text in ("a", "b", "c"))
    second = replace(second, draft=replace(second.draft, attachments=(image,)))
    drafts.set_queue(HERE, (first, second, third))
    second = replace(second, draft=replace(second.draft, attachments=(kept(image),)))
    assert drafts.queue(HERE) == (first, second, third)
    drafts.set_queue(HERE, (third, second))
    assert drafts.queue(HERE) == (third, second)
    assert drafts.queue(THERE) == ()
    drafts.set_queue(HERE, ())
    assert drafts.queue(HERE) == ()


def test_the_queue_and_the_draft_are_apart(drafts):
    waiting = QueuedMessage.new(Draft("waits"))
    drafts.set_queue(HERE, (waiting,))
    drafts.save(HERE, Draft("draft"))
    drafts.save(HERE, Draft())
    assert drafts.queue(HERE) == (waiting,)
    drafts.save(HERE, Draft("draft"))
    drafts.set_queue(HERE, ())
    assert drafts.load(HERE) == Draft("draft")


def test_a_message_that_moves_to_another_queue_leaves_the_first(drafts):
    waiting = QueuedMessage.new(Draft("waits"))
    drafts.set_queue(HERE, (waiting,))
    drafts.set_queue(THERE, (waiting,))
    assert (drafts.queue(HERE), drafts.queue(THERE)) == ((), (waiting,))


def test_files_of_drafts_are_no_garbage(store, blobs, attached):
    draft, waiting, sent = (attached(f"{n}.png", bytes([n])) for n in range(3))
    store.drafts.save(HERE, Draft("", (draft,)))
    store.drafts.set_queue(HERE, (QueuedMessage.new(Draft("", (waiting,))),))
    blobs.keep(sent)
    for file in (draft, waiting, sent):
        os.utime(blobs.path_of(file.sha256), (0, 0))
    assert store.space.collect_garbage() == 1
    assert blobs.contains(draft.sha256)
    assert blobs.contains(waiting.sha256)
    store.drafts.save(HERE, Draft())
    store.space.collect_garbage()
    assert not blobs.contains(draft.sha256)


def test_a_conversation_that_goes_for_good_takes_its_drafts_along(store, blobs, attached):
    conversation = Conversation.new()
    conversation.append(Message.user("Hello"))
    store.save_new(conversation)
    own, shared = attached("own.png", b"own"), attached("shared.png", b"shared")
    store.drafts.save(conversation.id, Draft("text", (own, shared)))
    store.drafts.save(HERE, Draft("", (shared,)))
    store.delete(conversation.id)
    assert store.drafts.load(conversation.id) is not None  # it may come back
    store.empty_bin()
    assert store.drafts.load(conversation.id) is None
    assert not blobs.contains(own.sha256)
    assert blobs.contains(shared.sha256)


def test_any_text_can_be_a_draft(drafts):
    drafts.save(HERE, Draft("a\x00b \ud83d 👩‍👩‍👧"))
    assert drafts.load(HERE) == Draft("a\x00b \ufffd 👩‍👩‍👧")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE draft_attachments SET sha256 = '../../../etc/passwd'",
        "UPDATE draft_attachments SET size_bytes = 'large'",
        "UPDATE draft_attachments SET kind = 'hologram'",
        "DELETE FROM draft_attachments",
    ],
)
def test_a_damaged_attachment_leaves_the_text(drafts, database, attached, statement, caplog):
    drafts.save(HERE, Draft("text", (attached(),)))
    with database.writing() as connection:
        connection.execute(statement)
    assert drafts.load(HERE) == Draft("text")


def test_edits_are_the_drafts_of_a_conversations_messages(store, drafts, attached, kept):
    conversation, other = Conversation.new(), Conversation.new()
    first = conversation.append(Message.user("one"))
    second = conversation.append(Message.assistant("two"))
    elsewhere = other.append(Message.user("three"))
    store.save_new(conversation)
    store.save_new(other)
    image = attached()
    drafts.save(ConversationId(first.id), Draft("one more", (image,)))
    drafts.save(ConversationId(second.id), Draft("two more"))
    drafts.save(ConversationId(elsewhere.id), Draft("three more"))
    drafts.save(conversation.id, Draft("in the composer"))
    assert drafts.edits(conversation.id) == {
        first.id: Draft("one more", (kept(image),)),
        second.id: Draft("two more"),
    }
    assert drafts.load_new() is None  # an edit is no draft of a new conversation


def test_edits_go_with_their_conversation_and_so_do_their_files(store, drafts, attached, blobs):
    conversation = Conversation.new()
    message = conversation.append(Message.user("one"))
    store.save_new(conversation)
    image = attached()
    drafts.save(ConversationId(message.id), Draft("one more", (image,)))
    store.delete(conversation.id)
    store.delete_for_good(conversation.id)
    assert drafts.load(ConversationId(message.id)) is None
    assert not blobs.path_of(image.sha256).exists()
