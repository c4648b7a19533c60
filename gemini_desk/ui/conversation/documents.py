"""Text documents: made from Markdown, styled by the theme, kept for the segments in use."""

from __future__ import annotations

import html
import math
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtGui import QFont, QFontMetricsF, QTextDocument, QTextFormat, QTextOption

from gemini_desk.ui.conversation.code_metrics import CodeMetrics
from gemini_desk.ui.conversation.formulas.in_text import FormulasInText
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.segments import MarkdownText, PlainText, thought_inset
from gemini_desk.ui.conversation.zoom import body_font, code_font, px
from gemini_desk.ui.markdown.blocks import BlockKind
from gemini_desk.ui.markdown.direction import runs_leftwards
from gemini_desk.ui.markdown.rendering import Surroundings
from gemini_desk.ui.markdown.table_width import least_characters
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QUrl

    from gemini_desk.ui.conversation.formulas.formulas import Formulas
    from gemini_desk.ui.conversation.segments import Segment

_KEPT: Final = 150
_TABLE_CELL_PX: Final = 7
QUOTE_INDENT_PX: Final = 14  # of a quote within a text, for its bar
LIST_INDENT_PX: Final = 24
TABLE_BAR_PX: Final = 12  # room for the scroll bar of a wide table


class InertDocument(QTextDocument):
    """A document that loads nothing: no picture, no style sheet, no file, no address."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Refuse; called by Qt for whatever a document refers to."""
        return None


class DocumentCache:
    """Documents of text segments. GUI thread only.

    Attributes:
        formulas: What is drawn of the formulas.
        documents_set: How often text was handed to a document; tests count it.
        code_metrics: Heights of code.
    """

    def __init__(self, formulas: Formulas) -> None:
        self.formulas = formulas
        self._in_text = FormulasInText(formulas, formulas)
        self._documents: OrderedDict[Segment, tuple[InertDocument, int]] = OrderedDict()
        self._font = body_font()
        self._style_sheet = style_sheet()
        self.documents_set = 0
        self.code_metrics = CodeMetrics(code_font())

    def document(self, segment: MarkdownText | PlainText) -> InertDocument:
        """The document of `segment`, up to date and as wide as the segment."""
        version = segment.markdown.version if isinstance(segment, MarkdownText) else 0
        document, shown_version = self._documents.get(segment, (None, -1))
        if document is None:
            document = self._new_document()
        if shown_version != version:
            document.setHtml(self._html(segment))
            self.documents_set += 1
        self._documents[segment] = (document, version)
        self._documents.move_to_end(segment)
        if len(self._documents) > _KEPT:
            self._drop_oldest()
        return document

    def drop(self, segment: Segment) -> None:
        """Forget the document of a segment that is gone."""
        self._documents.pop(segment, None)

    def formulas_settled(self, sources: Iterable[str]) -> list[MarkdownText]:
        """Lay out afresh what has one of these formulas in it; returns these segments."""
        changed: list[MarkdownText] = []
        for segment, (document, _) in self._documents.items():
            if not isinstance(segment, MarkdownText):
                continue
            found = [each for each in sources if each in segment.markdown.source]
            if not found:
                continue
            if any(each in self.formulas.undrawable for each in found):
                segment.markdown.forget_html()
            document.markContentsDirty(0, document.characterCount())
            segment.forget_size()
            changed.append(segment)
        return changed

    def restyle(self) -> None:
        """Take over the theme in force; documents are made again as they are needed."""
        self._font = body_font()
        self._style_sheet = style_sheet()
        self.code_metrics = CodeMetrics(code_font())
        self._documents.clear()

    def _drop_oldest(self) -> None:
        for segment in self._documents:
            if segment.view is None:
                del self._documents[segment]
                return

    def _new_document(self) -> InertDocument:
        document = InertDocument()
        layout = document.documentLayout()
        layout.registerHandler(QTextFormat.ObjectTypes.ImageObject.value, self._in_text)
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        document.setDefaultFont(self._font)
        document.setDefaultStyleSheet(self._style_sheet)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        return document

    def _html(self, segment: MarkdownText | PlainText) -> str:
        if isinstance(segment, MarkdownText):
            known = Surroundings(
                segment.item.definitions, self.formulas.undrawable, segment.item.cited
            )
            found = segment.markdown.html(known)
            return f'<div class="thought">{found}</div>' if segment.is_thought else found
        text = html.escape(segment.text, quote=False).replace("\n", "<br>")
        return f'<p style="white-space:pre-wrap">{text}</p>'

    def measure(self, segment: MarkdownText | PlainText, column: int) -> None:
        """Lay `segment` out for a column of `column` px and set its place and size."""
        document = self.document(segment)
        if isinstance(segment, PlainText):
            self._measure_bubble(document, segment, column)
            return
        indent = segment.markdown.indent * measures.INDENT_COLUMN_PX
        segment.left = thought_inset(segment) + indent
        segment.width = max(80, column - segment.left)
        _, top, _, bottom = text_insets(segment)
        width = text_width(segment)
        _set_width(document, segment, width)
        segment.height = math.ceil(document.size().height()) + top + bottom
        if width > segment.width:
            segment.height += TABLE_BAR_PX

    @staticmethod
    def _measure_bubble(document: QTextDocument, segment: PlainText, column: int) -> None:
        left, top, right, bottom = text_insets(segment)
        widest = round(column * measures.BUBBLE_SHARE)
        if segment.is_first and segment.is_last:
            # Not idealWidth(): it depends on how wide the document was before.
            metrics = QFontMetricsF(document.defaultFont())
            lines = segment.text.split("\n")
            text_width = max(metrics.horizontalAdvance(line) for line in lines)
            widest = min(widest, math.ceil(text_width) + 2 + left + right)
        _set_width(document, segment, widest - left - right)
        segment.width = widest
        segment.left = column - widest
        segment.height = math.ceil(document.size().height()) + top + bottom


def _set_width(document: QTextDocument, segment: Segment, width: int) -> None:
    """Lay out at `width` px; the widget that shows the document must not undo it."""
    if segment.view is not None:
        segment.view.set_text_width(width)
    if document.textWidth() != width:
        document.setTextWidth(width)


def text_width(segment: MarkdownText | PlainText) -> int:
    """How wide the text is laid out; wider than the segment for a table with many columns."""
    left, _, right, _ = text_insets(segment)
    width = segment.width - left - right
    if isinstance(segment, MarkdownText) and segment.markdown.kind is BlockKind.TABLE:
        first = segment.markdown.first
        head = first.table_head if first is not None else ""
        least = least_characters(head + segment.markdown.source)
        return max(width, least * measures.CHARACTER_PX)
    return width


def text_insets(segment: Segment) -> tuple[int, int, int, int]:
    """Room around the text within its segment: left, top, right, bottom, in px."""
    if isinstance(segment, PlainText):
        top = measures.BUBBLE_TOP_PX if segment.is_first else 0
        bottom = measures.BUBBLE_BOTTOM_PX if segment.is_last else 0
        return measures.BUBBLE_SIDE_PX, top, measures.BUBBLE_SIDE_PX, bottom
    if isinstance(segment, MarkdownText) and segment.markdown.kind is BlockKind.QUOTE:
        first = segment.markdown.first
        top = measures.PARAGRAPH_GAP_PX if first is not None and first.is_part else 2
        if first is not None and runs_leftwards(first.source):
            return 0, top, measures.QUOTE_INSET_PX, 0
        return measures.QUOTE_INSET_PX, top, 0, 0
    return 0, 0, 0, 0


def style_sheet() -> str:
    """Qt's CSS for the theme in force; the colour of plain text is the palette's."""
    colours = Theme.current()
    mono: QFont = code_font()
    gap = measures.PARAGRAPH_GAP_PX
    box = round(QFontMetricsF(body_font()).horizontalAdvance("☐ "))
    code = f"font-family:'{mono.family()}';font-size:{mono.pixelSize()}px"
    cell = f"padding:{px(_TABLE_CELL_PX)}px {px(10)}px;border-bottom:1px solid {colours.line}"
    return (
        f"a{{color:{colours.link};text-decoration:none}}"
        f"a.cite{{font-size:{px(13)}px}}"
        f"code{{background:{colours.inline_code};{code}}}"
        f"pre{{background:{colours.code};{code};margin-top:{px(4)}px;margin-bottom:{gap}px}}"
        f"p{{margin-top:0;margin-bottom:{gap}px;line-height:140%}}"
        f"ul,ol{{margin-top:0;margin-bottom:{gap}px;margin-left:{px(LIST_INDENT_PX)}px;-qt-list-indent:0}}"
        f"ul.rtl,ol.rtl{{margin-left:0;margin-right:{px(LIST_INDENT_PX)}px}}"
        f"li{{margin-top:0;margin-bottom:{px(4)}px;line-height:140%;text-indent:0px}}"
        f"li.task{{text-indent:{-box}px}}"  # its box stands where bullets do
        f"p.h1,p.h2,p.h3,p.h4,p.h5,p.h6{{margin-bottom:{px(8)}px;font-weight:700;line-height:120%}}"
        f"p.h1,p.h2,p.h3{{margin-top:{measures.HEADING_GAP_PX}px}}p.h1{{font-size:{px(23)}px}}"
        f"p.h2{{font-size:{px(20)}px}}p.h3{{font-size:{px(17)}px}}"
        f"p.h4,p.h5,p.h6{{margin-top:{px(18)}px}}"
        f"p.h6{{color:{colours.muted}}}li ul,li ol{{margin-top:{px(4)}px;margin-bottom:{px(4)}px}}"
        f"ul.outer,ol.outer{{margin-bottom:{px(4)}px}}"  # ends with the list that is its last
        f"li ul.last,li ol.last{{margin-bottom:{gap}px}}"
        f"th{{background:{colours.code_header};font-weight:700;{cell}}}td{{{cell}}}"
        f"p.note{{color:{colours.muted};font-size:{px(13)}px;margin-bottom:{px(6)}px}}"
        f".thought{{color:{colours.muted}}}"
        f"hr{{background-color:{colours.line};height:1px}}"
        f"blockquote{{color:{colours.muted};margin-left:{px(QUOTE_INDENT_PX)}px;margin-right:0}}"
    )
