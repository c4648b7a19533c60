"""Prose, quotes, tables and what a person wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QTextDocument
from PySide6.QtWidgets import QFrame, QScrollBar, QTextBrowser, QTextEdit

from gemini_desk.ui.conversation.documents import text_insets, text_width
from gemini_desk.ui.conversation.find.marks import box_of, show_marks
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.scroll_bars import scroll_bar_style
from gemini_desk.ui.conversation.segments import MarkdownText, PlainText
from gemini_desk.ui.conversation.views.quote_bars import quote_bars
from gemini_desk.ui.conversation.views.segment_view import SegmentView, author_name
from gemini_desk.ui.conversation.views.text_mouse import TextMouse
from gemini_desk.ui.markdown.blocks import BlockKind
from gemini_desk.ui.markdown.citations import MAY_CITE, read_address
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QUrl
    from PySide6.QtGui import (
        QContextMenuEvent,
        QFocusEvent,
        QKeyEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.conversation.find.marks import Mark
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.views.segment_view import ViewServices

_BAR_PX: Final = 8
_LINK: Final = re.compile(r"\]\(|\]\[|\[\^|://|www\.|\w@\w|<\w|\]:")


class _Browser(QTextBrowser):
    """A text browser that neither scrolls nor opens anything by itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(off)
        self.setHorizontalScrollBarPolicy(off)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        # By default the width of the text would follow the widget's, whenever that changes.
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.viewport().setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Stay: the browser is as tall as its text."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Activate a link; every other key is the pane's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Go to the first link, or to the last one when coming from below."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self.focusNextPrevChild(True)
        elif event.reason() == Qt.FocusReason.BacktabFocusReason:
            self.focusNextPrevChild(False)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Leave the menu to the pane."""
        event.ignore()


class TextView(SegmentView):
    """Shows the document of a text segment."""

    def __init__(self, services: ViewServices, parent: QWidget) -> None:
        super().__init__(services, parent)
        self._blank = QTextDocument(self)
        self._browser = _Browser(self)
        self._browser.anchorClicked.connect(self._activate_url)
        self._mouse = TextMouse(self._browser, self)
        # Along a table that is wider than the column: it moves the browser.
        self._bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.setStyleSheet(scroll_bar_style(_BAR_PX))
        self._bar.valueChanged.connect(self._place_browser)
        self._bar.hide()

    @property
    def browser(self) -> QTextBrowser:
        """The widget that draws the text."""
        return self._browser

    @property
    def scroll_bar(self) -> QScrollBar:
        """Moves along a table that is wider than the column."""
        return self._bar

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Sideways along a wide table; every other turn is the pane's."""
        moved = event.angleDelta()
        if abs(moved.x()) > abs(moved.y()) and self._bar.maximum():
            self._bar.setValue(self._bar.value() - moved.x() // 2)
        else:
            event.ignore()

    def bind(self, segment: Segment) -> None:
        """Show another text, from its beginning."""
        self._bar.setValue(0)
        super().bind(segment)

    def unbind(self) -> None:
        """Let go of the document before it may be dropped."""
        self._browser.setDocument(self._blank)
        super().unbind()

    def refresh(self) -> None:
        """Show the document as it is now."""
        segment = self._segment
        if not isinstance(segment, MarkdownText | PlainText):
            return
        document = self.services.documents.document(segment)
        if self._browser.document() is not document:
            self.set_text_width(text_width(segment))
            self._browser.setDocument(document)
            self._place_browser()
            name = f"{author_name(segment.item)} said"
            if isinstance(segment, MarkdownText) and segment.markdown.kind is BlockKind.TABLE:
                name = "Table"
            self._browser.setAccessibleName(name)
            self.setAccessibleName(name)
        has_links = isinstance(segment, MarkdownText) and _may_have_links(segment)
        policy = Qt.FocusPolicy.TabFocus if has_links else Qt.FocusPolicy.NoFocus
        if self._browser.focusPolicy() != policy:
            self._browser.setFocusPolicy(policy)

    def set_text_width(self, width: int) -> None:
        """See `SegmentView`."""
        if self._browser.lineWrapColumnOrWidth() != width:
            self._browser.setLineWrapColumnOrWidth(width)

    def _activate_url(self, url: QUrl) -> None:
        self.activate_link(url.toString())

    def activate_link(self, address: str) -> None:
        """See `SegmentView`."""
        if address.startswith("#"):
            self.services.actions.note_activated.emit(self._segment, address)
        elif (citation := read_address(address)) is not None:
            self.services.actions.citation_activated.emit(*citation)
        else:
            text = _link_text(self._browser.document(), address)
            self.services.actions.link_activated.emit(address, text)

    def restyle(self) -> None:
        """Show the document anew, in the colours in force."""
        self._bar.setStyleSheet(scroll_bar_style(_BAR_PX))
        self._browser.setDocument(self._blank)
        self.refresh()
        self.update()

    def focus_widgets(self) -> Sequence[QWidget]:
        """The text, if it has links to walk through."""
        return (self._browser,) if self._browser.focusPolicy() & Qt.FocusPolicy.TabFocus else ()

    def _place_browser(self) -> None:
        if self._segment is not None:
            left, top, right, bottom = text_insets(self._segment)
            room = self.rect().adjusted(left, top, -right, -bottom)
            beyond = self._browser.lineWrapColumnOrWidth() - room.width()
            is_wide = beyond > 0 and isinstance(self._segment, MarkdownText)
            self._bar.setRange(0, beyond if is_wide else 0)
            self._bar.setPageStep(room.width())
            self._bar.setVisible(is_wide)
            if is_wide:
                self._bar.setGeometry(0, self.height() - _BAR_PX, self.width(), _BAR_PX)
                room.setWidth(room.width() + beyond)
                room.moveLeft(left - self._bar.value())
            self._browser.setGeometry(room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the text within its insets."""
        self._place_browser()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bubble of a person's message, or the bar of a quote."""
        segment = self._segment
        colours = Theme.current()
        if isinstance(segment, PlainText):
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(self._bubble(segment), QColor(colours.user_bubble))
        elif isinstance(segment, MarkdownText) and segment.markdown.kind is BlockKind.QUOTE:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.line))
            is_right = text_insets(segment)[2] > 0  # beside where the text begins
            edge = self.width() - measures.QUOTE_BAR_PX if is_right else 0
            bar = QRectF(edge, 0, measures.QUOTE_BAR_PX, self.height() - 4)
            painter.drawRoundedRect(bar, 1.5, 1.5)
            painter.end()
        if isinstance(segment, MarkdownText) and ">" in segment.markdown.source:
            self._paint_inner_bars()

    def _paint_inner_bars(self) -> None:
        """Paint the bars of quotes within the text; Qt only sets them in."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Theme.current().line))
        painter.translate(self._browser.pos())
        for left, top, bottom in quote_bars(self._browser.document()):
            painter.drawRoundedRect(
                QRectF(left, top, measures.QUOTE_BAR_PX, bottom - top), 1.5, 1.5
            )
        painter.end()

    def _bubble(self, segment: PlainText) -> QPainterPath:
        """Rounded where the text begins and ends, straight where it goes on."""
        radius = float(measures.BUBBLE_RADIUS_PX)
        beyond_top = 0.0 if segment.is_first else radius
        beyond_bottom = 0.0 if segment.is_last else radius
        path = QPainterPath()
        outline = QRectF(self.rect()).adjusted(0, -beyond_top, 0, beyond_bottom)
        path.addRoundedRect(outline, radius, radius)
        return path

    # ------------------------------------------------------------------ selectable text

    def offset_at(self, global_position: QPoint) -> int:
        """See `SegmentView`."""
        viewport = self._browser.viewport()
        return self._browser.cursorForPosition(viewport.mapFromGlobal(global_position)).position()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """See `SegmentView`."""
        show_marks(self._browser, marks)

    def reveal(self, start: int, end: int) -> QRect:
        """See `SegmentView`."""
        return box_of(self._browser, self, start, end)


def _may_have_links(segment: MarkdownText) -> bool:
    source = segment.markdown.source
    if segment.item.cited is not None and MAY_CITE.search(source):
        return True
    references = (segment.item.definitions or {}).get("references")
    return _LINK.search(source) is not None or bool(references and "[" in source)


def _link_text(document: QTextDocument, address: str) -> str:
    """The text that stands for `address`."""
    found: list[str] = []
    block = document.firstBlock()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            fragment = pieces.fragment()
            if fragment.charFormat().anchorHref() == address:
                found.append(fragment.text())
            pieces += 1
        block = block.next()
    return "".join(found)
