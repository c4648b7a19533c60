"""Order among conversations: the controller on a real database."""

import pytest

from gemini_desk.ui.chat.organisation_controller import OrganisationController
from gemini_desk.ui.conversation_list import requests


@pytest.fixture
def organisation(parts):
    return OrganisationController(parts.conversations, parts.calls)


def begin(qtbot, parts, text):
    parts.conversations.open_new()
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send(text)
    return parts.conversation.id


def ask(qtbot, organisation, request, holds):
    """Do it, and wait until the organisation is like that: earlier changes may still arrive."""
    organisation.do(request)
    qtbot.waitUntil(lambda: bool(holds(organisation.listing)))
    return organisation.listing


def test_everything_that_keeps_order_reaches_the_disk(qtbot, parts, organisation):
    first = begin(qtbot, parts, "first")

    def does(request, holds):
        return ask(qtbot, organisation, request, holds)

    def now(shown):
        return shown.conversation(first)

    does(requests.Pin(first, True), lambda it: now(it) and now(it).pinned)
    shown = does(requests.NewFolder("Work", first), lambda it: it.folders)
    (folder,) = shown.folders
    assert now(shown).folder_id == folder.id
    does(requests.RenameFolder(folder.id, "Field work"), lambda it: it.folders[0].name[0] == "F")
    does(requests.Move(first, None), lambda it: now(it).folder_id is None)
    does(requests.Move(first, folder.id), lambda it: now(it).folder_id == folder.id)
    shown = does(requests.RemoveFolder(folder.id), lambda it: not it.folders)
    assert now(shown).folder_id is None
    shown = does(requests.NewTag("Urgent", "red", first), lambda it: it.tags)
    (urgent,) = shown.tags
    shown = does(requests.NewTag("Later", "grey", first), lambda it: len(it.tags) == 2)
    later = next(it for it in shown.tags if it.name == "Later")
    assert set(now(shown).tag_ids) == {urgent.id, later.id}
    does(requests.SetTag(first, urgent.id, False), lambda it: now(it).tag_ids == (later.id,))
    does(
        requests.ChangeTag(later.id, "One day", "teal"),
        lambda it: ("One day", "teal") in [(tag.name, tag.colour) for tag in it.tags],
    )
    does(requests.RemoveTag(later.id), lambda it: now(it).tag_ids == ())
    does(requests.Archive(first, True), lambda it: now(it).archived)


def test_an_archived_conversation_is_not_the_one_that_opens_first(qtbot, parts, organisation):
    first, second = (begin(qtbot, parts, text) for text in ("first", "second"))
    ask(
        qtbot, organisation, requests.Archive(second, True),
        lambda it: it.conversation(second) and it.conversation(second).archived,
    )  # fmt: skip
    parts.conversations.open_new()
    with qtbot.waitSignal(parts.open.opened):
        parts.conversations.open_latest()
    assert parts.conversation.id == first


def test_the_bin_is_read_restored_from_and_emptied(qtbot, parts, organisation):
    ids = [begin(qtbot, parts, text) for text in ("one", "two", "three")]
    for conversation_id in ids:
        parts.conversations.delete(conversation_id)
    with qtbot.waitSignal(organisation.bin_changed) as read:
        organisation.read_bin()
    assert {it.id for it in read.args[0].conversations} == set(ids)
    for request, left in (
        (requests.Restore(ids[0]), set(ids[1:])),
        (requests.DeleteForGood(ids[1]), {ids[2]}),
        (requests.EmptyBin(), set()),
    ):
        with qtbot.waitSignal(organisation.bin_changed) as read:
            organisation.do(request)
        assert {it.id for it in read.args[0].conversations} == left
    assert [it.id for it in parts.summaries()] == [ids[0]]


def test_a_folder_that_cannot_be_changed_says_so(qtbot, parts, organisation):
    parts.store.close(10)
    with qtbot.waitSignal(organisation.notice) as said:
        organisation.do(requests.NewFolder("Work"))
    assert said.args[0] == "error"
