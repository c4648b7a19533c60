"""From an open branch to the messages that a model reads."""

from pathlib import Path

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.conversation import ContextCut, Conversation, MessageId, MessageStatus
from gemini_desk.chat.message import Message, Role, TextPart, ThoughtPart
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


def conversation_of(*texts):
    """Turns of a person and a model, the person first."""
    conversation = Conversation.new()
    for n, text in enumerate(texts):
        conversation.append(Message.assistant(text) if n % 2 else Message.user(text))
    return conversation


def read(conversation, cut):
    messages = prompt_messages(conversation.branch(), "Be brief.", context_cut=cut)
    return [message.text for message in messages]


def test_thoughts_are_not_read_again():
    conversation = conversation_of("Why?")
    thought = ThoughtPart("Hm.", 1.5)
    conversation.append(Message(Role.ASSISTANT, (thought, TextPart("Because."))))
    conversation.append(Message.user("And?"))
    conversation.append(Message(Role.ASSISTANT, (thought,)))  # stopped while it thought
    messages = prompt_messages(conversation.branch())
    assert messages == (Message.user("Why?"), Message.assistant("Because."), Message.user("And?"))


def test_a_cut_leaves_out_what_was_before():
    conversation = conversation_of("a", "b", "c", "d", "e")
    cut = ContextCut(conversation.branch()[2].id)
    assert read(conversation, cut) == ["Be brief.", "c", "d", "e"]


def test_a_summary_goes_into_the_first_message_of_the_person():
    conversation = conversation_of("a", "b", "c")
    cut = ContextCut(conversation.branch()[2].id, " We said a and b.\n")
    system, person = read(conversation, cut)
    assert system == "Be brief."
    assert person.startswith("A summary")
    assert person.endswith("We said a and b.\n\nc")


def test_a_cut_within_a_turn_keeps_its_question():
    conversation = conversation_of("a", "b", "c", "d")
    cut = ContextCut(conversation.branch()[3].id)
    assert read(conversation, cut) == ["Be brief.", "c", "d"]


def test_a_cut_at_the_beginning_needs_no_summary():
    conversation = conversation_of("a", "b")
    assert read(conversation, ContextCut(conversation.branch()[1].id, "Sum.")) == [
        "Be brief.",
        "a",
        "b",
    ]


def test_a_branch_without_the_cut_is_read_whole():
    conversation = conversation_of("a", "b", "c")
    cut = ContextCut(conversation.branch()[2].id, "Summary")
    conversation.add_version(Message.user("C"), conversation.branch()[1].id)
    assert read(conversation, cut) == ["Be brief.", "a", "b", "C"]
    assert read(conversation, ContextCut(MessageId("gone"))) == ["Be brief.", "a", "b", "C"]


def test_a_title_ends_at_a_word():
    title = title_from(Message.user("word " * 30))
    assert title.endswith("word…")
    assert len(title) <= 48


def test_a_title_without_words_is_the_name_of_the_attachment():
    assert title_from(Message.user("", PICTURE)) == "cat.png"
    assert title_from(Message.user("Hello\n  there", PICTURE)) == "Hello there"
