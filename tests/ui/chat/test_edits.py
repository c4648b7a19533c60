"""Edits that are not sent: on disk, and back."""

import pytest

from gemini_desk.chat.conversation import ConversationId
from gemini_desk.chat.draft import Draft
from gemini_desk.ui.chat.edit_controller import EditController


@pytest.fixture
def question(qtbot, parts):
    """A stored question."""
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send("one")
    return parts.conversation.branch()[0]


@pytest.fixture
def edits(parts, question):
    return EditController(parts.open, parts.calls)


def stored(parts, message_id):
    key = ConversationId(message_id)
    return parts.store.submit(lambda store: store.drafts.load(key)).result(10)


def test_an_edit_is_on_disk_soon_and_gone_when_it_ended(qtbot, parts, edits, question):
    edits.update(question.id, Draft("one m"))
    edits.update(question.id, Draft("one more"))
    qtbot.waitUntil(lambda: stored(parts, question.id) == Draft("one more"), timeout=10_000)
    edits.update(question.id, Draft())
    edits.flush()
    assert stored(parts, question.id) is None


def test_what_was_being_edited_is_found_when_its_branch_is_open(qtbot, parts, edits, question):
    answer = parts.conversation.branch()[1]
    edits.update(question.id, Draft("one more"))
    edits.update(answer.id, Draft("my own"))
    edits.flush()
    again = EditController(parts.open, parts.calls)
    parts.branches.edit_answer(answer.id, "another", go_on=False)
    found = []
    again.found.connect(lambda message_id, draft: found.append((message_id, draft)))
    conversation = parts.conversation
    parts.conversations.open_new()
    with qtbot.waitSignal(again.found):
        parts.conversations.open_stored(conversation.id)
    assert found == [(question.id, Draft("one more"))]
    again.look_at_branch()
    assert len(found) == 1
    parts.branches.step_version(parts.conversation.leaf_id, -1)
    again.look_at_branch()
    assert found[1:] == [(answer.id, Draft("my own"))]


def test_looking_at_an_editor_writes_nothing(qtbot, parts, edits, question):
    edits.update(question.id, Draft())
    assert not edits._unsaved
    assert stored(parts, question.id) is None


def test_an_edit_is_found_although_the_person_was_quicker(qtbot, parts, edits, question):
    edits.update(question.id, Draft("old"))
    edits.flush()
    again = EditController(parts.open, parts.calls)
    conversation = parts.conversation
    parts.conversations.open_new()
    with qtbot.waitSignal(again.found) as found:
        parts.conversations.open_stored(conversation.id)
        parts.open.opened.connect(lambda _: again.update(question.id, Draft("new")))
    assert found.args == [question.id, Draft("old")]
    again.flush()
