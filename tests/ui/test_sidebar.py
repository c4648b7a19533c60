"""The sidebar in the window: the keyboard's way through it, narrow windows, what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QToolButton

from gemini_desk.chat.conversation import ConversationId, MessageId
from gemini_desk.chat.message import Role
from gemini_desk.chat.organisation import Folder
from gemini_desk.storage.search_query import SearchHit
from gemini_desk.ui.conversation_list import requests
from gemini_desk.ui.conversation_list.delegate import tooltip_for
from gemini_desk.ui.conversation_list.groups import ConversationRow, Listing
from gemini_desk.ui.conversation_list.name_dialog import NameDialog
from gemini_desk.ui.conversation_list.shelf_pages import ArchivePage, BinPage
from gemini_desk.ui.conversation_search.filters import Search
from gemini_desk.ui.conversation_search.panel import HitsView
from tests.helpers.window_bench import Summary, listing_of, make_window

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.conversation_list.view import ConversationListView
    from gemini_desk.ui.main_window import MainWindow

WORK, HOME = Folder("work", "Work"), Folder("home", "Home")


def hit(title: str, message_id: str = "m") -> SearchHit:
    return SearchHit(
        ConversationId(title.lower()), MessageId(message_id), "excerpt", title,
        datetime.now(UTC), Role.USER,
    )  # fmt: skip


def found(qtbot: QtBot, window: MainWindow, *hits: SearchHit) -> HitsView:
    """The hits of a search for “sky”, with the keyboard on the first."""
    window.action("search").trigger()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.setText("sky")
    window.sidebar.set_hits(Search("sky"), hits)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    view = window.findChild(HitsView)
    assert view is not None
    qtbot.waitUntil(view.hasFocus)
    return view


def focus_list(qtbot: QtBot, window: MainWindow) -> None:
    window.sidebar.list.setFocus()
    qtbot.waitUntil(window.sidebar.list.hasFocus)


# -- search -------------------------------------------------------------------------------


def test_a_hit_takes_the_sidebar_off_a_narrow_window(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(420, 700)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    hits = found(qtbot, window, hit("Sky"))
    assert window.sidebar.isVisible()
    qtbot.keyClick(hits, Qt.Key.Key_Return)
    assert not window.sidebar.isVisible()


def test_escape_leaves_the_hits_and_does_not_stop_the_answer(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.set_listing(listing_of("Sky"))
    window.set_answering(True, has_answer=False, has_question=True)
    hits = found(qtbot, window, hit("Sky"))
    with qtbot.assertNotEmitted(window.action("stop").triggered):
        qtbot.keyClick(hits, Qt.Key.Key_Escape)
    assert not hits.isVisible()
    assert window.sidebar.list.hasFocus()


def test_up_leads_from_the_first_hit_back_to_the_words(window: MainWindow, qtbot: QtBot) -> None:
    hits = found(qtbot, window, hit("Sky", "a"), hit("Sky", "b"))
    qtbot.keyClick(hits, Qt.Key.Key_Down)
    qtbot.keyClick(hits, Qt.Key.Key_Up)
    assert hits.hasFocus()
    qtbot.keyClick(hits, Qt.Key.Key_Up)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.text() == "sky"


def test_searching_again_keeps_the_place_among_the_hits(window: MainWindow, qtbot: QtBot) -> None:
    many = [hit(f"Sky {number}") for number in range(40)]
    hits = found(qtbot, window, *many)
    hits.setCurrentIndex(hits.model().index(30, 0))
    scrolled = hits.verticalScrollBar().value()
    assert scrolled > 0
    window.sidebar.set_hits(Search("sky"), many[1:])  # a conversation was deleted
    assert hits.currentIndex().data() == "Sky 30"
    assert hits.verticalScrollBar().value() > 0


def test_what_was_not_found_is_told_in_the_room_there_is(window: MainWindow, qtbot: QtBot) -> None:
    window.action("search").trigger()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.setText("x" * 500)
    window.sidebar.set_hits(Search("x" * 500), ())
    reason = next(
        it for it in window.sidebar.findChildren(QLabel) if "Nothing was found" in it.text()
    )
    assert reason.isVisible()
    assert reason.minimumSizeHint().width() <= window.sidebar.width()


# -- keys in the list ---------------------------------------------------------------------


def test_f2_on_a_folder_asks_for_its_name(window: MainWindow, qtbot: QtBot) -> None:
    window.set_listing(Listing((), (WORK,)))
    focus_list(qtbot, window)
    window.sidebar.list.setCurrentIndex(window.sidebar.list.conversations.index(1))
    window.action("rename").setEnabled(True)
    window.action("rename").trigger()
    dialog = window.findChild(NameDialog)
    assert dialog is not None
    dialog.close()


def test_f2_in_the_archive_renames_there_and_not_at_all_in_the_bin(
    window: MainWindow, qtbot: QtBot
) -> None:
    away = Summary("away", "Away", datetime.now(UTC), archived=True)
    window.set_listing(Listing((away, *listing_of("Sky").conversations)))
    window.set_current("sky", "Sky")
    window.sidebar.show_archive()
    archive = window.findChild(ArchivePage)
    assert archive is not None
    archive.list.setFocus()
    archive.list.setCurrentIndex(archive.list.conversations.index_of("away"))
    window.action("rename").trigger()
    assert archive.list.findChild(QLineEdit) is not None
    window.sidebar.show_bin()
    window.sidebar.set_bin(listing_of("Gone"))
    page = window.findChild(BinPage)
    assert page is not None
    page.list.setFocus()
    page.list.setCurrentIndex(page.list.conversations.index_of("gone"))
    window.action("rename").trigger()
    assert page.list.findChild(QLineEdit) is None
    assert not window._parts.header.title.is_editing


def walked(qtbot: QtBot, steps: int, key: Qt.Key = Qt.Key.Key_Tab) -> list[str]:
    """The names of what Tab leads to, one after the other."""
    names = []
    for _ in range(steps):
        focused = QApplication.focusWidget()
        qtbot.keyClick(focused, key)
        now = QApplication.focusWidget()
        text = now.text().strip() if isinstance(now, QAbstractButton) else ""
        names.append(now.accessibleName() or text)
    return names


def test_tab_leads_from_the_words_to_the_filters_and_to_what_was_found(
    window: MainWindow, qtbot: QtBot
) -> None:
    view = found(qtbot, window, hit("Sky"))
    assert walked(qtbot, 7, Qt.Key.Key_Backtab) == [
        "Tag: Any tag", "Model: Any model", "Time: Any time", "Films", "Sound", "Pictures",
        "Search conversations",
    ]  # fmt: skip
    walked(qtbot, 7)
    assert view.hasFocus()
    assert walked(qtbot, 1) == ["Preferences (Ctrl+,)"]


def test_tab_over_the_list_opens_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.set_listing(listing_of("Sky", "Sea"))
    window.set_current("new", "New conversation", stored=False)
    window.activateWindow()
    with qtbot.assertNotEmitted(window.conversation_selected):
        focus_list(qtbot, window)
    with qtbot.waitSignal(window.conversation_selected) as selected:
        qtbot.keyClick(window.sidebar.list, Qt.Key.Key_Return)
    assert selected.args == ["sky"]


def test_over_a_narrow_window_the_sidebar_has_the_keyboard(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.set_listing(listing_of("Sky"))
    window.resize(420, 700)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    window.activateWindow()
    window.action("write").trigger()
    composer = window._parts.composer
    qtbot.waitUntil(composer.hasFocus)
    window.action("sidebar").trigger()
    assert window.sidebar.list.hasFocus()
    qtbot.keyClick(window.sidebar.list, Qt.Key.Key_Escape)
    assert not window.sidebar.isVisible()
    assert composer.hasFocus()
    window.action("sidebar").trigger()
    window.action("write").trigger()  # on to what lies below it
    assert not window.sidebar.isVisible()
    assert composer.hasFocus()


def test_the_bin_is_opened_walked_and_left_with_the_keyboard(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.set_listing(listing_of("Sky"))
    window.activateWindow()
    (button,) = (b for b in window.findChildren(QToolButton) if b.accessibleName() == "Bin")
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    with qtbot.waitSignal(window.sidebar.bin_wanted):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    page = window.findChild(BinPage)
    assert page is not None
    window.sidebar.set_bin(listing_of("Gone"))
    qtbot.waitUntil(page.list.hasFocus)
    assert walked(qtbot, 3) == ["Restore", "Delete for good", "Preferences (Ctrl+,)"]
    assert walked(qtbot, 5, Qt.Key.Key_Backtab)[-2:] == [
        "Empty the bin", "Back to the conversations",
    ]  # fmt: skip
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(window.sidebar.list.isVisible)
    assert QApplication.focusWidget() is window.sidebar.list


# -- what is kept -------------------------------------------------------------------------


def test_closed_folders_are_closed_at_the_next_start(
    qtbot: QtBot, sample_assets: Path, tmp_path: Path
) -> None:
    file = tmp_path / "window.ini"
    filed = replace(listing_of("Sky").conversations[0], folder_id="work")
    for start in range(2):
        window = make_window(qtbot, geometry_file=file, assets=sample_assets)
        window.set_listing(Listing((filed,), (WORK, HOME)))
        conversations = window.sidebar.list.conversations
        if start == 0:
            assert conversations.conversation_ids() == ["sky"]
            conversations.toggle_folder("work")
        assert conversations.conversation_ids() == []
        with qtbot.waitSignal(window.closing):
            window.close()


def test_the_bin_in_sight_follows_what_is_deleted(window: MainWindow, qtbot: QtBot) -> None:
    window.set_listing(listing_of("Sky"))
    window.sidebar.show_bin()
    with qtbot.waitSignal(window.sidebar.bin_wanted):
        window.set_listing(listing_of())


def test_the_last_deleted_stands_first_in_the_bin(window: MainWindow) -> None:
    window.sidebar.show_bin()
    page = window.findChild(BinPage)
    assert page is not None
    now = datetime.now(UTC)
    old = replace(listing_of("Old").conversations[0], updated_at=now.replace(year=2020))
    new = listing_of("New").conversations[0]
    deleted = (replace(old, deleted_at=now), replace(new, deleted_at=now.replace(year=2024)))
    window.sidebar.set_bin(Listing(deleted))
    assert page.list.conversations.conversation_ids() == ["old", "new"]


def test_arrows_open_one_after_the_other_and_return_leads_to_the_message(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.set_listing(listing_of("Sky", "Sea", "Sun"))
    window.set_current("sky", "Sky")
    window.resize(420, 700)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    window.action("sidebar").trigger()
    focus_list(qtbot, window)
    with qtbot.waitSignal(window.conversation_selected) as selected:
        qtbot.keyClick(window.sidebar.list, Qt.Key.Key_Down)
    assert selected.args == ["sea"]
    window.set_current("sea", "Sea")
    assert window.sidebar.is_browsed  # and the keyboard stays with it
    with qtbot.waitSignal(window.conversation_selected) as selected:
        qtbot.keyClicks(window.sidebar.list, "su")
    assert selected.args == ["sun"]
    window.set_current("sun", "Sun")
    with qtbot.assertNotEmitted(window.conversation_selected):
        qtbot.keyClick(window.sidebar.list, Qt.Key.Key_Return)
    assert not window.sidebar.isVisible()
    assert not window.sidebar.is_browsed


def test_a_title_without_room_is_told_in_full(qapp: QApplication) -> None:
    long = "A title of <b>many</b> words that no sidebar has room for"
    told = tooltip_for(ConversationRow("a", long, "Today", (("urgent", "red"),)), 264)
    assert "A title of &lt;b&gt;many&lt;/b&gt; words" in told
    assert "urgent" in told
    assert tooltip_for(ConversationRow("a", "Short", "Today"), 264) == ""


def test_a_conversation_can_be_dropped_anywhere_on_a_row_and_below_the_last(
    window: MainWindow,
) -> None:
    """Qt takes a third of a row's height for the gaps beside it, where nothing can be done."""
    filed = replace(listing_of("Sky").conversations[0], folder_id="work")
    window.set_listing(Listing((filed, *listing_of("Sea").conversations), (WORK, HOME)))
    listed = window.sidebar.list
    asked: list[object] = []
    window.sidebar.requested.connect(asked.append)
    drag = listed.conversations.mimeData([listed.conversations.index_of("sea")])
    row = listed.visualRect(listed.conversations.index(1))
    for y in (row.top() + 1, row.bottom() - 1):
        drop_on(listed, drag, QPoint(row.center().x(), y))
        assert asked.pop() == requests.Move("sea", "work")
    drag = listed.conversations.mimeData([listed.conversations.index_of("sky")])
    drop_on(listed, drag, listed.viewport().rect().bottomLeft())
    assert asked.pop() == requests.Move("sky", None)


def drop_on(listed: ConversationListView, data: QMimeData, place: QPoint) -> None:
    move, left = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(place, move, data, left, none),
        QDragMoveEvent(place, move, data, left, none),
        QDropEvent(QPointF(place), move, data, left, none),
    ):
        QApplication.sendEvent(listed.viewport(), event)
