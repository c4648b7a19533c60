"""Downloads from a hub on this machine, with the real client."""

import pytest

from gemini_desk.errors import ModelNotFoundError
from gemini_desk.models import catalogue, revisions
from gemini_desk.models.download.progress import (
    DownloadCancelled,
    Downloaded,
    DownloadFailed,
    DownloadPaused,
    DownloadProgress,
    Phase,
)
from gemini_desk.models.download.removal import plan_removal, remove
from tests.helpers.hub_models import REPO, SHARDS, size_of
from tests.helpers.loopback_hub import Fault


def progress(job):
    return [event for event in job.told if isinstance(event, DownloadProgress)]


def test_a_model_comes_whole(hub, hub_dir, records, download):
    job = download()
    ending = job.run()
    assert isinstance(ending, Downloaded)
    assert ending.fetched_bytes == size_of(hub.root / REPO) == sum(hub.sent_bytes.values())
    for file in (hub.root / REPO).iterdir():
        assert (ending.folder / file.name).read_bytes() == file.read_bytes()
    found = catalogue.resolve(REPO, offline=True, hub_dir=hub_dir)
    assert found.path == ending.folder
    assert found.revision == ending.commit
    assert records.load() == ()
    assert not list(hub_dir.rglob("*.incomplete"))
    last = progress(job)[-1]
    assert last.total_bytes == ending.fetched_bytes
    assert job.told[-1] == ending


def test_the_hubs_own_library_finds_it(hub, hub_dir, download):
    from huggingface_hub import scan_cache_dir, snapshot_download

    folder = download().run().folder
    asked = len(hub.asked)
    assert snapshot_download(REPO, cache_dir=hub_dir, local_files_only=True) == str(folder)
    cached = scan_cache_dir(hub_dir)
    assert not cached.warnings
    assert [repo.repo_id for repo in cached.repos] == [REPO]
    assert len(hub.asked) == asked


def test_another_revision_than_the_main_branch(hub, hub_dir, download, monkeypatch):
    """Where a repository's main branch is for other programs (`revisions`)."""
    from huggingface_hub import snapshot_download

    monkeypatch.setattr(revisions, "_OTHERS", {REPO.casefold(): "refs/pr/70"})
    cached = hub_dir / f"models--{REPO.replace('/', '--')}"
    (cached / "snapshots" / ("f" * 40)).mkdir(parents=True)
    main = cached / "refs" / "main"
    main.parent.mkdir()
    main.write_text("f" * 40)
    folder = download().run().folder
    assert f"GET /api/models/{REPO}/revision/refs/pr/70" in hub.asked
    offline = {"cache_dir": hub_dir, "local_files_only": True}
    assert snapshot_download(REPO, revision="refs/pr/70", **offline) == str(folder)
    assert catalogue.resolve(REPO, offline=True, hub_dir=hub_dir).path == folder
    assert main.read_text() == "f" * 40
    remove(plan_removal(REPO, hub_dir))
    assert not list(hub_dir.rglob("*.safetensors"))


def test_what_another_program_fetched_is_not_fetched_again(hub, hub_dir, download):
    from huggingface_hub import hf_hub_download

    hf_hub_download(REPO, SHARDS[0], cache_dir=hub_dir, endpoint=hub.url)
    hub.sent_bytes.clear()
    assert isinstance(download().run(), Downloaded)
    assert hub.sent_bytes[SHARDS[0]] == 0
    assert hub.sent_bytes[SHARDS[1]] > 0


def test_a_second_time_fetches_nothing(hub, download):
    download().run()
    hub.sent_bytes.clear()
    ending = download().run()
    assert ending.fetched_bytes == 0
    assert not hub.sent_bytes


def test_a_connection_that_breaks_is_gone_on_with(hub, download):
    hub.faults = [Fault(SHARDS[0], cut_after_bytes=200_000, times=2)]
    job = download()
    assert isinstance(job.run(), Downloaded)
    assert hub.sent_bytes[SHARDS[0]] == (hub.root / REPO / SHARDS[0]).stat().st_size
    assert [asked for asked in hub.ranges if asked] == ["bytes=200000-", "bytes=400000-"]
    assert any(event.phase is Phase.WAITING and "lost" in event.note for event in progress(job))


def test_a_server_that_cannot_go_on_sends_all_of_it(hub, download):
    hub.faults = [
        Fault(SHARDS[0], cut_after_bytes=200_000),
        Fault(SHARDS[0], ignore_range=True, cut_after_bytes=100_000),
    ]
    ending = download().run()
    assert isinstance(ending, Downloaded)
    assert (ending.folder / SHARDS[0]).read_bytes() == (hub.root / REPO / SHARDS[0]).read_bytes()


def test_pause_and_resume(hub, records, download):
    hub.faults = [Fault(SHARDS[0], bytes_per_s=200_000)]
    job = download()
    job.start()
    hub.wait_for_bytes(SHARDS[0], 100_000)
    job.pause()
    job.join(10)
    paused = job.told[-1]
    assert isinstance(paused, DownloadPaused)
    assert 0 < paused.done_bytes < paused.total_bytes == size_of(hub.root / REPO)
    assert records.find(REPO).done_bytes == paused.done_bytes
    job.resume()
    job.join(10)
    done = job.told[-1]
    assert isinstance(done, Downloaded)
    assert done.fetched_bytes == paused.total_bytes - paused.done_bytes


def test_a_pause_reaches_a_connection_that_hangs(hub, download):
    from gemini_desk.models.download.patience import Patience

    hub.faults = [Fault(SHARDS[0], bytes_per_s=100)]  # the next block comes after minutes
    job = download(patience=Patience(60, 60))
    job.start()
    hub.wait_for_bytes(SHARDS[0], 1)
    job.pause()
    job.join(10)
    assert isinstance(job.told[-1], DownloadPaused)


def test_a_resume_while_it_still_pauses(hub, download):
    hub.faults = [Fault(SHARDS[0], bytes_per_s=200_000)]
    job = download()
    job.start()
    hub.wait_for_bytes(SHARDS[0], 50_000)
    job.pause()
    job.resume()
    job.join(10)
    endings = [event for event in job.told if event not in progress(job)]
    assert [type(ending) for ending in endings] == [DownloadPaused, Downloaded]


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("paused_first", [True, False])
def test_cancel(hub, hub_dir, records, download, keep, paused_first):
    hub.faults = [Fault(SHARDS[1], bytes_per_s=200_000)]
    job = download()
    job.start()
    hub.wait_for_bytes(SHARDS[1], 50_000)
    if paused_first:
        job.pause()
        job.join(10)
    job.cancel(keep=keep)
    job.join(10)
    assert job.told[-1] == DownloadCancelled(REPO, keep)
    assert records.load() == ()
    left = [path for path in hub_dir.glob("models--*/**/*") if path.is_file()]
    assert bool(left) is keep


def test_cancel_spares_what_another_snapshot_shows(hub, hub_dir, download):
    kept = download().run().folder
    (hub.root / REPO / "README.md").write_text("new")
    (hub.root / REPO / SHARDS[1]).write_bytes(b"\x02" + bytes(400_000))
    hub.faults = [Fault(SHARDS[1], bytes_per_s=100_000)]
    hub.sent_bytes.clear()
    job = download()
    job.start()
    hub.wait_for_bytes(SHARDS[1], 50_000)
    job.cancel(keep=False)
    job.join(10)
    assert catalogue.resolve(REPO, offline=True, hub_dir=hub_dir).path == kept
    assert not list(hub_dir.rglob("*.incomplete"))


def test_a_failure_is_kept_for_the_next_start(hub, records, download):
    hub.faults = [Fault(SHARDS[1], status=500, times=-1)]
    ending = download().run()
    assert isinstance(ending, DownloadFailed)
    assert "HTTP 500" in str(ending.error)
    assert ending.error.__traceback__ is None
    record = records.find(REPO)
    assert record.problem == str(ending.error)
    assert 0 < record.done_bytes < record.total_bytes
    hub.faults.clear()
    assert isinstance(download().run(), Downloaded)


def test_offline_asks_nobody(hub, download, monkeypatch):
    from huggingface_hub import constants

    from gemini_desk.errors import OfflineError

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert isinstance(download().run().error, OfflineError)
    assert hub.asked == []


def test_a_model_that_is_missing_is_fetched_only_when_that_is_allowed(hub, hub_dir):
    with pytest.raises(ModelNotFoundError):
        catalogue.resolve(REPO, offline=True, hub_dir=hub_dir)
    assert hub.asked == []
    found = catalogue.resolve(REPO, offline=False, hub_dir=hub_dir)
    assert catalogue.resolve(REPO, offline=True, hub_dir=hub_dir) == found
