"""Which message the keys mean, and how Tab gets into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from gemini_desk.ui.conversation.message_offers import MessageAction
from gemini_desk.ui.conversation.pane import ConversationPane
from gemini_desk.ui.conversation.segments import Footer
from gemini_desk.ui.theme import Theme
from tests.ui.conversation.conftest import assistant, conversation, user

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def current(pane: ConversationPane) -> int:
    item = pane._reveal.current
    assert item is not None
    return item.index


def owner(pane: ConversationPane, widget: QWidget | None) -> int:
    """The index of the message that a widget belongs to."""
    assert widget is not None
    return next(
        segment.item.index
        for segment in pane._layout.visible
        if segment.view is not None and segment.view.isAncestorOf(widget)
    )


def test_tab_goes_into_the_current_message(pane: ConversationPane, qtbot: QtBot) -> None:
    link = "[a link](https://example.org/)"
    pane.show_conversation([user("One"), assistant(link), user("Two"), assistant(link)])
    pane.activateWindow()
    pane.setFocus()
    qtbot.waitUntil(pane.hasFocus)
    for step, wanted in ((-1, 3), (-1, 2), (-1, 1), (1, 2)):
        pane.go_by_message(step)
        assert current(pane) == wanted
        QTest.keyClick(pane, Qt.Key.Key_Tab)
        assert owner(pane, QApplication.focusWidget()) == wanted
        pane.setFocus()


class _Paints(QObject):
    """Whether the pane has the keyboard, at each painting of a place; asks for none."""

    def __init__(self, widget: QWidget, place: QPoint) -> None:
        super().__init__(widget)
        self._place = place
        self.with_keyboard: list[bool] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent) and event.region().contains(self._place):
            pane = watched.parent()
            assert isinstance(pane, ConversationPane)
            self.with_keyboard.append(pane.hasFocus())
        return False


def test_the_outline_goes_when_tab_goes_into_the_message(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    pane.show_conversation([user("One"), assistant("1")])
    pane.activateWindow()
    pane.go_by_message(-1)
    qtbot.waitUntil(pane.hasFocus)
    outline = pane._reveal.outline(pane._items[1])
    paints = _Paints(pane.viewport(), QPoint(outline.center().x(), outline.top()))
    pane.viewport().update()
    qtbot.waitUntil(lambda: paints.with_keyboard[-1:] == [True])
    QTest.keyClick(pane, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: paints.with_keyboard[-1:] == [False])


def test_a_message_that_stays_stays_current_when_its_answer_is_made_anew(
    pane: ConversationPane,
) -> None:
    messages = [user("One"), assistant("1"), user("Two"), assistant("2")]
    pane.show_conversation(messages)
    pane.go_by_message(-1)
    pane.go_by_message(-1)
    pane.remove_messages_after(messages[2].id)
    assert current(pane) == 2
    pane.show_branch([*messages[:3], assistant("3")])
    assert current(pane) == 2
    pane.go_by_message(1)
    pane.remove_messages_after(messages[2].id)
    assert current(pane) == 2, "the answer is gone; what it answered is next to it"


def test_control_up_goes_on_from_the_button_that_has_the_keyboard(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    pane.show_conversation([user("One"), assistant("1"), user("Two"), assistant("2")])
    pane.activateWindow()
    pane.go_by_message(-1)
    assert current(pane) == 3
    footers = [s.view for s in pane._layout.visible if isinstance(s, Footer)]
    button = footers[1].button(MessageAction.COPY)
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    pane.go_by_message(-1)
    assert current(pane) == 0


def test_who_has_scrolled_away_goes_on_from_what_is_in_view(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(60))
    for _ in range(3):
        pane.go_by_message(-1)
    pane.verticalScrollBar().setValue(0)
    pane.go_by_message(1)
    assert current(pane) == 1


def test_the_message_that_was_found_is_current_when_finding_ends(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    pane.show_conversation([user("One"), assistant("needle"), user("Two"), assistant("2")])
    pane.activateWindow()
    pane.go_by_message(-1)
    assert current(pane) == 3
    pane.find_words()
    QTest.keyClicks(pane._finding.bar.field, "needle")
    qtbot.waitUntil(lambda: pane._finding.position == (1, 1))
    QTest.keyClick(pane._finding.bar.field, Qt.Key.Key_Escape)
    assert current(pane) == 1
    qtbot.waitUntil(pane.hasFocus)  # there is its outline


def test_the_keyboard_goes_back_where_it_came_from_though_a_jump_had_opened_the_bar(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    version = assistant("needle")
    pane.show_conversation([user("One"), version])
    around = QWidget()
    qtbot.addWidget(around)
    field = QLineEdit()
    column = QVBoxLayout(around)
    column.addWidget(pane)
    column.addWidget(field)
    around.show()
    around.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    pane.jump_to(version.id, "needle")
    pane.find_words()
    qtbot.waitUntil(pane._finding.bar.field.hasFocus)
    QTest.keyClick(pane._finding.bar.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(field.hasFocus)
    pane.setParent(None)


def test_who_has_written_something_new_means_no_older_message_any_more(
    pane: ConversationPane,
) -> None:
    pane.show_conversation([user("One"), assistant("1")])
    pane.go_by_message(-2)
    assert current(pane) == 0
    pane.add_message(user("Two"), follows=False)  # it had waited: the reader is elsewhere
    assert current(pane) == 0
    pane.add_message(user("Three"))
    assert pane._reveal.current is None


def has_ring(pane: ConversationPane) -> bool:
    """Whether an outline stands around all that is in view."""
    image = pane.viewport().grab().toImage()
    row = [image.pixelColor(image.width() // 2, y) for y in range(4)]
    return QColor(Theme.current().accent) in row


def test_without_a_current_message_the_view_has_the_outline(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    pane.show_conversation(conversation(60))
    pane.activateWindow()
    pane.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(pane.hasFocus)
    assert has_ring(pane)
    pane.go_by_message(-1)
    assert not has_ring(pane), "the message has it"
    pane.verticalScrollBar().setValue(0)
    assert has_ring(pane), "the message is out of sight"
    QTest.mouseClick(pane.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(4, 300))
    assert not has_ring(pane)
