"""A model of the hub is told of before it is downloaded: the real client, a hub on this machine."""

import json

import pytest

from gemini_desk.errors import DownloadError, ModelNotFoundError, UnsupportedModelError
from gemini_desk.models import contacts, hub_token
from gemini_desk.models.download import looking_up
from gemini_desk.models.download.patience import Patience, Stopped, StopSwitch
from gemini_desk.models.sheet_reading import read_sheet
from tests.helpers.hub_models import REPO, SHARDS, serving_hub, size_of
from tests.helpers.loopback_hub import Fault


@pytest.fixture
def hub(tmp_path, monkeypatch):
    with serving_hub(tmp_path, monkeypatch) as hub:
        yield hub


def look_up(repo_id, *switch, tokens=(None,)):
    return looking_up.look_up(
        repo_id, *switch, tokens=lambda: iter(tokens), patience=Patience(2.0, 2.0, ())
    )


def test_what_is_told_is_what_the_files_say(hub):
    """The sheet is the one that the same files give once they are here."""
    entry = look_up(REPO)
    assert entry.sheet == read_sheet(hub.root / REPO)
    assert entry.size_bytes == size_of(hub.root / REPO)
    assert (entry.id, entry.name, entry.licence) == (REPO, "model", "gemma")
    assert entry.context_tokens == 131_072
    assert entry.modalities == ("text", "image", "audio")
    assert (entry.path, entry.complete, entry.gated) == (None, False, False)


def test_only_headers_are_fetched(hub):
    look_up(REPO)
    for shard in SHARDS:
        assert hub.sent_bytes[shard] <= 100_000
    told = {each.purpose for each in contacts.contacts() if each.origin == hub.storage_url}
    assert f"headers of {REPO}" in told


def test_a_header_longer_than_the_first_piece(hub):
    names = {f"layers.{number}.{'x' * 60}.weight": number for number in range(1500)}
    tensors = {
        name: {"dtype": "BF16", "shape": [4, 4], "data_offsets": [32 * at, 32 * (at + 1)]}
        for name, at in names.items()
    }
    header = json.dumps(tensors).encode()
    assert len(header) > 100_000
    content = len(header).to_bytes(8, "little") + header + bytes(32 * len(tensors))
    (hub.root / REPO / SHARDS[0]).write_bytes(content)
    entry = look_up(REPO)
    assert entry.sheet == read_sheet(hub.root / REPO)
    assert entry.parameters == 16 * 1500 + 300_004


def test_a_server_without_ranges_is_not_read_to_its_end(hub):
    hub.faults = [Fault(shard, times=-1, ignore_range=True) for shard in SHARDS]
    entry = look_up(REPO)
    assert entry.sheet == read_sheet(hub.root / REPO)


def test_a_licence_that_must_be_accepted(hub):
    hub.gated.add(REPO)
    hub.accepted.add("hf_mine")
    entry = look_up(REPO)
    assert entry.gated
    assert entry.sheet is None
    assert entry.size_bytes == size_of(hub.root / REPO)
    assert "accepted its licence" in entry.summary
    assert look_up(REPO, tokens=["hf_mine"]).sheet is not None
    assert look_up(REPO, tokens=["hf_shared", "hf_mine"]).sheet is not None


def test_a_licence_that_only_the_card_names(hub, monkeypatch):
    """As Qwen's Omni models have it: the hub's tag says no more than `other`."""
    describe = hub.describe

    def described(repo_id):
        card = {"license": "other", "license_name": "apache-2.0"}
        return describe(repo_id) | {"tags": ["license:other"], "cardData": card}

    monkeypatch.setattr(hub, "describe", described)
    assert look_up(REPO).licence == "apache-2.0"


def test_a_private_model_is_found_with_the_token_that_was_entered_here(hub, monkeypatch):
    """The same tokens as for a download, the keyring's after the one that programs share."""
    hub.private.add(REPO)
    hub.accepted.add("hf_entered")
    with pytest.raises(ModelNotFoundError):
        looking_up.look_up(REPO)
    monkeypatch.setattr(hub_token, "shared_token", lambda: "hf_shared")
    monkeypatch.setattr(hub_token, "kept_token", lambda: "hf_entered")
    assert looking_up.look_up(REPO).sheet == read_sheet(hub.root / REPO)
    assert hub.tokens["hub"] == {"hf_shared", "hf_entered"}
    assert not hub.tokens["storage"]


def test_what_cannot_be(hub):
    with pytest.raises(ModelNotFoundError, match="no model named org/none"):
        look_up("org/none")
    for file in (hub.root / REPO).glob("*.safetensors"):
        file.rename(file.with_suffix(".bin"))
    with pytest.raises(UnsupportedModelError, match="pickles"):
        look_up(REPO)


def test_no_model_that_answers(hub):
    config = {"model_type": "bert", "architectures": ["BertModel"]}
    (hub.root / REPO / "config.json").write_text(json.dumps(config))
    assert "not made to answer" in look_up(REPO).summary


@pytest.mark.parametrize("config", ["[]", "{"])
def test_a_config_that_makes_no_sense(hub, config):
    (hub.root / REPO / "config.json").write_text(config)
    assert look_up(REPO).sheet is None


def test_weights_that_make_no_sense(hub):
    (hub.root / REPO / SHARDS[0]).write_bytes(b"\xff" * 50_000)
    entry = look_up(REPO)
    assert entry.sheet is None
    assert "not a safetensors file" in entry.summary


def test_the_hub_fails(hub):
    hub.faults = [Fault("api", status=503)]
    with pytest.raises(DownloadError, match="503"):
        look_up(REPO)


def test_it_can_be_stopped(hub):
    switch = StopSwitch()
    switch.stop()
    with pytest.raises(Stopped):
        look_up(REPO, switch)
