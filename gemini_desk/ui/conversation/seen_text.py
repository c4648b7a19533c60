"""The text of segments as it is seen, without markup; of any, in view or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor

from gemini_desk.ui.conversation.formulas.in_text import OBJECT, spliced, text_of
from gemini_desk.ui.conversation.segments import Code, Formula, MarkdownText, PlainText
from gemini_desk.ui.conversation.selection import BEYOND
from gemini_desk.ui.markdown.blocks import BlockKind
from gemini_desk.ui.markdown.formulas import formulas_as_text

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.documents import DocumentCache
    from gemini_desk.ui.conversation.formulas.in_text import PlacedFormula
    from gemini_desk.ui.conversation.segments import Segment


class SeenText:
    """Asks the documents. Offsets count UTF-16 units, as Qt does. GUI thread only."""

    def __init__(self, documents: DocumentCache) -> None:
        self._documents = documents

    def length(self, segment: Segment) -> int:
        """Length of the whole text."""
        if isinstance(segment, Code | Formula):
            return len(segment.markdown.source.encode("utf-16-le")) // 2
        if isinstance(segment, MarkdownText | PlainText):
            return max(0, self._documents.document(segment).characterCount() - 1)
        return 0

    def whole(self, segment: Segment) -> str:
        """The whole text, character for character."""
        if isinstance(segment, Code | Formula):
            return segment.markdown.source
        if isinstance(segment, MarkdownText | PlainText):
            return self._documents.document(segment).toPlainText()
        return ""

    def with_formulas(self, segment: Segment) -> tuple[str, list[PlacedFormula]]:
        """The whole text with the sources of the formulas in it, and where these are."""
        text = self.whole(segment)
        cursor = self._cursor(segment, 0, BEYOND) if OBJECT in text else None
        return (text, []) if cursor is None else spliced(cursor)

    def between(self, segment: Segment, first: int = 0, last: int = BEYOND) -> str:
        """The text between two offsets; of a whole table, cells with tabs between them."""
        if isinstance(segment, Code | Formula):
            encoded = segment.markdown.source.encode("utf-16-le")
            return encoded[2 * first : 2 * last].decode("utf-16-le", errors="ignore")
        cursor = self._cursor(segment, first, last)
        if cursor is None:
            return ""
        if (
            isinstance(segment, MarkdownText)
            and segment.markdown.kind is BlockKind.TABLE
            and self.is_whole(segment, first, last)
        ):
            return _table_text(segment.markdown.source)
        return text_of(cursor)

    def html_between(self, segment: Segment, first: int, last: int) -> str:
        """The same as HTML."""
        cursor = self._cursor(segment, first, last)
        return formulas_as_text(cursor.selection().toHtml()) if cursor is not None else ""

    def is_whole(self, segment: Segment, first: int, last: int) -> bool:
        """Whether these offsets take in all of the text."""
        return first == 0 and last >= self.length(segment)

    def _cursor(self, segment: Segment, first: int, last: int) -> QTextCursor | None:
        if not isinstance(segment, MarkdownText | PlainText):
            return None
        document = self._documents.document(segment)
        end = max(0, document.characterCount() - 1)
        cursor = QTextCursor(document)
        cursor.setPosition(min(first, end))
        cursor.setPosition(min(last, end), QTextCursor.MoveMode.KeepAnchor)
        return cursor


def _table_text(source: str) -> str:
    """Rows of a table with tabs between the cells, as spreadsheets take them."""
    rows: list[str] = []
    for line in source.strip().split("\n"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not all(cell and set(cell) <= set(":-") for cell in cells):
            rows.append("\t".join(cells))
    return "\n".join(rows)
