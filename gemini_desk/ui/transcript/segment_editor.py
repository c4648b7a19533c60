"""The text of one segment while a person corrects it, at its place in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.conversation.find.marks import in_utf16
from gemini_desk.ui.transcript.row_text import from_utf16, line_height, one_line, text_font

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

    from gemini_desk.ui.theme import Colours

FRAME_PX = 4
_SAVE_AFTER_MS = 500
_MAX_CHARACTERS = 20_000

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SegmentEditor(QTextEdit):
    """GUI thread only.

    Signals:
        paused: The text after a moment without typing: it is saved before anybody says so.
        finished: The text, and by how many segments the person wants to go on.
        cancelled: The person wants the text that was there before.
        split_requested: The text, and the place of the cursor in it.
        merge_requested: The text, and -1 or 1 for the segment to be joined with.
        toggled: Play or pause.
        back_requested: Hear the last seconds again.
    """

    paused = Signal(str)
    finished = Signal(str, int)
    cancelled = Signal()
    split_requested = Signal(str, int)
    merge_requested = Signal(str, int)
    toggled = Signal()
    back_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_open = False
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        style.follow_theme(self, _editor_style)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(lambda: self.paused.emit(self.text))
        self.textChanged.connect(self._on_changed)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether a segment is being edited."""
        return self._is_open

    @property
    def text(self) -> str:
        """What is written, on one line."""
        return one_line(self.toPlainText())

    def open(self, text: str, place: int, name: str) -> None:
        """Edit `text`, with the cursor at `place`; `name` is what a screen reader says."""
        self._is_open = False
        self.setFont(text_font())
        self.setPlainText(one_line(text))
        spacing = QTextBlockFormat()
        spacing.setLineHeight(line_height(), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spacing)
        self.document().clearUndoRedoStacks()
        cursor.setPosition(in_utf16(text, [min(max(0, place), len(text))])[0])
        self.setTextCursor(cursor)
        self.setAccessibleName(name)
        self._is_open = True
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_quietly(self) -> None:
        """Edit nothing any more."""
        self._is_open = False
        self._timer.stop()
        self.hide()

    def _on_changed(self) -> None:
        if self._is_open:
            self._timer.start()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take text alone, on one line."""
        self.textCursor().insertText(one_line(source.text())[:_MAX_CHARACTERS])

    # ------------------------------------------------------------------ keys

    def event(self, event: QEvent) -> bool:
        """Claim the keys that have a meaning here before the window's shortcuts get them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Escape, Qt.Key.Key_F2, *_ENTER, Qt.Key.Key_Space):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves, Tab goes on, Escape takes back, Ctrl+Enter splits; the ends join."""
        key, modifiers = event.key(), event.modifiers()
        cursor = self.textCursor()
        text = self.text
        if key == Qt.Key.Key_Space and modifiers & _CTRL:
            (self.back_requested if modifiers & _SHIFT else self.toggled).emit()
        elif key in _ENTER and modifiers & _CTRL:
            self.split_requested.emit(text, from_utf16(text, cursor.position()))
        elif key in _ENTER or key == Qt.Key.Key_F2:
            self.finished.emit(text, 0)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.finished.emit(text, 1 if key == Qt.Key.Key_Tab else -1)
        elif key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif key == Qt.Key.Key_Backspace and cursor.atStart() and not cursor.hasSelection():
            self.merge_requested.emit(text, -1)
        elif key == Qt.Key.Key_Delete and cursor.atEnd() and not cursor.hasSelection():
            self.merge_requested.emit(text, 1)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever goes elsewhere has finished; a menu or another window is no elsewhere."""
        super().focusOutEvent(event)
        stays = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if self._is_open and event.reason() not in stays:
            self.finished.emit(self.text, 0)


def _editor_style(colours: Colours) -> str:
    return f"""
        QTextEdit {{ border: 1.5px solid {colours.accent}; border-radius: 7px;
            background: {colours.raised}; color: {colours.text}; padding: 1px 3px;
            selection-background-color: {colours.selection}; selection-color: {colours.text}; }}
    """
