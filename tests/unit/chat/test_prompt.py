"""From an open branch to the messages that a model reads."""

from pathlib import Path

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.conversation import Conversation, MessageStatus
from gemini_desk.chat.message import Message, Role
from gemini_desk.chat.prompt import prompt_messages, title_from

PICTURE = Attachment(AttachmentKind.IMAGE, "0" * 64, "image/png", "cat.png", 10, Path("cat.png"))


def test_the_system_prompt_goes_first():
    conversation = Conversation.new()
    conversation.append(Message.user("Hi"))
    roles = [message.role for message in prompt_messages(conversation.branch(), "Be brief.")]
    assert roles == [Role.SYSTEM, Role.USER]


def test_an_answer_that_failed_without_text_is_left_out_and_roles_take_turns():
    conversation = Conversation.new()
    conversation.append(Message.user("First", PICTURE))
    conversation.append(Message.assistant(""), status=MessageStatus.FAILED)
    conversation.append(Message.user("Second"))
    (message,) = prompt_messages(conversation.branch())
    assert message.text == "First\nSecond"
    assert message.attachments == (PICTURE,)


def test_a_partial_answer_stays():
    conversation = Conversation.new()
    conversation.append(Message.user("First"))
    conversation.append(Message.assistant("Half"), status=MessageStatus.INTERRUPTED)
    assert [message.text for message in prompt_messages(conversation.branch())] == ["First", "Half"]


def test_a_title_ends_at_a_word():
    title = title_from(Message.user("word " * 30))
    assert title.endswith("word…")
    assert len(title) <= 48


def test_a_title_without_words_is_the_name_of_the_attachment():
    assert title_from(Message.user("", PICTURE)) == "cat.png"
    assert title_from(Message.user("Hello\n  there", PICTURE)) == "Hello there"
