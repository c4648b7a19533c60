"""A model that is here, held against the hashes that the hub knows its files by.

With the network, against what the hub says of this very commit. Without it, against the names of
the cache's blobs, which are those hashes, as they were told when the files came.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gemini_desk.errors import ModelNotFoundError
from gemini_desk.models.download.checksum import file_matches, is_checksum
from gemini_desk.models.download.plan import choose_files
from gemini_desk.models.download.tokens import ask_hub, known_tokens
from gemini_desk.models.hub_cache import find_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gemini_desk.models.download.tokens import Tokens
    from gemini_desk.models.hub_cache import Snapshot


class FileState(StrEnum):
    """What was found of a file."""

    WHOLE = "whole"
    DAMAGED = "damaged"
    MISSING = "missing"
    UNKNOWN = "not known"  # nothing here says which hash it should have


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found.

    Attributes:
        repo_id: The model.
        commit: The snapshot that was looked at.
        files: By path in the repository.
    """

    repo_id: str
    commit: str
    files: dict[str, FileState]

    @property
    def whole(self) -> bool:
        """Nothing is damaged or missing."""
        return not self.problems

    @property
    def problems(self) -> tuple[str, ...]:
        """The files that are damaged or missing."""
        bad = (FileState.DAMAGED, FileState.MISSING)
        return tuple(path for path, state in self.files.items() if state in bad)


def verify(
    repo_id: str,
    hub_dir: Path,
    *,
    tokens: Tokens | None = known_tokens,
    on_bytes: Callable[[str, int, int], None],
) -> Verification:
    """Read every file of the model and compare its hash.

    Args:
        repo_id: For instance `google/gemma-4-E2B-it`.
        hub_dir: The cache.
        tokens: Who asks the hub, as for a download; None to stay offline.
        on_bytes: Called with the file's path, and how much of how much was read; what it
            raises ends the reading.

    Raises:
        ModelNotFoundError: The model is not here.
        GeminiDeskError: The hub refuses, or cannot be reached.
    """
    snapshot = find_snapshot(repo_id, hub_dir)
    if snapshot is None:
        raise ModelNotFoundError(
            f"{repo_id} is not on this machine.",
            hint=f"`gemini-desk models pull {repo_id}` downloads it.",
        )
    expected = _expected(snapshot, tokens)
    sizes = {path: _size_bytes(snapshot.path / path) for path in expected}
    total_bytes = sum(size or 0 for size in sizes.values())
    read_bytes = 0
    found: dict[str, FileState] = {}
    for path, etag in sorted(expected.items()):
        if sizes[path] is None:
            found[path] = FileState.MISSING
            continue
        if not is_checksum(etag):
            found[path] = FileState.UNKNOWN
            continue

        def on_block(count_bytes: int, path: str = path) -> None:
            nonlocal read_bytes
            read_bytes += count_bytes
            on_bytes(path, read_bytes, total_bytes)

        matches = file_matches(snapshot.path / path, etag, on_block)
        found[path] = FileState.WHOLE if matches else FileState.DAMAGED
    return Verification(repo_id, snapshot.commit, found)


def _expected(snapshot: Snapshot, tokens: Tokens | None) -> dict[str, str]:
    """The hash that each file should have, "" where nobody knows."""
    expected = {}
    for file in snapshot.path.rglob("*"):
        if file.is_symlink() or file.is_file():
            path = file.relative_to(snapshot.path).as_posix()
            expected[path] = file.readlink().name if file.is_symlink() else ""
    if tokens is not None:
        repo_id, commit = snapshot.repo_id, snapshot.commit
        model = ask_hub(repo_id, lambda client: client.list_files(repo_id, commit), tokens=tokens)
        on_hub = {file.path: file.etag for file in model.files}
        expected = {path: on_hub.get(path, etag) for path, etag in expected.items()}
        expected |= {file.path: file.etag for file in choose_files(model)}
    return expected


def _size_bytes(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
