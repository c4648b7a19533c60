"""Stretches of a text that are painted in a colour behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QTextEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QTextDocument
    from PySide6.QtWidgets import QPlainTextEdit, QWidget


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text.

    Attributes:
        start: Where it begins, in UTF-16 units as Qt counts them.
        end: Where it ends.
        colour: What is painted behind it, `#rrggbb`.
    """

    start: int
    end: int
    colour: str


def show_marks(edit: QTextEdit | QPlainTextEdit, marks: Sequence[Mark]) -> None:
    """Paint `marks`, the last one above the others."""
    if not marks and not edit.extraSelections():
        return
    document = edit.document()
    last = max(0, document.characterCount() - 1)
    painted: list[QTextEdit.ExtraSelection] = []
    for mark in marks:
        start, end = min(mark.start, last), min(mark.end, last)
        has_lists = isinstance(edit, QTextEdit)
        for begin, behind in _by_list_item(document, start, end) if has_lists else [(start, end)]:
            stretch = QTextEdit.ExtraSelection()
            cursor = QTextCursor(document)
            cursor.setPosition(begin)
            cursor.setPosition(behind, QTextCursor.MoveMode.KeepAnchor)
            stretch.cursor = cursor
            stretch.format.setBackground(QColor(mark.colour))
            painted.append(stretch)
    edit.setExtraSelections(painted)


def _by_list_item(document: QTextDocument, start: int, end: int) -> list[tuple[int, int]]:
    """The stretch in pieces, none of which leads into an item of a list from before it.

    Qt paints the number or the bullet of such an item in the stretch's own text colour, which
    has none: the number would vanish.
    """
    places = [start]
    block = document.findBlock(start).next()
    while block.isValid() and block.position() < end:
        if block.textList() is not None:
            places.append(block.position())
        block = block.next()
    return list(zip(places, [*places[1:], end], strict=True))


def in_utf16(text: str, places: Sequence[int]) -> list[int]:
    """Ascending places in `text`, counted as Qt counts them."""
    if text.isascii():
        return list(places)
    found: list[int] = []
    units = done = 0
    for place in places:
        units += len(text[done:place].encode("utf-16-le", errors="surrogatepass")) // 2
        done = place
        found.append(units)
    return found


def box_of(edit: QTextEdit | QPlainTextEdit, view: QWidget, start: int, end: int) -> QRect:
    """Where a stretch of text is in the parent of `view`; long lines are scrolled to it."""
    last = max(0, edit.document().characterCount() - 1)
    begin, behind = QTextCursor(edit.document()), QTextCursor(edit.document())
    begin.setPosition(min(start, last))
    behind.setPosition(min(end, last))
    bar, width = edit.horizontalScrollBar(), edit.viewport().width()
    left, right = edit.cursorRect(begin).left(), edit.cursorRect(behind).right()
    if left < 0 or right > width:
        bar.setValue(bar.value() + left - width // 3)
    box = edit.cursorRect(begin).united(edit.cursorRect(behind))
    return box.translated(edit.viewport().mapTo(view, QPoint(0, 0)) + view.pos())
