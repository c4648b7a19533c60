"""Conversations, written to files in the format that the file's name says. GUI thread only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.conversation import ConversationId
from gemini_desk.storage.exporters import EXPORTERS, Exporter, export_conversation

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.conversation import Conversation
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.ui.background import Background
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.store_calls import StoreCalls

_NAME_MAX_CHARACTERS: Final = 80
_FORBIDDEN: Final = '<>:"/\\|?*'  # in the names of files, on one system or another


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format that a person can choose.

    Attributes:
        title: What the file dialog calls it.
        suffix: Of its files, with the dot.
        write: Writes a conversation to a path; for any thread but the GUI's.
    """

    title: str
    suffix: str
    write: Callable[[Conversation, Path], None]


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
    return " ".join(kept.split()).strip(". ")[:_NAME_MAX_CHARACTERS] or "Conversation"


class ExportController(QObject):
    """Writes conversations to files, one after the other.

    Signals:
        exported: Path of a file that was written, as a `str`.
        notice: Level (`info`, `warning`, `error`), text, hint.
    """

    exported = Signal(str)
    notice = Signal(str, str, str)

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

    def _write(self, format_: ExportFormat, conversation: Conversation, path: Path) -> None:
        self._background.run(
            lambda: format_.write(conversation, path),
            lambda _: self.exported.emit(str(path)),
            self._warn,
        )

    def _warn(self, error: GeminiDeskError) -> None:
        self.notice.emit("error", error.message, error.hint)


def _export(exporter: Exporter, conversation: Conversation, path: Path) -> None:
    export_conversation(conversation, path, exporter)


def _export_pdf(conversation: Conversation, path: Path) -> None:
    from gemini_desk.ui.printing.pdf import write_pdf

    write_pdf(conversation, path)
