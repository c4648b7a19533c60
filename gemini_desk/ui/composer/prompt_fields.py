"""The variables of a prompt from the library: fields in the text, from one to the next by Tab."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QTextEdit

from gemini_desk.ui.icons import colour_of
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from gemini_desk.chat.prompt_template import PromptTemplate
    from gemini_desk.ui.composer.prompt_edit import PromptEdit

_FIELD: Final = re.compile(r"\{\{\s*([^{}\n]{1,40}?)\s*\}\}")


@dataclass(slots=True)
class _Active:
    """The field that is being filled in.

    Attributes:
        name: Of its variable.
        start: Before its first character.
        end: Behind its last one; moves on with what is typed.
    """

    name: str
    start: QTextCursor
    end: QTextCursor


class PromptFields(QObject):
    """Marks the fields of a prompt, and leads from one to the next.

    A variable that occurs several times is filled in once. While fields are open, Enter goes
    to the next one instead of sending.
    """

    def __init__(self, edit: PromptEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        self._names: tuple[str, ...] = ()  # of the prompt that was chosen last
        self._active: _Active | None = None
        edit.installEventFilter(self)
        edit.textChanged.connect(self._mark)
        Theme.changes().changed.connect(self._mark)

    def insert(self, prompt: PromptTemplate) -> None:
        """Write the text of `prompt` in place of everything; one step for undo."""
        self._active = None
        self._names = prompt.variables
        cursor = QTextCursor(self._edit.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(prompt.text)
        if not self._go(1, from_start=True):
            self._edit.moveCursor(QTextCursor.MoveOperation.End)
        self._edit.ensureCursorVisible()

    def open_fields(self) -> list[str]:
        """The names of the fields that are not filled in yet, in the order of the text."""
        return [match[1] for match in self._fields()]

    # -- from field to field --------------------------------------------------------------

    def _go(self, step: int, *, from_start: bool = False) -> bool:
        """Select the next field, or the one before; False if there is none."""
        self._finish_active()
        fields = self._fields()
        if not fields:
            return False
        cursor = self._edit.textCursor()
        if from_start:
            target = fields[0]
        elif step > 0:
            place = cursor.selectionEnd()
            target = next((field for field in fields if field.start() >= place), fields[0])
        else:
            place = cursor.selectionStart()
            before = [field for field in fields if field.end() <= place]
            target = before[-1] if before else fields[-1]
        self._select(target)
        return True

    def _select(self, field: re.Match[str]) -> None:
        cursor = self._edit.textCursor()
        cursor.setPosition(field.start())
        cursor.setPosition(field.end(), QTextCursor.MoveMode.KeepAnchor)
        self._edit.setTextCursor(cursor)
        start, end = QTextCursor(cursor), QTextCursor(cursor)
        start.setPosition(field.start())
        start.setKeepPositionOnInsert(True)
        end.setPosition(field.end())
        self._active = _Active(field[1], start, end)

    def _finish_active(self) -> None:
        """Write what was filled in wherever else its variable stands."""
        active, self._active = self._active, None
        if active is None:
            return
        text = self._edit.toPlainText()
        value = text[active.start.position() : active.end.position()]
        if not value.strip() or _FIELD.fullmatch(value):
            return
        cursor = QTextCursor(self._edit.document())
        cursor.beginEditBlock()
        for field in reversed([field for field in self._fields() if field[1] == active.name]):
            cursor.setPosition(field.start())
            cursor.setPosition(field.end(), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(value)
        cursor.endEditBlock()

    def _fields(self) -> list[re.Match[str]]:
        if not self._names:
            return []
        return [
            match for match in _FIELD.finditer(self._edit.toPlainText()) if match[1] in self._names
        ]

    # -- Qt's events ----------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab and Enter lead to the next field while there is one."""
        if (
            watched is not self._edit
            or event.type() != QEvent.Type.KeyPress
            or not isinstance(event, QKeyEvent)
            or self._edit.composing
        ):
            return False
        match event.key():
            case Qt.Key.Key_Tab:
                return self._go(1)
            case Qt.Key.Key_Backtab:
                return self._go(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._edit.sends(event.modifiers()):
                return self._go(1)
        return False

    # -- looks ----------------------------------------------------------------------------

    def _mark(self) -> None:
        """Give the open fields a ground of their own."""
        if not self._edit.toPlainText():
            self._names, self._active = (), None
        marks: list[QTextEdit.ExtraSelection] = []
        for field in self._fields():
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self._edit.document())
            cursor.setPosition(field.start())
            cursor.setPosition(field.end(), QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            mark.format.setBackground(colour_of("accent_soft"))
            mark.format.setForeground(colour_of("accent"))
            marks.append(mark)
        self._edit.setExtraSelections(marks)
