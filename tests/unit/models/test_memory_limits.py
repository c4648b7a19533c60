"""What a container, a session and a process may have of the machine's memory."""

import json
import subprocess
import sys

import pytest

from gemini_desk.models.memory_limits import control_group_room, process_room

_V1_NO_LIMIT = "9223372036854771712"


def _group(folder, limit, used, stat="", *, version=2):
    folder.mkdir(parents=True, exist_ok=True)
    names = ("memory.max", "memory.current")
    if version == 1:
        names = ("memory.limit_in_bytes", "memory.usage_in_bytes")
    (folder / names[0]).write_text(f"{limit}\n")
    (folder / names[1]).write_text(f"{used}\n")
    (folder / "memory.stat").write_text(stat)


@pytest.fixture
def own(tmp_path):
    """Say which control groups this process is in."""

    def say(text):
        path = tmp_path / "own"
        path.write_text(text)
        return path

    return say


def test_the_limit_of_a_container_that_sees_its_group_as_the_root(tmp_path, own):
    _group(tmp_path / "fs", 2_000_000_000, 500_000_000)
    room = control_group_room(tmp_path / "fs", own("0::/\n"))
    assert room == (2_000_000_000, 1_500_000_000)


def test_no_limit_is_none(tmp_path, own):
    _group(tmp_path / "fs" / "user.slice", "max", 500_000_000)
    assert control_group_room(tmp_path / "fs", own("0::/user.slice\n")) is None
    assert control_group_room(tmp_path / "nothing", own("0::/\n")) is None
    assert control_group_room(tmp_path / "fs", tmp_path / "no such file") is None


def test_a_session_has_a_group_below_the_root(tmp_path, own):
    """As `systemd-run --user --scope -p MemoryMax=…` makes it."""
    _group(tmp_path / "fs" / "user.slice" / "run-1.scope", 3_000, 1_000)
    assert control_group_room(tmp_path / "fs", own("0::/user.slice/run-1.scope\n")) == (
        3_000,
        2_000,
    )


def test_the_tightest_of_all_the_groups_above_counts(tmp_path, own):
    """The whole may be limited by one, and what is left of it by another, which others use too."""
    _group(tmp_path / "fs" / "a", 9_000, 8_500)
    _group(tmp_path / "fs" / "a" / "b", 5_000, 1_000)
    _group(tmp_path / "fs" / "a" / "b" / "c", "max", 1_000)
    assert control_group_room(tmp_path / "fs", own("0::/a/b/c\n")) == (5_000, 500)


def test_files_that_the_system_keeps_in_memory_are_not_in_the_way(tmp_path, own):
    """A model that was just downloaded fills the group with the pages of its files."""
    stat = "anon 1000\nfile 7000\ninactive_file 4000\nactive_file 2500\nshmem 500\n"
    _group(tmp_path / "fs", 9_000, 8_000, stat)
    assert control_group_room(tmp_path / "fs", own("0::/\n")) == (9_000, 7_500)


def test_the_first_version_of_control_groups(tmp_path, own):
    text = "5:cpu,cpuacct:/other\n4:memory:/docker/1a2b\n0::/\n"
    group = tmp_path / "fs" / "memory" / "docker" / "1a2b"
    stat = "inactive_file 1\nactive_file 1\ntotal_inactive_file 2000\ntotal_active_file 500\n"
    _group(tmp_path / "fs" / "memory", _V1_NO_LIMIT, 0, version=1)
    _group(group, 9_000, 4_000, stat, version=1)
    assert control_group_room(tmp_path / "fs", own(text)) == (9_000, 7_500)
    _group(group, _V1_NO_LIMIT, 4_000, stat, version=1)
    assert control_group_room(tmp_path / "fs", own(text)) is None


def test_a_container_that_knows_its_group_by_the_machines_name_has_it_at_the_root(tmp_path, own):
    """Docker mounts the own group as the root, and `/proc` still tells the whole path."""
    _group(tmp_path / "fs" / "memory", 6_000, 1_000, version=1)
    assert control_group_room(tmp_path / "fs", own("4:memory:/docker/1a2b\n")) == (6_000, 5_000)


def test_more_used_than_allowed_leaves_nothing(tmp_path, own):
    _group(tmp_path / "fs", 1_000, 1_200)
    assert control_group_room(tmp_path / "fs", own("0::/\n")) == (1_000, 0)


_LIMITED = """
import json, resource, sys
from gemini_desk.models.machine import main_memory
from gemini_desk.models.memory_limits import process_room
kind, limit = getattr(resource, sys.argv[1]), int(sys.argv[2])
resource.setrlimit(kind, (limit, limit))
room, memory = process_room(), main_memory()
print(json.dumps([room.total_bytes, room.free_bytes, memory.total_bytes, memory.free_bytes]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process has taken")
@pytest.mark.parametrize("kind", ["RLIMIT_AS", "RLIMIT_DATA"])
def test_the_limit_of_a_process_counts(kind):
    limit = 700_000_000
    run = subprocess.run(
        [sys.executable, "-c", _LIMITED, kind, str(limit)],
        capture_output=True,
        text=True,
        check=True,
    )
    total, left, memory_total, memory_free = json.loads(run.stdout)
    assert total == memory_total == limit
    assert 0 < left < limit  # the interpreter itself takes some
    assert 0 < memory_free <= limit


def test_most_processes_have_no_limit():
    resource = pytest.importorskip("resource")
    if resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY:
        pytest.skip("this one has")
    assert process_room() is None
