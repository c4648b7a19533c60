"""Messages as chat templates want them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.message import ImagePart, Message, Role, TextPart, ThoughtPart
from gemini_desk.engine.turns import tidy_turns
from gemini_desk.errors import InputError

PICTURE = Attachment(AttachmentKind.IMAGE, "0", "image/png", "a.png", 1, Path("a.png"))


def texts(*messages: Message, merge_system: bool = False) -> list[tuple[str, str]]:
    turns = tidy_turns(messages, merge_system=merge_system)
    return [(turn.role.value, turn.text) for turn in turns]


def test_an_ordinary_conversation_stays_as_it_is() -> None:
    messages = [Message.user("a"), Message.assistant("b"), Message.user("c")]
    assert tidy_turns(messages, merge_system=False) == messages


def test_an_answer_that_failed_before_its_first_word_is_no_turn() -> None:
    assert texts(Message.user("a"), Message.assistant(""), Message.user("b")) == [
        ("user", "a\n\nb")
    ]


def test_half_an_answer_is_one() -> None:
    assert texts(Message.user("a"), Message.assistant("hal")) == [
        ("user", "a"),
        ("assistant", "hal"),
    ]


def test_two_halves_of_an_answer_are_one_answer() -> None:
    assert texts(Message.user("a"), Message.assistant("hal"), Message.assistant("f")) == [
        ("user", "a"),
        ("assistant", "half"),
    ]


def test_an_answer_to_nothing_is_left_out() -> None:
    assert texts(Message.assistant("hello"), Message.user("a")) == [("user", "a")]


def test_a_system_prompt_comes_first() -> None:
    assert texts(Message.user("a"), Message.system("be kind")) == [
        ("system", "be kind"),
        ("user", "a"),
    ]


def test_a_system_prompt_goes_into_the_first_message_where_there_is_no_role_for_it() -> None:
    assert texts(Message.system("be kind"), Message.user("a"), merge_system=True) == [
        ("user", "be kind\n\na")
    ]


def test_a_system_prompt_goes_in_front_of_a_picture() -> None:
    message = Message.user("a", PICTURE)
    (turn,) = tidy_turns([Message.system("be kind"), message], merge_system=True)
    assert turn.parts == (TextPart("be kind"), ImagePart(PICTURE), TextPart("a"))


def test_parts_keep_their_order() -> None:
    message = Message(
        Role.USER, (TextPart("a"), TextPart("b"), ImagePart(PICTURE), TextPart(""), TextPart("c"))
    )
    (turn,) = tidy_turns([message], merge_system=False)
    assert turn.parts == (TextPart("a\nb"), ImagePart(PICTURE), TextPart("c"))


@pytest.mark.parametrize("messages", [[], [Message.user("")], [Message.system("be kind")]])
def test_nothing_to_answer(messages: list[Message]) -> None:
    with pytest.raises(InputError, match="nothing to answer"):
        tidy_turns(messages, merge_system=False)


def test_thoughts_are_no_part_of_a_turn() -> None:
    thinking = Message(Role.ASSISTANT, (ThoughtPart("hm"), TextPart("b"), ThoughtPart("so")))
    only_thinking = Message(Role.ASSISTANT, (ThoughtPart("hm"),))
    turns = tidy_turns([Message.user("a"), thinking, only_thinking], merge_system=False)
    assert turns == [Message.user("a"), Message.assistant("b")]


def test_lone_surrogates_are_no_text_for_a_tokenizer() -> None:
    spoiled = [Message.system("be \udcff"), Message.user("a\ud800"), Message.user("b\udc80")]
    assert texts(*spoiled) == [("system", "be \ufffd"), ("user", "a\ufffd\n\nb\ufffd")]
