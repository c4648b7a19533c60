"""What a hub wants before it gives a model: its page, and a token. GUI thread only."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.theme import SPACE_PX


class TokenForm(QWidget):
    """A button that opens the page of the licence, and a field for the token.

    Signals:
        given: The token.
    """

    given = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = ""
        self._open = QPushButton("Open its page", self)
        self._open.clicked.connect(self._open_page)
        self._field = QLineEdit(self)
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.setPlaceholderText("Token, hf_…")
        self._field.setAccessibleName("Token of your account at the hub")
        self._field.returnPressed.connect(self._give)
        self._field.textChanged.connect(self._enable)
        self._use = QPushButton("Use it", self)
        self._use.setAccessibleName("Keep the token in the keyring and try again")
        self._use.clicked.connect(self._give)
        self._field.setFont(style.font(13))
        style.follow_theme(self._field, style.line_edit_style)
        for button in (self._open, self._use):
            button.setFont(style.font(13))
            button.setAutoDefault(False)
            style.follow_theme(button, style.button_style)
        line = QHBoxLayout()
        line.setSpacing(SPACE_PX)
        line.addWidget(self._field, 1)
        line.addWidget(self._use)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_PX)
        column.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(line)
        self._field.setMinimumHeight(self._use.sizeHint().height())
        self._enable()

    def set_page(self, page: str) -> None:
        """Offer `page`; "" if there is none to open."""
        # Only what a browser opens: the address comes from the environment.
        self._page = page if page.startswith(("https://", "http://")) else ""
        self._open.setVisible(bool(self._page))
        self._open.setToolTip(self._page)

    @Slot()
    def _open_page(self) -> None:
        QDesktopServices.openUrl(QUrl(self._page))

    @Slot()
    def _give(self) -> None:
        if token := self._field.text().strip():
            self._field.clear()
            self.given.emit(token)

    @Slot()
    def _enable(self) -> None:
        self._use.setEnabled(bool(self._field.text().strip()))
