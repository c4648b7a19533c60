"""A block of code: its head, and highlighted text whose long lines break if one wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollBar

from gemini_desk.ui.conversation.code_metrics import CODE_SIDE_PX, TAB_COLUMNS, WRAP_MODE
from gemini_desk.ui.conversation.find.marks import Mark, box_of, show_marks
from gemini_desk.ui.conversation.highlighter import Highlighter
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.scroll_bars import scroll_bar_style
from gemini_desk.ui.conversation.segments import Code
from gemini_desk.ui.conversation.shown_code import ShownCode
from gemini_desk.ui.conversation.views.code_header import CodeHeader
from gemini_desk.ui.conversation.views.code_window import CodeWindow
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.views.text_mouse import TextMouse
from gemini_desk.ui.conversation.zoom import code_font, px
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMoveEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.views.icon_button import IconButton
    from gemini_desk.ui.conversation.views.segment_view import ViewServices


class _CodeEdit(QPlainTextEdit):
    """Read-only text that leaves the keyboard and the menu to the pane."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.document().setDocumentMargin(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every key is the pane's."""
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Leave the menu to the pane."""
        event.ignore()


class CodeView(SegmentView):
    """Shows a code segment."""

    def __init__(self, services: ViewServices, parent: QWidget) -> None:
        super().__init__(services, parent)
        self._edit = _CodeEdit(self)
        self._text = ""
        self._window = CodeWindow(self._edit)
        self._highlighter = Highlighter(self._edit.document(), self)
        self._mouse = TextMouse(self._edit, self)
        self._header = CodeHeader(services.dragged, self)
        self._header.wrap_toggled.connect(self._toggle_wrap)
        self._header.save_requested.connect(services.actions.code_save_requested)
        # Shown over the padding, so that a long line does not change the height.
        self._bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.hide()
        inner_bar = self._edit.horizontalScrollBar()
        inner_bar.rangeChanged.connect(self._follow_range)
        inner_bar.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(inner_bar.setValue)
        self._apply_style()

    @property
    def editor(self) -> QPlainTextEdit:
        """The widget that draws the code."""
        return self._edit

    @property
    def copy_button(self) -> IconButton:
        """The button that copies all of the code."""
        return self._header.copy

    @property
    def header(self) -> CodeHeader:
        """The buttons, and the handle to drag the code by."""
        return self._header

    @property
    def _shown(self) -> ShownCode:
        return self._segment.shown if isinstance(self._segment, Code) else ShownCode("")

    @property
    def language(self) -> str:
        """What the header says."""
        if isinstance(self._segment, Code) and self._segment.markdown.first is not None:
            return self._segment.markdown.first.language or "text"
        return "text"

    def bind(self, segment: Segment) -> None:
        """Show another block of code."""
        self._highlighter.stop()
        self._text = ""
        self._edit.clear()
        self._header.reset()
        super().bind(segment)

    def unbind(self) -> None:
        """Stop highlighting."""
        self._highlighter.stop()
        super().unbind()

    def refresh(self) -> None:
        """Show the code as it is now; while it grows only what is new is inserted."""
        segment = self._segment
        if not isinstance(segment, Code):
            return
        source, text = segment.markdown.source, segment.shown.text
        if text.startswith(self._text):
            if len(text) > len(self._text):
                cursor = QTextCursor(self._edit.document())
                cursor.movePosition(QTextCursor.MoveOperation.End)
                cursor.insertText(text[len(self._text) :])
        else:
            self._edit.setPlainText(text)
        self._text = text
        self._window.set_code(text, self.services.documents.code_metrics)
        self._header.show_code(source, self.language)
        self._show_wrapped(segment.is_wrapped)
        self._place_editor()
        name = f"Code block, {self.language}"
        if self.accessibleName() != name:
            self.setAccessibleName(name)
            self._edit.setAccessibleName(name)
            self.update()
        first = segment.markdown.first
        is_closed = first is not None and first.is_closed
        self._highlighter.highlight(source, self.language, is_closed=is_closed)

    def restyle(self) -> None:
        """Take over the colours in force."""
        self._apply_style()
        self._highlighter.restyle()
        self._header.update()
        self.update()

    def focus_widgets(self) -> Sequence[QWidget]:
        """The buttons of the head."""
        return self._header.buttons

    def _apply_style(self) -> None:
        colours = Theme.current()
        self._edit.setFont(code_font())
        advance = self._edit.fontMetrics().horizontalAdvance(" ")
        self._edit.setTabStopDistance(TAB_COLUMNS * advance)
        palette = self._edit.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        palette.setColor(QPalette.ColorRole.Text, QColor(colours.text))
        self._edit.setPalette(palette)
        self._bar.setStyleSheet(scroll_bar_style(8))

    def _toggle_wrap(self) -> None:
        if isinstance(self._segment, Code):
            self._segment.is_wrapped = not self._segment.is_wrapped
            self.services.actions.size_changed.emit(self._segment)

    def _show_wrapped(self, is_wrapped: bool) -> None:
        modes = QPlainTextEdit.LineWrapMode
        mode = modes.WidgetWidth if is_wrapped else modes.NoWrap
        if self._edit.lineWrapMode() != mode:
            self._edit.setWordWrapMode(WRAP_MODE if is_wrapped else QTextOption.WrapMode.NoWrap)
            self._edit.setLineWrapMode(mode)
            self._edit.verticalScrollBar().setValue(0)
        self._header.show_wrapped(is_wrapped)

    def _follow_range(self, minimum: int, maximum: int) -> None:
        self._bar.setPageStep(self._edit.horizontalScrollBar().pageStep())
        self._bar.setRange(minimum, maximum)
        self._bar.setVisible(maximum > minimum)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place header, text and scroll bar."""
        side = px(CODE_SIDE_PX)
        self._place_editor()
        self._bar.setGeometry(side, self.height() - 10, self.width() - 2 * side, 8)
        self._header.setGeometry(0, 0, self.width(), measures.CODE_HEADER_PX)

    def moveEvent(self, event: QMoveEvent) -> None:
        """The pane has scrolled: other lines are in view."""
        self._place_editor()

    def _place_editor(self) -> None:
        top, side = measures.CODE_HEADER_PX + measures.CODE_PADDING_PX, px(CODE_SIDE_PX)
        # The text widget reaches down over the padding: fractions of a line must not scroll it.
        whole = self.rect().adjusted(side, top, -(side // 2), -2)
        view = self.parentWidget()
        seen_px = view.height() if view is not None else self.height()
        first_px = -self.y() - top
        is_wrapped = isinstance(self._segment, Code) and self._segment.is_wrapped
        self._window.place(whole, first_px, first_px + seen_px, is_wrapped=is_wrapped)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card and its header."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        card = QPainterPath()
        card.addRoundedRect(box, measures.CODE_RADIUS_PX, measures.CODE_RADIUS_PX)
        painter.fillPath(card, QColor(colours.code))
        painter.save()
        painter.setClipRect(0, 0, self.width(), measures.CODE_HEADER_PX)
        painter.fillPath(card, QColor(colours.code_header))
        painter.restore()
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawPath(card)

    # ------------------------------------------------------------------ selectable text

    def offset_at(self, global_position: QPoint) -> int:
        """See `SegmentView`."""
        viewport = self._edit.viewport()
        cursor = self._edit.cursorForPosition(viewport.mapFromGlobal(global_position))
        return self.source_offset(cursor.position())

    def source_offset(self, position: int) -> int:
        """See `SegmentView`."""
        return self._shown.source_at(position)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """See `SegmentView`."""
        stretches = [(mark, *self._shown.stretch_at(mark.start, mark.end)) for mark in marks]
        show_marks(self._edit, [Mark(start, end, it.colour) for it, start, end in stretches])

    def reveal(self, start: int, end: int) -> QRect:
        """See `SegmentView`."""
        return box_of(self._edit, self, *self._shown.stretch_at(start, end))
