"""The preferences' dialog. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.errors import InputError
from gemini_desk.ui import style
from gemini_desk.ui.icons import icon
from gemini_desk.ui.opening_size import open_at
from gemini_desk.ui.preferences.pages import PAGES
from gemini_desk.ui.theme import SPACE_PX, Colours

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from gemini_desk.settings.schema import Settings
    from gemini_desk.ui.preferences.page import PreferencesPage

_LIST_PX = 176
_NARROW_LIST_PX = 56  # icons alone
_NARROW_PX = 640


class PreferencesDialog(QDialog):
    """Pages at the left, the open one at the right; nothing is taken before Save.

    Signals:
        saved: The `Settings` that the person chose.
    """

    saved = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle("Preferences")
        open_at(self, 800, 640)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._list = QListWidget(self)
        self._list.setFixedWidth(_LIST_PX)
        self._list.setFont(style.font(13))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setIconSize(QSize(16, 16))
        self._list.setAccessibleName("Pages")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack = QStackedWidget(self)
        self.pages: list[PreferencesPage] = []
        for kind in PAGES:
            page = kind()
            page.load(settings)
            self.pages.append(page)
            item = QListWidgetItem(icon(page.icon_name), page.title)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, page.title)
            self._list.addItem(item)
            self._stack.addWidget(_scrolling(page))
        foot = self._make_foot()
        self._list.currentRowChanged.connect(self._open)
        self._list.setCurrentRow(0)
        columns = QHBoxLayout()
        columns.setSpacing(0)
        columns.addWidget(self._list)
        columns.addWidget(self._stack, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(columns, 1)
        layout.addWidget(foot)
        style.follow_theme(self, _dialog_style)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make do with icons, and put controls below their texts, in a narrow dialog."""
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW_PX
        self._list.setFixedWidth(_NARROW_LIST_PX if is_narrow else _LIST_PX)
        for number, page in enumerate(self.pages):
            item = self._list.item(number)
            item.setText("" if is_narrow else page.title)
            item.setToolTip(page.title if is_narrow else "")
            page.set_narrow(is_narrow)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the keyboard into the list."""
        super().showEvent(event)
        self._list.setFocus()

    def show_page(self, page: PreferencesPage) -> None:
        """Open `page`."""
        self._list.setCurrentRow(self.pages.index(page))

    @Slot(int)
    def _open(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self._restore.setEnabled(self.pages[number].has_defaults)

    @Slot()
    def save(self) -> None:
        """Take what was chosen, or show the page on which something is wrong."""
        for number, page in enumerate(self.pages):
            try:
                page.check()  # puts the cursor where it is wrong
            except InputError:
                self._list.setCurrentRow(number)
                return
        settings = self._settings
        for page in self.pages:
            settings = page.save(settings)
        self.saved.emit(settings)
        self.accept()

    @Slot()
    def restore_defaults(self) -> None:
        """Show the defaults of the open page; Cancel still takes them back."""
        self.pages[self._list.currentRow()].restore_defaults()

    def _make_foot(self) -> QWidget:
        foot = QWidget(self)
        foot.setObjectName("foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(2 * SPACE_PX, 12, 2 * SPACE_PX, 12)
        row.setSpacing(SPACE_PX)
        self._restore = _button("Restore defaults", foot)
        self._restore.setToolTip("Of the page that is open")
        self._restore.clicked.connect(self.restore_defaults)
        cancel = _button("Cancel", foot)
        cancel.clicked.connect(self.reject)
        save = _button("Save", foot)
        save.setDefault(True)
        save.clicked.connect(self.save)
        row.addWidget(self._restore)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(save)
        return foot


def _button(text: str, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setFont(style.font(13))
    button.setAutoDefault(False)
    style.follow_theme(button, style.button_style)
    return button


def _scrolling(page: PreferencesPage) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def _dialog_style(colours: Colours) -> str:
    return (
        style.scroll_area_style(colours)
        + f"""
        QDialog, PreferencesPage {{ background: {colours.window}; }}
        QLabel {{ color: {colours.text}; }}
        QLabel#explanation {{ color: {colours.muted}; }}
        QWidget#foot {{ background: {colours.sidebar}; border-top: 1px solid {colours.line}; }}
        """
        + style.list_style(colours)
    )
