"""Downloads that are not finished, kept in the profile: one small JSON file for each.

They hold what the cache cannot tell: which commit was being fetched, how much of it there is, and
which files were verified already. No token, no address with a password.
"""

from __future__ import annotations

import json
import logging
import os
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.paths import Profile

logger = logging.getLogger(__name__)

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True, slots=True)
class DownloadRecord:
    """A download that is not finished.

    Attributes:
        repo_id: For instance `google/gemma-4-E2B-it`.
        hub_dir: The cache that it goes to.
        commit: The one that is being fetched; "" while the hub has not said.
        done_bytes: How much was here when this was written.
        total_bytes: Of the whole model; 0 while the hub has not said.
        etags: The hashes of its files, to find what came of them.
        verified: Those of `etags` that are here, whole and right.
        problem: Why it stopped, if it did so by itself.
        paused: The person paused it: it goes on when they say so.
    """

    repo_id: str
    hub_dir: str
    commit: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    etags: tuple[str, ...] = ()
    verified: tuple[str, ...] = ()
    problem: str = ""
    paused: bool = False


class DownloadRecords:
    """The folder of records; callable from any thread, but it blocks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> tuple[DownloadRecord, ...]:
        """Every record that can be read, by name."""
        try:
            files = sorted(self._folder.glob("*.json"))
        except OSError:
            return ()
        found = (_read(file) for file in files)
        return tuple(record for record in found if record is not None)

    def find(self, repo_id: str) -> DownloadRecord | None:
        """The record of one model, if there is one."""
        record = _read(self._file(repo_id))
        return record if record is not None and record.repo_id == repo_id else None

    def save(self, record: DownloadRecord) -> None:
        """Write a record: the file is the old one or the new one, never a half.

        Raises:
            OSError: The disk refuses.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self._file(record.repo_id)
        new = file.with_suffix(f".{os.getpid()}.new")
        new.write_text(json.dumps(asdict(record), indent=1), encoding="utf-8")
        new.replace(file)

    def remove(self, repo_id: str) -> None:
        """Forget a download; what is not there is forgotten already."""
        self._file(repo_id).unlink(missing_ok=True)

    def _file(self, repo_id: str) -> Path:
        return self._folder / f"{_UNSAFE.sub('_', repo_id.replace('/', '--'))}.json"


def records_of(profile: Profile) -> DownloadRecords:
    """The records of a profile."""
    return DownloadRecords(profile.data_dir / "downloads")


def _read(file: Path) -> DownloadRecord | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return DownloadRecord(
            repo_id=str(content["repo_id"]),
            hub_dir=str(content["hub_dir"]),
            commit=str(content.get("commit", "")),
            done_bytes=int(content.get("done_bytes", 0)),
            total_bytes=int(content.get("total_bytes", 0)),
            etags=tuple(map(str, content.get("etags", ()))),
            verified=tuple(map(str, content.get("verified", ()))),
            problem=str(content.get("problem", "")),
            paused=content.get("paused") is True,
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        logger.info("the record of a download cannot be read: %s", file.name)
        return None
