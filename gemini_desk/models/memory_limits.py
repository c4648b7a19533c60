"""What of the machine's memory this process may have: limits of containers, sessions, `ulimit`.

Where a limit is tighter than the machine, an estimate that reckons with the machine promises what
the system then refuses, or kills the process for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUPS: Final = Path("/sys/fs/cgroup")
_OWN_GROUPS: Final = Path("/proc/self/cgroup")
_OWN_STATUS: Final = Path("/proc/self/status")
# The first version of control groups writes "no limit" as the largest number of whole pages.
_NO_LIMIT_BYTES: Final = 1 << 62


class Room(NamedTuple):
    """What a limit allows.

    Attributes:
        total_bytes: In all.
        free_bytes: What is left of it now.
    """

    total_bytes: int
    free_bytes: int


def tightest(rooms: list[Room]) -> Room | None:
    """What several limits together leave; None where there is none."""
    if not rooms:
        return None
    return Room(min(room.total_bytes for room in rooms), min(room.free_bytes for room in rooms))


def control_group_room(groups: Path = _GROUPS, own_groups: Path = _OWN_GROUPS) -> Room | None:
    """What the control groups of this process leave it, its own and those above.

    Args:
        groups: Where the groups are mounted.
        own_groups: The file that tells in which this process is.
    """
    try:
        lines = own_groups.read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return None
    rooms: list[Room] = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:
            rooms += _rooms(groups, path, "memory.max", "memory.current", "")
        elif "memory" in controllers.split(","):
            names = "memory.limit_in_bytes", "memory.usage_in_bytes", "total_"
            rooms += _rooms(groups / "memory", path, *names)
    return tightest(rooms)


def _rooms(mount: Path, path: str, limit: str, used: str, stat_prefix: str) -> Iterator[Room]:
    """Of a group and of all above it, which limit it as well."""
    group = mount / path.lstrip("/")
    for folder in (group, *group.parents):
        total = number_in(folder / limit)
        if total is not None and total < _NO_LIMIT_BYTES:
            taken = (number_in(folder / used) or 0) - _file_bytes(folder, stat_prefix)
            yield Room(total, max(total - max(taken, 0), 0))
        if folder == mount:
            break


def _file_bytes(folder: Path, prefix: str) -> int:
    """Pages of files, which count as used and make way when a program needs the memory."""
    wanted = {f"{prefix}inactive_file", f"{prefix}active_file"}
    try:
        pairs = [line.split() for line in (folder / "memory.stat").read_text().splitlines()]
        return sum(int(pair[1]) for pair in pairs if pair[0] in wanted)
    except (OSError, ValueError, IndexError):
        return 0


def process_room() -> Room | None:
    """What the system's limits for this process (`ulimit -v`, `ulimit -d`) leave it.

    Most have none; Windows knows none, and where nobody tells what is taken already, nothing
    can be said.
    """
    try:
        import resource
    except ImportError:
        return None
    rooms = []
    for kind, taken in ((resource.RLIMIT_AS, "VmSize:"), (resource.RLIMIT_DATA, "VmData:")):
        limit = resource.getrlimit(kind)[0]
        used = None if limit == resource.RLIM_INFINITY else _own_bytes(taken)
        if used is not None:
            rooms.append(Room(limit, max(limit - used, 0)))
    return tightest(rooms)


def _own_bytes(field: str) -> int | None:
    try:
        lines = _OWN_STATUS.read_text(encoding="utf-8", errors="replace").splitlines()
        line = next(line for line in lines if line.startswith(field))
        return int(line.split()[1]) * 1024
    except (OSError, StopIteration, ValueError, IndexError):
        return None


def number_in(path: Path) -> int | None:
    """The number that a file of the kernel holds; None where there is no such file or number."""
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
