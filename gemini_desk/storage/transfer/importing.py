"""A file → records → database.

Goes on from where it was stopped: what is here is left alone, so that importing a file twice
is the same as importing it once. The lines are read and the files unpacked on the caller's
thread; only the writing of a few hundred records at a time is handed to the store thread, so
that answers which stream meanwhile wait no longer than for any other write.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gemini_desk.errors import InputError
from gemini_desk.storage.transfer import FORMAT, FORMAT_VERSION
from gemini_desk.storage.transfer.archive import open_archive
from gemini_desk.storage.transfer.fields import UnusableError
from gemini_desk.storage.transfer.merging import Merger
from gemini_desk.storage.transfer.objects import from_object
from gemini_desk.storage.transfer.records import DraftRecord, MessageRecord, Record
from gemini_desk.storage.transfer.results import ImportResult

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.storage.blob_store import BlobStore
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.storage.transfer.archive import Archive

    # Runs a function on the store thread and waits for it.
    RunOnStore: TypeAlias = Callable[[Callable[[ConversationStore], None]], None]

logger = logging.getLogger(__name__)

_BATCH_RECORDS: Final = 200
_BATCH_BYTES: Final = 4 << 20


def import_all(
    path: Path,
    blobs: BlobStore,
    run: RunOnStore,
    progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Add what the archive at `path` holds to what is here.

    Args:
        path: A .zip that was exported, or its lines alone as .jsonl.
        blobs: Where attachments go; usable from any thread.
        run: Hands a function to the store, as `store_thread.submit(function).result()` does.
        progress: Called with the bytes read and those there are; what it raises ends the
            import. What was imported before stays, and importing again goes on.

    Raises:
        InputError: The file cannot be read, or is none of this kind.
        StorageError: The disk or the database refused; what was imported before stays.
    """
    with open_archive(path) as archive:
        return _Import(archive, blobs, run, progress or _ignore).read()


@dataclass(slots=True)
class _Batch:
    records: list[tuple[int, Record]] = field(default_factory=list)
    size_bytes: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.records) >= _BATCH_RECORDS or self.size_bytes >= _BATCH_BYTES


class _Import:
    def __init__(
        self,
        archive: Archive,
        blobs: BlobStore,
        run: RunOnStore,
        progress: Callable[[int, int], None],
    ) -> None:
        self._archive = archive
        self._blobs = blobs
        self._run = run
        self._progress = progress
        self._result = ImportResult()
        self._merger = Merger(self._result)
        self._missing: set[str] = set()  # digests that were looked for in vain

    def read(self) -> ImportResult:
        """Import it all."""
        batch = _Batch()
        read_bytes = 0
        has_header = False
        try:
            for number, line in self._archive.lines():
                read_bytes += len(line or b"")
                if not has_header:
                    _check_header(line)
                    has_header = True
                    continue
                record = self._record(number, line)
                if record is None:
                    continue
                batch.records.append((number, record))
                batch.size_bytes += len(line or b"")
                if batch.is_full:
                    self._progress(read_bytes, max(read_bytes, self._archive.size_bytes))
                    self._write(batch)
                    batch = _Batch()
        except InputError as error:
            if not has_header:
                raise
            self._result.add_problem(str(error))  # damaged in the middle: the rest is lost
        if not has_header:
            _check_header(b"")
        self._write(batch)
        self._merger.finish()
        self._progress(self._archive.size_bytes, self._archive.size_bytes)
        return self._result

    def _record(self, number: int, line: bytes | None) -> Record | None:
        if line is None:
            self._result.add_problem(f"Line {number}: it is too long.")
            return None
        if not line.strip():
            return None
        try:
            record = from_object(_decoded(line), self._blobs)
        except ValueError as error:
            self._result.add_problem(f"Line {number}: {error}.")
            return None
        if record is None:
            self._result.add_problem(f"Line {number}: its type is not known here.")
        elif isinstance(record, MessageRecord | DraftRecord):
            for attachment in record.attachments:
                self._unpack(number, attachment)
        return record

    def _unpack(self, number: int, attachment: Attachment) -> None:
        """Put a file into the store; a message whose file is missing is still one."""
        sha256 = attachment.sha256
        if sha256 in self._missing or self._blobs.contains(sha256):
            return
        try:
            blob = self._blobs.add_pieces(self._archive.file(sha256, attachment.size_bytes))
            reason = "" if blob.sha256 == sha256 else "is not what it was when it was exported"
        except UnusableError as error:
            reason = str(error)
        if reason:
            self._missing.add(sha256)
            self._result.add_problem(f"Line {number}: the file “{attachment.name}” {reason}.")
        else:
            self._result.files += 1

    def _write(self, batch: _Batch) -> None:
        self._run(lambda store: store.transfer.merge(self._merger, batch.records))


def _check_header(line: bytes | None) -> None:
    """Refuse what is no export, or one of the future.

    Raises:
        InputError: It is refused.
    """
    try:
        header = _decoded(line or b"")
    except UnusableError:
        header = None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise InputError(
            "The file is no export of Gemini Desk.", hint="Choose a .zip that Gemini Desk exported."
        )
    version = header.get("version")
    if not isinstance(version, int) or version > FORMAT_VERSION:
        raise InputError(
            "The file was exported by a newer version of Gemini Desk.",
            hint="Update Gemini Desk and import it again.",
        )


def _decoded(line: bytes) -> Any:
    """The value in a line.

    Raises:
        UnusableError: It is no JSON.
    """
    try:
        return json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnusableError("it is no JSON in UTF-8") from None


def _ignore(_done: int, _total: int) -> None:
    return
