"""Where the thumbnails of one message go; sizes come from the attachments, undecoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize

from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.zoom import px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.chat.attachment import Attachment

_SMALLEST_PX = 72  # a side of a very long or very flat picture; the rest is cropped
_WIDEST = 1.8  # of a picture among others, in heights


def arrange_thumbnails(
    attachments: Sequence[Attachment], column: int, *, rightwards: bool
) -> list[QRect]:
    """Boxes in rows within a column of `column` px; `rightwards` aligns the rows right."""
    if len(attachments) == 1:
        sizes = [_single(attachments[0], min(measures.THUMBNAIL_SINGLE_PX, column))]
    else:
        sizes = [_one_of_many(attachment) for attachment in attachments]
    boxes: list[QRect] = []
    row: list[QSize] = []
    y = 0

    def end_row() -> None:
        nonlocal y
        gap = measures.THUMBNAIL_GAP_PX
        width = sum(size.width() for size in row) + gap * (len(row) - 1)
        x = column - width if rightwards else 0
        for size in row:
            boxes.append(QRect(x, y, size.width(), size.height()))
            x += size.width() + gap
        y += max(size.height() for size in row) + gap
        row.clear()

    for size in sizes:
        taken = sum(each.width() + measures.THUMBNAIL_GAP_PX for each in row)
        if row and taken + size.width() > column:
            end_row()
        row.append(size)
    end_row()
    return boxes


def _one_of_many(attachment: Attachment) -> QSize:
    """All of one height, so that a row is calm."""
    height = measures.THUMBNAIL_PX
    aspect = (attachment.width_px or height) / (attachment.height_px or height)
    return QSize(round(height * min(_WIDEST, max(0.5, aspect))), height)


def _single(attachment: Attachment, side: int) -> QSize:
    """The picture scaled into a square of `side` px, never enlarged."""
    width, height = attachment.width_px or side, attachment.height_px or side
    scale = min(1.0, side / max(width, height))
    return QSize(
        min(side, max(px(_SMALLEST_PX), round(width * scale))),
        min(side, max(px(_SMALLEST_PX), round(height * scale))),
    )
