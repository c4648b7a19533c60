"""Conversations, written to files in the format that the file's name says. GUI thread only."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.conversation import ConversationId
from gemini_desk.errors import GeminiDeskError
from gemini_desk.storage.exporters import EXPORTERS, Exporter, export_conversation
from gemini_desk.ui.chat.noticing import Noticing

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.conversation import Conversation
    from gemini_desk.ui.background import Background
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.store_calls import StoreCalls

_NAME_MAX_CHARACTERS: Final = 80
_NAME_MAX_BYTES: Final = 200  # file systems take 255, and the folder of a .md adds to it
_PROGRESS_EVERY_S: Final = 0.1
_FORBIDDEN: Final = '<>:"/\\|?*'  # in the names of files, on one system or another


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format that a person can choose.

    Attributes:
        title: What the file dialog calls it.
        suffix: Of its files, with the dot.
        write: Writes a conversation to a path; for any thread but the GUI's. The function
            that it is given is called now and then, and ends the export if it raises.
    """

    title: str
    suffix: str
    write: Callable[[Conversation, Path, Callable[[int, int], None]], None]


def export_formats() -> tuple[ExportFormat, ...]:
    """Every format, in the order of the file dialog."""
    return (
        *(
            ExportFormat(exporter.title, exporter.suffix, partial(_export, exporter))
            for exporter in EXPORTERS
        ),
        ExportFormat("PDF", ".pdf", _export_pdf),
    )


def file_name(title: str) -> str:
    """A name for the file of a conversation, without a suffix."""
    kept = "".join(" " if each in _FORBIDDEN or not each.isprintable() else each for each in title)
    short = " ".join(kept.split()).strip(". ")[:_NAME_MAX_CHARACTERS]
    fitting = short.encode("utf-8", "ignore")[:_NAME_MAX_BYTES].decode("utf-8", "ignore")
    return fitting.strip(". ") or "Conversation"


def path_in_format(path: str, offered: str, taken: str) -> str:
    """The path to write to: what was typed, with the suffix of the format that was meant.

    Args:
        path: What the file dialog returned.
        offered: The suffix that the dialog began with.
        taken: The suffix of the format that was chosen in it when it was closed.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in {each.suffix for each in export_formats()}:
        return path + taken
    if suffix == offered and taken != offered:  # another format was chosen, the name left alone
        return str(Path(path).with_suffix(taken))
    return path


class ExportCancelledError(GeminiDeskError):
    """The person stopped it, or the window closes."""


class ExportController(Noticing):
    """Writes conversations to files, one after the other.

    Signals:
        started: Path of a file that is going to be written, as a `str`.
        progressed: How many messages are in the file that is being written, and of how many.
        ended: Path of a file that was written, or could not be.
        exported: Path of a file that was written, as a `str`.
    """

    started = Signal(str)
    progressed = Signal(int, int)
    ended = Signal(str)
    exported = Signal(str)

    def __init__(
        self,
        open_conversation: OpenConversation,
        store: StoreCalls,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._store = store
        self._background = background
        self._cancelled = threading.Event()
        self._told_s = 0.0

    @Slot(str, str)
    def export(self, conversation_id: str, path: str) -> None:
        """Write the open branch of a conversation; `exported` tells when it is done."""
        wanted, target = ConversationId(conversation_id), Path(path)
        formats = {each.suffix: each for each in export_formats()}
        format_ = formats.get(target.suffix.lower())
        if format_ is None:
            known = ", ".join(formats)
            self.notice.emit("warning", f"{target.name} has no known format.", f"Use {known}.")
            return
        conversation = self._open.conversation
        if wanted == conversation.id:
            # A copy: it is written on another thread, while this one goes on changing it.
            self._write(
                format_, replace(conversation, versions=dict(conversation.versions)), target
            )
            return
        self._store.run(
            lambda store: store.load(wanted),
            lambda loaded: self._write(format_, loaded, target),
            self._warn,
        )

    @Slot()
    def cancel(self) -> None:
        """Stop what is being written; the file that was there before stays as it was."""
        self._cancelled.set()

    def _write(self, format_: ExportFormat, conversation: Conversation, path: Path) -> None:
        self._cancelled.clear()
        self.started.emit(str(path))
        self._background.run(
            lambda: format_.write(conversation, path, self._on_progress),
            lambda _: self._on_written(str(path)),
            lambda error: self._on_failed(str(path), error),
        )

    def _on_progress(self, done: int, total: int) -> None:
        """On the worker thread."""
        if self._cancelled.is_set():
            raise ExportCancelledError("The export was stopped.")
        now_s = time.monotonic()
        if now_s - self._told_s >= _PROGRESS_EVERY_S:
            self._told_s = now_s
            self.progressed.emit(done, total)

    def _on_written(self, path: str) -> None:
        self.ended.emit(path)
        self.exported.emit(path)

    def _on_failed(self, path: str, error: GeminiDeskError) -> None:
        self.ended.emit(path)
        if isinstance(error, ExportCancelledError):
            self.notice.emit("info", error.message, "Nothing was written.")
        else:
            self._warn(error)


def _export(
    exporter: Exporter, conversation: Conversation, path: Path, progress: Callable[[int, int], None]
) -> None:
    export_conversation(conversation, path, exporter, progress)


def _export_pdf(
    conversation: Conversation, path: Path, progress: Callable[[int, int], None]
) -> None:
    from gemini_desk.ui.printing.pdf import write_pdf

    write_pdf(conversation, path, progress)
