"""Taking a model away: what would go, what would come free, and doing it.

The cache is shared. The snapshot that the main branch points to goes, with the blobs that no other
snapshot shows; a snapshot of another commit was fetched by some program that may still need it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.errors import ModelNotFoundError
from gemini_desk.models.download.refusals import explain_disk
from gemini_desk.models.download.repository_cache import RepositoryCache
from gemini_desk.models.download.writer_lock import writer_lock
from gemini_desk.models.hub_cache import find_snapshot

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class RemovalPlan:
    """What would go.

    Attributes:
        repo_id: The model.
        hub_dir: The cache.
        commits: The snapshots that go.
        staying: The snapshots of other commits, which stay.
        free_bytes: What comes free.
    """

    repo_id: str
    hub_dir: Path
    commits: tuple[str, ...]
    staying: tuple[str, ...]
    free_bytes: int


def plan_removal(repo_id: str, hub_dir: Path, *, every_revision: bool = False) -> RemovalPlan:
    """What removing `repo_id` would do.

    Args:
        repo_id: For instance `google/gemma-4-E2B-it`.
        hub_dir: The cache.
        every_revision: Snapshots of other commits go, too.

    Raises:
        ModelNotFoundError: Nothing of it is here.
    """
    cache = RepositoryCache(hub_dir, repo_id)
    snapshot = find_snapshot(repo_id, hub_dir)
    if snapshot is None and not cache.blobs():
        raise ModelNotFoundError(f"{repo_id} is not on this machine; nothing was removed.")
    present = cache.commits()
    commits = present if every_revision or snapshot is None else (snapshot.commit,)
    staying = tuple(commit for commit in present if commit not in commits)
    going = _unneeded(cache, staying)
    return RemovalPlan(
        repo_id, hub_dir, commits, staying, sum(path.stat().st_size for path in going)
    )


def remove(plan: RemovalPlan) -> None:
    """Do it.

    Raises:
        DownloadBusyError: It is just being downloaded.
        StorageError: The disk refuses.
    """
    from huggingface_hub import scan_cache_dir

    cache = RepositoryCache(plan.hub_dir, plan.repo_id)
    try:
        with writer_lock(cache, plan.repo_id):
            if plan.commits:
                # The library's own way: it knows its links, references and shared blobs.
                scan_cache_dir(plan.hub_dir).delete_revisions(*plan.commits).execute()
            for blob in _unneeded(cache, plan.staying):
                blob.unlink(missing_ok=True)
            cache.tidy()
    except OSError as error:
        raise explain_disk(plan.repo_id, error) from None


def _unneeded(cache: RepositoryCache, staying: tuple[str, ...]) -> tuple[Path, ...]:
    """The blobs, whole or in part, that no snapshot of `staying` shows."""
    needed = cache.etags_of(staying)
    return tuple(path for path in cache.blobs() if path.name not in needed)
