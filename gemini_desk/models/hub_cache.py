"""The Hugging Face cache that this person shares with other programs; read, never written.

    <hub>/models--<organisation>--<name>/refs/main              holds a commit
    <hub>/models--<organisation>--<name>/snapshots/<commit>/    the files, links into ../../blobs

The layout is documented and is read here directly, so that looking for a model cannot
open a socket and a damaged entry hides nothing but itself.
https://huggingface.co/docs/huggingface_hub/guides/manage-cache
"""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desk.models.revisions import revision_of

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

_PREFIX = "models--"
_HUB_ID = re.compile(r"[A-Za-z0-9_][\w.-]*(/[A-Za-z0-9_][\w.-]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One commit of a repository in the cache.

    Attributes:
        repo_id: For instance `google/gemma-4-E2B-it`.
        commit: Forty hexadecimal digits.
        path: The folder with the files.
    """

    repo_id: str
    commit: str
    path: Path


def default_hub_dir() -> Path:
    """Where huggingface_hub keeps its cache, by the same environment variables."""
    environ = os.environ
    if hub := environ.get("HF_HUB_CACHE"):
        return Path(os.path.expandvars(hub)).expanduser()
    caches = environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = environ.get("HF_HOME") or f"{caches}/huggingface"
    return Path(os.path.expandvars(home)).expanduser() / "hub"


def is_hub_id(text: str) -> bool:
    """Whether `text` could name a repository: `name` or `organisation/name`."""
    return (
        _HUB_ID.fullmatch(text) is not None
        and "--" not in text
        and ".." not in text
        and len(text) <= 96
    )


def find_snapshot(repo_id: str, hub_dir: Path) -> Snapshot | None:
    """The snapshot of `repo_id` that its main branch points to, else the newest one.

    Of some repositories another revision is meant than the main branch (`revisions`).
    """
    return _open(hub_dir / (_PREFIX + repo_id.replace("/", "--")), repo_id)


def list_snapshots(hub_dir: Path) -> Iterator[Snapshot]:
    """One snapshot of every model repository in the cache, by name."""
    try:
        folders = sorted(hub_dir.glob(f"{_PREFIX}*"))
    except OSError as error:
        logger.info("the model cache cannot be read: %s", error.strerror)
        return
    for folder in folders:
        snapshot = _open(folder, folder.name.removeprefix(_PREFIX).replace("--", "/"))
        if snapshot is not None:
            yield snapshot


def _open(folder: Path, repo_id: str) -> Snapshot | None:
    snapshots = folder / "snapshots"
    try:
        commit = (folder / "refs" / revision_of(repo_id)).read_text(encoding="ascii").strip()
        # Only a name, never a path: the file could say anything.
        if commit and (path := snapshots / Path(commit).name).is_dir():
            return Snapshot(repo_id, path.name, path)
    except (OSError, ValueError):
        pass  # fetched by commit or by tag, or damaged: the folders below still tell
    try:
        newest = max(
            (path for path in snapshots.iterdir() if path.is_dir()),
            key=lambda path: path.stat().st_mtime,
            default=None,
        )
    except OSError:
        return None
    return Snapshot(repo_id, newest.name, newest) if newest is not None else None
