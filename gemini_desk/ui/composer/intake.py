"""Paths, pictures and clips → attachments, on a worker."""

from __future__ import annotations

import functools
import itertools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import QObject, Signal

from gemini_desk.errors import GeminiDeskError, StorageError
from gemini_desk.ui.background import Background

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QImage

    from gemini_desk.chat.attachment import Attachment

_PASTED_NAME = "Pasted picture.png"


class StoredFile(Protocol):
    """Where a file's content lies: what `storage.blob_store.BlobStore.add_file` returns."""

    @property
    def sha256(self) -> str:
        """Lower-case hexadecimal digest of the content."""

    @property
    def size_bytes(self) -> int:
        """Length of the content."""

    @property
    def path(self) -> Path:
        """Where it can be read."""


class _Prepared(NamedTuple):
    attachment: Attachment
    note: str


class AttachmentIntake(QObject):
    """Examines and stores what people add; one thing after the other, so their order is kept.

    Everything that is added gets a ticket: an int, increasing. For each ticket `expected` is
    emitted at once, and then exactly one of `added` and `refused`, unless it is forgotten.

    Signals:
        expected: Ticket and name; it is being prepared.
        added: Ticket and `Attachment`.
        refused: Ticket, name, message and hint; it cannot be used.
        noted: Name and a sentence on what of it will not be used.
        settled: Nothing is being prepared any more.
    """

    expected = Signal(int, str)
    added = Signal(int, object)
    refused = Signal(int, str, str, str)
    noted = Signal(str, str)
    settled = Signal()

    def __init__(
        self,
        store_file: Callable[[Path], StoredFile],
        scratch_dir: Path,
        parent: QObject | None = None,
    ) -> None:
        """Make an intake.

        Args:
            store_file: Stores a copy of a file; called on the worker.
            scratch_dir: For pictures that come as pixels, until they are stored.
            parent: Owner.
        """
        super().__init__(parent)
        self._store_file = store_file
        self._scratch_dir = scratch_dir
        self._background = Background("attachment-intake", self)
        self._tickets = itertools.count(1)
        self._open: dict[int, str] = {}

    @property
    def busy(self) -> bool:
        """Whether something is still being prepared."""
        return bool(self._open)

    def add_paths(self, paths: Iterable[Path]) -> None:
        """Add files, in this order."""
        for path in paths:
            self._accept(path.name or str(path), functools.partial(self._from_path, path))

    def add_image(self, image: QImage) -> None:
        """Add pixels, stored as PNG."""
        # A detached copy: the clipboard's owner may change its own meanwhile.
        self._accept(_PASTED_NAME, functools.partial(self._from_pixels, image.copy()))

    def add_encoded_image(self, content: bytes) -> None:
        """Add the bytes of a picture file."""
        self._accept(_PASTED_NAME, functools.partial(self._from_bytes, content))

    def add_clip(self, path: Path) -> None:
        """Add a recording; its file is removed once its content is stored."""
        self._accept(path.name, functools.partial(self._from_clip, path))

    def forget(self, ticket: int) -> None:
        """Let nothing come of `ticket`; harmless when something already did."""
        if self._open.pop(ticket, None) is not None:
            self._settle()

    def close(self) -> None:
        """End the worker; what is being prepared is dropped."""
        self._open.clear()
        self._background.close()

    # -- GUI thread ----------------------------------------------------------------------

    def _accept(self, name: str, prepare: Callable[[], _Prepared]) -> None:
        ticket = next(self._tickets)
        self._open[ticket] = name
        self.expected.emit(ticket, name)
        self._background.run(
            functools.partial(self._unless_forgotten, ticket, prepare),
            functools.partial(self._prepared, ticket),
            functools.partial(self._failed, ticket),
        )

    def _prepared(self, ticket: int, prepared: _Prepared | None) -> None:
        if self._open.pop(ticket, None) is None or prepared is None:
            return
        self.added.emit(ticket, prepared.attachment)
        if prepared.note:
            self.noted.emit(prepared.attachment.name, prepared.note)
        self._settle()

    def _failed(self, ticket: int, error: GeminiDeskError) -> None:
        name = self._open.pop(ticket, None)
        if name is not None:
            self.refused.emit(ticket, name, error.message, error.hint)
            self._settle()

    def _settle(self) -> None:
        if not self._open:
            self.settled.emit()

    # -- the worker ----------------------------------------------------------------------

    def _unless_forgotten(self, ticket: int, prepare: Callable[[], _Prepared]) -> _Prepared | None:
        return prepare() if ticket in self._open else None

    def _from_path(self, path: Path, name: str = "") -> _Prepared:
        # Here and not above: they bring numpy and Pillow, which the first window does without.
        from gemini_desk.chat.attachment import Attachment
        from gemini_desk.media.attachment_kinds import examine

        examination = examine(path)
        stored = self._store_file(path)
        attachment = Attachment(
            kind=examination.kind,
            sha256=stored.sha256,
            media_type=examination.media_type,
            name=name or path.name,
            size_bytes=stored.size_bytes,
            path=stored.path,
            width_px=examination.width_px,
            height_px=examination.height_px,
            duration_s=examination.duration_s,
            note=examination.note,
        )
        return _Prepared(attachment, examination.note)

    def _from_clip(self, path: Path) -> _Prepared:
        try:
            prepared = self._from_path(path)
        except StorageError as error:
            # Nobody could attach it again by hand: it lies where recordings are made.
            raise StorageError(
                "The recording is safe, but could not be added.",
                hint=f"{error.message} It comes back when Gemini Desk is started again.",
            ) from error
        # Only now: if anything went wrong before, the recording is still where it was made.
        if prepared.attachment.path != path:
            path.unlink(missing_ok=True)
        return prepared

    def _from_pixels(self, image: QImage) -> _Prepared:
        with self._scratch() as folder:
            path = Path(folder) / _PASTED_NAME
            if not image.save(str(path), "PNG"):  # type: ignore[call-overload]  # PySide's stub wants bytes, its manual and code str
                raise StorageError(
                    "The pasted picture could not be written to the disk.",
                    hint="Free some space and paste it again.",
                )
            return self._from_path(path)

    def _from_bytes(self, content: bytes) -> _Prepared:
        with self._scratch() as folder:
            path = Path(folder) / _PASTED_NAME
            path.write_bytes(content)
            return self._from_path(path)

    def _scratch(self) -> tempfile.TemporaryDirectory[str]:
        self._scratch_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        return tempfile.TemporaryDirectory(dir=self._scratch_dir, prefix="pasted-")
