"""What floats over the list: why it is empty, and the way back to what is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from gemini_desk.ui import style

if TYPE_CHECKING:
    from gemini_desk.transcripts.transcript import Transcript
    from gemini_desk.ui.theme import Colours
    from gemini_desk.ui.transcript.segment_list import SegmentList

_BOTTOM_PX: Final = 14


class ListNotes(QObject):
    """GUI thread only."""

    def __init__(self, rows: SegmentList) -> None:
        super().__init__(rows)
        self._rows = rows
        self.empty = QLabel(rows.viewport())
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.setMargin(24)
        self.empty.setFont(style.font(13))
        self.empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        style.follow_theme(self.empty, lambda colours: f"color: {colours.muted}")
        self.empty.hide()
        self.back = QPushButton("Back to what is heard", rows)
        self.back.setFont(style.font(12))
        self.back.setCursor(Qt.CursorShape.PointingHandCursor)
        style.follow_theme(self.back, _pill_style)
        self.back.hide()
        self.back.clicked.connect(rows.following.resume)
        rows.following.lost.connect(self._on_lost)
        # Of the view, which gets its size behind the list's own event.
        rows.viewport().installEventFilter(self)

    def show_state(self, transcript: Transcript, *, is_running: bool) -> None:
        """Say why there are no segments."""
        text = ""
        if not transcript.segments:
            if transcript.done_s is None:
                text = "Nobody speaks in this recording."
            elif is_running and transcript.language:
                text = "Translating… What is said appears here part by part."
            elif is_running:
                text = "Listening… What is said appears here as it is heard."
            else:
                text = "Nothing was heard yet."
        self.empty.setText(text)
        self.empty.setVisible(bool(text))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the list."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _on_lost(self, is_lost: bool) -> None:
        self.back.setVisible(is_lost)
        self.back.raise_()
        self._place()

    def _place(self) -> None:
        self.empty.setGeometry(self._rows.viewport().rect())
        size = self.back.sizeHint()
        left = (self._rows.width() - size.width()) // 2
        self.back.setGeometry(
            left, self._rows.height() - size.height() - _BOTTOM_PX, size.width(), size.height()
        )


def _pill_style(colours: Colours) -> str:
    return f"""
        QPushButton {{ border: 1px solid {colours.line}; border-radius: 15px;
            background: {colours.raised}; color: {colours.text}; padding: 7px 16px;
            outline: none; }}
        QPushButton:hover {{ background: {colours.hover}; }}
        QPushButton:focus {{ border-color: {colours.accent}; }}
    """
