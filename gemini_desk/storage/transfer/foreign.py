"""What another program exported → records → database; as resumable as our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gemini_desk.errors import InputError
from gemini_desk.storage.transfer.fields import UnusableError
from gemini_desk.storage.transfer.importers import IMPORTERS, llama_ui
from gemini_desk.storage.transfer.importers.media import ForeignMedia
from gemini_desk.storage.transfer.importers.source import open_source
from gemini_desk.storage.transfer.importers.trees import records_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gemini_desk.storage.blob_store import BlobStore
    from gemini_desk.storage.transfer.importers.source import Source
    from gemini_desk.storage.transfer.records import Record
    from gemini_desk.storage.transfer.results import ImportResult


def foreign_records(
    path: Path, blobs: BlobStore, result: ImportResult, progress: Callable[[int, int], None]
) -> Iterator[tuple[int, Record]]:
    """The records of another program's export, each with the number of its conversation.

    What cannot be used is added to `result`.

    Raises:
        InputError: It is no export that is known.
    """
    with open_source(path) as source:
        media = ForeignMedia(source, blobs, result)
        number = 0
        for value in llama_ui.grouped(_values(source, result)):
            number += 1
            progress(source.read_bytes, max(source.read_bytes, source.size_bytes))
            importer = next((it for it in IMPORTERS if _is_object(value) and it.fits(value)), None)
            if importer is None:
                if number == 1:  # nor will the others be
                    raise unknown_file(path)
                result.add_problem(f"Conversation {number} is in a format that is not known.")
                continue
            try:
                conversation = importer.read(value, media)
            except (UnusableError, ValueError) as error:
                result.add_problem(f"Conversation {number} cannot be used: {error}.")
                continue
            for record in records_of(conversation, importer.name):
                yield number, record
        if number == 0:
            raise unknown_file(path)


def unknown_file(path: Path) -> InputError:
    """The error for a file that is no export."""
    titles = [importer.title for importer in IMPORTERS]
    return InputError(
        f"{path.name} is no export that is known.",
        hint="Choose a .zip that Gemini Desk exported, or an export of "
        f"{', '.join(titles[:-1])} or {titles[-1]}.",
    )


def _values(source: Source, result: ImportResult) -> Iterator[Any]:
    try:
        yield from source.values()
    except UnusableError as error:
        result.add_problem(f"{error}: what came before it was imported.")


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)
