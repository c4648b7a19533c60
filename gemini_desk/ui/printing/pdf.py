"""A conversation as PDF.

The document grows message by message, so that a thread that runs beside this one waits for
a message at most, and is painted page by page.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
)

from gemini_desk.errors import GeminiDeskError, StorageError
from gemini_desk.media.image import thumbnail_png
from gemini_desk.ui.printing.content import Html, Picture, Piece, message_pieces, title_pieces
from gemini_desk.ui.printing.looks import BODY_PT, GAP_PX, style_sheet
from gemini_desk.ui.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QUrl

    from gemini_desk.chat.conversation import Conversation

_DPI: Final = 300  # of the file; the document is laid out in its pixels
_MARGIN_MM: Final = 18.0
_FOOTER_PT: Final = 8.0
_BELOW: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
_PICTURE_MAX_PX: Final = 1600
_PICTURE_MAX_SHARE: Final = 0.45  # of the page's height


def write_pdf(
    conversation: Conversation, path: Path, progress: Callable[[int, int], None] | None = None
) -> None:
    """Write the open branch of `conversation` to `path`; what is there is replaced as a whole.

    Args:
        conversation: Not changed by anybody meanwhile.
        path: The file.
        progress: Called before each message with its number, from 0, and how many there
            are, and with all of them before each page is painted; what it raises ends the
            export, and nothing is written.

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
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(" ".join(conversation.title.split()))
    writer.setCreator("Gemini Desk")
    page = _Page(writer)
    for piece in title_pieces(conversation):
        page.add(piece)
    branch = conversation.branch()
    for number, version in enumerate(branch):
        if progress is not None:
            progress(number, len(branch))
        for piece in message_pieces(version):
            page.add(piece)
    if not page.paint(lambda: progress(len(branch), len(branch)) if progress else None):
        raise StorageError(
            "The file could not be written.", hint="Choose another folder, or free some space."
        )


class _InertDocument(QTextDocument):
    """Loads nothing: pictures come with `addResource`."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None


class _Page:
    """The growing document, as wide as the page's column."""

    def __init__(self, writer: QPdfWriter) -> None:
        self._writer = writer
        area = writer.pageLayout().paintRectPixels(_DPI)
        self._footer_px = round(_FOOTER_PT * 3 * _DPI / 72)
        self._column_px = area.width()
        self._height_px = area.height() - self._footer_px
        self._document = _InertDocument()
        self._document.setUndoRedoEnabled(False)
        self._document.setDocumentMargin(0)
        self._document.documentLayout().setPaintDevice(writer)
        font = QFont(QGuiApplication.font())
        font.setPointSizeF(BODY_PT)
        self._document.setDefaultFont(font)
        mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        self._document.setDefaultStyleSheet(style_sheet(mono))
        self._document.setPageSize(QSizeF(self._column_px, self._height_px))
        self._cursor = QTextCursor(self._document)
        self._is_empty = True

    def add(self, piece: Piece) -> None:
        """Put a piece at the end."""
        if not self._is_empty:
            # Of its own: else it would continue the list or the table before it.
            self._cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        self._is_empty = False
        begin = self._cursor.position()
        match piece:
            case Html(text, above_px):
                self._cursor.insertHtml(text)
                self._set_room_above(begin, above_px)
            case Picture():
                self._set_room_above(begin, GAP_PX)
                self._add_picture(piece)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def _set_room_above(self, position: int, above_px: int) -> None:
        """Give the first block of a piece the margins that it lost when it was inserted."""
        first = QTextCursor(self._document)
        first.setPosition(position)
        margins = QTextBlockFormat()
        margins.setTopMargin(above_px)
        first.mergeBlockFormat(margins)

    def _add_picture(self, picture: Picture) -> None:
        attachment = picture.attachment
        try:
            image = QImage.fromData(thumbnail_png(attachment.path, _PICTURE_MAX_PX))
        except GeminiDeskError:
            return  # its caption says what was there
        if image.isNull():
            return
        to_page = 96 / _DPI  # Qt scales a picture's size as it does margins
        scale = min(
            self._column_px * to_page / image.width(),
            self._height_px * to_page * _PICTURE_MAX_SHARE / image.height(),
            1.0,
        )
        name = f"picture:{attachment.sha256}"
        self._document.addResource(QTextDocument.ResourceType.ImageResource, name, image)
        shown = QTextImageFormat()
        shown.setName(name)
        shown.setWidth(image.width() * scale)
        shown.setHeight(image.height() * scale)
        self._cursor.insertImage(shown)

    def paint(self, before_page: Callable[[], None]) -> bool:
        """Paint the pages; returns whether the file took them."""
        painter = QPainter()
        if not painter.begin(self._writer):
            return False
        count = self._document.pageCount()
        try:
            for number in range(count):
                before_page()
                if number:
                    self._writer.newPage()
                self._paint_page(painter, number, count)
        finally:  # a painter that is let go while it paints takes the process with it
            is_whole = painter.end()
        return is_whole

    def _paint_page(self, painter: QPainter, number: int, count: int) -> None:
        top = number * self._height_px
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, LIGHT.text)
        context.clip = QRectF(0, top, self._column_px, self._height_px)
        painter.save()
        painter.translate(0, -top)
        painter.setClipRect(context.clip)
        self._document.documentLayout().draw(painter, context)
        painter.restore()
        font = painter.font()
        font.setPointSizeF(_FOOTER_PT)
        painter.setFont(font)
        painter.setPen(LIGHT.muted)
        line = QRectF(0, self._height_px, self._column_px, self._footer_px)
        painter.drawText(line, _BELOW, f"{number + 1} / {count}")
