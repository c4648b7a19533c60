"""How far an export or an import of everything is, and how it went. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.ui import style
from gemini_desk.ui.theme import SPACE_PX, Colours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QCloseEvent

_WIDTH_PX: Final = 440
_STEPS: Final = 1000  # of the bar; bytes are too many for its integers


class TransferDialog(QDialog):
    """A bar while it runs, then a sentence and whatever could not be used.

    Signals:
        cancelled: The person wants it to stop.
    """

    cancelled = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setFixedWidth(_WIDTH_PX)
        style.follow_theme(self, _dialog_style)
        self._runs = True
        heading = QLabel(title, self)
        heading.setFont(style.font(15, weight=style.HEADING_WEIGHT))
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 0)  # busy, until the first news
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._bar.setAccessibleName(title)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setFont(style.font(13))
        self._text.hide()
        self._problems = QPlainTextEdit(self)
        self._problems.setReadOnly(True)
        self._problems.setFont(style.font(12))
        self._problems.setFixedHeight(140)
        self._problems.setAccessibleName("What could not be used")
        style.follow_theme(self._problems, style.text_box_style)
        self._problems.hide()
        self._button = QPushButton("Cancel", self)
        self._button.setFont(style.font(13))
        self._button.clicked.connect(self.reject)
        style.follow_theme(self._button, style.button_style)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE_PX, 20, 3 * SPACE_PX, 20)
        layout.setSpacing(14)
        for widget in (heading, self._bar, self._text, self._problems):
            layout.addWidget(widget)
        layout.addLayout(row)

    def set_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self._bar.setRange(0, _STEPS)
        self._bar.setValue(round(_STEPS * done / total) if total else _STEPS)

    def finish(self, text: str, problems: Sequence[str] = ()) -> None:
        """It is over: say how it went."""
        self._runs = False
        self._bar.hide()
        self._text.setText(text)
        self._text.show()
        self._problems.setPlainText("\n".join(problems))
        self._problems.setVisible(bool(problems))
        self._button.setText("Close")
        self._button.setEnabled(True)
        self.resize(self.width(), self.heightForWidth(self.width()))

    def reject(self) -> None:
        """Ask it to stop while it runs; close afterwards."""
        if self._runs:
            self._button.setEnabled(False)
            self.cancelled.emit()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The title bar's button does what Escape does."""
        if self._runs:
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)


def _dialog_style(colours: Colours) -> str:
    return f"""
        QDialog {{ background: {colours.window}; }} QLabel {{ color: {colours.text}; }}
        QProgressBar {{ background: {colours.pressed}; border: none; border-radius: 3px; }}
        QProgressBar::chunk {{ background: {colours.accent}; border-radius: 3px; }}
    """
