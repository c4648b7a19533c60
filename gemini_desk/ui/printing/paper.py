"""Messages on the pages of a PDF file, in the process that runs.

Pages grow message by message and are painted as soon as they are full (pages.py): memory does
not grow with the conversation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter

from gemini_desk.errors import StorageError
from gemini_desk.ui.printing.content import message_pieces, title_pieces
from gemini_desk.ui.printing.looks import DPI
from gemini_desk.ui.printing.objects import PaperFormulas
from gemini_desk.ui.printing.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from gemini_desk.chat.conversation import Conversation, MessageVersion

_MARGIN_MM: Final = 18.0


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What is printed, and how, but for its messages.

    Attributes:
        head: The conversation's title and time; what messages it holds does not matter.
        path: Of the file, which may be there.
        mono_family: The font of code; the system's if it is empty.
    """

    head: Conversation
    path: Path
    mono_family: str = ""


def print_messages(
    order: PrintOrder,
    messages: Iterable[MessageVersion],
    before_page: Callable[[], None] = lambda: None,
) -> None:
    """Write the file.

    Args:
        order: What and where.
        messages: From the first one on; each is fetched when the one before is on its pages.
        before_page: Called before each page is painted; what it raises ends the painting.

    Raises:
        StorageError: The disk is full or refuses.
        OSError: The same, before the first page.
    """
    writer = QPdfWriter(str(order.path))
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(" ".join(order.head.title.split()))
    writer.setCreator("Gemini Desk")
    formulas = PaperFormulas()
    pages = Pages(writer, formulas, before_page, order.mono_family)
    try:
        for piece in title_pieces(order.head):
            pages.add(piece)
        for version in messages:
            for piece in message_pieces(version, formulas):
                pages.add(piece)
        is_whole = pages.finish()
    finally:
        pages.close()
    if not is_whole:
        raise StorageError(
            "The file could not be written.", hint="Choose another folder, or free some space."
        )
