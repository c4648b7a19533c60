"""A conversation as PDF.

Pages grow message by message, so that a thread that runs beside this one waits for a message
at most, and are painted as soon as they are full (pages.py).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter

from gemini_desk.errors import StorageError
from gemini_desk.ui.printing.content import message_pieces, title_pieces
from gemini_desk.ui.printing.looks import DPI
from gemini_desk.ui.printing.objects import PaperFormulas
from gemini_desk.ui.printing.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.conversation import Conversation

_MARGIN_MM: Final = 18.0


def write_pdf(
    conversation: Conversation, path: Path, progress: Callable[[int, int], None] | None = None
) -> None:
    """Write the open branch of `conversation` to `path`; what is there is replaced as a whole.

    Args:
        conversation: Not changed by anybody meanwhile.
        path: The file.
        progress: Called before each message with its number, from 0, and how many there
            are, and again before each page is painted; what it raises ends the export,
            and nothing is written.

    Raises:
        StorageError: The disk is full or refuses; what was there is untouched.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".export-", suffix=".pdf")
        os.close(descriptor)
        beside = Path(name)
        try:
            _write(conversation, beside, progress)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(
            f"{path.name} could not be written: {error.strerror}.",
            hint="Choose another folder, or free some space.",
        ) from None


def _write(
    conversation: Conversation, path: Path, progress: Callable[[int, int], None] | None
) -> None:
    writer = QPdfWriter(str(path))
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(" ".join(conversation.title.split()))
    writer.setCreator("Gemini Desk")
    formulas = PaperFormulas()
    branch = conversation.branch()
    done = 0

    def tell() -> None:
        if progress is not None:
            progress(done, len(branch))

    pages = Pages(writer, formulas, before_page=tell)
    try:
        for piece in title_pieces(conversation):
            pages.add(piece)
        for version in branch:
            tell()
            for piece in message_pieces(version, formulas):
                pages.add(piece)
            done += 1
        is_whole = pages.finish()
    finally:
        pages.close()
    if not is_whole:
        raise StorageError(
            "The file could not be written.", hint="Choose another folder, or free some space."
        )
