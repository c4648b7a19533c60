"""Resolving, listing and describing models."""

import shutil
from pathlib import Path

import pytest

from gemini_desk import paths
from gemini_desk.errors import DamagedModelError, ModelNotFoundError
from gemini_desk.models import catalogue
from gemini_desk.models.checkpoint_folder import Modality
from tests.helpers.model_folders import COMMIT, write_checkpoint, write_weights


@pytest.fixture(autouse=True)
def _no_sockets(monkeypatch):
    def refuse(*_arguments, **_named):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket", refuse)


@pytest.fixture
def starter(tmp_path, monkeypatch):
    folder = write_checkpoint(tmp_path / "assets" / "starter")
    monkeypatch.setattr(paths, "assets_dir", lambda: tmp_path / "assets")
    return folder


def test_starter_is_the_folder_that_ships(starter, hub_dir):
    found = catalogue.resolve("Starter", offline=True, hub_dir=hub_dir)
    assert found == catalogue.ResolvedModel("starter", starter, "")


def test_an_alias_means_its_model_in_the_cache(cached, hub_dir):
    snapshot = cached("google/gemma-4-E2B-it")
    found = catalogue.resolve("nano", offline=True, hub_dir=hub_dir)
    assert found == catalogue.ResolvedModel("google/gemma-4-E2B-it", snapshot, COMMIT)


def test_a_model_in_the_cache_needs_no_network_even_when_it_is_allowed(cached, hub_dir):
    cached("org/model")
    assert catalogue.resolve("org/model", offline=False, hub_dir=hub_dir).revision == COMMIT


def test_a_hub_id_without_organisation(cached, hub_dir):
    cached("gpt2", config={"model_type": "gpt2"})
    assert catalogue.resolve("gpt2", offline=True, hub_dir=hub_dir).id == "gpt2"


def test_a_folder_absolute_relative_and_below_home(tmp_path, monkeypatch, hub_dir):
    folder = write_checkpoint(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in (str(folder), "mine", "./mine", "~/mine"):
        found = catalogue.resolve(name, offline=True, hub_dir=hub_dir)
        assert found == catalogue.ResolvedModel("mine", folder, "")


def test_what_is_missing_comes_with_what_is_there(cached, hub_dir, starter):
    cached("google/gemma-4-E2B-it")
    with pytest.raises(ModelNotFoundError) as caught:
        catalogue.resolve("google/gemma-4-E2B", offline=True, hub_dir=hub_dir)
    assert "Similar: google/gemma-4-E2B-it" in caught.value.hint
    assert "On this machine: starter, google/gemma-4-E2B-it." in caught.value.hint
    assert "gemini-desk models pull google/gemma-4-E2B" in caught.value.hint


def test_a_typing_error_in_an_alias_is_understood(hub_dir, starter):
    with pytest.raises(ModelNotFoundError, match="Similar: starter"):
        catalogue.resolve("startr", offline=True, hub_dir=hub_dir)


@pytest.mark.parametrize("name", ["", "  ", "./nowhere", "/nowhere/at/all", "a/b/c", "../x", "ä b"])
def test_names_that_can_be_no_model_are_refused_with_a_hint(name, hub_dir, starter):
    with pytest.raises(ModelNotFoundError, match="On this machine: starter"):
        catalogue.resolve(name, offline=True, hub_dir=hub_dir)


def test_a_folder_without_a_config_is_no_model(tmp_path, hub_dir):
    with pytest.raises(ModelNotFoundError, match=r"config\.json"):
        catalogue.resolve(str(tmp_path), offline=True, hub_dir=hub_dir)


def test_a_folder_without_weights(tmp_path, hub_dir):
    (write_checkpoint(tmp_path / "m") / "model.safetensors").unlink()
    with pytest.raises(DamagedModelError, match="no weights"):
        catalogue.resolve(str(tmp_path / "m"), offline=True, hub_dir=hub_dir)


def test_a_folder_with_a_pickle_instead_of_safetensors(tmp_path, hub_dir):
    folder = write_checkpoint(tmp_path / "m")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(DamagedModelError, match="pickle"):
        catalogue.resolve(str(folder), offline=True, hub_dir=hub_dir)


def test_truncated_weights(tmp_path, hub_dir):
    folder = write_checkpoint(tmp_path / "m")
    write_weights(folder / "model.safetensors", missing_bytes=5)
    with pytest.raises(DamagedModelError, match="truncated"):
        catalogue.resolve(str(folder), offline=True, hub_dir=hub_dir)


def test_a_download_that_stopped_tells_how_to_go_on(cached, hub_dir):
    (cached("org/half") / "model.safetensors").resolve().unlink()
    with pytest.raises(DamagedModelError, match="gemini-desk models pull org/half"):
        catalogue.resolve("org/half", offline=True, hub_dir=hub_dir)


def test_the_cache_is_that_of_the_environment(cached, hub_dir, monkeypatch):
    cached("org/model")
    monkeypatch.setenv("HF_HUB_CACHE", str(hub_dir))
    assert catalogue.resolve("org/model", offline=True).id == "org/model"
    monkeypatch.delenv("HF_HUB_CACHE")
    monkeypatch.setenv("HF_HOME", str(hub_dir.parent))
    assert catalogue.resolve("org/model", offline=True).id == "org/model"


def test_the_list_holds_the_starter_and_what_can_be_loaded(cached, hub_dir, starter):
    cached("google/gemma-4-E2B-it")
    cached("org/embedder", config={"model_type": "bert", "architectures": ["BertModel"]})
    (cached("org/half") / "model.safetensors").resolve().unlink()
    (cached("org/pickled") / "model.safetensors").unlink()
    (hub_dir / "datasets--org--data").mkdir()
    listed = {model.id: model for model in catalogue.list_local(hub_dir)}
    assert list(listed) == ["starter", "google/gemma-4-E2B-it", "org/half"]
    assert listed["starter"].is_starter
    assert listed["starter"].complete
    gemma = listed["google/gemma-4-E2B-it"]
    assert gemma.complete
    assert not gemma.is_starter
    assert gemma.modalities == (Modality.TEXT, Modality.IMAGE, Modality.AUDIO)
    assert gemma.model_type == "gemma4"
    assert gemma.size_bytes == sum(file.stat().st_size for file in gemma.path.iterdir())
    assert not listed["org/half"].complete


def test_damaged_entries_hide_nothing_but_themselves(cached, hub_dir, starter):
    good = cached("org/good")
    (cached("org/text-as-config") / "config.json").resolve().write_text("{")
    (cached("org/list-as-config") / "config.json").resolve().write_text("[1]")
    (hub_dir / "models--org--file").write_text("not a folder")
    (hub_dir / "models--org--empty").mkdir()
    (hub_dir / "models--org--no-snapshot" / "snapshots").mkdir(parents=True)
    shutil.rmtree(good.parent.parent / "refs")
    (cached("org/odd-ref").parent.parent / "refs" / "main").write_bytes(b"\xff../../../etc")
    ids = [model.id for model in catalogue.list_local(hub_dir)]
    assert ids == ["starter", "org/good", "org/odd-ref"]


def test_a_cache_that_is_not_there_is_empty(tmp_path, starter):
    assert [model.id for model in catalogue.list_local(tmp_path / "nowhere")] == ["starter"]


def test_an_index_cannot_lead_out_of_its_folder(tmp_path, hub_dir):
    folder = write_checkpoint(tmp_path / "m")
    (folder / "model.safetensors").rename(tmp_path / "outside.safetensors")
    (folder / "model.safetensors.index.json").write_text(
        '{"weight_map": {"weight": "../outside.safetensors"}}'
    )
    with pytest.raises(DamagedModelError, match=r"outside\.safetensors cannot be read"):
        catalogue.resolve(str(folder), offline=True, hub_dir=hub_dir)


def test_details(cached, hub_dir):
    snapshot = cached("google/gemma-4-E2B-it")
    (snapshot / "README.md").write_text("---\ntags: [x]\nlicense: apache-2.0\n---\n# Card\n")
    details = catalogue.info("nano", hub_dir)
    assert details.parameters == 12
    assert details.dtype == "bfloat16"
    assert details.context_tokens == 131072
    assert details.licence == "apache-2.0"
    assert details.revision == COMMIT


def test_the_starter_that_ships_is_whole():
    details = catalogue.info("starter")
    assert details.path == Path(paths.assets_dir() / "starter")
    assert {Modality.IMAGE, Modality.AUDIO} <= set(details.modalities)
    assert details.size_bytes <= 40_000_000
