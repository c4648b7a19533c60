"""Models that are here: held against their hashes, and taken away."""

import pytest

from gemini_desk.errors import DownloadBusyError, ModelNotFoundError
from gemini_desk.models import catalogue, hub_token
from gemini_desk.models.download.progress import Downloaded
from gemini_desk.models.download.removal import plan_removal, remove
from gemini_desk.models.download.repository_cache import RepositoryCache
from gemini_desk.models.download.verification import FileState, verify
from gemini_desk.models.download.writer_lock import writer_lock
from tests.helpers.hub_models import REPO, SHARDS, size_of
from tests.helpers.loopback_hub import Fault


def nobody():
    return iter([None])


@pytest.fixture
def folder(download):
    return download().run().folder


@pytest.fixture(params=["online", "offline"])
def tokens(request, hub):
    return nobody if request.param == "online" else None


def ignore(*_arguments):
    pass


def test_a_whole_model(hub, hub_dir, folder, tokens):
    seen = []
    found = verify(REPO, hub_dir, tokens=tokens, on_bytes=lambda *told: seen.append(told))
    assert found.whole
    assert set(found.files.values()) == {FileState.WHOLE}
    assert len(found.files) == 6
    assert seen[-1][1] == seen[-1][2] == size_of(folder)


@pytest.mark.parametrize("name", [SHARDS[0], "config.json"])
def test_a_damaged_file_is_found_and_mended(hub, hub_dir, folder, tokens, download, name):
    blob = (folder / name).resolve()
    content = blob.read_bytes()
    blob.write_bytes(content[:-1] + b"?")
    found = verify(REPO, hub_dir, tokens=tokens, on_bytes=ignore)
    assert found.problems == (name,)
    assert found.files[name] is FileState.DAMAGED
    assert isinstance(download().run(), Downloaded)
    assert blob.read_bytes() == content


def test_a_missing_file_is_found(hub, hub_dir, folder, tokens):
    (folder / SHARDS[1]).resolve().unlink()
    found = verify(REPO, hub_dir, tokens=tokens, on_bytes=ignore)
    assert found.files[SHARDS[1]] is FileState.MISSING


def test_a_file_whose_link_is_gone_is_missed_online(hub, hub_dir, folder):
    (folder / SHARDS[1]).unlink()
    assert verify(REPO, hub_dir, tokens=None, on_bytes=ignore).whole
    found = verify(REPO, hub_dir, tokens=nobody, on_bytes=ignore)
    assert found.problems == (SHARDS[1],)


def test_a_private_model_is_verified_with_the_token_that_was_entered_here(
    hub, hub_dir, folder, monkeypatch
):
    hub.private.add(REPO)
    hub.accepted.add("hf_entered")
    with pytest.raises(ModelNotFoundError):
        verify(REPO, hub_dir, on_bytes=ignore)
    monkeypatch.setattr(hub_token, "kept_token", lambda: "hf_entered")
    assert verify(REPO, hub_dir, on_bytes=ignore).whole


def test_what_is_not_here_cannot_be_verified(hub_dir):
    with pytest.raises(ModelNotFoundError, match="models pull"):
        verify(REPO, hub_dir, tokens=None, on_bytes=ignore)


def test_removing_frees_what_it_says(hub, hub_dir, folder):
    plan = plan_removal(REPO, hub_dir)
    assert plan.free_bytes == size_of(hub.root / REPO)
    remove(plan)
    assert not list(hub_dir.glob("models--*"))
    with pytest.raises(ModelNotFoundError):
        plan_removal(REPO, hub_dir)


def test_another_revision_keeps_what_it_needs(hub, hub_dir, folder, download):
    (hub.root / REPO / "README.md").write_text("newer")
    newer = download().run().folder
    plan = plan_removal(REPO, hub_dir)
    assert plan.commits == (newer.name,)
    assert plan.staying == (folder.name,)
    assert plan.free_bytes == len("newer")
    remove(plan)
    assert catalogue.resolve(REPO, offline=True, hub_dir=hub_dir).path == folder
    every = plan_removal(REPO, hub_dir, every_revision=True)
    assert every.free_bytes > 1_000_000
    remove(every)
    assert not list(hub_dir.glob("models--*"))


def test_what_came_in_part_is_removed(hub, hub_dir, download):
    hub.faults = [Fault(SHARDS[1], status=403, times=-1)]
    download().run()
    cache = RepositoryCache(hub_dir, REPO)
    cache.partial("a" * 64).write_bytes(bytes(1000))
    plan = plan_removal(REPO, hub_dir)
    remove(plan)
    assert not list(hub_dir.glob("models--*"))


def test_nothing_is_removed_under_a_download(hub, hub_dir, folder):
    with writer_lock(RepositoryCache(hub_dir, REPO), REPO), pytest.raises(DownloadBusyError):
        remove(plan_removal(REPO, hub_dir))
    assert (folder / SHARDS[0]).exists()
