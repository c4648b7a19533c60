"""The tools above the segments: find, undo, speakers, doubtful words. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gemini_desk.transcripts.doubt import doubtful_count
from gemini_desk.ui.controls import IconButton
from gemini_desk.ui.conversation.views.icon_button import IconButton as TextButton

if TYPE_CHECKING:
    from gemini_desk.transcripts.transcript import Transcript

_BUTTON_PX = 32


class ToolRow(QWidget):
    """Buttons in a row.

    Signals:
        find_requested: Find words.
        undo_requested: Take the last edit back.
        redo_requested: Do it again.
        speaker_requested: Say who speaks in what is chosen.
        doubt_requested: 1, for the next doubtful word.
    """

    find_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    speaker_requested = Signal()
    doubt_requested = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.search = IconButton("search", "Find in the transcript (Ctrl+F)", self)
        self.undo = IconButton("undo", "Undo (Ctrl+Z)", self)
        self.redo = IconButton("redo", "Redo (Ctrl+Shift+Z)", self)
        self.speaker = IconButton("speaker-label", "Who speaks here? (S)", self)
        self.doubts = TextButton("doubt", self, label="No doubtful words")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self.search, self.undo, self.redo, self.speaker):
            button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.doubts)
        self.search.clicked.connect(self.find_requested)
        self.undo.clicked.connect(self.undo_requested)
        self.redo.clicked.connect(self.redo_requested)
        self.speaker.clicked.connect(self.speaker_requested)
        self.doubts.clicked.connect(lambda: self.doubt_requested.emit(1))
        self.set_history(can_undo=False, can_redo=False)
        self.set_chosen(False)

    def set_transcript(self, transcript: Transcript) -> None:
        """Count what is doubtful."""
        count = sum(map(doubtful_count, transcript.segments))
        self.doubts.setVisible(count > 0)
        if count:
            words = "doubtful word" if count == 1 else "doubtful words"
            self.doubts.setText(f"{count:,} {words}")
            self.doubts.set_label(f"{count:,} {words}: go to the next one (D)")
            self.doubts.setFixedSize(self.doubts.sizeHint().width(), _BUTTON_PX)
            self.doubts.update()

    def set_history(self, *, can_undo: bool, can_redo: bool) -> None:
        """Offer what can be taken back."""
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)

    def set_chosen(self, is_any: bool) -> None:
        """Offer what is done with chosen segments."""
        self.speaker.setEnabled(is_any)
