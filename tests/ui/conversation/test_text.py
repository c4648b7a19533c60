"""Texts of all kinds: wide tables, both directions, nothing that is loaded from anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument

from gemini_desk.ui.conversation.documents import InertDocument
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.segments import MarkdownText
from tests.ui.conversation.conftest import assistant
from tests.unit.markdown.test_commonmark import EXTENDED, TEXTS

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.conversation.views.text_view import TextView

WIDE = "| " + " | ".join(f"column {n}" for n in range(12)) + " |\n" + "|---" * 12 + "|\n" + (
    "| some words |" + " value |" * 11 + "\n"
)  # fmt: skip


def texts(pane: ConversationPane) -> list[TextView]:
    return [
        s.view for s in pane._layout.visible if isinstance(s, MarkdownText) and s.view is not None
    ]


def test_the_specification_is_laid_out_without_a_word(pane: ConversationPane) -> None:
    """Every example, and more of its kind; Qt's warnings would fail the test."""
    for start in range(0, len(TEXTS), 80):
        batch = "\n\n---\n\n".join(TEXTS[start : start + 80])
        pane.show_conversation([assistant(batch)])
        pane.verticalScrollBar().setValue(0)
    pane.show_conversation([assistant("\n\n".join(EXTENDED[::9]))])
    assert texts(pane)


def test_a_wide_table_scrolls_in_a_narrow_window(pane: ConversationPane) -> None:
    pane.resize(420, 700)
    pane.show_conversation([assistant(f"{WIDE}\nbehind\n")])
    table, prose = texts(pane)
    assert table.scroll_bar.isVisible()
    assert not prose.scroll_bar.isVisible()
    assert table.browser.width() == table.width() + table.scroll_bar.maximum()
    table.scroll_bar.setValue(100)
    assert table.browser.x() == -100
    assert table.scroll_bar.geometry().bottom() < table.height()
    pane.resize(1400, 700)
    table = texts(pane)[0]
    assert table.browser.document().textWidth() <= pane._layout.column_width or (
        table.scroll_bar.isVisible()
    )


def test_a_narrow_table_does_not_scroll(pane: ConversationPane) -> None:
    pane.resize(420, 700)
    pane.show_conversation([assistant("| a | b |\n|---|---|\n| 1 | many words in here |\n")])
    assert not texts(pane)[0].scroll_bar.isVisible()


def test_each_paragraph_has_its_own_direction(pane: ConversationPane) -> None:
    pane.show_conversation([assistant("English text.\n\nنص باللغة العربية.\n")])
    document = texts(pane)[0].browser.document()
    first, second = document.firstBlock(), document.lastBlock()
    assert first.textDirection() == Qt.LayoutDirection.LeftToRight
    assert second.textDirection() == Qt.LayoutDirection.RightToLeft
    line = second.layout().lineAt(0)
    assert line.naturalTextRect().left() > document.textWidth() / 2


def test_lists_and_quotes_begin_where_their_text_does(pane: ConversationPane) -> None:
    pane.show_conversation([assistant("- عنصر\n- عنصر\n\ntext\n\n> اقتباس\n\n> quoted\n")])
    rows, leftwards, rightwards = texts(pane)
    shape = rows.browser.document().firstBlock().blockFormat()
    assert shape.rightMargin() > 0  # room for the marks
    assert shape.leftMargin() == 0
    assert leftwards.browser.x() == 0
    assert rightwards.browser.x() == measures.QUOTE_INSET_PX


def test_the_lines_of_a_task_begin_below_one_another(pane: ConversationPane) -> None:
    pane.show_conversation([assistant("- [ ] a task" + " of many words" * 40 + "\n")])
    lines = texts(pane)[0].browser.document().firstBlock().layout()
    behind_the_box = lines.lineAt(0).cursorToX(2)
    assert isinstance(behind_the_box, tuple)
    assert abs(behind_the_box[0] - lines.lineAt(1).x()) < 1


@pytest.mark.parametrize(
    "address",
    ["https://example.org/x.png", "file:///etc/hostname", "data:image/png;base64,AA==", "x.css"],
)
def test_documents_load_nothing(qapp: object, tmp_path: Path, address: str) -> None:
    document = InertDocument()
    kinds = QTextDocument.ResourceType
    for kind in (kinds.ImageResource, kinds.StyleSheetResource, kinds.HtmlResource):
        assert document.loadResource(kind.value, QUrl(address)) is None
        assert document.resource(kind.value, QUrl(address)) is None


def test_pictures_of_answers_are_links_and_never_asked_for(
    pane: ConversationPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def remember(self: object, kind: int, name: object) -> None:
        asked.append(str(name))

    monkeypatch.setattr(InertDocument, "loadResource", remember)
    text = "![alt](https://example.org/a.png) <img src='https://example.org/b.png'> $x$\n"
    pane.show_conversation([assistant(text)])
    view = texts(pane)[0]
    view.grab()
    assert "alt" in view.browser.toPlainText()
    assert "<img src=" in view.browser.toPlainText()
    assert not [name for name in asked if "example.org" in name]


@pytest.mark.parametrize(
    "text",
    ["see [a](https://x.org)", "see https://x.org", "mail@x.org", "a note[^1]\n\n[^1]: here",
     "[a][b]\n\n[b]: https://x.org"],
)  # fmt: skip
def test_every_link_is_reached_by_keyboard(pane: ConversationPane, qtbot: QtBot, text: str) -> None:
    pane.show_conversation([assistant(text + "\n")])
    qtbot.waitUntil(lambda: pane._items[0].definitions is not None)
    assert texts(pane)[0].focus_widgets()


def test_a_footnote_is_gone_to_and_back_from(pane: ConversationPane, qtbot: QtBot) -> None:
    filling = "Some words to fill the view.\n\n" * 60
    text = f"A claim.[^a-b]\n\n{filling}[^a-b]: The proof.\n"
    pane.show_conversation([assistant(text)])
    qtbot.waitUntil(lambda: 'name="note-a-b"' in texts(pane)[-1].browser.document().toHtml())
    bar = pane.verticalScrollBar()
    assert bar.value() == bar.maximum()
    texts(pane)[-1].activate_link("#noted-a-b")
    assert "A claim" in "".join(view.browser.toPlainText() for view in texts(pane))
    assert bar.value() < bar.maximum() // 2
    texts(pane)[0].activate_link("#note-a-b")
    assert "The proof" in "".join(view.browser.toPlainText() for view in texts(pane))
