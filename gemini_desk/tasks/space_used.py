"""What lies where, how large it is, and removing what can be made again.

Everything here walks folders: not for the GUI thread.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gemini_desk.models import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gemini_desk.storage.space_store import StoreFigures

_DAY_S = 86_400.0


class Places(NamedTuple):
    """The folders that are measured.

    Attributes:
        data_dir: The database, and the attachments below `blobs`.
        recordings_dir: Clips while they are recorded.
        cache_dir: What can be made again.
        log_dir: Log files.
        hub_dir: The Hugging Face cache.
    """

    data_dir: Path
    recordings_dir: Path
    cache_dir: Path
    log_dir: Path
    hub_dir: Path


class Amount(NamedTuple):
    """So many things that take so much.

    Attributes:
        number: Files, or models.
        size_bytes: Their lengths together.
        old: So many of the files may be removed by their age; younger ones may be in use.
    """

    number: int = 0
    size_bytes: int = 0
    old: int = 0


@dataclass(frozen=True, slots=True)
class SpaceUsed:
    """What takes room.

    Attributes:
        store: Conversations, as their database counts them.
        attachments: Files that a message or a draft refers to.
        unused: Attachments that nothing refers to any more.
        recordings: Clips that were begun and belong to no message yet.
        temporary: What can be made again.
        logs: Log files.
        models: Models in the Hugging Face cache, other programs' included.
        free_bytes: Left on the disk of the conversations.
    """

    store: StoreFigures
    attachments: Amount
    unused: Amount
    recordings: Amount
    temporary: Amount
    logs: Amount
    models: Amount
    free_bytes: int


def measure(places: Places, store: StoreFigures) -> SpaceUsed:
    """Measure everything in `places`; what cannot be read counts as nothing.

    Args:
        places: Where to look.
        store: What the database says.
    """
    blobs = places.data_dir / "blobs"
    models = [model for model in catalogue.list_local(places.hub_dir) if not model.is_starter]
    return SpaceUsed(
        store=store,
        attachments=_amount(blobs, lambda path: path.name in store.files_in_use),
        unused=_amount(blobs, lambda path: path.name not in store.files_in_use),
        recordings=_amount(places.recordings_dir),
        temporary=_amount(places.cache_dir),
        logs=_amount(places.log_dir),
        models=Amount(len(models), sum(model.size_bytes for model in models)),
        free_bytes=_free_bytes(places.data_dir),
    )


def clear_temporary(cache_dir: Path, *, min_age_s: float = _DAY_S) -> int:
    """Delete what lies in `cache_dir`; returns how many bytes that freed.

    Args:
        cache_dir: The profile's folder for what can be made again.
        min_age_s: Younger files stay: a paste, or a transcription of the command line, may
            be using them.
    """
    oldest_kept = time.time() - min_age_s
    freed_bytes = 0
    for path, status in _files(cache_dir):
        if status.st_mtime <= oldest_kept:
            with contextlib.suppress(OSError):  # somebody else was faster, or may not
                path.unlink()
                freed_bytes += status.st_size
    return freed_bytes


def _amount(folder: Path, belongs: Callable[[Path], bool] = lambda _path: True) -> Amount:
    found = [status for path, status in _files(folder) if belongs(path)]
    oldest_kept = time.time() - _DAY_S
    return Amount(
        len(found),
        sum(status.st_size for status in found),
        sum(status.st_mtime <= oldest_kept for status in found),
    )


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """The regular files below `folder`; links are neither followed nor counted."""
    for parent, _folders, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            try:
                status = path.lstat()
            except OSError:  # gone meanwhile
                continue
            if stat.S_ISREG(status.st_mode):
                yield path, status


def _free_bytes(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
