"""What of a recording is transcribed already, on disk, so that a job can go on where it stopped.

A file of JSON lines: first what is transcribed and how, then a line for each step: how far the
recording was heard, and the segment if something was said. A last line that was cut off by a crash
is done again. A journal of another recording, model or language is begun anew.
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

_FORMAT: Final = 2


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
    """Segments on disk, in order. One thread only.

    Attributes:
        segments: What was said so far.
        done_s: How far the recording was heard.
    """

    def __init__(self, path: Path, header: JournalHeader) -> None:
        """Open the journal at `path`, with what it holds for `header`.

        Raises:
            StorageError: The disk refuses.
        """
        self._path = path
        self.segments: list[Segment] = []
        self.done_s = 0.0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = list(_lines(path))
            if lines and lines[0] == asdict(header):
                self._take(lines[1:])
            self._rewrite(header)
        except OSError as error:
            raise _storage_error(error) from None

    def add(self, done_s: float, segment: Segment | None = None) -> None:
        """Write down that the recording is heard up to `done_s`; on disk when it returns.

        Raises:
            StorageError: The disk refuses.
        """
        self._remember(done_s, segment)
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(_line(done_s, segment))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _storage_error(error) from None

    def remove(self) -> None:
        """The job is done: nothing is left to go on with."""
        self._path.unlink(missing_ok=True)

    def _remember(self, done_s: float, segment: Segment | None) -> None:
        self.done_s = done_s
        if segment is not None:
            self.segments.append(segment)

    def _take(self, lines: list[Any]) -> None:
        """What the lines hold, up to the first that cannot be used."""
        for line in lines:
            try:
                done_s, segment = float(line["done_s"]), line["segment"]
                if segment is not None:
                    segment["word_confidences"] = tuple(segment["word_confidences"])
                    segment = Segment(**segment)
            except (TypeError, ValueError, KeyError):
                logger.warning("a line of a journal cannot be used; it goes on from there")
                return
            self._remember(done_s, segment)

    def _rewrite(self, header: JournalHeader) -> None:
        """Without lines that could not be used, so that what follows stands on its own line."""
        beside = self._path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            file.write(json.dumps(asdict(header), ensure_ascii=False) + "\n")
            for segment in self.segments:
                file.write(_line(segment.end_s, segment))
            file.write(_line(self.done_s, None))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)


def _line(done_s: float, segment: Segment | None) -> str:
    line = {"done_s": done_s, "segment": None if segment is None else asdict(segment)}
    return json.dumps(line, ensure_ascii=False) + "\n"


def _lines(path: Path) -> Iterator[Any]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                yield json.loads(line)
            except ValueError:
                logger.info("a journal ends in the middle of a line")
                return


def _storage_error(error: OSError) -> StorageError:
    return StorageError(
        f"The progress of the transcript cannot be saved: {error.strerror}.",
        hint="Free some space on the disk.",
    )
