"""What can go wrong between the hub and the disk: said plainly, and nothing wrong is kept."""

import os
import shutil
import socket
import subprocess

import pytest

from gemini_desk.errors import (
    AccessDeniedError,
    DownloadBusyError,
    DownloadError,
    LicenceNeededError,
    ModelNotFoundError,
    SecretStorageError,
    StorageError,
    UnsupportedModelError,
    WrongChecksumError,
)
from gemini_desk.models.download import plan
from gemini_desk.models.download.patience import Patience
from gemini_desk.models.download.progress import Downloaded, DownloadFailed, DownloadProgress
from gemini_desk.models.download.remote_model import RemoteFile, RemoteModel
from gemini_desk.models.download.repository_cache import RepositoryCache
from gemini_desk.models.download.writer_lock import writer_lock
from tests.helpers.hub_models import REPO, SHARDS
from tests.helpers.loopback_hub import Fault


def failure(ending):
    assert isinstance(ending, DownloadFailed), ending
    assert ending.error.hint
    return ending.error


@pytest.mark.parametrize(
    ("status", "code", "kind", "words"),
    [
        (401, "", AccessDeniedError, "token"),
        (401, "RepoNotFound", ModelNotFoundError, "spelling"),
        (403, "", AccessDeniedError, "refuses to give"),
        (403, "GatedRepo", LicenceNeededError, "accepted its licence"),
        (404, "RepoNotFound", ModelNotFoundError, "no model named org/model"),
        (404, "", DownloadError, "no longer on the hub"),
        (429, "", DownloadError, "too much"),
        (500, "", DownloadError, "HTTP 500"),
        (503, "", DownloadError, "HTTP 503"),
    ],
)
@pytest.mark.parametrize("at", ["api", "config.json"])
def test_refusals(hub, hub_dir, download, at, status, code, kind, words):
    headers = {"X-Error-Code": code} if code else {}
    hub.faults = [Fault(at, status=status, headers=headers, times=-1)]
    error = failure(download().run())
    assert type(error) is kind
    assert words in str(error)
    assert not list(hub_dir.glob("models--*/snapshots"))


def test_trouble_of_the_server_passes(hub, download):
    hub.faults = [Fault("api", status=503), Fault(SHARDS[0], status=500, times=3)]
    assert isinstance(download().run(), Downloaded)


def test_a_hub_that_asks_to_wait_is_waited_for(hub, download):
    hub.faults = [Fault(SHARDS[0], status=429, headers={"Retry-After": "1"})]
    job = download()
    assert isinstance(job.run(), Downloaded)
    notes = [event.note for event in job.told if isinstance(event, DownloadProgress)]
    assert "The hub asks to wait; trying again in 1 s." in notes


def test_a_hub_that_asks_to_wait_for_hours_is_not(hub, download):
    hub.faults = [Fault(SHARDS[0], status=429, headers={"Retry-After": "7200"})]
    assert "too much" in str(failure(download().run()))


def test_a_licence_that_has_to_be_accepted(hub, download):
    hub.gated.add(REPO)
    error = failure(download().run())
    assert isinstance(error, LicenceNeededError)
    assert error.page == f"{hub.url}/{REPO}"
    assert error.page in error.hint
    assert "token" in error.hint
    hub.accepted.add("hf_mine")
    error = failure(download(token="hf_other").run())
    assert "account that the token belongs to" in error.hint
    assert isinstance(download(token="hf_mine").run(), Downloaded)


def test_a_token_goes_to_the_hub_alone(hub, records, download):
    download(token="hf_mine").run()
    assert hub.tokens == {"hub": {"hf_mine"}, "storage": set()}


def test_the_keyring_is_asked_only_after_a_refusal(hub, download):
    opened = []

    def tokens():
        yield "hf_shared"
        opened.append(True)
        yield "hf_kept"

    assert isinstance(download(tokens=tokens).run(), Downloaded)
    assert not opened
    hub.gated.add(REPO)
    hub.accepted.add("hf_kept")
    (hub.root / REPO / "README.md").write_text("new")
    assert isinstance(download(tokens=tokens).run(), Downloaded)
    assert opened


def test_a_keyring_that_refuses_hides_no_refusal_of_the_hub(hub, download):
    def tokens():
        yield None
        raise SecretStorageError("The keyring is locked.")

    hub.gated.add(REPO)
    assert isinstance(failure(download(tokens=tokens).run()), LicenceNeededError)


def test_a_wrong_hash_is_thrown_away(hub, hub_dir, download):
    hub.faults = [Fault(SHARDS[0], wrong_byte=True)]
    error = failure(download().run())
    assert isinstance(error, WrongChecksumError)
    assert SHARDS[0] in error.message
    sizes = {path.stat().st_size for path in hub_dir.rglob("blobs/*")}
    assert (hub.root / REPO / SHARDS[0]).stat().st_size not in sizes
    assert isinstance(download().run(), Downloaded)


def test_a_wrong_hash_of_a_small_file(hub, download):
    hub.faults = [Fault("config.json", wrong_byte=True)]
    assert isinstance(failure(download().run()), WrongChecksumError)


@pytest.mark.parametrize("wrong_size", [-100, 100, 1_000_000])
def test_a_wrong_size(hub, hub_dir, download, wrong_size):
    hub.faults = [Fault(SHARDS[0], wrong_size=wrong_size)]
    assert "size" in failure(download().run()).message
    assert isinstance(download().run(), Downloaded)


def test_a_partial_file_that_was_damaged_is_fetched_anew(hub, hub_dir, download):
    cache = RepositoryCache(hub_dir, REPO)
    cache.prepare()
    etag = hub.describe(REPO)["siblings"][-2]["lfs"]["sha256"]
    cache.partial(etag).write_bytes(bytes(1000))
    assert isinstance(download().run(), Downloaded)


def test_a_blob_that_was_damaged_is_fetched_anew(hub, hub_dir, download):
    folder = download().run().folder
    blob = (folder / SHARDS[0]).resolve()
    blob.write_bytes(blob.read_bytes()[:-1] + b"x")
    ending = download().run()
    assert ending.fetched_bytes == blob.stat().st_size
    assert blob.read_bytes() == (hub.root / REPO / SHARDS[0]).read_bytes()


def test_a_connection_that_only_breaks(hub, download):
    hub.faults = [Fault(SHARDS[0], cut_after_bytes=0, times=-1)]
    assert "broke" in failure(download().run()).message


@pytest.mark.parametrize("at", ["api", SHARDS[0]])
def test_a_hub_that_hangs(hub, download, at):
    hub.faults = [Fault(at, hang=True, times=-1)]
    error = failure(download(patience=Patience(0.2, 0.2, (0.01,))).run())
    assert "stopped answering" in error.message


def test_nobody_there(hub, download):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
        error = failure(download(endpoint=f"http://{address}").run())
    assert f"{address} cannot be reached" in error.message


def test_no_such_host(hub, download, monkeypatch):
    def unknown(*_arguments, **_named):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)  # the tests may not ask a name server
    error = failure(download(endpoint="http://hub.invalid").run())
    assert "hub.invalid was not found" in error.message


def test_a_hub_without_a_certificate(hub, download):
    error = failure(download(endpoint=hub.url.replace("http:", "https:")).run())
    assert "not safe" in error.message


def test_a_proxy_that_is_not_there(hub, download, monkeypatch):
    from huggingface_hub import close_session

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free.getsockname()[1]}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        close_session()
        error = failure(download().run())
    assert isinstance(error, DownloadError)
    assert "PROXY" in error.hint
    assert hub.asked == []


def test_no_address_of_a_hub(hub, download):
    assert "no address" in failure(download(endpoint="ftp://127.0.0.1").run()).message


@pytest.mark.parametrize(
    "told",
    [
        b"<html>",
        b"[]",
        b'{"id": "org/model", "siblings": [{"rfilename": "a.safetensors"}]}',
        b'{"id": "org/model", "sha": "../..", "siblings": []}',
    ],
)
def test_an_answer_that_makes_no_sense(hub, download, monkeypatch, told):
    monkeypatch.setattr("tests.helpers.loopback_hub.json.dumps", lambda _content: told.decode())
    error = failure(download().run())
    assert isinstance(error, DownloadError)
    assert "HF_ENDPOINT" in error.hint


def test_a_file_that_would_lie_outside_the_cache():
    file = RemoteFile("../../.bashrc", 1, "a" * 40)
    with pytest.raises(DownloadError, match="makes no sense"):
        plan.check_listing(RemoteModel(REPO, "b" * 40, False, (file,)))


def test_pickles_alone(hub, download):
    for shard in SHARDS:
        (hub.root / REPO / shard).rename(hub.root / REPO / shard.replace("safetensors", "bin"))
    error = failure(download().run())
    assert isinstance(error, UnsupportedModelError)
    assert "pickles" in error.message
    assert not hub.sent_bytes


def test_two_writers(hub, hub_dir, download):
    with writer_lock(RepositoryCache(hub_dir, REPO), REPO):
        error = failure(download().run())
    assert isinstance(error, DownloadBusyError)
    assert "this window" in error.message
    assert isinstance(download().run(), Downloaded)


def test_a_blob_that_the_hubs_own_library_writes(hub, hub_dir, download):
    from filelock import FileLock

    cache = RepositoryCache(hub_dir, REPO)
    cache.prepare()
    etag = hub.describe(REPO)["siblings"][-2]["lfs"]["sha256"]
    with FileLock(cache.lock(etag)):
        error = failure(download().run())
    assert isinstance(error, DownloadBusyError)


def test_too_little_room_is_said_before_anything_comes(hub, download, monkeypatch):
    monkeypatch.setattr(plan, "RESERVE_BYTES", shutil.disk_usage("/").total * 10)
    error = failure(download().run())
    assert isinstance(error, StorageError)
    assert "too little room" in error.message
    assert not hub.sent_bytes


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", folder], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_becomes_full(hub, small_disk, records, download, monkeypatch):
    monkeypatch.setattr(plan, "RESERVE_BYTES", 0)
    monkeypatch.setattr(plan, "free_bytes", lambda _folder: 10**12)  # somebody else fills it
    error = failure(download(hub_dir=small_disk).run())
    assert isinstance(error, StorageError)
    assert "full" in error.message
    came = records.find(REPO).done_bytes
    assert came > 500_000
    subprocess.run(["mount", "-o", "remount,size=20M", small_disk], check=True)
    ending = download(hub_dir=small_disk).run()
    assert isinstance(ending, Downloaded)
    assert ending.fetched_bytes < 1_300_000 - 500_000


def test_a_cache_on_a_disk_that_is_read_only(hub, small_disk, download):
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    error = failure(download(hub_dir=small_disk).run())
    assert "cannot be written: Read-only file system" in error.message


def test_a_cache_that_cannot_be_written(hub, hub_dir, download):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    hub_dir.chmod(0o500)
    error = failure(download().run())
    hub_dir.chmod(0o700)
    assert "cannot be written" in error.message
