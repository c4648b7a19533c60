"""Messages and their parts."""

from pathlib import Path

import pytest

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.message import (
    AudioPart,
    ImagePart,
    Message,
    Role,
    TextPart,
    ThoughtPart,
    part_for,
)


def attachment(kind):
    return Attachment(kind, "0" * 64, "application/x", "file", 1, Path("file"))


IMAGE = attachment(AttachmentKind.IMAGE)
AUDIO = attachment(AttachmentKind.AUDIO)


def test_attachments_go_before_the_text_that_asks_about_them():
    message = Message.user("What is this?", IMAGE, AUDIO)
    assert message.parts == (ImagePart(IMAGE), AudioPart(AUDIO), TextPart("What is this?"))
    assert message.attachments == (IMAGE, AUDIO)
    assert message.text == "What is this?"


def test_attachments_alone_are_a_message():
    assert Message.user("", AUDIO).parts == (AudioPart(AUDIO),)
    assert Message.user("", AUDIO).text == ""


def test_texts_are_joined_by_line_breaks():
    message = Message(Role.USER, (TextPart("a"), ImagePart(IMAGE), TextPart("b")))
    assert message.text == "a\nb"


def test_thoughts_are_no_text_of_the_message():
    message = Message(Role.ASSISTANT, (ThoughtPart("Hm.", 2.0), TextPart("Yes.")))
    assert message.text == "Yes."
    assert message.attachments == ()


@pytest.mark.parametrize(("file", "kind"), [(IMAGE, ImagePart), (AUDIO, AudioPart)])
def test_each_kind_has_its_part(file, kind):
    assert part_for(file) == kind(file)


def test_roles():
    assert Message.system("s").role is Role.SYSTEM
    assert Message.assistant("a").role is Role.ASSISTANT
    assert Message.user("u").role is Role.USER
