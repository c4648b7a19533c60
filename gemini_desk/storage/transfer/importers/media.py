"""Pictures and sound within the files of other programs → attachments."""

from __future__ import annotations

import base64
import binascii
import logging
from typing import TYPE_CHECKING

from gemini_desk.chat.attachment import Attachment
from gemini_desk.chat.message import Part, part_for
from gemini_desk.chat.unicode_text import well_formed
from gemini_desk.errors import GeminiDeskError, StorageError
from gemini_desk.media.attachment_kinds import examine

if TYPE_CHECKING:
    from gemini_desk.storage.blob_store import BlobStore
    from gemini_desk.storage.transfer.importers.source import Source
    from gemini_desk.storage.transfer.results import ImportResult

logger = logging.getLogger(__name__)


class ForeignMedia:
    """Takes files into the store, and notes the ones that cannot be used."""

    def __init__(self, source: Source, blobs: BlobStore, result: ImportResult) -> None:
        self._source = source
        self._blobs = blobs
        self._result = result

    def from_archive(self, id_: str, name: str = "") -> tuple[Part, ...]:
        """The file of the archive whose name begins with `id_`."""
        data = self._source.asset(id_)
        if data is None:
            self._result.add_problem(f"The file “{name or id_}” is not in the archive.")
            return ()
        return self._taken(data, name or id_)

    def from_base64(self, text: str, name: str) -> tuple[Part, ...]:
        """The file in `text`: base64, or a `data:` address with it."""
        if text.startswith("data:"):
            text = text.partition(",")[2]
        try:
            data = base64.b64decode(text, validate=False)
        except (binascii.Error, ValueError):
            data = b""
        return self._taken(data, name)

    def _taken(self, data: bytes, name: str) -> tuple[Part, ...]:
        blob = self._blobs.add_bytes(data)
        try:
            found = examine(blob.path)
        except StorageError:
            raise
        except GeminiDeskError:
            logger.info("a file of another program cannot be used", exc_info=True)
            self._result.add_problem(f"“{name}” is no picture, sound or film that can be read.")
            return ()
        self._result.files += 1
        attachment = Attachment(
            kind=found.kind,
            sha256=blob.sha256,
            media_type=found.media_type,
            name=well_formed(" ".join(name.split())) or found.kind.value,
            size_bytes=blob.size_bytes,
            path=blob.path,
            width_px=found.width_px,
            height_px=found.height_px,
            duration_s=found.duration_s,
        )
        return (part_for(attachment),)
