"""Themes, names for screen readers, and a document that loads nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QAccessible, QColor, QImage, QTextDocument

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import Message
from gemini_desk.ui.conversation import announcements
from gemini_desk.ui.conversation.announcements import spoken
from gemini_desk.ui.conversation.documents import InertDocument
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.segments import Code, MarkdownText
from gemini_desk.ui.theme import DARK, LIGHT, Theme, ThemeChoice
from tests.ui.conversation.conftest import assistant, conversation, stream, user

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QAccessibleAnnouncementEvent
    from PySide6.QtWidgets import QScrollBar, QTextBrowser
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.conversation.pane import ConversationPane


def browsers(pane: ConversationPane) -> list[QTextBrowser]:
    views = (s.view for s in pane._layout.visible if isinstance(s, MarkdownText))
    return [view.browser for view in views]


def test_a_short_conversation_has_no_handle_to_scroll_by(pane: ConversationPane) -> None:
    bar = pane.verticalScrollBar()
    pane.show_conversation([assistant("short")])
    ground = QColor(Theme.current().window)
    assert _colours(bar) == {ground.rgb()}
    pane.show_conversation([assistant("a line\n\n" * 200)])
    assert len(_colours(bar)) > 1
    pane.show_conversation([assistant("short")])
    assert _colours(bar) == {ground.rgb()}


def _colours(bar: QScrollBar) -> set[int]:
    image = bar.grab().toImage()
    return {image.pixel(image.width() // 2, y) for y in range(image.height())}


def test_raw_html_stays_text(pane: ConversationPane) -> None:
    text = "<b>bold</b> <script>alert(1)</script>\n\n<div style='color:red'>block</div>\n"
    pane.show_conversation([assistant(text)])
    plain = "\n".join(browser.toPlainText() for browser in browsers(pane))
    assert "<b>bold</b> <script>alert(1)</script>" in plain
    assert "<div style='color:red'>block</div>" in plain


def test_pictures_in_markdown_are_links_and_are_not_loaded(
    pane: ConversationPane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(InertDocument, "loadResource", lambda self, kind, name: asked.append(name))
    picture = tmp_path / "local.png"
    QImage(4, 4, QImage.Format.Format_RGB32).save(str(picture))
    pane.show_conversation([assistant(f"![far](https://x.org/a.png) ![near]({picture})")])
    html = browsers(pane)[0].toHtml()
    assert "<img" not in html
    assert "far" in browsers(pane)[0].toPlainText()
    assert not asked


def test_a_document_loads_nothing() -> None:
    document = InertDocument()
    image = QTextDocument.ResourceType.ImageResource.value
    document.setHtml('<img src="file:///etc/hostname"><link rel="stylesheet" href="x.css">')
    assert document.resource(image, QUrl("file:///etc/hostname")) is None


def test_dangerous_addresses_are_no_links(pane: ConversationPane) -> None:
    text = "[a](javascript:alert(1)) [b](file:///etc/passwd) [c](https://example.org)"
    pane.show_conversation([assistant(text)])
    html = browsers(pane)[0].toHtml()
    assert "https://example.org" in html
    assert 'href="javascript' not in html
    assert 'href="file' not in html


def test_a_change_of_theme_restyles_without_parsing(
    pane: ConversationPane, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    pane.show_conversation(conversation(30))
    heights = [item.height for item in pane._items]

    def refuse(*_: object, **__: object) -> str:
        raise AssertionError("Markdown was rendered for a change of theme")

    monkeypatch.setattr("gemini_desk.ui.markdown.segments.render_block", refuse)
    Theme.apply(ThemeChoice.DARK)
    shown = browsers(pane)
    # The application's palette, which tables take their text from, arrives as an event.
    qtbot.waitUntil(lambda: shown[0].palette().text().color().name() == DARK.text)
    html = "".join(browser.document().toHtml() for browser in shown)
    for colour in ("line", "inline_code", "link"):
        assert getattr(LIGHT, colour) not in html
    assert DARK.inline_code in html
    assert [item.height for item in pane._items] == heights
    # Within the outline that says where the keys go.
    background = pane.viewport().grab().toImage().pixelColor(8, 8).name()
    assert background == DARK.window


def test_everything_has_a_name(pane: ConversationPane) -> None:
    pane.show_conversation([user("Hello"), assistant("Text\n\n```python\n1\n```\n\n|a|\n|-|\n")])
    names = [s.view.accessibleName() for s in pane._layout.visible if s.is_text]
    assert names == ["You said", "Assistant said", "Code block, python", "Table"]
    for segment in pane._layout.visible:
        stops = [each for each in segment.view.focus_widgets() if not each.isHidden()]
        assert all(widget.accessibleName() for widget in stops)


def test_a_screen_reader_can_read_the_text(pane: ConversationPane) -> None:
    pane.show_conversation([assistant("A paragraph to read")])
    interface = QAccessible.queryAccessibleInterface(browsers(pane)[0])
    text = interface.textInterface()
    assert text.text(0, text.characterCount()) == "A paragraph to read"


def test_what_is_read_out_when_an_answer_ends() -> None:
    assert spoken(assistant("Yes.")) == "Assistant said: Yes."
    assert spoken(user("Well?")) == "You said: Well?"


def test_of_a_long_answer_the_beginning_is_read_out() -> None:
    said = spoken(assistant("The first sentence is this. " * 400))
    assert len(said) < 400
    assert said.startswith("Assistant said: The first sentence is this. The first")
    assert said.endswith("this. … and 1,950 more words.")
    assert spoken(assistant("日本" * 900)).startswith("Assistant said: 日本")
    assert len(spoken(assistant("x" * 90_000))) < 400


def test_long_code_is_coloured_in_slices(pane: ConversationPane, qtbot: QtBot) -> None:
    code = "def f(x):\n    return x + 1  # comment\n" * 800
    pane.show_conversation([assistant(f"```python\n{code}```\n")])
    view = next(s.view for s in pane._layout.visible if isinstance(s, Code))
    highlighter = view._highlighter
    qtbot.waitUntil(lambda: not highlighter.is_busy, timeout=20_000)
    last = view.editor.document().findBlockByNumber(1599)
    assert last.layout().formats()


def test_unknown_languages_stay_plain(pane: ConversationPane) -> None:
    pane.show_conversation([assistant("```nosuchlanguage\nx = 1\n```\n")])
    view = next(s.view for s in pane._layout.visible if isinstance(s, Code))
    assert view.language == "nosuchlanguage"
    assert not view.editor.document().begin().layout().formats()


@pytest.mark.parametrize(
    "line", ["x = 1", "# ü und ß", "s = '日本語のテキスト'", "print('🙂 ok')", "\t\tif ready:"]
)
def test_every_line_of_code_is_in_sight(pane: ConversationPane, line: str) -> None:
    code = "\n".join([line, "plain"] * 150)
    pane.show_conversation([assistant(f"```python\n{code}\n```\n")])
    view = next(s.view for s in pane._layout.visible if isinstance(s, Code))
    edit = view.editor
    last = edit.document().lastBlock()
    bottom = edit.blockBoundingGeometry(last).translated(edit.contentOffset()).bottom()
    room = view.height() - edit.y() - bottom
    assert edit.verticalScrollBar().maximum() == 0
    assert measures.CODE_PADDING_PX - 2 <= room <= measures.CODE_PADDING_PX + 2


class Listening:
    """Stands in for Qt's bridge to a screen reader; there is none where tests run."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def isActive(self) -> bool:
        return True

    def updateAccessibility(self, event: QAccessibleAnnouncementEvent) -> None:
        self.heard.append(event.message())


def test_a_screen_reader_is_told_once_when_an_answer_ends(
    pane: ConversationPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening = Listening()
    monkeypatch.setattr(announcements, "QAccessible", listening)
    pane.show_conversation([user("How many?")])
    answer = stream(pane, ["Two ", "of them."])
    assert listening.heard == []  # not word by word
    message = Message.assistant("Two of them.")
    pane.end_answer(replace(answer, message=message, status=MessageStatus.COMPLETE))
    assert listening.heard == ["Assistant said: Two of them."]
