"""What of a recording is transcribed already, on disk, so that a job can go on where it stopped.

A file of JSON lines: first what is transcribed and how, then one segment a line, as they come.
A last line that was cut off by a crash is done again. A journal of another recording, model or
language is begun anew.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.errors import StorageError
from gemini_desk.transcripts.transcript import Segment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class JournalHeader:
    """What a journal belongs to; two jobs with equal headers do the same work.

    Attributes:
        sha256: Of the recording.
        model: Id of the model.
        revision: Of the model.
        language: That was asked for, or None.
        track: Which sound track of the recording.
        longest_s: Of a piece.
        format: Of the journal.
    """

    sha256: str
    model: str
    revision: str
    language: str | None
    track: int
    longest_s: float
    format: int = _FORMAT


class Journal:
    """Segments on disk, in order. One thread only."""

    def __init__(self, path: Path, header: JournalHeader) -> None:
        """Open the journal at `path`; what it holds for `header` is in `segments`.

        Raises:
            StorageError: The disk refuses.
        """
        self._path = path
        self.segments: dict[tuple[int, int], Segment] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = list(_lines(path))
            if lines and lines[0] == asdict(header):
                self._take(lines[1:])
            self._rewrite(header)
        except OSError as error:
            raise _storage_error(error) from None

    def find(self, start_s: float, end_s: float) -> Segment | None:
        """The segment of a piece, if it is done."""
        return self.segments.get(_key(start_s, end_s))

    def add(self, start_s: float, end_s: float, segment: Segment) -> None:
        """Write down that a piece is done; on disk when it returns.

        Raises:
            StorageError: The disk refuses.
        """
        self.segments[_key(start_s, end_s)] = segment
        line = {"piece": [start_s, end_s], **asdict(segment)}
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _storage_error(error) from None

    def remove(self) -> None:
        """The job is done: nothing is left to go on with."""
        self._path.unlink(missing_ok=True)

    def _take(self, lines: list[Any]) -> None:
        for line in lines:
            try:
                start_s, end_s = map(float, line.pop("piece"))
                line["word_confidences"] = tuple(line.get("word_confidences", ()))
                self.segments[_key(start_s, end_s)] = Segment(**line)
            except (TypeError, ValueError, AttributeError, KeyError):
                logger.warning("a line of a journal cannot be used; that piece is done again")

    def _rewrite(self, header: JournalHeader) -> None:
        """Without lines that could not be used, so that what follows stands on its own line."""
        beside = self._path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            file.write(json.dumps(asdict(header), ensure_ascii=False) + "\n")
            for (start_ms, end_ms), segment in self.segments.items():
                line = {"piece": [start_ms / 1000, end_ms / 1000], **asdict(segment)}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)


def _lines(path: Path) -> Iterator[Any]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                yield json.loads(line)
            except ValueError:
                logger.info("a journal ends in the middle of a line")


def _key(start_s: float, end_s: float) -> tuple[int, int]:
    """In milliseconds: equal whatever way a number went through text."""
    return round(start_s * 1000), round(end_s * 1000)


def _storage_error(error: OSError) -> StorageError:
    return StorageError(
        f"The progress of the transcript cannot be saved: {error.strerror}.",
        hint="Free some space on the disk.",
    )
