"""Settings: defaults, bad values, unknown keys, upgrades, saving."""

import json
import os
import stat
from dataclasses import fields, is_dataclass, replace

import pytest

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.errors import StorageError
from gemini_desk.settings.schema import (
    SCHEMA_VERSION,
    ModelOptions,
    ModelSettings,
    NetworkSettings,
    ServerSettings,
    Settings,
)
from gemini_desk.settings.settings_store import SettingsStore

CHANGED = Settings(
    model=ModelSettings(name="nano", device="cuda:1", dtype="bfloat16", hub_dir="/hub"),
    generation=GenerationParameters(max_new_tokens=7, temperature=0.5, seed=3, stop=("END", "ä")),
)


@pytest.fixture
def file(profile):
    return profile.config_dir / "settings.json"


@pytest.fixture
def store(file):
    return SettingsStore(file)


def write(file, content):
    file.write_text(content if isinstance(content, str) else json.dumps(content))


def test_without_a_file_everything_is_at_its_default(store):
    loaded = store.load()
    assert loaded.settings == Settings()
    assert loaded.notices == ()


def test_the_defaults_are_offline_and_the_starter():
    assert Settings().network.offline
    assert Settings().model.name == "starter"
    assert Settings().chat.send_on_enter


def test_what_was_saved_is_loaded(store, file):
    store.save(CHANGED)
    loaded = SettingsStore(file).load()
    assert loaded.settings == CHANGED
    assert loaded.notices == ()


def test_every_field_survives_the_file(store, file):
    """Whatever is added to the schema must come back with its type."""

    def other(value):
        match value:
            case bool():
                return not value
            case int() | float():
                return value + 1
            case str():
                return {"system": "dark", "auto": "float16"}.get(value, value + "x")
            case None:
                return 1
            case ():
                return ("x",)
            case {}:
                return {"pro": ModelOptions(idle_minutes=5)}

    def change(tree):
        return type(tree)(
            **{
                field.name: change(value) if is_dataclass(value) else other(value)
                for field in fields(tree)
                for value in [getattr(tree, field.name)]
            }
        )

    server = change(ServerSettings(image=True, audio=False))
    changed = replace(
        change(replace(Settings(), network=NetworkSettings())),
        network=NetworkSettings(offline=False, servers=(server, ServerSettings(name="home"))),
    )
    store.save(changed)
    assert SettingsStore(file).load().settings == changed


def test_options_of_a_model_survive_and_others_have_the_general_ones(store, file):
    model = ModelSettings(device="cpu").with_options(
        "pro", ModelOptions(quantisation="int4", context_tokens=4096)
    )
    store.save(Settings(model=model))
    read = SettingsStore(file).load()
    assert read.notices == ()
    assert read.settings.model.options_of("pro").quantisation == "int4"
    assert read.settings.model.options_of("starter") == ModelOptions(device="cpu")


def test_a_bad_option_costs_itself_alone(store, file):
    options = {"pro": {"quantisation": "int3", "idle_minutes": 5}, "nano": 7}
    file.write_text(json.dumps({"model": {"options": options}}))
    loaded = store.load()
    assert loaded.settings.model.options_of("pro") == ModelOptions(idle_minutes=5)
    assert loaded.settings.model.options_of("nano") == ModelOptions()
    assert len(loaded.notices) == 2


def test_the_file_is_for_its_owner_alone_and_says_its_version(store, file):
    store.save(Settings())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["schema_version"] == SCHEMA_VERSION


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"appearance": {"theme": "pink"}}, "appearance.theme"),
        ({"appearance": {"theme": ["dark"]}}, "appearance.theme"),
        ({"model": {"name": 5}}, "model.name"),
        ({"network": {"offline": "yes"}}, "network.offline"),
        ({"network": {"offline": 0}}, "network.offline"),
        ({"generation": {"temperature": 99}}, "generation.temperature"),
        ({"generation": {"temperature": True}}, "generation.temperature"),
        ({"generation": {"top_k": 1.5}}, "generation.top_k"),
        ({"generation": {"stop": "END"}}, "generation.stop"),
        ({"generation": {"stop": [""]}}, "generation.stop"),
        ({"generation": {"stop": [1]}}, "generation.stop"),
        ({"generation": []}, "generation"),
        ({"chat": None}, "chat"),
    ],
)
def test_a_bad_value_costs_itself_alone(store, file, content, place):
    write(file, {"audio": {"input_device": "USB"}} | content)
    loaded = store.load()
    assert loaded.settings == replace(
        Settings(), audio=replace(Settings().audio, input_device="USB")
    )
    (notice,) = loaded.notices
    assert f"“{place}”" in notice


def test_good_values_beside_a_bad_one_are_kept(store, file):
    write(file, {"generation": {"temperature": 99, "top_p": 0.5}})
    assert store.load().settings.generation == GenerationParameters(top_p=0.5)


def test_whole_numbers_are_good_fractions(store, file):
    write(file, {"generation": {"temperature": 1}})
    loaded = store.load()
    assert (loaded.settings.generation.temperature, loaded.notices) == (1, ())


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"text"', "\ufeff{}", "[" * 100_000])
def test_a_damaged_file_is_kept_beside_and_defaults_are_used(store, file, content):
    write(file, content)
    loaded = store.load()
    assert loaded.settings == Settings()
    assert len(loaded.notices) == 1
    (aside,) = file.parent.glob("settings.damaged-*.json")
    assert aside.read_text() == content
    store.save(CHANGED)
    assert store.load().settings == CHANGED


def test_a_file_that_is_no_text_is_damaged(store, file):
    file.write_bytes(b"\xff\xfe\x00")
    assert store.load().settings == Settings()


def test_a_file_that_cannot_be_read_is_told(store, file):
    file.mkdir()
    loaded = store.load()
    assert loaded.settings == Settings()
    assert "could not be read" in loaded.notices[0]


def test_unknown_keys_are_kept(store, file):
    write(file, {"future": [1], "model": {"name": "pro", "quantisation": "int4"}})
    assert store.load().notices == ()
    store.save(CHANGED)
    content = json.loads(file.read_text())
    assert content["future"] == [1]
    assert content["model"]["quantisation"] == "int4"
    assert content["model"]["name"] == "nano"


def test_unknown_keys_are_kept_by_a_store_that_only_saves(store, file):
    write(file, {"future": [1]})
    store.save(CHANGED)
    assert json.loads(file.read_text())["future"] == [1]


def test_older_files_are_upgraded_version_by_version(file):
    def name_moved(content):
        content["model"] = {"name": content.pop("model_name")}

    def renamed(content):
        content["model"]["name"] = content["model"]["name"].replace("tiny", "starter")

    write(file, {"schema_version": 1, "model_name": "tiny"})
    store = SettingsStore(file, upgrades={1: name_moved, 2: renamed}, version=3)
    assert store.load().settings.model.name == "starter"
    store.save(store.load().settings)
    content = json.loads(file.read_text())
    assert content["schema_version"] == 3
    assert "model_name" not in content


def test_a_newer_file_stays_newer(store, file):
    write(file, {"schema_version": 99, "appearance": {"theme": "dark"}})
    loaded = store.load()
    assert loaded.settings.appearance.theme == "dark"
    store.save(loaded.settings)
    assert json.loads(file.read_text())["schema_version"] == 99


def test_a_failed_save_leaves_the_old_file_and_nothing_else(store, file, monkeypatch):
    store.save(CHANGED)
    before = file.read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="could not be saved"):
        store.save(Settings())
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]
