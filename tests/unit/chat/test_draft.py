"""Drafts and messages that wait."""

from pathlib import Path

import pytest

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.draft import Draft, QueuedMessage
from gemini_desk.chat.organisation import TAG_COLOURS, Folder, Tag

PICTURE = Attachment(AttachmentKind.IMAGE, "0" * 64, "image/png", "cat.png", 10, Path("cat.png"))


@pytest.mark.parametrize(
    ("draft", "empty"),
    [
        (Draft(), True),
        (Draft(" \n\t"), True),
        (Draft("Hello"), False),
        (Draft(attachments=(PICTURE,)), False),
    ],
)
def test_a_draft_is_empty_if_nothing_would_be_lost(draft, empty):
    assert draft.is_empty is empty


def test_messages_that_wait_can_be_told_apart():
    draft = Draft("the same")
    assert QueuedMessage.new(draft) != QueuedMessage.new(draft)


def test_folders_and_tags_have_ids_of_their_own():
    assert Folder.new("Work").id != Folder.new("Work").id
    assert Tag.new("urgent").id != Tag.new("urgent").id
    assert Tag.new("urgent").colour in TAG_COLOURS
