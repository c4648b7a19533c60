"""Answers that think before they speak, on their way to the disk."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desk.chat.conversation import Conversation, MessageStatus
from gemini_desk.chat.message import ImagePart, Message, Role, TextPart, ThoughtPart
from gemini_desk.storage.pending_text import AppendText, append_pending
from gemini_desk.storage.search_query import SearchQuery


def joined(rows, *parts):
    result = list(parts)
    append_pending(result, rows)
    return result


@pytest.mark.parametrize(
    ("before", "rows", "after"),
    [
        ([], [], []),
        ([], [("text", "", 1.0)], []),
        ([TextPart("")], [("text", "", 1.0)], [TextPart("")]),
        ([], [("text", "a", None), ("text", "b", None)], [TextPart("ab")]),
        ([TextPart("a")], [("text", "b", 1.0)], [TextPart("ab")]),
        (
            [TextPart("")],
            [("thought", "h", 1.0), ("thought", "m", 2.5), ("text", "a", 4.0)],
            [ThoughtPart("hm", 3.0), TextPart("a")],
        ),
        ([], [("thought", "h", 1.0), ("thought", "m", 2.5)], [ThoughtPart("hm", 1.5)]),
        ([], [("thought", "hm", 9.0), ("text", "a", 5.0)], [ThoughtPart("hm", 0.0), TextPart("a")]),
        ([], [("thought", "hm", None), ("text", "a", 5.0)], [ThoughtPart("hm"), TextPart("a")]),
        (
            [ThoughtPart("h", 1.0)],
            [("thought", "m", 1.0), ("text", "a", 3.0)],
            [ThoughtPart("hm", 3.0), TextPart("a")],
        ),
        ([ThoughtPart("h")], [("thought", "m", 1.0)], [ThoughtPart("hm")]),
        (
            [TextPart("a")],
            [("thought", "hm", 1.0), ("text", "b", 2.0)],
            [TextPart("a"), ThoughtPart("hm", 1.0), TextPart("b")],
        ),
        ([], [("hologram", "a", "late")], [TextPart("a")]),
    ],
)
def test_runs_of_one_kind_become_parts(before, rows, after):
    assert joined(rows, *before) == after


ROWS = st.lists(
    st.tuples(st.sampled_from(["text", "thought"]), st.text(), st.none() | st.floats(0, 1e9))
)


@given(ROWS)
def test_no_text_is_lost_and_neighbours_differ(rows):
    parts = joined(rows, TextPart(""))
    for kind, name in ((TextPart, "text"), (ThoughtPart, "thought")):
        said = "".join(text for row_kind, text, _ in rows if row_kind == name)
        assert "".join(part.text for part in parts if isinstance(part, kind)) == said
    kinds = [type(part) for part in parts]
    assert all(one is not two for one, two in pairwise(kinds))


@given(ROWS, st.integers(0, 20))
def test_joining_in_two_steps_gives_the_same_text(rows, cut):
    once = joined(rows)
    twice = joined(rows[cut:], *joined(rows[:cut]))
    assert [(type(part), part.text) for part in once] == [(type(part), part.text) for part in twice]


@pytest.fixture
def streaming(store):
    conversation = Conversation.new()
    conversation.append(Message.user("Why?"))
    answer = conversation.append(Message.assistant(""), status=MessageStatus.STREAMING)
    store.save_new(conversation)
    return conversation, answer.id


def message_of(store, streaming):
    conversation, answer_id = streaming
    return store.load(conversation.id).versions[answer_id].message


THINKING = (("Let me ", "thought", 10.0), ("see.", "thought", 11.0), ("Because.", "text", 12.5))


def stream(store, streaming, deltas=THINKING):
    store.append_texts([AppendText(streaming[1], *delta) for delta in deltas])


def test_thoughts_are_apart_from_the_answer_before_and_after_its_end(store, streaming):
    expected = Message(Role.ASSISTANT, (ThoughtPart("Let me see.", 2.5), TextPart("Because.")))
    stream(store, streaming)
    assert message_of(store, streaming) == expected
    store.finish(streaming[1], MessageStatus.COMPLETE)
    assert message_of(store, streaming) == expected


def test_thoughts_survive_a_sudden_end(store, streaming):
    stream(store, streaming, THINKING[:2])
    assert store.mark_interrupted() == 1
    thought = ThoughtPart("Let me see.", 1.0)
    assert message_of(store, streaming).parts == (thought,)


def test_an_answer_goes_on_behind_its_thoughts(store, streaming):
    stream(store, streaming, THINKING[:2])
    store.finish(streaming[1], MessageStatus.INTERRUPTED)
    store.reopen(streaming[1])
    stream(store, streaming, [(" So: ", "thought", 99.0), ("Because.", "text", 100.0)])
    store.finish(streaming[1], MessageStatus.COMPLETE)
    assert message_of(store, streaming).parts == (
        ThoughtPart("Let me see. So: ", 2.0),
        TextPart("Because."),
    )


def test_thoughts_that_are_saved_whole_are_loaded(store, attached, blobs):
    conversation = Conversation.new()
    parts = (ThoughtPart("hm", 0.25), TextPart("a"), ThoughtPart("so"), TextPart("b"))
    conversation.append(Message(Role.ASSISTANT, parts))
    store.save_new(conversation)
    assert store.load(conversation.id) == conversation


def test_thoughts_are_not_found_by_searching(store, streaming):
    stream(store, streaming, [("elephant", "thought", 1.0), ("mouse", "text", 2.0)])
    store.finish(streaming[1], MessageStatus.COMPLETE)
    assert store.search(SearchQuery("elephant")) == ()
    assert len(store.search(SearchQuery("mouse"))) == 1


def test_text_behind_a_picture_becomes_a_part_of_its_own(store, attached):
    conversation = Conversation.new()
    image = attached()
    drawn = conversation.append(Message(Role.ASSISTANT, (ImagePart(image),)))
    store.save_new(conversation)
    store.append_text(drawn.id, "A picture.")
    store.finish(drawn.id, MessageStatus.COMPLETE)
    picture, text = store.load(conversation.id).branch()[0].message.parts
    assert picture.attachment.sha256 == image.sha256
    assert text == TextPart("A picture.")
