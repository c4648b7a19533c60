"""What can be pressed in the conversation, with the mouse and with the keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from gemini_desk.chat.answer import AnswerDetails, FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import Message
from gemini_desk.chat.versions import VersionPlace
from gemini_desk.ui.conversation.details_card import DetailsCard
from gemini_desk.ui.conversation.message_offers import MessageAction
from gemini_desk.ui.conversation.segments import Code, Footer, MarkdownText, Notice
from gemini_desk.ui.conversation.views.code_view import CodeView
from gemini_desk.ui.conversation.views.footer_view import FooterView
from gemini_desk.ui.conversation.views.icon_button import IconButton
from gemini_desk.ui.conversation.views.notice_view import NoticeView
from tests.ui.conversation.conftest import assistant, conversation, stream, user

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.pane import ConversationPane

DETAILS = AnswerDetails(
    model=ModelIdentity("starter", device="cpu", dtype="float32"),
    finish_reason=FinishReason.STOP,
    usage=Usage(prompt_tokens=120, cached_tokens=100, completion_tokens=23),
    timings=Timings(0.0, 0.2, 0.25, 41.3),
)
LEFT = Qt.MouseButton.LeftButton


def view_of(pane: ConversationPane, kind: type) -> object:
    return next(s.view for s in reversed(pane._layout.visible) if isinstance(s, kind))


def footer_of(pane: ConversationPane) -> FooterView:
    view = view_of(pane, Footer)
    assert isinstance(view, FooterView)
    return view


def notice_of(pane: ConversationPane) -> NoticeView:
    view = view_of(pane, Notice)
    assert isinstance(view, NoticeView)
    return view


def unfinished(status: MessageStatus, details: AnswerDetails | None) -> MessageVersion:
    return replace(assistant("Half"), status=status, answer=details)


def test_code_is_copied_as_it_was_written(pane: ConversationPane) -> None:
    pane.show_conversation([assistant("```python\nif x:\n\tprint('ü')\n\n```\n")])
    view = view_of(pane, Code)
    assert isinstance(view, CodeView)
    assert view.language == "python"
    QTest.mouseClick(view.copy_button, LEFT)
    assert QGuiApplication.clipboard().text() == "if x:\n\tprint('ü')\n"
    assert view.copy_button.text() == "Copied"


def test_a_message_is_copied_in_markdown(pane: ConversationPane) -> None:
    pane.show_conversation([assistant("Some **bold** text")])
    QTest.mouseClick(footer_of(pane).button(MessageAction.COPY), LEFT)
    assert QGuiApplication.clipboard().text() == "Some **bold** text"


def test_regenerate(pane: ConversationPane, qtbot: QtBot) -> None:
    answer = assistant("Text")
    pane.show_conversation([user("Hi"), answer])
    with qtbot.waitSignal(pane.regenerate_requested) as caught:
        QTest.mouseClick(footer_of(pane).button(MessageAction.REGENERATE), LEFT)
    assert caught.args == [answer.id]


def test_a_link_is_reported_and_not_opened(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation([assistant("See [the page](https://example.org/page).")])
    view = view_of(pane, MarkdownText)
    browser = view.browser  # type: ignore[attr-defined]
    cursor = browser.document().find("page")
    point = browser.cursorRect(cursor).center() - QPoint(8, 0)
    with qtbot.waitSignal(pane.link_activated) as caught:
        QTest.mouseClick(browser.viewport(), LEFT, pos=point)
    assert caught.args == ["https://example.org/page", "the page"]


def test_a_link_is_reached_with_the_keyboard(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation([assistant("See [the page](https://example.org/page).")])
    pane.activateWindow()
    pane.setFocus()
    qtbot.waitUntil(pane.hasFocus)
    QTest.keyClick(pane, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    with qtbot.waitSignal(pane.link_activated) as caught:
        QTest.keyClick(focused, Qt.Key.Key_Return)
    assert caught.args == ["https://example.org/page", "the page"]


def test_tab_walks_from_top_to_bottom(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation([assistant("```a\n1\n```\n\ntext\n\n```b\n2\n```\n")])
    pane.activateWindow()
    pane.setFocus()
    qtbot.waitUntil(pane.hasFocus)
    heights = []
    for _ in range(8):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        heights.append(focused.mapTo(pane, QPoint()).y())
        assert focused.accessibleName() in (
            "Break long lines", "Save as a file", "Copy code", "Copy answer", "Read aloud",
            "Answer again",
        )  # fmt: skip
    assert heights == sorted(heights)


def test_tab_walks_a_row_from_left_to_right_however_it_came_about(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    pane.hide()  # as the window is while it is built: its parts have no size yet
    pane.resize(100, 30)
    pane.show_conversation([user("Hi")])
    answer = stream(pane, ["Hello"])
    whole = replace(answer, message=Message.assistant("Hello"), answer=DETAILS)
    pane.end_answer(replace(whole, status=MessageStatus.COMPLETE))
    pane.set_places({answer.id: VersionPlace(2, 3)})
    pane.resize(900, 700)
    pane.show()
    qtbot.waitExposed(pane)
    stops = []
    widget = pane.nextInFocusChain()
    while widget is not pane:
        if pane.isAncestorOf(widget) and isinstance(widget, IconButton) and widget.isVisible():
            stops.append(widget)
        widget = widget.nextInFocusChain()
    places = [(place.y(), place.x()) for place in (stop.mapTo(pane, QPoint()) for stop in stops)]
    assert len(stops) == 13
    assert places == sorted(places), [stop.accessibleName() for stop in stops]


def test_retry_stands_in_the_answer_that_failed(pane: ConversationPane, qtbot: QtBot) -> None:
    details = AnswerDetails(error="The memory ran out.", error_hint="Choose a smaller model.")
    answer = unfinished(MessageStatus.FAILED, details)
    pane.show_conversation([user("Hi"), answer])
    notice = notice_of(pane)
    assert "The memory ran out. Choose a smaller model." in notice.accessibleName()
    QTest.mouseClick(notice.copy_button, LEFT)
    assert QGuiApplication.clipboard().text() == "The memory ran out.\nChoose a smaller model."
    with qtbot.waitSignal(pane.retry_requested) as caught:
        QTest.mouseClick(notice.action_button, LEFT)
    assert caught.args == [answer.id]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (MessageStatus.INTERRUPTED, None),
        (MessageStatus.COMPLETE, FinishReason.LENGTH),
        (MessageStatus.COMPLETE, FinishReason.CANCELLED),
    ],
)
def test_an_answer_that_is_not_whole_can_be_continued(
    pane: ConversationPane, qtbot: QtBot, status: MessageStatus, reason: FinishReason | None
) -> None:
    answer = unfinished(status, AnswerDetails(finish_reason=reason))
    pane.show_conversation([user("Hi"), answer])
    with qtbot.waitSignal(pane.continue_requested) as caught:
        QTest.mouseClick(notice_of(pane).action_button, LEFT)
    assert caught.args == [answer.id]


def test_a_whole_answer_has_no_notice(pane: ConversationPane) -> None:
    pane.show_conversation([replace(assistant("Text"), answer=DETAILS)])
    assert not any(isinstance(segment, Notice) for segment in pane._layout.visible)


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen windows are never raised
def test_the_figures_of_an_answer(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation([replace(assistant("Text"), answer=DETAILS)])
    footer = footer_of(pane)
    assert footer.button(MessageAction.DETAILS).text() == "23 tokens · 41 tok/s"
    QTest.mouseClick(footer.button(MessageAction.DETAILS), LEFT)
    card = pane.findChild(DetailsCard)
    assert card is not None
    words = {label.text() for label in card.findChildren(QLabel)}
    assert {"starter", "cpu · float32", "120 tokens", "100 tokens", "0.25 s"} <= words
    with qtbot.waitSignal(card.destroyed):
        card.close()


def test_actions_show_on_the_last_answer_and_at_the_pointer(pane: ConversationPane) -> None:
    pane.show_conversation([user("Hi"), assistant("One"), user("And?"), assistant("Two")])
    footers = [s.view for s in pane._layout.visible if isinstance(s, Footer)]
    assert [footer._is_revealed for footer in footers] == [False, False, False, True]
    first_answer = footers[1]
    pane._reveal.hover(first_answer.y() + 4)
    assert [footer._is_revealed for footer in footers] == [False, True, False, True]
    pane._reveal.hover(None)
    assert [footer._is_revealed for footer in footers] == [False, False, False, True]


def test_keys_scroll_and_go_from_message_to_message(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(60))
    bar = pane.verticalScrollBar()
    QTest.keyClick(pane, Qt.Key.Key_Home)
    assert bar.value() == 0
    QTest.keyClick(pane, Qt.Key.Key_PageDown)
    assert bar.value() > 400
    QTest.keyClick(pane, Qt.Key.Key_Up)
    QTest.keyClick(pane, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    control = Qt.KeyboardModifier.ControlModifier
    for _ in range(8):  # far enough from the end that a message can stand at the top
        QTest.keyClick(pane, Qt.Key.Key_Up, control)
    current = pane._reveal.current
    assert current is not None
    QTest.keyClick(pane, Qt.Key.Key_Up, control)
    above = pane._reveal.current
    assert above is not None
    assert above.index == current.index - 1
    assert 0 <= pane._layout.top_of(above) + above.gap < 60
    assert pane.accessibleDescription() == above.source


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_copies_link_and_message(pane: ConversationPane) -> None:
    text = "See [the page](https://example.org/page)."
    pane.show_conversation([assistant(text)])
    browser = view_of(pane, MarkdownText).browser  # type: ignore[attr-defined]
    cursor = browser.document().find("page")
    point = browser.cursorRect(cursor).center() - QPoint(8, 0)
    where = browser.viewport().mapToGlobal(point)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, where)
    QApplication.sendEvent(browser.viewport(), event)
    menu = pane.findChild(QMenu)
    assert menu is not None
    actions = {action.text(): action for action in menu.actions()}
    assert {"Copy link", "Copy answer", "Select all"} <= actions.keys()
    actions["Copy link"].trigger()
    assert QGuiApplication.clipboard().text() == "https://example.org/page"
    actions["Copy answer"].trigger()
    assert QGuiApplication.clipboard().text() == text
    menu.close()


def test_system_prompts_are_not_shown(pane: ConversationPane) -> None:
    system = replace(assistant("x"), message=Message.system("You are terse."))
    pane.show_conversation([system, user("Hi")])
    assert [item.source for item in pane._items] == ["Hi"]


def test_a_sideways_wheel_moves_along_code_and_a_wheel_scrolls_the_pane(
    pane: ConversationPane,
) -> None:
    line = "x = " + " + ".join(str(n) for n in range(200))
    pane.show_conversation([*conversation(20), assistant(f"```python\n{line}\n```\n")])
    view = view_of(pane, Code)
    assert isinstance(view, CodeView)
    viewport = view.editor.viewport()
    place = QPointF(viewport.mapTo(pane, viewport.rect().center()))
    QTest.wheelEvent(pane.windowHandle(), place, QPoint(-240, 0))
    assert view.editor.horizontalScrollBar().value() > 0
    value = pane.verticalScrollBar().value()
    QTest.wheelEvent(pane.windowHandle(), place, QPoint(0, 240))
    assert pane.verticalScrollBar().value() < value
