"""Conversations on disk."""

import os
from dataclasses import replace

import pytest

from gemini_desk.chat.answer import AnswerDetails, FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import (
    ContextCut,
    Conversation,
    ConversationId,
    MessageId,
    MessageStatus,
    TitleOrigin,
)
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message, Role, TextPart, part_for
from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.errors import AttachmentMissingError, StorageError
from gemini_desk.storage.conversation_store import ConversationStore
from gemini_desk.storage.database import Database
from gemini_desk.storage.pending_text import AppendText
from gemini_desk.storage.search_query import SearchQuery

ANSWER = AnswerDetails(
    model=ModelIdentity("starter", "abc", "cpu", "bfloat16"),
    finish_reason=FinishReason.LENGTH,
    usage=Usage(7, 3, 2),
    timings=Timings(0.5, 0.25, 0.125, 40.0),
    error="It failed.",
    error_hint="Try again.",
)


@pytest.fixture
def conversation():
    """A question that was edited, and an answer below each of the two."""
    conversation = Conversation.new()
    conversation.title = "Sky"
    conversation.append(Message.user("Why is the sky blue?"))
    conversation.append(Message.assistant("Scattering."))
    conversation.add_version(Message.user("Why is the sky red?"), None)
    conversation.append(Message.assistant("Dust."))
    return conversation


@pytest.fixture
def streaming(store):
    """A stored conversation whose answer is being written, and that answer's id."""
    conversation = Conversation.new()
    conversation.append(Message.user("Tell me"))
    answer = conversation.append(Message.assistant(""), status=MessageStatus.STREAMING)
    store.save_new(conversation)
    return conversation, answer.id


def test_what_was_saved_is_loaded(store, conversation):
    store.save_new(conversation)
    assert store.load(conversation.id) == conversation


def test_every_field_of_an_answer_survives(store, conversation):
    leaf = conversation.leaf_id
    conversation.update(leaf, status=MessageStatus.FAILED, answer=ANSWER)
    store.save_new(conversation)
    assert store.load(conversation.id).versions[leaf].answer == ANSWER


def test_a_conversation_without_messages_is_not_stored(store):
    conversation = Conversation.new()
    store.save_new(conversation)
    assert store.list_conversations() == ()
    with pytest.raises(StorageError, match="not stored"):
        store.load(conversation.id)


def test_saving_twice_changes_nothing(store, conversation):
    store.save_new(conversation)
    store.save_new(conversation)
    assert store.load(conversation.id) == conversation


def test_a_message_is_added_to_the_branch_it_names(store, conversation):
    store.save_new(conversation)
    first = next(iter(conversation.versions))
    sibling = conversation.add_version(Message.assistant("Rayleigh."), first)
    store.add_version(conversation.id, sibling)
    assert store.load(conversation.id) == conversation


def test_a_message_for_a_conversation_that_is_gone_is_refused(store, conversation):
    version = conversation.branch()[0]
    with pytest.raises(StorageError):
        store.add_version(ConversationId("gone"), version)


def test_the_open_branch_is_remembered(store, conversation):
    store.save_new(conversation)
    first = next(iter(conversation.versions))
    conversation.open_branch(first)
    store.set_leaf(conversation.id, conversation.leaf_id)
    assert store.load(conversation.id).branch() == conversation.branch()


def test_parts_keep_their_order_and_their_files(store, blobs, attached):
    image, clip = attached(), attached("memo.wav", b"samples", AttachmentKind.AUDIO)
    film = attached("boat.mp4", b"frames", AttachmentKind.VIDEO)
    parts = (
        TextPart("Before"),
        part_for(image),
        TextPart("between"),
        part_for(clip),
        part_for(film),
    )
    conversation = Conversation.new()
    conversation.append(Message(Role.USER, parts))
    store.save_new(conversation)
    (loaded,) = store.load(conversation.id).branch()
    stored = [replace(file, path=blobs.path_of(file.sha256)) for file in (image, clip, film)]
    assert loaded.message.attachments == tuple(stored)
    assert [type(part) for part in loaded.message.parts] == [type(part) for part in parts]
    assert [file.path.read_bytes() for file in loaded.message.attachments] == [
        b"pixels",
        b"samples",
        b"frames",
    ]


def test_a_file_that_vanished_keeps_the_message_out(store, attached):
    image = attached()
    image.path.unlink()
    conversation = Conversation.new()
    conversation.append(Message.user("What is this?", image))
    with pytest.raises(AttachmentMissingError, match=r"photo\.png"):
        store.save_new(conversation)
    assert store.list_conversations() == ()


def test_streamed_text_is_there_before_and_after_the_end(store, streaming):
    conversation, answer_id = streaming
    store.append_text(answer_id, "Hello ")
    store.append_texts([AppendText(answer_id, "wide "), AppendText(answer_id, "world")])
    loaded = store.load(conversation.id).versions[answer_id]
    assert loaded.message.text == "Hello wide world"
    assert loaded.status is MessageStatus.STREAMING
    store.finish(answer_id, MessageStatus.COMPLETE, ANSWER)
    loaded = store.load(conversation.id).versions[answer_id]
    assert loaded.message == Message.assistant("Hello wide world")
    assert (loaded.status, loaded.answer) == (MessageStatus.COMPLETE, ANSWER)


def test_text_is_streamed_into_a_message_without_parts(store):
    conversation = Conversation.new()
    empty = conversation.append(Message(Role.ASSISTANT, ()), status=MessageStatus.STREAMING)
    store.save_new(conversation)
    store.append_text(empty.id, "text")
    assert store.load(conversation.id).branch()[0].message == Message.assistant("text")
    store.finish(empty.id, MessageStatus.COMPLETE)
    assert store.load(conversation.id).branch()[0].message == Message.assistant("text")


def test_what_was_cut_off_is_marked_and_can_go_on(store, streaming):
    conversation, answer_id = streaming
    store.append_text(answer_id, "Half an")
    assert store.mark_interrupted() == 1
    loaded = store.load(conversation.id).versions[answer_id]
    assert (loaded.message.text, loaded.status) == ("Half an", MessageStatus.INTERRUPTED)
    assert store.mark_interrupted() == 0
    store.reopen(answer_id)
    assert store.load(conversation.id).versions[answer_id].status is MessageStatus.STREAMING
    store.append_text(answer_id, " answer")
    store.finish(answer_id, MessageStatus.COMPLETE)
    assert store.load(conversation.id).versions[answer_id].message.text == "Half an answer"


def test_text_that_came_after_the_end_is_not_lost(store, streaming):
    conversation, answer_id = streaming
    store.finish(answer_id, MessageStatus.COMPLETE)
    store.append_text(answer_id, "late")
    assert store.mark_interrupted() == 0
    loaded = store.load(conversation.id).versions[answer_id]
    assert (loaded.message.text, loaded.status) == ("late", MessageStatus.COMPLETE)
    assert len(store.search(SearchQuery("late"))) == 1


def test_text_for_a_message_that_was_deleted_is_harmless(store):
    store.append_text(MessageId("gone"), "text")
    store.finish(MessageId("gone"), MessageStatus.COMPLETE)


@pytest.mark.parametrize(
    "text", ["a\x00b", "lone \ud83d surrogate", "👩‍👩‍👧 ü\u2028", "", "x" * 100_000]
)
def test_any_text_can_be_stored(store, text):
    conversation = Conversation.new()
    conversation.title = text
    conversation.append(Message.user(text))
    answer = conversation.append(Message.assistant(text), status=MessageStatus.STREAMING)
    store.save_new(conversation)
    store.append_text(answer.id, text)
    store.finish(answer.id, MessageStatus.FAILED, AnswerDetails(error=text))
    store.rename(conversation.id, text)
    expected = text.replace("\ud83d", "\ufffd")
    loaded = store.load(conversation.id)
    assert loaded.title == expected
    assert [version.message.text for version in loaded.branch()] == [expected, expected * 2]


def test_the_list_is_newest_first_with_the_beginning_of_the_last_text(store, conversation):
    other = Conversation.new()
    other.append(Message.user("Line one\nand  two " + "long " * 100))
    other.append(Message(Role.ASSISTANT, ()))
    store.save_new(conversation)
    store.save_new(other)
    first, second = store.list_conversations()
    assert (first.id, second.id) == (other.id, conversation.id)
    assert first.preview.startswith("Line one and two long")
    assert len(first.preview) <= 160
    assert (second.title, second.preview) == ("Sky", "Dust.")
    assert second.updated_at == conversation.updated_at


def test_renaming(store, conversation):
    store.save_new(conversation)
    store.rename(conversation.id, "Colours")
    assert store.load(conversation.id).title == "Colours"
    with pytest.raises(StorageError):
        store.rename(ConversationId("gone"), "x")


def test_only_a_person_replaces_a_persons_title(store, conversation):
    store.save_new(conversation)
    assert store.rename(conversation.id, "Light", TitleOrigin.MODEL)
    assert store.rename(conversation.id, "Colours")
    assert not store.rename(conversation.id, "Waves", TitleOrigin.MODEL)
    assert not store.rename(conversation.id, "Waves", TitleOrigin.WORDS)
    loaded = store.load(conversation.id)
    assert (loaded.title, loaded.title_origin) == ("Colours", TitleOrigin.PERSON)
    assert store.search(SearchQuery("waves")) == ()
    assert store.rename(conversation.id, "Sky")


def test_setup_cut_and_origin_are_saved_with_a_conversation(store, conversation):
    parameters = GenerationParameters(temperature=0.5, seed=3, stop=("END", "\n"))
    conversation.setup = ConversationSetup("preset", "Be brief.", parameters, "nano")
    conversation.context_cut = ContextCut(conversation.leaf_id, "We spoke of the sky.")
    conversation.title_origin = TitleOrigin.MODEL
    conversation.forked_from = ConversationId("gone")
    store.save_new(conversation)
    assert store.load(conversation.id) == conversation


def test_setup_and_cut_can_be_changed(store, conversation):
    store.save_new(conversation)
    setup = ConversationSetup(system_prompt="")
    cut = ContextCut(conversation.leaf_id)
    store.set_setup(conversation.id, setup)
    store.set_context_cut(conversation.id, cut)
    loaded = store.load(conversation.id)
    assert (loaded.setup, loaded.context_cut) == (setup, cut)
    store.set_setup(conversation.id, ConversationSetup())
    store.set_context_cut(conversation.id, None)
    assert store.load(conversation.id) == conversation


def test_a_fork_is_stored_as_a_conversation_of_its_own(store, conversation, attached, blobs):
    image = attached()
    conversation.append(Message.user("And this?", image))
    store.save_new(conversation)
    loaded = store.load(conversation.id)
    image.path.unlink()  # the fork has the stored file
    forked = loaded.fork(loaded.leaf_id)
    store.save_new(forked)
    assert store.load(forked.id) == forked
    assert store.load(conversation.id) == loaded
    store.delete(conversation.id)
    store.empty_bin()
    assert blobs.contains(image.sha256)


def test_one_conversation_of_the_bin_is_deleted_for_good(store, conversation, streaming):
    store.save_new(conversation)
    assert not store.delete_for_good(conversation.id)  # it is not in the bin
    for doomed in (conversation, streaming[0]):
        store.delete(doomed.id)
    assert store.delete_for_good(conversation.id)
    (left,) = store.list_bin()
    assert left.id == streaming[0].id
    assert left.deleted_at is not None


def test_deletion_can_be_undone_until_the_bin_is_emptied(store, conversation):
    store.save_new(conversation)
    store.delete(conversation.id)
    assert store.list_conversations() == ()
    assert [summary.id for summary in store.list_bin()] == [conversation.id]
    assert store.search(SearchQuery("sky")) == ()
    store.restore(conversation.id)
    assert store.load(conversation.id) == conversation
    assert store.list_bin() == ()
    store.delete(conversation.id)
    assert store.empty_bin() == 1
    assert store.empty_bin() == 0
    with pytest.raises(StorageError):
        store.load(conversation.id)


def test_emptying_the_bin_leaves_nothing_behind(store, database, conversation, streaming):
    store.append_text(streaming[1], "still being written")
    store.save_new(conversation)
    for doomed in (conversation, streaming[0]):
        store.delete(doomed.id)
    store.empty_bin()
    for table in ("conversations", "versions", "parts", "attachments", "pending_text"):
        assert database.read(lambda it, t=table: it.execute(f"SELECT * FROM {t}").fetchall()) == []
    assert not store.index.catch_up(for_s=60.0)
    for index in ("message_index", "title_index", "search_rows", "search_backlog"):
        assert database.read(lambda it, t=index: it.execute(f"SELECT * FROM {t}").fetchall()) == []


def test_files_go_with_the_last_message_that_refers_to_them(store, blobs, attached):
    shared, own = attached("shared.png", b"shared"), attached("own.png", b"own")
    kept, doomed = Conversation.new(), Conversation.new()
    kept.append(Message.user("a", shared))
    doomed.append(Message.user("b", shared, own))
    store.save_new(kept)
    store.save_new(doomed)
    store.delete(doomed.id)
    store.empty_bin()
    assert blobs.contains(shared.sha256)
    assert not blobs.contains(own.sha256)


def test_garbage_is_what_no_message_refers_to(store, blobs, attached):
    conversation = Conversation.new()
    conversation.append(Message.user("a", attached()))
    store.save_new(conversation)
    assert store.space.collect_garbage() == 0
    assert store.load(conversation.id).branch()[0].message.attachments[0].path.exists()


def test_the_files_of_a_damaged_database_are_no_garbage(database_file, blobs, attached, caplog):
    photo = attached()
    conversation = Conversation.new()
    conversation.append(Message.user("a", photo))
    first = Database(database_file)
    ConversationStore(first, blobs).save_new(conversation)
    first.close()
    for file in blobs.path_of(photo.sha256).parent.iterdir():
        os.utime(file, (0, 0))  # old enough to be garbage
    database_file.write_bytes(b"this is no database" * 100)
    for _ in range(2):  # now, and at the next start
        database = Database(database_file)
        ConversationStore(database, blobs).space.collect_garbage()
        assert blobs.contains(photo.sha256)
        database.close()


def long_conversation(turns):
    conversation = Conversation.new()
    for number in range(turns):
        conversation.append(Message.user(f"Question {number}"))
        answer = conversation.append(Message.assistant(f"Answer {number}"))
        conversation.update(answer.id, answer=ANSWER)
    return conversation


def test_five_thousand_messages(store):
    conversation = long_conversation(2500)
    store.save_new(conversation)
    assert store.load(conversation.id) == conversation


@pytest.mark.parametrize("turns", [1, 200])
def test_reading_takes_few_statements_however_long_a_conversation_is(store, database, turns):
    conversation = long_conversation(turns)
    store.save_new(conversation)
    statements = []
    database.read(lambda it: it.set_trace_callback(statements.append))
    store.load(conversation.id)
    assert len(statements) == 4
    store.list_conversations()
    assert len(statements) == 6
    database.read(lambda it: it.set_trace_callback(None))
