"""What a hub says of a repository and its files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a repository.

    Attributes:
        path: In the repository, with `/`.
        size_bytes: Of the whole file.
        etag: Its hash, see `checksum`; its name in the cache.
    """

    path: str
    size_bytes: int
    etag: str


@dataclass(frozen=True, slots=True)
class RemoteModel:
    """What the hub says that a repository holds.

    Attributes:
        repo_id: For instance `google/gemma-4-E2B-it`.
        commit: Forty hexadecimal digits.
        gated: Its licence has to be accepted before the files are given out.
        files: All of them.
        licence: As its page names it, or "".
    """

    repo_id: str
    commit: str
    gated: bool
    files: tuple[RemoteFile, ...]
    licence: str = ""
