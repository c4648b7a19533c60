"""What is painted behind stretches of text leaves the text as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextBrowser

from gemini_desk.ui.theme import Theme
from tests.ui.conversation.conftest import assistant

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.pane import ConversationPane


def _darkest(image: QImage) -> int:
    return min(
        QColor(image.pixel(x, y)).lightness()
        for x in range(image.width())
        for y in range(image.height())
    )


def test_numbers_of_a_list_stay_when_it_is_selected(pane: ConversationPane) -> None:
    pane.show_conversation([assistant("1. one\n2. two\n3. three\n")])
    browser = pane.findChild(QTextBrowser)
    assert browser is not None
    QTest.keyClick(pane, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert browser.extraSelections()
    image = browser.grab().toImage()
    text = QColor(Theme.current().text).lightness()
    block = browser.document().begin()
    while block.isValid():
        first = browser.cursorRect(QTextCursor(block))
        numbers = QRect(0, first.top(), first.left(), first.height())
        assert _darkest(image.copy(numbers)) < text + 60, block.text()
        block = block.next()
