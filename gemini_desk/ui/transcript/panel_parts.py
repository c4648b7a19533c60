"""What the panel of a transcript is made of, where it stands, and the keys of all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desk.ui.theme import Theme
from gemini_desk.ui.transcript.finding import TranscriptFinding
from gemini_desk.ui.transcript.list_notes import ListNotes
from gemini_desk.ui.transcript.menus import SegmentMenus
from gemini_desk.ui.transcript.panel_header import PanelHeader
from gemini_desk.ui.transcript.panel_keys import PanelKeys
from gemini_desk.ui.transcript.panel_player import PanelPlayer
from gemini_desk.ui.transcript.player_bar import PlayerBar
from gemini_desk.ui.transcript.progress_line import ProgressLine
from gemini_desk.ui.transcript.remark_line import RemarkLine
from gemini_desk.ui.transcript.segment_list import SegmentList
from gemini_desk.ui.transcript.tool_row import ToolRow

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from gemini_desk.ui.conversation.media_previews import MediaPreviews

_SIDE_PX: Final = 16


class PanelParts(QWidget):
    """The base of the panel: its parts, one below the other. GUI thread only."""

    def __init__(self, previews: MediaPreviews, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = PanelHeader(self)
        self.player = PlayerBar(previews, self)
        self.tools = ToolRow(self)
        self.progress = ProgressLine(self)
        self.problem = RemarkLine(self, is_error=True)
        self.losses = RemarkLine(self)
        self.list = SegmentList(self)
        self.finding = TranscriptFinding(self.list)
        self.menus = SegmentMenus(self.list)
        self.notes = ListNotes(self.list)
        self.playback = PanelPlayer(self.player, self.list, self)
        self.keys = PanelKeys(self, self.finding, self.playback)
        self.setAccessibleName("Transcript")
        self._lay_out()
        Theme.changes().changed.connect(self.update)

    def _lay_out(self) -> None:
        inner = QVBoxLayout()
        inner.setContentsMargins(_SIDE_PX, 10, _SIDE_PX, 6)
        inner.setSpacing(6)
        inner.addWidget(self.player)
        inner.addWidget(self.tools)
        inner.addWidget(self.progress)
        inner.addWidget(self.problem)
        inner.addWidget(self.losses)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(inner)
        column.addWidget(self.list, 1)

    def event(self, event: QEvent) -> bool:
        """Claim the panel's keys before the window's shortcuts get them."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self.keys.claims(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See `PanelKeys`."""
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, and the line between the panel and what is left of it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(Theme.current().window))
        painter.fillRect(0, 0, 1, self.height(), QColor(Theme.current().line))
        painter.end()
