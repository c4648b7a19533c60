"""What stands above a transcript: whose it is, the ways out of it. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from gemini_desk.transcripts.timed_text import length
from gemini_desk.ui import style
from gemini_desk.ui.controls import ElidedLabel, IconButton
from gemini_desk.ui.header_bar import HEADER_PX
from gemini_desk.ui.theme import Theme
from gemini_desk.ui.transcript.export_menu import build_export_menu
from gemini_desk.ui.transcript_work_menu import WORKS_LABEL, add_works

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from gemini_desk.transcripts.transcript import Transcript
    from gemini_desk.ui.chat.transcript_work_controller import OfferedWork


class PanelHeader(QWidget):
    """Name and figures at the left, export and close at the right.

    Signals:
        closed: A person has had enough.
        copy_requested: Name of a format.
        export_requested: Name of a format; "" to choose it in the dialog.
        work_requested: The `Choice` of a work.
    """

    closed = Signal()
    copy_requested = Signal(str)
    export_requested = Signal(str)
    work_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEADER_PX)
        self.back = IconButton("chevron-left", "Back to the conversation (Esc)", self)
        self.back.hide()
        self.title = ElidedLabel(parent=self, mode=Qt.TextElideMode.ElideMiddle)
        self.title.setFont(style.font(14, weight=style.HEADING_WEIGHT))
        self.figures = ElidedLabel(parent=self)
        self.figures.setFont(style.font(12))
        style.follow_theme(self.title, lambda colours: f"color: {colours.text}")
        style.follow_theme(self.figures, lambda colours: f"color: {colours.muted}")
        self.work = IconButton("sparkle", WORKS_LABEL, self)
        self.work.hide()
        self._works: Sequence[OfferedWork] = ()
        self.share = IconButton("download", "Copy or export the transcript", self)
        self.close_button = IconButton("close", "Close the transcript (Esc)", self)
        self._menu: QMenu | None = None
        texts = QVBoxLayout()
        texts.setContentsMargins(0, 8, 0, 8)
        texts.setSpacing(1)
        texts.addWidget(self.title)
        texts.addWidget(self.figures)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(2)
        row.addWidget(self.back)
        row.addSpacing(6)
        row.addLayout(texts, 1)
        row.addWidget(self.work)
        row.addWidget(self.share)
        row.addWidget(self.close_button)
        self.back.clicked.connect(self.closed)
        self.close_button.clicked.connect(self.closed)
        self.work.clicked.connect(self.open_works)
        self.share.clicked.connect(self.open_menu)
        Theme.changes().changed.connect(self.update)

    def set_covering(self, is_covering: bool) -> None:
        """Whether the panel lies over the conversation: then there is a way back."""
        self.back.setVisible(is_covering)
        self.close_button.setVisible(not is_covering)

    def show_name(self, name: str) -> None:
        """Whose transcript it is."""
        self.title.setText(name)

    def show_figures(self, transcript: Transcript) -> None:
        """How long, in which language, how many segments."""
        count = len(transcript.segments)
        self.work.setVisible(count > 0)
        words = [
            length(transcript.duration_s),
            transcript.language or "",
            f"{count:,} segment" + ("" if count == 1 else "s"),
        ]
        self.figures.setText(" · ".join(word for word in words if word))

    def menu(self) -> QMenu:
        """The formats to copy and to export."""
        if self._menu is None:
            self._menu = build_export_menu(self, self.copy_requested, self.export_requested)
        return self._menu

    def open_menu(self) -> None:
        """Open the menu below its button."""
        menu = self.menu()
        corner = self.share.mapToGlobal(self.share.rect().bottomRight())
        menu.popup(corner - QPoint(menu.sizeHint().width(), -4))

    def set_works(self, works: Sequence[OfferedWork]) -> None:
        """What can be done with a transcript."""
        self._works = works

    def open_works(self) -> None:
        """Open the menu of what can be done with the transcript below its button."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        style.follow_theme(menu, style.menu_style)
        add_works(menu, self._works, self.work_requested.emit)
        corner = self.work.mapToGlobal(self.work.rect().bottomRight())
        menu.popup(corner - QPoint(menu.sizeHint().width(), -4))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line below."""
        painter = QPainter(self)
        line = QColor(Theme.current().line)
        painter.fillRect(0, self.height() - 1, self.width(), 1, line)
        painter.end()
