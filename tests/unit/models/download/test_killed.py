"""A process that is killed in the middle: the next one fetches the rest alone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gemini_desk.models.download.progress import Downloaded
from tests.helpers.hub_models import REPO, SHARDS, size_of
from tests.helpers.loopback_hub import Fault

ROOT = Path(__file__).parents[4]
_PROGRAM = """
import sys
from pathlib import Path
from gemini_desk.models.download.job import Download
from gemini_desk.models.download.records import DownloadRecords
hub_dir, records = map(Path, sys.argv[1:3])
ending = Download(
    "org/model", hub_dir=hub_dir, records=DownloadRecords(records), emit=lambda event: None
).run()
print(ending)
"""


def start(hub, hub_dir, records_dir, **named):
    environ = {**os.environ, "HF_ENDPOINT": hub.url, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, hub_dir, records_dir],
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
        **named,
    )


def test_killed_in_the_middle(hub, hub_dir, tmp_path, records, download):
    hub.faults = [Fault(SHARDS[1], bytes_per_s=200_000)]
    process = start(hub, hub_dir, tmp_path / "downloads")
    try:
        hub.wait_for_bytes(SHARDS[1], 100_000, 60)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    (record,) = records.load()
    assert record.repo_id == REPO
    here = sum(path.stat().st_size for path in hub_dir.rglob("blobs/*"))
    hub.ranges.clear()
    ending = download().run()
    assert isinstance(ending, Downloaded)
    assert ending.fetched_bytes == size_of(hub.root / REPO) - here
    assert len(hub.ranges) == 1
    assert hub.ranges[0].startswith("bytes=")


def test_a_second_process_is_told_who_writes(hub, hub_dir, tmp_path, download):
    hub.faults = [Fault(SHARDS[1], bytes_per_s=50_000)]
    process = start(hub, hub_dir, tmp_path / "others")
    try:
        hub.wait_for_bytes(SHARDS[1], 1, 60)
        error = download().run().error
    finally:
        process.kill()
        process.communicate()
    assert f"another Gemini Desk (process {process.pid})" in error.message


def test_a_file_that_the_system_forbids(hub, hub_dir, tmp_path):
    resource = pytest.importorskip("resource")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    process = start(hub, hub_dir, tmp_path / "others", preexec_fn=limit)
    told, _ = process.communicate(timeout=60)
    assert "StorageError" in told
    assert "cannot hold a file as large" in told
