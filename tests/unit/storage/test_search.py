"""Full-text search."""

import pytest

from gemini_desk.chat.conversation import Conversation, MessageStatus
from gemini_desk.chat.message import Message
from gemini_desk.storage.search_index import HIT_END, HIT_START


@pytest.fixture
def conversation(store):
    conversation = Conversation.new()
    conversation.title = "Notes from Kraków"
    conversation.append(Message.user("What is a meteor shower?"))
    conversation.append(Message.assistant("Many meteors, seen in one night."))
    store.save_new(conversation)
    return conversation


def test_messages_are_found_with_the_words_marked(store, conversation):
    (hit,) = store.search("SHOWER")
    assert hit.conversation_id == conversation.id
    assert hit.message_id == next(iter(conversation.versions))
    assert f"{HIT_START}shower{HIT_END}" in hit.excerpt


def test_titles_are_found_without_their_accents(store, conversation):
    (hit,) = store.search("krakow")
    assert (hit.conversation_id, hit.message_id) == (conversation.id, None)


def test_all_words_are_wanted_and_the_last_may_be_a_beginning(store, conversation):
    assert len(store.search("meteor")) == 2
    assert len(store.search("night met")) == 1
    assert store.search("meteor nowhere") == ()


@pytest.mark.parametrize(
    "query", ["", "  ", '"', '""', "AND", "NEAR(", "a* OR", "-x", "^", "(", "\0", "x\0", "\ud83d"]
)
def test_nothing_that_is_typed_is_an_operator(store, conversation, query):
    assert store.search(query) == ()


def test_the_index_follows_renaming_and_streaming(store, conversation):
    store.rename(conversation.id, "Astronomy")
    assert store.search("krakow") == ()
    assert len(store.search("astronomy")) == 1
    answer = conversation.append(Message.assistant(""), status=MessageStatus.STREAMING)
    store.add_version(conversation.id, answer)
    store.append_text(answer.id, "The Per")
    store.append_text(answer.id, "seids")
    store.finish(answer.id, MessageStatus.COMPLETE)
    assert [hit.message_id for hit in store.search("perseids")] == [answer.id]


def test_the_number_of_hits_is_bounded(store, conversation):
    assert len(store.search("meteor", limit=1)) == 1
