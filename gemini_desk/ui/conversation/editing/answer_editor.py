"""An answer whose text a person changes; the model may go on with it. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QMenu, QTextEdit

from gemini_desk.ui import style
from gemini_desk.ui.conversation.editing.message_editor import MessageEditor
from gemini_desk.ui.conversation.message_offers import ANSWERING
from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget


class AnswerEditor(MessageEditor):
    """The text of one version of an answer.

    Signals:
        saved: The text, and whether the model shall go on with it.
    """

    enter_may_send: ClassVar[bool] = False  # an answer has lines and paragraphs
    saved = Signal(str, bool)

    def __init__(self, text: str, *, parent: QWidget) -> None:
        super().__init__(text, name="The answer", enter_sends=False, parent=parent)
        self._buttons.addStretch(1)
        self.cancel = self._add_button("Cancel", "Leave the answer as it is (Esc)")
        self.go_on = self._add_button("Continue", "")
        self.save = self._add_button(
            "Save", "Keep it as another version (Ctrl+Enter)", is_main=True
        )
        menu = QMenu(self.go_on)
        style.follow_theme(menu, style.menu_style)
        self.from_end = menu.addAction("From the end of the text")
        self.from_cursor = menu.addAction("From the cursor, without what follows")
        menu.hovered.connect(self._show_cut)
        menu.aboutToHide.connect(self._show_nothing_cut)
        self.go_on.setMenu(menu)
        self.go_on.setIcon(icon("chevron-down"))
        self.go_on.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the icon behind the word
        self.from_end.triggered.connect(lambda: self._finish(self.text(), go_on=True))
        self.from_cursor.triggered.connect(
            lambda: self._finish(self.text_before_cursor(), go_on=True)
        )
        self.cancel.clicked.connect(self.cancelled)
        self.save.clicked.connect(self.submit)
        self.prompt.textChanged.connect(self._look_again)
        self.prompt.cursorPositionChanged.connect(self._look_again)
        self._is_answering = False
        self._look_again()

    def set_answering(self, answering: bool) -> None:
        """See `MessageEditor`."""
        self._is_answering = answering
        self._look_again()

    def submit(self) -> None:
        """Keep the text; nobody goes on with it."""
        self._finish(self.text(), go_on=False)

    def _finish(self, text: str, *, go_on: bool) -> None:
        if text.strip():
            self.saved.emit(text, go_on)

    def _look_again(self) -> None:
        written = bool(self.text().strip())
        self.save.setEnabled(written)
        self.go_on.setEnabled(written and not self._is_answering)
        self.go_on.setToolTip(
            ANSWERING if self._is_answering else "Let the model go on with this text"
        )
        self.go_on.setAccessibleDescription(self.go_on.toolTip())
        self.from_cursor.setEnabled(bool(self.text_before_cursor().strip()))

    def _show_cut(self, action: QAction) -> None:
        """Let the text fade that would be left out."""
        if action is not self.from_cursor:
            self._show_nothing_cut()
            return
        cut = QTextEdit.ExtraSelection()
        cut.cursor = QTextCursor(self.prompt.document())
        cut.cursor.setPosition(self.prompt.textCursor().selectionStart())
        cut.cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        ink = QColor(Theme.current().muted)
        cut.format.setForeground(ink)
        cut.format.setFontStrikeOut(True)
        self.prompt.setExtraSelections([cut])

    def _show_nothing_cut(self) -> None:
        self.prompt.setExtraSelections([])
