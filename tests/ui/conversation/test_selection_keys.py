"""Text is selected with the keyboard, in any script, over the borders of messages and code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gemini_desk.ui.conversation.selection import TextPlace
from tests.helpers.markdown_data import tokens
from tests.ui.conversation.conftest import assistant, conversation, user

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.pane import ConversationPane

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key


def put_caret(pane: ConversationPane, index: int, segment: int, offset: int) -> None:
    item = pane._items[index]
    texts = [each for each in item.segments or () if each.is_text]
    pane._selection.start(TextPlace(item, texts[segment].order, offset))


def press(pane: ConversationPane, key: Qt.Key, times: int = 1, *, words: bool = False) -> str:
    for _ in range(times):
        QTest.keyClick(pane, key, SHIFT | CONTROL if words else SHIFT)
    return pane._selected.text()


def copied() -> QMimeData:
    return QGuiApplication.clipboard().mimeData()


def test_by_characters_and_by_words(pane: ConversationPane) -> None:
    pane.show_conversation([user("one two three")])
    put_caret(pane, 0, 0, 4)
    assert press(pane, KEY.Key_Right, 3) == "two"
    assert press(pane, KEY.Key_Left, 1) == "tw"
    assert press(pane, KEY.Key_Right, 1, words=True) == "two "
    assert press(pane, KEY.Key_Left, 2, words=True) == "one "
    assert press(pane, KEY.Key_End) == "two three"


def test_by_lines_through_prose_and_code_into_the_next_message(pane: ConversationPane) -> None:
    pane.show_conversation(
        [assistant("First.\n\n```py\na = 1\nb = 2\n```\n\nBehind."), user("Next")]
    )
    put_caret(pane, 0, 0, 0)
    seen = [press(pane, KEY.Key_Down) for _ in range(4)]
    assert seen[0].startswith("First.")
    assert "a = 1" in seen[1]
    assert "b = 2" not in seen[1]
    assert "b = 2" in seen[3] or "Behind" in seen[3]
    text = press(pane, KEY.Key_Down, 4)
    assert text.index("First.") < text.index("a = 1") < text.index("b = 2") < text.index("Behind.")
    pane.copy()
    assert copied().text() == text


def test_it_begins_at_the_message_that_the_keys_went_to(pane: ConversationPane) -> None:
    pane.show_conversation([user("question"), assistant("answer")])
    QTest.keyClick(pane, KEY.Key_Up, CONTROL)
    QTest.keyClick(pane, KEY.Key_Up, CONTROL)
    assert press(pane, KEY.Key_Right, 4) == "ques"
    QTest.keyClick(pane, KEY.Key_Escape)
    assert pane._selection.is_empty


def test_to_the_ends_of_the_conversation(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(60))
    put_caret(pane, 50, 0, 0) if pane._items[50].segments else None
    put_caret(pane, 59, 0, 0)
    press(pane, KEY.Key_Home, 2, words=True)
    assert pane._selection.ends()[0].item is pane._items[0]
    assert pane._layout.shows(pane._items[0])


def test_what_is_selected_comes_into_view(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(60))
    pane.verticalScrollBar().setValue(0)
    put_caret(pane, 0, 0, 0)
    for _ in range(120):
        press(pane, KEY.Key_Down)
    head = pane._selection.head
    assert head is not None
    assert head.item.index > 2
    assert pane._layout.shows(head.item)


def test_through_a_long_answer(pane: ConversationPane) -> None:
    pane.show_conversation([assistant("".join(tokens(20_000))), user("end")])
    put_caret(pane, 1, 0, 0)
    assert press(pane, KEY.Key_Left, 1).strip("\n") in ("", "}", ".")
    assert pane._selection.head is not None
    assert pane._selection.head.item.index == 0


@pytest.mark.parametrize(
    ("text", "key", "times", "selected"),
    [
        ("שלום עולם", KEY.Key_Left, 4, "שלום"),
        ("مرحبا بالعالم", KEY.Key_Left, 5, "مرحبا"),
        ("日本語のテキスト", KEY.Key_Right, 3, "日本語"),
        ("한국어 텍스트", KEY.Key_Right, 3, "한국어"),
        ("a🙂b", KEY.Key_Right, 2, "a🙂"),
    ],
)
def test_in_any_script(
    pane: ConversationPane, text: str, key: Qt.Key, times: int, selected: str
) -> None:
    pane.show_conversation([assistant(text), user("x")])
    put_caret(pane, 0, 0, 0)
    assert press(pane, key, times) == selected


@pytest.mark.parametrize("text", ["שלום עולם, זה מבחן", "日本語のテキストです", "مرحبا بالعالم"])
def test_any_script_is_selected_with_the_mouse_and_walked(
    pane: ConversationPane, text: str
) -> None:
    pane.show_conversation([assistant(text), user("x")])
    view = pane._layout.visible[0].view
    assert view is not None
    browser = view.browser.viewport()
    y = browser.height() // 3
    QTest.mousePress(browser, Qt.MouseButton.LeftButton, pos=QPoint(1, y))
    QTest.mouseMove(browser, QPoint(browser.width() - 1, y))
    QTest.mouseRelease(browser, Qt.MouseButton.LeftButton, pos=QPoint(browser.width() - 1, y))
    assert pane._selected.text() == text


def test_the_clipboard_gets_formats_beside_the_text(pane: ConversationPane) -> None:
    source = (
        "# Title\n\nSome **bold** words.\n\n```py\nx < 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    pane.show_conversation([user("a <b>"), assistant(source)])
    pane._selection.select_all()
    pane.copy()
    mime = copied()
    assert mime.text() == f"a <b>\n\n{source}"
    html = mime.html()
    assert "<h1>Title</h1>" in html
    assert "<strong>bold</strong>" in html or "<b>bold</b>" in html
    assert "<pre><code>x &lt; 1</code></pre>" in html
    assert "<td" in html
    assert "a &lt;b&gt;" in html


def test_copied_as_markdown_and_as_text(pane: ConversationPane) -> None:
    source = "# Title\n\nSome **bold** words.\n\n```py\nx < 1\n```"
    pane.show_conversation([user("q"), assistant(source)])
    pane._selection.select_all()
    pane._copying.copy_as_text()
    assert copied().text() == "q\n\nTitle\nSome bold words.\nx < 1"
    assert not copied().hasHtml()
    pane._copying.copy_as_markdown()
    assert copied().text() == f"q\n\n{source}"
    # From the middle of a message on, what is whole comes as it was written.
    item = pane._items[1]
    texts = [each for each in item.segments or () if each.is_text]
    pane._selection.select(
        TextPlace(item, texts[0].order, 2), TextPlace(item, texts[-1].order, 1 << 30)
    )
    pane._copying.copy_as_markdown()
    assert copied().text().startswith("tle")
    assert copied().text().rstrip("\n").endswith("```py\nx < 1\n```")
