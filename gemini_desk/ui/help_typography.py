"""Air, sizes and colours for a page that Qt made of Markdown. GUI thread only."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextTable,
)

from gemini_desk.ui.style import HEADING_WEIGHT, font
from gemini_desk.ui.theme import Colours, Theme, code_font

_HEADINGS_PX: Final = {1: 24, 2: 17, 3: 15}
_LINE_PERCENT: Final = 120
_CELL_PX: Final = 6
_LIST_PX: Final = 24
_RIGHT_PX: Final = 16  # between the lines and the scroll bar


def set_typography(document: QTextDocument) -> None:
    """Space the blocks of `document`, size its headings, and colour code and tables."""
    colours = Theme.current()
    document.setIndentWidth(_LIST_PX)
    frame_format = document.rootFrame().frameFormat()
    frame_format.setRightMargin(_RIGHT_PX)
    document.rootFrame().setFrameFormat(frame_format)
    block = document.begin()
    while block.isValid():
        _set_block(QTextCursor(block), block, colours)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _set_table(frame, colours)


def _set_block(cursor: QTextCursor, block: QTextBlock, colours: Colours) -> None:
    block_format = QTextBlockFormat(block.blockFormat())
    level = block_format.headingLevel()
    is_code = block_format.hasProperty(QTextFormat.Property.BlockCodeFence) or (
        block_format.nonBreakableLines()
    )
    if cursor.currentTable() is not None:
        return
    proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    block_format.setLineHeight(100.0 if level else _LINE_PERCENT, proportional)
    cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
    if level:
        block_format.setTopMargin(0 if level == 1 else 24)
        block_format.setBottomMargin(8)
        characters = QTextCharFormat(cursor.charFormat())
        # What Qt gives headings; a size in pixels beside it is ignored.
        characters.clearProperty(QTextFormat.Property.FontSizeAdjustment)
        characters.setFont(font(_HEADINGS_PX.get(level, 15), weight=HEADING_WEIGHT))
        cursor.setCharFormat(characters)
    elif is_code:
        block_format.setBackground(QColor(colours.code_header))
        block_format.setBottomMargin(0)
        characters = QTextCharFormat()
        characters.setFont(
            code_font(),
            QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly,
        )
        cursor.mergeCharFormat(characters)
    else:
        goes_on = block.textList() is not None and block.next().textList() is not None
        block_format.setBottomMargin(4 if goes_on else 10)
    QTextCursor(block).setBlockFormat(block_format)


def _set_table(table: QTextTable, colours: Colours) -> None:
    table_format = table.format()
    table_format.setBorder(1)
    table_format.setBorderCollapse(True)
    table_format.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    table_format.setBorderBrush(QColor(colours.line))
    table_format.setCellPadding(_CELL_PX)
    table_format.setTopMargin(6)
    table_format.setBottomMargin(14)
    table.setFormat(table_format)
    for column in range(table.columns()):
        head = table.cellAt(0, column)
        characters = QTextCharFormat(head.format())
        characters.setBackground(QColor(colours.code_header))
        characters.setFontWeight(QFont.Weight.DemiBold)
        head.setFormat(characters)
