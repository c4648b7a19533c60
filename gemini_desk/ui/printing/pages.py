"""Pieces on pages: documents that grow piece by piece, and are painted page by page.

One document for all would be laid out anew from its beginning with each piece: of thousands of
messages each would take longer than the one before. So there are many, and each goes on where
the one before it ended on its last page: it begins with as much empty room. Pages on which
nothing more can come are painted at once, and their documents go: so memory is bounded. That is
why a page tells its number, and not of how many.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QImage,
    QPainter,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
)

from gemini_desk.errors import GeminiDeskError
from gemini_desk.media.image import thumbnail_png
from gemini_desk.ui.printing.content import Html, Picture, Piece
from gemini_desk.ui.printing.looks import BODY_PT, DPI, GAP_PX, TO_PAGE, style_sheet
from gemini_desk.ui.printing.objects import ObjectsOnPaper
from gemini_desk.ui.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QPdfWriter

    from gemini_desk.ui.printing.objects import PaperFormulas

_FOOTER_PT: Final = 8.0
_BELOW: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
_PICTURE_MAX_PX: Final = 1600
_PICTURE_MAX_SHARE: Final = 0.45  # of the page's height
_LARGEST_DOCUMENT: Final = 12_000  # characters; a piece is added to it in a millisecond


class _InertDocument(QTextDocument):
    """Loads nothing: pictures come with `addResource`."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None


class Pages:
    """Pages of one size. Any thread, but all on the same; `close` them, whatever happens."""

    def __init__(
        self,
        writer: QPdfWriter,
        formulas: PaperFormulas,
        before_page: Callable[[], None] = lambda: None,
        mono_family: str = "",
    ) -> None:
        """Begin with an empty page.

        Args:
            writer: What they are painted on.
            formulas: The shapes of formulas.
            before_page: Called before each page is painted; what it raises ends the painting.
            mono_family: The font of code; the system's if it is empty.
        """
        self._before_page = before_page
        fixed = QFontDatabase.SystemFont.FixedFont
        self._mono_family = mono_family or QFontDatabase.systemFont(fixed).family()
        self._painter = QPainter()
        self._painted = 0  # pages
        self._writer = writer
        self._owner = QObject()
        self._objects = ObjectsOnPaper(formulas, writer, self._owner)
        area = writer.pageLayout().paintRectPixels(DPI)
        self._footer_px = round(_FOOTER_PT * 3 * DPI / 72)
        self._column_px = area.width()
        self._height_px = area.height() - self._footer_px
        self._documents: list[tuple[int, _InertDocument]] = []  # each with its first page
        self._begin_document(0, 0.0, 0.0)
        self._is_empty = True

    def add(self, piece: Piece) -> None:
        """Put a piece at the end."""
        if self._document.characterCount() > _LARGEST_DOCUMENT:
            self._go_on_in_another()
        if not self._is_empty:
            # Of its own: else it would continue the list or the table before it.
            self._cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        self._is_empty = False
        begin = self._cursor.position()
        match piece:
            case Html(text, above_px, is_centred):
                self._cursor.insertHtml(text)
                self._set_room_above(begin, above_px, is_centred=is_centred)
            case Picture():
                self._set_room_above(begin, GAP_PX)
                self._add_picture(piece)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def _go_on_in_another(self) -> None:
        last = self._document.lastBlock()
        bottom = self._document.documentLayout().blockBoundingRect(last).bottom()
        pages, used_px = divmod(bottom, self._height_px)
        first_page = self._documents[-1][0] + int(pages)
        self._paint_until(first_page)
        self._begin_document(first_page, used_px, last.blockFormat().bottomMargin())

    def _begin_document(self, first_page: int, used_px: float, below_px: float) -> None:
        """Begin with a page of which `used_px` are taken, and have `below_px` below them."""
        document = self._document = _InertDocument()
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        layout = document.documentLayout()
        layout.setPaintDevice(self._writer)
        layout.registerHandler(QTextFormat.ObjectTypes.ImageObject.value, self._objects)
        font = QFont(QGuiApplication.font())
        font.setPointSizeF(BODY_PT)
        document.setDefaultFont(font)
        document.setDefaultStyleSheet(style_sheet(self._mono_family))
        document.setPageSize(QSizeF(self._column_px, self._height_px))
        self._documents.append((first_page, document))
        self._cursor = QTextCursor(document)
        if used_px > 0:
            taken = QTextBlockFormat()
            fixed = QTextBlockFormat.LineHeightTypes.FixedHeight.value
            taken.setLineHeight(used_px * TO_PAGE, fixed)
            taken.setBottomMargin(below_px)
            self._cursor.setBlockFormat(taken)

    def _set_room_above(self, position: int, above_px: int, *, is_centred: bool = False) -> None:
        """Give the first block of a piece the format that it lost when it was inserted."""
        first = QTextCursor(self._document)
        first.setPosition(position)
        lost = QTextBlockFormat()
        lost.setTopMargin(above_px)
        if is_centred:
            lost.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        first.mergeBlockFormat(lost)

    def _add_picture(self, picture: Picture) -> None:
        attachment = picture.attachment
        try:
            image = QImage.fromData(thumbnail_png(attachment.path, _PICTURE_MAX_PX))
        except GeminiDeskError:
            return  # its caption says what was there
        if image.isNull():
            return
        scale = min(
            self._column_px * TO_PAGE / image.width(),
            self._height_px * TO_PAGE * _PICTURE_MAX_SHARE / image.height(),
            1.0,
        )
        name = f"picture:{attachment.sha256}"
        self._document.addResource(QTextDocument.ResourceType.ImageResource, name, image)
        shown = QTextImageFormat()
        shown.setName(name)
        shown.setWidth(image.width() * scale)
        shown.setHeight(image.height() * scale)
        self._cursor.insertImage(shown)

    def finish(self) -> bool:
        """Paint what is left; returns whether the file took all pages."""
        first_page, document = self._documents[-1]
        self._paint_until(first_page + document.pageCount())
        return self._painter.isActive() and self._painter.end()

    def close(self) -> None:
        """Paint nothing more: a painter that is let go while it paints takes the process along."""
        if self._painter.isActive():
            self._painter.end()

    def _paint_until(self, end: int) -> None:
        """Paint the pages before the one with number `end`, and let go of what stood on them."""
        for number in range(self._painted, end):
            self._before_page()
            if number:
                self._writer.newPage()
            elif not self._painter.begin(self._writer):
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            self._paint_page(number)
        self._painted = max(self._painted, end)
        # The last one goes on, or the next one begins on the page where it ends.
        while len(self._documents) > 1 and self._documents[1][0] < end:
            del self._documents[0]

    def _paint_page(self, number: int) -> None:
        painter = self._painter
        for first_page, document in self._documents:
            if first_page <= number:
                self._paint_part(painter, document, number - first_page)
        font = painter.font()
        font.setPointSizeF(_FOOTER_PT)
        painter.setFont(font)
        painter.setPen(LIGHT.muted)
        line = QRectF(0, self._height_px, self._column_px, self._footer_px)
        painter.drawText(line, _BELOW, str(number + 1))

    def _paint_part(self, painter: QPainter, document: QTextDocument, number: int) -> None:
        """Paint what a document has on its page of this number, if it goes as far."""
        top = number * self._height_px
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, LIGHT.text)
        context.clip = QRectF(0, top, self._column_px, self._height_px)
        painter.save()
        painter.translate(0, -top)
        painter.setClipRect(context.clip)
        document.documentLayout().draw(painter, context)
        painter.restore()
