"""Boxes that a person writes in begin on the side where their text begins. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from gemini_desk.ui.markdown.direction import runs_leftwards

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPlainTextEdit

_LOOKED_AT: Final = 500  # characters: each key looks at them
_USUAL: Final = Qt.AlignmentFlag.AlignLeft


def follow_writing_direction(edit: QPlainTextEdit) -> None:
    """Let `edit` stand at the right while its first letter is of a script from right to left.

    QPlainTextEdit orders such text rightly, but sets it at the left. One side for the whole box:
    its layout knows no paragraphs of different alignment.
    """

    def look() -> None:
        block = edit.document().firstBlock()
        beginning = ""
        while block.isValid() and not beginning.strip():
            beginning = block.text()[:_LOOKED_AT]
            block = block.next()
        side = Qt.AlignmentFlag.AlignRight if runs_leftwards(beginning) else _USUAL
        option = edit.document().defaultTextOption()
        if option.alignment() != side:
            option.setAlignment(side)
            edit.document().setDefaultTextOption(option)

    edit.textChanged.connect(look)
