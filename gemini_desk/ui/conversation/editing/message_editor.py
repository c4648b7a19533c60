"""What the editors of questions and answers share. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QTextCursor
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gemini_desk.chat.draft import Draft
from gemini_desk.ui import style
from gemini_desk.ui.composer.pasted import interpret
from gemini_desk.ui.composer.prompt_edit import PromptEdit
from gemini_desk.ui.controls import claims_escape
from gemini_desk.ui.theme import SPACE_PX, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from gemini_desk.ui.theme import Colours

_PADDING_PX: Final = 12
_RADIUS_PX: Final = 16
_WINDOW_SHARE: Final = 0.5  # of the window's height; beyond it the text scrolls
_GUESSED_CHARACTERS: Final = 20_000  # longer texts are taller than that share in any window


class MessageEditor(QWidget):
    """A text on a card, with buttons below it. It lives as long as the edit.

    Signals:
        changed: Something else is written or attached.
        cancelled: Esc, or the button; the text is still there.
        height_changed: `height_at` has another answer now.
        notice: Level, text and hint.

    Attributes:
        prompt: The text.
        enter_may_send: Whether Enter does what the settings say, or always breaks the line.
    """

    enter_may_send: ClassVar[bool] = True
    changed = Signal()
    cancelled = Signal()
    height_changed = Signal()
    notice = Signal(str, str, str)

    def __init__(self, text: str, *, name: str, enter_sends: bool, parent: QWidget) -> None:
        """Show `text`, with the cursor at its end.

        Args:
            text: As the message has it.
            name: What a screen reader calls it.
            enter_sends: Whether Enter sends or breaks the line; Ctrl+Enter always sends.
            parent: Owner.
        """
        super().__init__(parent)
        self._height = 0
        self._before = text
        self.setAccessibleName(name)
        self.prompt = PromptEdit(
            self.take_mime, self, placeholders=(name,), window_share=_WINDOW_SHARE
        )
        self.prompt.setAccessibleName(name)
        self.prompt.set_enter_sends(enter_sends)
        self.prompt.set_text(text)
        self.setFocusProxy(self.prompt)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE_PX)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_PADDING_PX, _PADDING_PX, _PADDING_PX, _PADDING_PX)
        self._column.setSpacing(SPACE_PX)
        self._column.addWidget(self.prompt)
        self._column.addLayout(self._buttons)
        self.prompt.submit_requested.connect(self.submit)
        self.prompt.textChanged.connect(self.changed)
        Theme.changes().changed.connect(self.update)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_changed)

    # -- for the kinds of editors ---------------------------------------------------------

    def submit(self) -> None:
        """Do what Enter means."""
        raise NotImplementedError

    def take_mime(self, mime: QMimeData) -> bool:
        """Take what is pasted: only its text, unless the kind of editor takes more."""
        text = interpret(mime, dropped=False).text
        if text:
            self.prompt.insert_text(text)
        return bool(text)

    def tab_stops(self) -> Sequence[QWidget]:
        """What Tab stops at, in order."""
        items = (self._buttons.itemAt(n) for n in range(self._buttons.count()))
        buttons = (item.widget() for item in items if item is not None)
        return [self.prompt, *(each for each in buttons if each is not None)]

    @property
    def is_changed(self) -> bool:
        """Whether anything would be lost with it."""
        return self.text() != self._before

    def draft(self) -> Draft:
        """What would be lost with it."""
        return Draft(self.text())

    def set_draft(self, draft: Draft) -> None:
        """Show what was written before."""
        self.prompt.set_text(draft.text)

    def set_answering(self, answering: bool) -> None:
        """Whether an answer is being written: then no other can be asked for."""
        raise NotImplementedError

    def let_go(self) -> None:
        """The editor goes for good."""

    def _add_button(self, text: str, tip: str, *, is_main: bool = False) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setDefault(is_main)
        button.setFont(style.font(13))
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
        style.follow_theme(button, _button_style)
        self._buttons.addWidget(button)
        return button

    # -- text -----------------------------------------------------------------------------

    def text(self) -> str:
        """What stands there now."""
        return self.prompt.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def text_before_cursor(self) -> str:
        """What stands before the cursor, or before the selection."""
        units = self.prompt.textCursor().selectionStart()  # Qt counts UTF-16 units
        return self.text().encode("utf-16-le")[: 2 * units].decode("utf-16-le")

    # -- size -----------------------------------------------------------------------------

    def height_at(self, width: int) -> int:
        """How tall it is at `width` px; a guess until it has been shown."""
        if not self.prompt.isVisible():
            room = QRect(0, 0, max(60, width - 2 * _PADDING_PX - 10), 1 << 20)
            metrics = QFontMetrics(self.prompt.font())
            text = self.text()[:_GUESSED_CHARACTERS]
            height = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text or " ").height()
            self.prompt.setFixedHeight(min(height + 8, self.prompt.height_limit_px()))
        self._column.activate()
        self._height = self._column.totalSizeHint().height()
        return self._height

    def event(self, event: QEvent) -> bool:
        """Claim Escape before the window's shortcuts get it; tell when the height changes."""
        if claims_escape(event):
            return True
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            height = self._column.totalSizeHint().height()
            if height != self._height:
                self._height = height
                self.height_changed.emit()
        return done

    def caret(self) -> QRect:
        """Where the cursor is within the editor."""
        rect = self.prompt.cursorRect()
        return rect.translated(self.prompt.viewport().mapTo(self, QPoint()))

    # -- keys and looks -------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape cancels; no other key is the conversation's while one writes here."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the text is a click at its end."""
        self.prompt.setFocus()
        self.prompt.moveCursor(QTextCursor.MoveOperation.End)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card; its edge tells of the focus."""
        colours = Theme.current()
        line = colours.accent if self.prompt.hasFocus() else colours.line
        painter = QPainter(self)
        area = QRectF(self.rect())
        style.paint_card(painter, area, fill=colours.raised, line=line, radius=_RADIUS_PX)

    def _focus_changed(self, _old: QWidget | None, _new: QWidget | None) -> None:
        self.update()


def _button_style(colours: Colours) -> str:
    return f"""{style.button_style(colours)}
        QPushButton {{ padding: 5px 12px; }}
        QPushButton:default:hover {{ background: {colours.accent}; }}
        QPushButton:disabled, QPushButton:default:disabled {{ color: {colours.muted};
            background: {colours.hover}; border-color: {colours.hover}; }}
        QPushButton::menu-indicator {{ image: none; width: 0; }}
    """
