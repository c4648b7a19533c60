"""One repository in the person's own cache, which other programs share.

    <hub>/models--<organisation>--<name>/blobs/<hash>                a file, whole
    <hub>/models--<organisation>--<name>/blobs/<hash>.incomplete     one that is on its way
    <hub>/models--<organisation>--<name>/snapshots/<commit>/<path>   a link to its blob
    <hub>/models--<organisation>--<name>/refs/main                   a commit
    <hub>/.locks/models--<organisation>--<name>/<hash>.lock          held by who writes the blob

https://huggingface.co/docs/huggingface_hub/guides/manage-cache
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from gemini_desk.models.revisions import revision_of

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.models.download.remote_model import RemoteFile, RemoteModel


class RepositoryCache:
    """Where the files of one repository lie.

    Attributes:
        hub_dir: The cache.
        folder: The repository's folder in it.
        locks_dir: The locks of its blobs.
    """

    def __init__(self, hub_dir: Path, repo_id: str) -> None:
        name = f"models--{repo_id.replace('/', '--')}"
        self.hub_dir = hub_dir
        self.folder = hub_dir / name
        self.locks_dir = hub_dir / ".locks" / name

    def blob(self, etag: str) -> Path:
        """Where the whole file lies."""
        return self.folder / "blobs" / etag

    def partial(self, etag: str) -> Path:
        """Where the file lies while it comes."""
        return self.folder / "blobs" / f"{etag}.incomplete"

    def lock(self, etag: str) -> Path:
        """What the hub's own library locks while it writes this blob."""
        return self.locks_dir / f"{etag}.lock"

    def snapshot(self, commit: str) -> Path:
        """The folder of one commit."""
        return self.folder / "snapshots" / commit

    def has(self, file: RemoteFile) -> bool:
        """Whether the whole file is here, by its size."""
        return _size_bytes(self.blob(file.etag)) == file.size_bytes

    def here_bytes(self, file: RemoteFile) -> int:
        """How many bytes of the file are here."""
        if self.has(file):
            return file.size_bytes
        partial_bytes = _size_bytes(self.partial(file.etag)) or 0
        return partial_bytes if partial_bytes <= file.size_bytes else 0

    def commits(self) -> tuple[str, ...]:
        """The commits that have a snapshot, whoever fetched it."""
        try:
            return tuple(
                sorted(path.name for path in (self.folder / "snapshots").iterdir() if path.is_dir())
            )
        except OSError:
            return ()

    def etags_of(self, commits: tuple[str, ...]) -> frozenset[str]:
        """The blobs that the snapshots of `commits` show."""
        return frozenset(
            link.readlink().name
            for commit in commits
            for link in self.snapshot(commit).rglob("*")
            if link.is_symlink()
        )

    def shown_etags(self) -> frozenset[str]:
        """The blobs that any snapshot shows: a program may need them."""
        return self.etags_of(self.commits())

    def blobs(self) -> tuple[Path, ...]:
        """Every file that is here, also what is on its way or was left there."""
        return tuple(path for path in (self.folder / "blobs").glob("*") if path.is_file())

    def tidy(self) -> None:
        """Take away folders that nothing is left in."""
        within_refs = sorted((self.folder / "refs").glob("**/"), reverse=True)  # innermost first
        for folder in (*within_refs, self.folder / "blobs", self.folder / "snapshots", self.folder):
            with suppress(OSError):
                folder.rmdir()

    def prepare(self) -> None:
        """Make the folders.

        Raises:
            OSError: The cache cannot be written.
        """
        for folder in (self.folder / "blobs", self.folder / "refs", self.locks_dir):
            folder.mkdir(parents=True, exist_ok=True)

    def finish_blob(self, etag: str) -> None:
        """The partial file is whole and right: give it its name."""
        self.partial(etag).replace(self.blob(etag))

    def publish(self, model: RemoteModel, files: tuple[RemoteFile, ...]) -> Path:
        """Show the files as the newest snapshot; only now does any program see the model.

        Links first, the name of the commit last: whoever is interrupted here leaves the
        snapshot that was there before as the one that counts.
        """
        snapshot = self.snapshot(model.commit)
        for file in files:
            link = snapshot.joinpath(*file.path.split("/"))
            link.parent.mkdir(parents=True, exist_ok=True)
            _link(self.blob(file.etag), link, file.size_bytes)
        ref = self.folder / "refs" / revision_of(model.repo_id)
        ref.parent.mkdir(parents=True, exist_ok=True)
        new = ref.with_name(f"{ref.name}.{os.getpid()}.new")
        new.write_text(model.commit, encoding="ascii")
        new.replace(ref)
        return snapshot


def _size_bytes(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _link(blob: Path, link: Path, size_bytes: int) -> None:
    if not link.is_symlink() and _size_bytes(link) == size_bytes:
        return  # a cache without links, where the file itself lies
    target = os.path.relpath(blob, link.parent)
    new = link.with_name(f".{link.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    try:
        new.symlink_to(target)
    except OSError:  # a disk without links: the hub's library moves the file there, too
        shutil.copyfile(blob, new)
    new.replace(link)
