"""The help pages of `assets/help`. GUI thread only; the pages are read on the pool.

To add a page: write `assets/help/<name>.md` and add its name to `PAGES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.ui import style
from gemini_desk.ui.help_typography import set_typography
from gemini_desk.ui.opening_size import open_at
from gemini_desk.ui.pool_call import PoolCall
from gemini_desk.ui.theme import Colours, Theme

if TYPE_CHECKING:
    from pathlib import Path

PAGES: Final = {
    "getting-started": "Getting started",
    "answers": "Answers",
    "models": "Models",
    "servers": "Servers",
    "audio": "Voice and sound",
    "reading": "Reading a conversation",
    "versions": "Versions and forks",
    "finding": "Order and search",
    "presets": "Presets and prompts",
    "data": "Export and import",
    "shortcuts": "Keyboard shortcuts",
    "privacy": "Privacy",
    "command-line": "Command line",
    "troubleshooting": "Troubleshooting",
}
_LIST_PX: Final = 200
_PAGE_PX: Final = 680  # a line of prose stays readable


class HelpDialog(QDialog):
    """Titles at the left, the page at the right."""

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._texts: dict[str, str] = {}
        self._name = next(iter(PAGES))
        self.setWindowTitle("Help – Gemini Desk")
        open_at(self, 880, 640)
        style.follow_theme(self, _dialog_style)
        self._list = QListWidget(self)
        self._list.setFixedWidth(_LIST_PX)
        self._list.setFont(style.font(13))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setAccessibleName("Pages")
        self._list.addItems(list(PAGES.values()))
        self._list.currentRowChanged.connect(self._open_row)
        self._page = QTextBrowser(self)
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self._page.setFont(style.font(14))
        self._page.setMaximumWidth(_PAGE_PX)
        self._page.setOpenLinks(False)
        self._page.setAccessibleName("Page")
        self._page.anchorClicked.connect(self._follow)
        self._page.document().setDocumentMargin(0)
        page_column = QVBoxLayout()
        page_column.setContentsMargins(32, 24, 16, 16)
        page_column.addWidget(self._page)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._list)
        layout.addLayout(page_column, 1)
        Theme.changes().changed.connect(self._render)
        self._call = PoolCall(lambda: read_pages(folder))
        self._call.finished.connect(self._take)
        self._call.start()

    @property
    def page_text(self) -> str:
        """What is shown, as plain text."""
        return self._page.toPlainText()

    def open_page(self, name: str) -> None:
        """Show the page `name`, one of `PAGES`."""
        self._name = name
        self._list.setCurrentRow(list(PAGES).index(name))
        self._render()

    @Slot(object)
    def _take(self, texts: dict[str, str]) -> None:
        self._texts = texts
        self._render()

    @Slot(int)
    def _open_row(self, row: int) -> None:
        self._name = list(PAGES)[row]
        self._render()

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        name = url.path().removesuffix(".md")
        if name in PAGES:
            self.open_page(name)
        elif url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)

    @Slot()
    def _render(self) -> None:
        self._page.setMarkdown(self._texts.get(self._name, ""))
        set_typography(self._page.document())
        self._page.verticalScrollBar().setValue(0)


def read_pages(folder: Path) -> dict[str, str]:
    """The Markdown of every page; reads the disk."""
    texts = {}
    for name in PAGES:
        try:
            texts[name] = (folder / f"{name}.md").read_text(encoding="utf-8")
        except OSError:
            texts[name] = "This page is missing. Install Gemini Desk again to get it back."
    return texts


def _dialog_style(colours: Colours) -> str:
    return (
        f"""
        QDialog {{ background: {colours.window}; }}
        QTextBrowser {{ background: {colours.window}; color: {colours.text}; }}
        """
        + style.scroll_area_style(colours)
        + style.list_style(colours)
    )
