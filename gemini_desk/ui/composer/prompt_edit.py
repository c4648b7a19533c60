"""The prompt box: plain text that grows with its lines; Enter sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QFontMetricsF,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.icons import colour_of
from gemini_desk.ui.theme import Theme, body_font
from gemini_desk.ui.writing_direction import follow_writing_direction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WINDOW_SHARE = 0.4
_MARGIN_PX = 4.0
_PLACEHOLDERS = (
    "Ask anything, drop a picture, or hold the microphone",
    "Ask anything or drop a picture",
    "Ask anything",
)
_NEW_LINE_MODIFIERS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier


class PromptEdit(QPlainTextEdit):
    """Asks its owner to send on Enter, breaks the line on Shift+Enter.

    Signals:
        submit_requested: Enter was pressed, and no input method was composing.
    """

    submit_requested = Signal()

    def __init__(
        self,
        take_mime: Callable[[QMimeData], bool],
        parent: QWidget | None = None,
        *,
        placeholders: Sequence[str] = _PLACEHOLDERS,
        window_share: float = _WINDOW_SHARE,
    ) -> None:
        """Make an empty prompt box.

        Args:
            take_mime: Takes what is pasted; the one way in for text, pictures and files.
            parent: Owner.
            placeholders: What stands there while it is empty, the longest that fits.
            window_share: Of the window's height; beyond it the text scrolls.
        """
        super().__init__(parent)
        self._take_mime = take_mime
        self._placeholders = placeholders
        self._window_share = window_share
        self._composing = False
        self._enter_sends = True
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setFont(body_font())
        self.setAccessibleName("Prompt")
        self.set_enter_sends(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(_MARGIN_PX)
        self.document().documentLayout().documentSizeChanged.connect(self._fit_to_size)
        style.follow_theme(self.verticalScrollBar(), style.scroll_area_style)
        Theme.changes().changed.connect(self._restyle)
        follow_writing_direction(self)
        self._restyle()
        self._fit()

    def insert_text(self, text: str) -> None:
        """Put `text` in the place of the selection; one step for undo."""
        self.textCursor().insertText(text)
        self.ensureCursorVisible()

    def set_text(self, text: str) -> None:
        """Replace everything and place the cursor at the end."""
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    @property
    def composing(self) -> bool:
        """Whether an input method is in the middle of a word."""
        return self._composing

    @property
    def enter_sends(self) -> bool:
        """Whether Enter alone sends; Ctrl+Enter always does."""
        return self._enter_sends

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Let Enter send, or break the line."""
        self._enter_sends = enter_sends
        sends, breaks = ("Enter", "Shift+Enter") if enter_sends else ("Ctrl+Enter", "Enter")
        self.setAccessibleDescription(f"{sends} sends, {breaks} breaks the line.")

    def height_limit_px(self) -> int:
        """The height beyond which the text scrolls."""
        spacing = QFontMetricsF(self.font()).lineSpacing()
        room = self.window().height() * self._window_share - 2 * _MARGIN_PX
        lines = max(1, int(room // spacing))  # it scrolls by lines: half a one would stay empty
        return round(lines * spacing + 2 * _MARGIN_PX)

    # -- keys and input methods ----------------------------------------------------------

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether a word is being composed."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send on Enter, break the line on Shift+Enter."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        event.accept()
        if self._composing:
            # Enter picks the candidate; some platforms send the key to us as well.
            QGuiApplication.inputMethod().commit()
        elif not self.sends(event.modifiers()):
            self.insert_text("\n")
        elif not event.isAutoRepeat():
            self.submit_requested.emit()

    def sends(self, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether Enter with `modifiers` sends, and does not break the line."""
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return True
        return self._enter_sends and not modifiers & _NEW_LINE_MODIFIERS

    # -- paste and drop ------------------------------------------------------------------

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Whether there is anything to take."""
        return source.hasUrls() or source.hasImage() or source.hasText() or source.hasHtml()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Hand what is pasted to the one way in."""
        self._take_mime(source)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take text; leave files and pictures to the window."""
        if _holds_media(event.mimeData()):
            event.ignore()  # goes up to the window, which takes it wherever it is dropped
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """As when the drag entered."""
        if _holds_media(event.mimeData()):
            event.ignore()
        else:
            super().dragMoveEvent(event)

    # -- size ----------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Watch the height of the window it is in now."""
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit to the window when its height changes."""
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit to the lines that the new width makes."""
        super().resizeEvent(event)
        self._choose_placeholder(event.size().width())
        self._fit()

    @Slot(QSizeF)
    def _fit_to_size(self, _size: QSizeF) -> None:
        self._fit()

    def _fit(self) -> None:
        """Be as high as the text, up to the limit."""
        lines = max(1.0, self.document().size().height())  # a QPlainTextEdit counts lines
        metrics = QFontMetricsF(self.font())
        wanted = round(lines * metrics.lineSpacing() + 2 * _MARGIN_PX)
        limit = self.height_limit_px()
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if wanted > limit else policy.ScrollBarAlwaysOff
        )
        height = min(wanted, limit)
        if height != self.height() or height != self.maximumHeight():
            self.setFixedHeight(height)
            self.ensureCursorVisible()

    def _choose_placeholder(self, width_px: int) -> None:
        metrics = QFontMetricsF(self.font())
        room = width_px - 2 * _MARGIN_PX - 2
        fitting = [text for text in self._placeholders if metrics.horizontalAdvance(text) <= room]
        chosen = fitting[0] if fitting else self._placeholders[-1]
        if chosen != self.placeholderText():
            self.setPlaceholderText(chosen)

    @Slot()
    def _restyle(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, colour_of("text"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, colour_of("muted"))
        palette.setColor(QPalette.ColorRole.Highlight, colour_of("selection"))
        palette.setColor(QPalette.ColorRole.HighlightedText, colour_of("text"))
        # The card's ground shows.
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)


def _holds_media(mime: QMimeData) -> bool:
    return mime.hasUrls() or mime.hasImage()
