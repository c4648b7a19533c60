"""Order among conversations, the search over them, and setups: controllers on a real database."""

import pytest

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.preset import Preset
from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.ui.background import Background
from gemini_desk.ui.chat.organisation_controller import OrganisationController
from gemini_desk.ui.chat.search_controller import SearchController
from gemini_desk.ui.chat.setup_controller import SetupController
from gemini_desk.ui.conversation_list import requests
from gemini_desk.ui.conversation_search.filters import Search, SearchFilters


@pytest.fixture
def organisation(parts):
    return OrganisationController(parts.conversations, parts.calls)


@pytest.fixture
def setups(parts):
    background = Background("test")
    yield SetupController(parts.open, parts.calls, background)
    background.close()


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


def test_only_the_last_of_several_quick_searches_is_answered(qtbot, parts):
    search = SearchController(parts.calls)
    begin(qtbot, parts, "a sign in Utrecht")
    found = []
    search.found.connect(lambda asked, hits: found.append((asked.text, len(hits))))
    for text in ("s", "si", "sig", "sign"):
        search.search(Search(text))
    qtbot.waitUntil(lambda: len(found) == 2)
    assert [text for text, _ in found] == ["s", "sign"]
    assert found[-1][1] >= 1


def test_filters_reach_the_store(qtbot, parts):
    search = SearchController(parts.calls)
    begin(qtbot, parts, "a sign")
    with qtbot.waitSignal(search.found) as found:
        search.search(Search("sign", SearchFilters(has_image=True)))
    assert found.args[1] == ()
    with qtbot.waitSignal(search.models_found) as models:
        search.find_models()
    assert models.args[0] == (parts.conversation.branch()[-1].answer.model.id,)


def test_a_setup_steers_the_next_answer_and_is_kept(qtbot, parts, setups):
    setup = ConversationSetup("", "Be brief.", GenerationParameters(temperature=0.25))
    setups.apply(setup)  # before there is anything on disk
    begun = parts.conversation
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send("Hi")
    assert parts.on_disk().setup == setup
    request = parts.backend.requests[-1]
    assert request.messages[0].text == "Be brief."
    assert request.parameters.temperature == 0.25
    other = ConversationSetup("", "Be long.")
    setups.apply(other)
    assert parts.on_disk().setup == other
    parts.conversations.open_new()
    assert setups.setup == ConversationSetup()
    with qtbot.waitSignal(setups.setup_changed) as changed:
        parts.conversations.open_stored(begun.id)
    assert changed.args[0] == other


def test_presets_are_used_saved_and_removed(qtbot, parts, setups):
    mine = Preset("mine", "Mine", "", "Be kind.", GenerationParameters(), "owner/model")
    with qtbot.waitSignal(setups.presets_changed) as changed:
        setups.save_presets((mine,))
    assert changed.args[0][-1] == mine
    assert changed.args[0][0].is_built_in
    with qtbot.waitSignal(setups.model_wanted) as wanted:
        setups.use_preset("mine")
    assert wanted.args == ["owner/model"]
    assert setups.setup == mine.setup()
    setups.use_preset("")
    assert setups.setup == ConversationSetup()
    with qtbot.waitSignal(setups.presets_changed) as changed:
        setups.remove_preset("mine")
    assert mine not in changed.args[0]


def test_presets_go_through_a_file(qtbot, setups, tmp_path):
    mine = Preset("mine", "Mine", "", "Be kind.")
    path = tmp_path / "presets.json"
    with qtbot.waitSignal(setups.notice) as said:
        setups.write_file(str(path), (mine,))
    assert said.args[0] == "info"
    with qtbot.waitSignal(setups.presets_read) as read:
        setups.read_file(str(path))
    assert [(it.name, it.system_prompt) for it in read.args[0]] == [("Mine", "Be kind.")]
    path.write_text("{")
    with qtbot.waitSignal(setups.notice) as said:
        setups.read_file(str(path))
    assert said.args[0] == "error"
