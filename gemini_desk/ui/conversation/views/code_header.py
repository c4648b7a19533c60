"""The head of a block of code: its language, what can be done with it, and a handle to drag it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.views.icon_button import IconButton
from gemini_desk.ui.conversation.zoom import px, small_font
from gemini_desk.ui.markdown.code_files import code_file_name
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

    from gemini_desk.ui.viewer.dragged_files import DraggedFiles

_COPIED_MS: Final = 1500
_SIDE_PX: Final = 14


class CodeHeader(QWidget):
    """Lies on the head of the card that the code's view paints.

    Signals:
        wrap_toggled: Long lines shall break, or break no more.
        save_requested: Code and a name for its file.
    """

    wrap_toggled = Signal()
    save_requested = Signal(str, str)

    def __init__(self, dragged: DraggedFiles, parent: QWidget) -> None:
        super().__init__(parent)
        self._dragged = dragged
        self._code = ""
        self._language = ""
        self._pressed_at: QPoint | None = None
        self.wrap = IconButton("wrap", self, label="Break long lines")
        self.save = IconButton("save", self, label="Save as a file")
        self.copy = IconButton("copy", self, label="Copy code", text="Copy")
        self.wrap.clicked.connect(self.wrap_toggled)
        self.save.clicked.connect(self._request_save)
        self.copy.clicked.connect(self._copy_code)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_MS)
        self._copied.timeout.connect(self.reset)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip("Drag to another program")

    @property
    def buttons(self) -> Sequence[IconButton]:
        """In the order in which Tab walks them."""
        return self.wrap, self.save, self.copy

    def show_code(self, code: str, language: str) -> None:
        """This is the code that the buttons are for."""
        self._code = code
        if self._language != language:
            self._language = language
            self.update()

    def show_wrapped(self, is_wrapped: bool) -> None:
        """Whether long lines break."""
        self.wrap.set_filled(is_wrapped)
        self.wrap.set_label("Keep long lines whole" if is_wrapped else "Break long lines")

    def reset(self) -> None:
        """Nothing was copied just now."""
        self._copied.stop()
        self.copy.set_icon("copy")
        self.copy.setText("Copy")
        self._place()

    def _request_save(self) -> None:
        self.save_requested.emit(self._code, code_file_name(self._language))

    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self._code)
        self.copy.set_icon("check")
        self.copy.setText("Copied")
        self._place()
        self._copied.start()

    # ------------------------------------------------------------------ dragging

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Perhaps a drag begins: its file is written meanwhile."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
            self._dragged.prepare_code(self._code, code_file_name(self._language))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the code out."""
        if self._pressed_at is None:
            return
        moved = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if moved >= QApplication.startDragDistance():
            self._pressed_at = None
            self._dragged.drag_code(self, self._code, code_file_name(self._language))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It was no drag."""
        self._pressed_at = None

    # ------------------------------------------------------------------ looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the buttons."""
        self._place()

    def _place(self) -> None:
        right = self.width() - px(6)
        for button in reversed(self.buttons):
            size = button.sizeHint()
            top = (measures.CODE_HEADER_PX - size.height()) // 2
            right -= size.width()
            button.setGeometry(right, top, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the language."""
        painter = QPainter(self)
        painter.setPen(QColor(Theme.current().muted))
        painter.setFont(small_font())
        room = self.rect().adjusted(px(_SIDE_PX), 0, 0, 0)
        room.setRight(self.wrap.x() - px(6))
        elide = Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(self._language or "text", elide, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
