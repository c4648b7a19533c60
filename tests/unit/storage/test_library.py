"""Presets and prompts: a person's own, the built-in ones, and files of them."""

import json
import os
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.preset import Preset, new_preset_id
from gemini_desk.chat.prompt_template import PromptTemplate
from gemini_desk.errors import InputError, StorageError
from gemini_desk.paths import assets_dir
from gemini_desk.storage.library_file import (
    built_in_presets,
    built_in_prompts,
    read_library_file,
    write_library_file,
)
from gemini_desk.storage.library_json import (
    LARGEST_DOCUMENT_BYTES,
    LONGEST_TEXT,
    MOST_ENTRIES,
    read_library,
    write_library,
)

MINE = Preset(
    "mine",
    "Sailor",
    "⛵",
    "Talk like a sailor.",
    GenerationParameters(temperature=0.0, top_k=0, seed=3, stop=("Arr",)),
    "nano",
)
GREET = PromptTemplate("greet", "greet", "Greet", "Greet {{name}}.")


def document(**content):
    return json.dumps(content).encode()


# -- built-in ------------------------------------------------------------------------------


def test_every_file_that_ships_is_read_without_a_notice():
    for kind, found in (("presets", built_in_presets()), ("prompts", built_in_prompts())):
        files = sorted((assets_dir() / kind).glob("*.json"))
        assert len(found) == len(files) >= 6
        assert len({entry.name for entry in found}) == len(found)
        for file in files:
            library = read_library(file.read_bytes())
            assert library.notices == []


def test_icons_of_built_in_presets_are_there():
    for preset in built_in_presets():
        assert (assets_dir() / "icons" / f"{preset.icon}.svg").is_file(), preset.name


def test_prompts_that_people_ask_for_are_built_in():
    prompts = {prompt.name: prompt for prompt in built_in_prompts()}
    wanted = ("describe", "read-text", "compare", "translate", "summarise", "explain-code")
    assert set(wanted) <= set(prompts)
    assert prompts["translate"].variables == ("language", "text")


def test_a_built_in_file_that_is_damaged_costs_itself_alone(tmp_path, caplog):
    (tmp_path / "a.json").write_text('{"order": 2, "name": "A"}')
    (tmp_path / "b.json").write_text("{")
    (tmp_path / "c.json").write_text('{"order": 1, "name": "C"}')
    assert [preset.name for preset in built_in_presets(tmp_path)] == ["C", "A"]
    assert "b.json" in caplog.text


# -- a person's own ------------------------------------------------------------------------


def test_built_in_entries_come_first_then_a_persons_own(store):
    store.presets.save(MINE)
    assert store.presets.list() == (*built_in_presets(), MINE)
    store.prompts.save(GREET)
    assert store.prompts.list() == (*built_in_prompts(), GREET)


def test_saving_again_changes_the_entry_where_it_is(store):
    other = Preset(new_preset_id(), "Other")
    store.presets.save(MINE)
    store.presets.save(other)
    changed = Preset("mine", "Pirate")
    store.presets.save(changed)
    assert store.presets.list()[-2:] == (changed, other)


def test_built_in_entries_are_hidden_and_shown_but_not_changed(store):
    first, *others = built_in_prompts()
    with pytest.raises(InputError):
        store.prompts.save(first)
    store.prompts.remove(first.id)
    store.prompts.remove(first.id)
    assert store.prompts.list() == tuple(others)
    assert store.prompts.hidden() == (first,)
    store.prompts.show(first.id)
    assert store.prompts.list() == (first, *others)
    assert store.prompts.hidden() == ()


def test_removing_what_is_gone_is_harmless(store):
    store.presets.remove("gone")
    store.presets.show("gone")
    assert store.presets.list() == built_in_presets()


def test_a_copy_of_a_built_in_preset_can_be_kept(store):
    copy = built_in_presets()[0].copy()
    store.presets.save(copy)
    assert store.presets.list()[-1] == copy


@pytest.mark.parametrize(
    "body", ["", "no json", "[]", "3", '{"name": ""}', "[" * 100_000, 5, b"\xff"]
)
def test_a_damaged_entry_is_left_out(store, database, body, caplog):
    store.presets.save(MINE)
    store.prompts.save(GREET)
    with database.writing() as connection:
        connection.execute("INSERT INTO presets VALUES ('bad', -1, ?)", (body,))
        connection.execute("INSERT INTO prompts VALUES ('bad', -1, ?)", (body,))
    assert store.presets.list()[-1] == MINE
    assert store.prompts.list()[-1] == GREET
    assert len(store.presets.list()) == len(built_in_presets()) + 1
    assert len(store.prompts.list()) == len(built_in_prompts()) + 1


# -- files ---------------------------------------------------------------------------------


def test_a_file_brings_everything_back(tmp_path):
    file = tmp_path / "library.json"
    write_library_file(file, [MINE], [GREET])
    library = read_library_file(file)
    assert (library.presets, library.prompts, library.notices) == ([MINE], [GREET], [])


def test_a_shared_built_in_entry_becomes_its_receivers_own():
    library = read_library(write_library(list(built_in_presets()), []).encode())
    assert not any(preset.is_built_in for preset in library.presets)
    assert [preset.name for preset in library.presets] == [it.name for it in built_in_presets()]


def test_nobody_smuggles_in_a_built_in_entry():
    (preset,) = read_library(document(name="Evil", id="built-in:read-text")).presets
    assert not preset.is_built_in


@pytest.mark.parametrize(
    ("content", "presets", "prompts"),
    [
        ({"name": "One"}, ["One"], []),
        ({"name": "One", "text": "Say {{x}}"}, [], ["one"]),
        ([{"name": "One"}, {"name": "two", "text": "x"}], ["One"], ["two"]),
        ({"presets": [{"name": "One"}]}, ["One"], []),
        ({"prompts": {"name": "Two words!", "text": "x"}, "more": 1}, [], ["two-words"]),
    ],
)
def test_one_file_may_hold_one_or_several(content, presets, prompts):
    library = read_library(b"\xef\xbb\xbf" + json.dumps(content).encode())
    assert [preset.name for preset in library.presets] == presets
    assert [prompt.name for prompt in library.prompts] == prompts
    assert library.notices == []


def test_values_that_cannot_be_used_are_named_and_the_rest_is_kept():
    library = read_library(
        document(
            presets=[
                {
                    "name": "Odd",
                    "colour": "red",
                    "icon": 7,
                    "system_prompt": "x" * (LONGEST_TEXT + 1),
                    "parameters": {"temperature": 9, "top_k": 5, "seed": "now", "new": 1},
                    "model": "m\ud800",
                },
                {"name": "Odd too", "parameters": [1]},
                {"icon": "text"},
                "no object",
            ],
            prompts=[{"name": "empty", "text": " "}, {"name": "!!!", "text": "x"}],
        )
    )
    odd, too = library.presets
    assert odd.parameters == GenerationParameters(top_k=5)
    assert (len(odd.system_prompt), odd.icon, odd.model) == (LONGEST_TEXT, "", "m\ufffd")
    assert too.parameters == GenerationParameters()
    assert library.prompts == []
    named = "\n".join(library.notices)
    for word in ("“temperature”", "“seed”", "“icon”", "“system_prompt”", "“parameters”"):
        assert word in named
    assert "“new”" not in named
    assert len(library.notices) == 9


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "line 1"),
        (b'{"presets": [\n,]}', "line 2"),
        (b"\xff\xfe{}", "UTF-8"),
        (b"[" * 1_000_000, "not JSON"),
        (b"1" * 10_000, "not JSON"),
        (b"null", "no JSON object"),
        (b"{}", "no name"),
        (b"[]", "no presets"),
        (b'{"presets": {}}', "no name"),
        (b'{"presets": [], "prompts": []}', "no presets"),
        (b" " * (LARGEST_DOCUMENT_BYTES + 1), "larger than 4 MB"),
    ],
    ids=range(11),
)
def test_a_file_of_no_use_is_refused_in_plain_words(data, words):
    with pytest.raises(InputError, match=words) as caught:
        read_library(data)
    assert caught.value.hint


def test_a_file_with_too_many_entries_is_read_in_part():
    library = read_library(
        document(presets=[{"name": "x"}] * MOST_ENTRIES, prompts=[{"name": "y"}])
    )
    assert (len(library.presets), len(library.prompts)) == (MOST_ENTRIES, 0)
    assert "first 1000" in library.notices[0]


def test_files_that_cannot_be_read_or_written_are_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.json"):
        read_library_file(tmp_path / "gone.json")
    with pytest.raises(InputError):
        read_library_file(tmp_path)
    with pytest.raises(StorageError, match=r"library\.json"):
        write_library_file(tmp_path / "nowhere" / "library.json", [MINE])


def test_a_file_that_cannot_be_replaced_stays(tmp_path, monkeypatch):
    file = tmp_path / "library.json"
    write_library_file(file, [MINE])
    before = file.read_bytes()

    def refuse(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError, match="No space"):
        write_library_file(file, [], [GREET])
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                "presets prompts name title text icon id system_prompt parameters model "
                "temperature stop seed order".split()
            )
            | st.text(),
            inner,
        )
    ),
    max_leaves=25,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(JSON)
def test_any_json_is_read_or_refused(value):
    """Nothing else comes out, and what was read can be written and read again."""
    try:
        library = read_library(json.dumps(value).encode())
    except InputError:
        return
    again = read_library(write_library(library.presets, library.prompts).encode())
    assert (again.presets, again.prompts) == (library.presets, library.prompts)
    assert again.notices == []


@given(st.binary())
def test_any_bytes_are_read_or_refused(data):
    with suppress(InputError):
        assert read_library(data).presets
