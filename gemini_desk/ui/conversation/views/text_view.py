"""Prose, quotes, tables and what a person wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit

from gemini_desk.ui.conversation.documents import text_insets
from gemini_desk.ui.conversation.find.marks import box_of, show_marks
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.segments import MarkdownText, PlainText
from gemini_desk.ui.conversation.selection_mouse import TextMouse
from gemini_desk.ui.conversation.views.segment_view import SegmentView, author_name
from gemini_desk.ui.markdown.blocks import BlockKind
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.conversation.find.marks import Mark
    from gemini_desk.ui.conversation.views.segment_view import ViewServices


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
        self._browser.anchorClicked.connect(
            lambda url: services.actions.link_activated.emit(url.toString())
        )
        self._mouse = TextMouse(self._browser, self)

    @property
    def browser(self) -> QTextBrowser:
        """The widget that draws the text."""
        return self._browser

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
            left, _, right, _ = text_insets(segment)
            self.set_text_width(segment.width - left - right)
            self._browser.setDocument(document)
            self._place_browser()
            name = f"{author_name(segment.item)} said"
            if isinstance(segment, MarkdownText) and segment.markdown.kind is BlockKind.TABLE:
                name = "Table"
            self._browser.setAccessibleName(name)
            self.setAccessibleName(name)
        has_links = isinstance(segment, MarkdownText) and "](" in segment.markdown.source
        policy = Qt.FocusPolicy.TabFocus if has_links else Qt.FocusPolicy.NoFocus
        if self._browser.focusPolicy() != policy:
            self._browser.setFocusPolicy(policy)

    def set_text_width(self, width: int) -> None:
        """See `SegmentView`."""
        if self._browser.lineWrapColumnOrWidth() != width:
            self._browser.setLineWrapColumnOrWidth(width)

    def restyle(self) -> None:
        """Show the document anew, in the colours in force."""
        self._browser.setDocument(self._blank)
        self.refresh()
        self.update()

    def focus_widgets(self) -> Sequence[QWidget]:
        """The text, if it has links to walk through."""
        return (self._browser,) if self._browser.focusPolicy() & Qt.FocusPolicy.TabFocus else ()

    def _place_browser(self) -> None:
        if self._segment is not None:
            left, top, right, bottom = text_insets(self._segment)
            self._browser.setGeometry(self.rect().adjusted(left, top, -right, -bottom))

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
            bar = QRectF(0, 0, measures.QUOTE_BAR_PX, self.height() - 4)
            painter.drawRoundedRect(bar, 1.5, 1.5)

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
