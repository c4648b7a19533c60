"""The sidebar's list: rows, changes, keys, mouse."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.chat.conversation import ConversationId, MessageId
from gemini_desk.chat.message import Role
from gemini_desk.chat.organisation import Folder, Tag
from gemini_desk.storage.search_query import HIT_END, HIT_START, SearchHit
from gemini_desk.ui import style
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.conversation_list import requests
from gemini_desk.ui.conversation_list.delegate import more_rect
from gemini_desk.ui.conversation_list.groups import (
    ConversationRow,
    FolderRow,
    Listing,
    SectionRow,
    Shelf,
    day_name,
    rows_for,
    short_date,
)
from gemini_desk.ui.conversation_list.model import ConversationDataRole, ConversationListModel
from gemini_desk.ui.conversation_list.name_dialog import NameDialog
from gemini_desk.ui.conversation_list.shelf_pages import ArchivePage, BinPage
from gemini_desk.ui.conversation_list.sidebar import Sidebar
from gemini_desk.ui.conversation_list.view import ConversationListView
from gemini_desk.ui.conversation_search.filter_bar import FilterBar
from gemini_desk.ui.conversation_search.filters import Search, SearchFilters
from gemini_desk.ui.conversation_search.panel import HitsView
from gemini_desk.ui.theme import DARK, LIGHT, Theme, ThemeChoice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QAction
    from pytestqt.qtbot import QtBot

TODAY = date(2026, 3, 15)


@dataclass(frozen=True)
class Summary:
    id: str
    title: str
    updated_at: datetime
    pinned: bool = False
    archived: bool = False
    folder_id: str | None = None
    tag_ids: tuple[str, ...] = ()
    deleted_at: datetime | None = None


def made(*titles: str, days_apart: float = 0.0) -> list[Summary]:
    """Conversations with the given titles as ids, the first one the newest."""
    now = datetime.now(UTC)
    return [
        Summary(title, title, now - timedelta(days=days_apart * number, seconds=number))
        for number, title in enumerate(titles)
    ]


def listing(conversations: Iterable[Summary]) -> Listing:
    return Listing(tuple(conversations))


def texts(model: QAbstractItemModel) -> list[str]:
    return [str(model.index(row, 0).data()) for row in range(model.rowCount(QModelIndex()))]


# -- rows ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 3, 15), "Today"),
        (date(2026, 3, 16), "Today"),  # a clock that was set back
        (date(2026, 3, 14), "Yesterday"),
        (date(2026, 3, 13), "Previous 7 days"),
        (date(2026, 3, 8), "Previous 7 days"),
        (date(2026, 3, 7), "Previous 30 days"),
        (date(2026, 2, 13), "Previous 30 days"),
        (date(2026, 2, 12), "February"),
        (date(2025, 12, 31), "December 2025"),
    ],
)
def test_days_have_names(day: date, name: str) -> None:
    assert day_name(day, TODAY) == name


def test_conversations_stand_newest_first_below_their_days() -> None:
    noon = datetime(2026, 3, 15, 12, tzinfo=UTC)
    rows = rows_for(
        listing(
            [
                Summary("old", "Old", noon - timedelta(days=1)),
                Summary("new", "New", noon),
                Summary("older", "Older", noon - timedelta(days=1, hours=1)),
            ]
        ),
        TODAY,
    )
    assert rows == [
        SectionRow("Today"),
        ConversationRow("new", "New", "Today"),
        SectionRow("Yesterday"),
        ConversationRow("old", "Old", "Yesterday"),
        ConversationRow("older", "Older", "Yesterday"),
    ]


WORK, HOME = Folder("work", "Work"), Folder("home", "Home")
URGENT = Tag("urgent", "Urgent", "red")


def test_pinned_ones_stand_first_then_folders_then_days() -> None:
    some = made("pinned", "filed", "loose", "away")
    shelf = Listing(
        (
            replace(some[0], pinned=True, folder_id="work"),
            replace(some[1], folder_id="work", tag_ids=("urgent", "gone")),
            replace(some[2], folder_id="a folder that was removed"),
            replace(some[3], archived=True),
        ),
        (WORK, HOME),
        (URGENT,),
    )
    today = datetime.now().astimezone().date()
    assert rows_for(shelf, today) == [
        SectionRow("Pinned"),
        ConversationRow("pinned", "pinned", "Pinned"),
        SectionRow("Folders"),
        FolderRow("work", "Work", 1, expanded=True),
        ConversationRow("filed", "filed", "Work", (("Urgent", "red"),), indented=True),
        FolderRow("home", "Home", 0, expanded=True),
        SectionRow("Today"),
        ConversationRow("loose", "loose", "Today"),
    ]
    closed = rows_for(shelf, today, closed={"work"})
    assert FolderRow("work", "Work", 1, expanded=False) in closed
    assert all(row.key != "conversation filed" for row in closed)
    archive = rows_for(shelf, today, shelf=Shelf.ARCHIVE)
    assert [row.key for row in archive] == ["section Today", "conversation away"]
    assert len(rows_for(shelf, today, shelf=Shelf.BIN)) == 5


def test_short_dates() -> None:
    now = datetime(2026, 3, 15, 12, tzinfo=UTC)
    assert short_date(now - timedelta(hours=2), now) == "10:00"
    assert short_date(now - timedelta(days=2), now) == "13 Mar"
    assert short_date(now - timedelta(days=400), now) == "8 Feb 2025"


# -- model --------------------------------------------------------------------------------


@pytest.fixture
def model() -> ConversationListModel:
    model = ConversationListModel()
    strict = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(model, strict, model)
    return model


def test_the_model_survives_every_kind_of_change(model: ConversationListModel) -> None:
    first = made("a", "b", "c", "d", days_apart=1)
    model.set_listing(listing(first))
    before = model.conversation_ids()
    assert before == ["a", "b", "c", "d"]

    bumped = [replace(first[2], updated_at=datetime.now(UTC) + timedelta(seconds=1)), *first[:2]]
    model.set_listing(listing([*bumped, first[3]]))
    assert model.conversation_ids() == ["c", "a", "b", "d"]

    model.set_listing(listing([bumped[0], Summary("e", "e", datetime.now(UTC)), first[3]]))
    assert model.conversation_ids() == ["c", "e", "d"]

    model.set_listing(listing([]))
    assert model.rowCount() == 0


def test_a_change_of_one_title_touches_one_row(model: ConversationListModel, qtbot: QtBot) -> None:
    some = made("a", "b", "c")
    model.set_listing(listing(some))
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    with (
        qtbot.assertNotEmitted(model.rowsInserted),
        qtbot.assertNotEmitted(model.rowsRemoved),
        qtbot.waitSignal(model.dataChanged) as changed,
    ):
        model.set_listing(listing([some[0], replace(some[1], title="B"), some[2]]))
    assert changed.args is not None
    assert changed.args[0].row() == changed.args[1].row() == 2
    assert not resets


def test_the_model_matches_a_fresh_one_after_random_changes(model: ConversationListModel) -> None:
    import random

    chance = random.Random(7)
    everything = made(*[f"c{number}" for number in range(40)], days_apart=0.6)
    for _ in range(60):
        some = [
            replace(item, updated_at=item.updated_at - timedelta(days=chance.randrange(3)))
            for item in chance.sample(everything, chance.randrange(len(everything)))
        ]
        some = [
            replace(
                item,
                pinned=chance.random() < 0.1,
                archived=chance.random() < 0.1,
                folder_id=chance.choice([None, None, "work", "home"]),
            )
            for item in some
        ]
        folders = tuple(chance.sample([WORK, HOME], chance.randrange(3)))
        closed = chance.choice([(), ("work",), ("work", "home")])
        model.set_closed_folders(closed)
        model.set_listing(Listing(tuple(some), folders))
        fresh = ConversationListModel()
        fresh.set_closed_folders(closed)
        fresh.set_listing(Listing(tuple(some), folders))
        assert texts(model) == texts(fresh)


def test_rows_speak_to_screen_readers(model: ConversationListModel) -> None:
    model.set_listing(listing(made("A sign")))
    spoken = model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "A sign, Today"
    assert model.index(0).data(ConversationDataRole.ROW) == SectionRow("Today")
    assert not model.index(0).flags() & Qt.ItemFlag.ItemIsSelectable


def test_an_empty_title_is_refused_and_spaces_are_trimmed(
    model: ConversationListModel, qtbot: QtBot
) -> None:
    model.set_listing(listing(made("a")))
    with qtbot.assertNotEmitted(model.renamed):
        assert not model.setData(model.index(1), "   ")
        assert model.setData(model.index(1), " a ")  # the old title is no change
    with qtbot.waitSignal(model.renamed) as renamed:
        assert model.setData(model.index(1), " a  new\nname ")
    assert renamed.args == ["a", "a new name"]


# -- view ---------------------------------------------------------------------------------


@pytest.fixture
def view(qtbot: QtBot) -> ConversationListView:
    view = ConversationListView()
    qtbot.addWidget(view)
    view.resize(260, 500)
    view.set_listing(listing(made("a", "b", "c")))
    view.show()
    qtbot.waitExposed(view)
    return view


def test_a_click_selects_and_a_setter_does_not(view: ConversationListView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.selected):
        view.set_current("c")
        view.set_listing(listing(made("a", "b", "c", "d")))
    place = view.visualRect(view.conversations.index_of("b")).center()
    with qtbot.waitSignal(view.selected) as selected:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert selected.args == ["b"]


def test_removing_the_current_conversation_selects_no_other(
    view: ConversationListView, qtbot: QtBot
) -> None:
    view.set_current("b")
    with qtbot.assertNotEmitted(view.selected):
        view.set_listing(listing(made("a", "c")))
    assert not view.selectionModel().hasSelection()


def test_arrow_keys_skip_days(qtbot: QtBot) -> None:
    view = ConversationListView()
    qtbot.addWidget(view)
    view.set_listing(listing(made("a", "b", days_apart=1)))
    view.set_current("a")
    with qtbot.waitSignal(view.selected) as selected:
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert selected.args == ["b"]


def test_delete_asks_for_deletion_and_backspace_does_not(
    view: ConversationListView, qtbot: QtBot
) -> None:
    view.set_current("b")
    with qtbot.assertNotEmitted(view.delete_requested):
        qtbot.keyClick(view, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(view.delete_requested) as deletion:
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert deletion.args == ["b"]


def test_who_deletes_by_keys_goes_on_from_the_next_conversation(
    view: ConversationListView, qtbot: QtBot
) -> None:
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    view.set_current("b")
    with qtbot.waitSignal(view.delete_requested):
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    with qtbot.assertNotEmitted(view.selected):
        view.set_current("a new one")
        view.set_listing(listing(made("a", "c")))
    assert view.chosen_id == "c"
    assert view.selectedIndexes() == []  # it is not open
    with qtbot.waitSignal(view.delete_requested) as deletion:
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert deletion.args == ["c"]
    view.set_listing(listing(made("a", "b", "c")))  # undone
    view.set_current("b")
    assert view.selectedIndexes() == [view.conversations.index_of("b")]
    qtbot.keyClick(view, Qt.Key.Key_Return)  # decided: the keyboard goes elsewhere
    view.set_current("a new one")
    assert view.chosen_id == ""


def test_a_title_is_edited_in_its_place(view: ConversationListView, qtbot: QtBot) -> None:
    view.set_current("b")
    view.rename_current()
    editor = view.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "b"
    assert editor.accessibleName()
    editor.setText("A better name")
    with qtbot.waitSignal(view.rename_requested) as renamed:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == ["b", "A better name"]


def entry(menu: QMenu | None, *path: str) -> QAction:
    """The entry of a menu that these texts lead to."""
    assert menu is not None
    for text in path[:-1]:
        menu = next(it.menu() for it in menu.actions() if it.text() == text)
    return next(it for it in menu.actions() if it.text() == path[-1])


def test_the_menu_of_a_row_renames_and_deletes(view: ConversationListView, qtbot: QtBot) -> None:
    menu = view.menu_for(view.conversations.index_of("c"))
    rename = entry(menu, "Rename")
    with qtbot.waitSignal(view.delete_requested) as deletion:
        entry(menu, "Delete").trigger()
    assert deletion.args == ["c"]
    view.set_listing(listing(made("a")))
    rename.trigger()  # the conversation went while the menu was open
    assert view.findChild(QLineEdit) is None


def test_the_menu_of_a_row_follows_the_theme_while_it_is_open(view: ConversationListView) -> None:
    menu = view.menu_for(view.conversations.index_of("c"))
    assert menu is not None
    try:
        for choice, colours in ((ThemeChoice.DARK, DARK), (ThemeChoice.LIGHT, LIGHT)):
            Theme.apply(choice)
            for each in (menu, *menu.findChildren(QMenu)):
                assert each.styleSheet() == style.menu_style(colours)
    finally:
        Theme.apply(ThemeChoice.LIGHT)


@pytest.mark.parametrize(
    ("path", "wish"),
    [
        (("Pin to the top",), requests.Pin("a", True)),
        (("Archive",), requests.Archive("a", True)),
        (("Export…",), requests.Export("a")),
        (("Move to", "Home"), requests.Move("a", "home")),
        (("Move to", "No folder"), requests.Move("a", None)),
        (("Tags", "Urgent"), requests.SetTag("a", "urgent", False)),
        (("Tags", "Change a tag", "Urgent", "Remove"), requests.RemoveTag("urgent")),
    ],
)
def test_the_menu_of_a_row_asks(
    view: ConversationListView, qtbot: QtBot, path: tuple[str, ...], wish: object
) -> None:
    tagged = replace(made("a")[0], folder_id="work", tag_ids=("urgent",))
    view.set_listing(Listing((tagged,), (WORK, HOME), (URGENT,)))
    menu = view.menu_for(view.conversations.index_of("a"))
    with qtbot.waitSignal(view.requested) as asked:
        entry(menu, *path).trigger()
    assert asked.args == [wish]


def test_the_list_goes_along_with_what_is_pinned(view: ConversationListView) -> None:
    conversations = made(*(f"conversation {number}" for number in range(100)))
    view.set_listing(listing(conversations))
    bar, far = view.verticalScrollBar(), "conversation 90"
    view.scrollToBottom()
    below = bar.value()
    entry(view.menu_for(view.conversations.index_of(far)), "Pin to the top").trigger()
    view.set_listing(listing(conversations[1:]))  # something else changed meanwhile
    assert bar.value() > 0
    pinned = [replace(it, pinned=it.id == far) for it in conversations]
    view.set_listing(listing(pinned))
    assert bar.value() == 0
    assert view.viewport().rect().contains(view.visualRect(view.conversations.index_of(far)))
    view.scrollToBottom()
    view.set_listing(listing(pinned[:-1]))  # and then stays where the person goes
    assert bar.value() > below // 2


def test_a_new_folder_and_a_new_tag_are_named_in_a_dialog(
    view: ConversationListView, qtbot: QtBot
) -> None:
    menu = view.menu_for(view.conversations.index_of("a"))
    entry(menu, "Move to", "New folder…").trigger()
    dialog = view.findChild(NameDialog)
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    assert field is not None
    with qtbot.waitSignal(view.requested) as asked:
        qtbot.keyClicks(field, "  My   work ")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == [requests.NewFolder("My work", "a")]
    dialog = view.menus.ask_for_tag("b", "teal")
    field = dialog.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClick(field, Qt.Key.Key_Return)  # no name: nothing happens
    assert dialog.isVisible()
    with qtbot.waitSignal(view.requested) as asked:
        qtbot.keyClicks(field, "Soon")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == [requests.NewTag("Soon", "teal", "b")]


def test_folders_open_and_close_by_mouse_and_keyboard(
    view: ConversationListView, qtbot: QtBot
) -> None:
    filed = replace(made("a")[0], folder_id="work")
    view.set_listing(Listing((filed,), (WORK,)))
    folder = view.conversations.index(1)
    assert folder.data() == "Work"
    spoken = folder.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Folder Work, 1 conversation, open"
    place = view.visualRect(folder).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.conversations.conversation_ids() == []
    view.setCurrentIndex(view.conversations.index(1))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.conversations.conversation_ids() == ["a"]
    with qtbot.waitSignal(view.requested) as asked:
        entry(
            view.menu_for(view.conversations.index(1)), "Remove the folder, keep what is in it"
        ).trigger()
    assert asked.args == [requests.RemoveFolder("work")]


def test_delete_asks_before_a_folder_goes(view: ConversationListView, qtbot: QtBot) -> None:
    view.set_listing(Listing((replace(made("a")[0], folder_id="work"),), (WORK,)))
    view.setCurrentIndex(view.conversations.index(1))
    asked: list[object] = []
    view.requested.connect(asked.append)
    for answer in (QDialog.reject, QDialog.accept):
        qtbot.keyClick(view, Qt.Key.Key_Delete)
        question = view.window().findChild(Confirmation)
        assert question is not None
        texts = [label.text() for label in question.findChildren(QLabel)]
        assert texts == [
            "Delete the folder “Work”?", "The conversation in it stays, without a folder.",
        ]  # fmt: skip
        assert asked == []
        answer(question)
        qtbot.waitUntil(lambda: view.window().findChild(Confirmation) is None)
    assert asked == [requests.RemoveFolder("work")]


def test_what_is_dragged_does_not_hide_where_it_goes(view: ConversationListView) -> None:
    view.set_current("b")
    drag = view.make_drag()
    dragged = drag.pixmap().rect().translated(-drag.hotSpot())
    assert not dragged.adjusted(-9, -9, 9, 9).contains(0, 0), "the pointer is beside it"
    assert bytes(drag.mimeData().data(drag.mimeData().formats()[0]).data()) == b"b"


def test_dragging_a_conversation_onto_a_folder_moves_it(model: ConversationListModel) -> None:
    asked: list[object] = []
    model.requested.connect(asked.append)
    some = made("filed", "loose")
    model.set_listing(Listing((replace(some[0], folder_id="work"), some[1]), (WORK,)))
    drag, move = model.mimeData([model.index_of("loose")]), Qt.DropAction.MoveAction
    assert not model.dropMimeData(drag, move, -1, -1, model.index(1))  # no row is inserted
    assert asked.pop() == requests.Move("loose", "work")
    model.dropMimeData(drag, move, -1, -1, model.index_of("filed"))  # beside one that is in it
    assert asked.pop() == requests.Move("loose", "work")
    model.dropMimeData(drag, move, -1, -1, model.index_of("loose"))  # it is there already
    assert not asked
    drag = model.mimeData([model.index_of("filed")])
    model.dropMimeData(drag, move, -1, -1, model.index_of("loose"))
    assert asked.pop() == requests.Move("filed", None)


def test_the_dots_open_the_menu_instead_of_the_conversation(
    view: ConversationListView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QModelIndex] = []
    monkeypatch.setattr(view, "_open_menu", lambda index, _at: opened.append(index))
    index = view.conversations.index_of("b")
    dots = more_rect(view.visualRect(index)).center()
    with qtbot.assertNotEmitted(view.selected):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=dots)
    assert [found.row() for found in opened] == [index.row()]


def test_five_thousand_conversations_cost_no_python_call_for_each_row(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = ConversationListView()
    qtbot.addWidget(view)
    view.resize(260, 600)
    view.set_listing(listing(made(*[str(number) for number in range(5_000)], days_apart=0.1)))
    view.show()
    qtbot.waitExposed(view)
    asked: list[int] = []
    delegate = view.itemDelegate()
    monkeypatch.setattr(delegate, "sizeHint", lambda *_: asked.append(1))
    view.resize(300, 640)
    qtbot.waitUntil(lambda: view.viewport().height() >= 600)
    assert len(asked) < 100


# -- sidebar ------------------------------------------------------------------------------


@pytest.fixture
def sidebar(qtbot: QtBot) -> Sidebar:
    sidebar = Sidebar()
    qtbot.addWidget(sidebar)
    sidebar.resize(264, 600)
    sidebar.show()
    qtbot.waitExposed(sidebar)
    return sidebar


def test_an_empty_sidebar_says_what_will_be_there(sidebar: Sidebar) -> None:
    assert not sidebar.list.isVisible()
    assert any("will be listed here" in it.text() for it in sidebar.findChildren(QLabel))
    sidebar.pages.set_listing(listing(made("a")))
    assert sidebar.list.isVisible()


def hit(title: str, excerpt: str, message_id: str | None = "m") -> SearchHit:
    return SearchHit(
        ConversationId(title.lower()),
        None if message_id is None else MessageId(message_id),
        excerpt, title, datetime.now(UTC), Role.USER,
    )  # fmt: skip


def test_searching_asks_and_shows_hits_and_escape_takes_it_back(
    sidebar: Sidebar, qtbot: QtBot
) -> None:
    pages = sidebar.pages
    pages.set_listing(listing(made("Sign", "Sky")))
    sidebar.focus_search()
    with qtbot.waitSignal(pages.search_wanted) as wanted:
        qtbot.keyClicks(sidebar._search, "sig")
    assert wanted.args == [Search("sig")]
    found = (hit("Sign", f"a {HIT_START}sign{HIT_END} in Utrecht"), hit("Sky", "sigh"))
    pages.set_hits(Search("si"), ())  # an answer that comes too late
    pages.set_hits(Search("sig"), found)
    assert not sidebar.list.isVisible()
    hits = sidebar.findChild(HitsView)
    assert hits is not None
    assert hits.isVisible()
    assert hits.model().rowCount(QModelIndex()) == 2
    qtbot.keyClick(sidebar._search, Qt.Key.Key_Down)
    assert hits.hasFocus()
    with qtbot.waitSignal(pages.hit_chosen) as chosen:
        qtbot.keyClick(hits, Qt.Key.Key_Return)
    assert chosen.args == [found[0], "sig"]
    with qtbot.waitSignal(pages.search_wanted):
        qtbot.keyClicks(sidebar._search, "zzz")
    pages.set_hits(Search("sigzzz"), ())
    assert any("sigzzz" in it.text() for it in sidebar.findChildren(QLabel) if it.isVisible())
    qtbot.keyClick(sidebar._search, Qt.Key.Key_Escape)
    assert sidebar.list.isVisible()
    assert sidebar.list.hasFocus()


def test_filters_search_by_themselves_and_can_be_cleared(sidebar: Sidebar, qtbot: QtBot) -> None:
    pages = sidebar.pages
    pages.set_listing(Listing(tuple(made("a")), (), (URGENT,)))
    sidebar.focus_search()
    qtbot.waitUntil(lambda: sidebar.findChild(FilterBar) is not None)
    bar = sidebar.findChild(FilterBar)
    assert bar is not None
    assert bar.isVisible()
    pictures = next(it for it in bar.findChildren(QToolButton) if it.text() == "Pictures")
    with qtbot.waitSignal(pages.search_wanted) as wanted:
        qtbot.mouseClick(pictures, Qt.MouseButton.LeftButton)
    assert wanted.args == [Search("", SearchFilters(has_image=True))]
    tag = next(it for it in bar.findChildren(QToolButton) if it.text() == "Any tag")
    tag.menu().aboutToShow.emit()
    with qtbot.waitSignal(pages.search_wanted) as wanted:
        entry(tag.menu(), "Urgent").trigger()
    assert wanted.args is not None
    assert wanted.args[0].filters == SearchFilters(has_image=True, tag_id="urgent")
    pages.set_hits(wanted.args[0], ())
    clear = next(
        it for it in sidebar.findChildren(QPushButton) if it.text() == "Search without filters"
    )
    assert clear.isVisible()
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert sidebar.list.isVisible()  # nothing is searched for any more


@pytest.mark.parametrize("name", ["Pictures", "Time: Any time", "Search without filters"])
def test_escape_leads_out_of_the_search_from_wherever_the_keyboard_is(
    sidebar: Sidebar, qtbot: QtBot, name: str
) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    QVBoxLayout(around).addWidget(sidebar)
    around.show()
    around.activateWindow()
    stops = QShortcut(QKeySequence(Qt.Key.Key_Escape), around)  # the answer
    pages = sidebar.pages
    pages.set_listing(listing(made("a")))
    sidebar.focus_search()
    with qtbot.waitSignal(pages.search_wanted) as wanted:
        qtbot.keyClicks(sidebar._search, "zzz")
    assert wanted.args is not None
    filtered = Search("zzz", SearchFilters(has_image=True))
    pages.set_hits(filtered, ())
    buttons = (*sidebar.findChildren(QToolButton), *sidebar.findChildren(QPushButton))
    button = next(it for it in buttons if name in (it.accessibleName(), it.text()))
    button.show()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    with qtbot.assertNotEmitted(stops.activated):
        qtbot.keyClick(button, Qt.Key.Key_Escape)
    assert sidebar.list.isVisible()
    assert sidebar.list.hasFocus()
    assert sidebar._search.text() == ""
    sidebar.setParent(None)


def test_the_archive_opens_and_the_bin_restores_and_deletes_for_good(
    sidebar: Sidebar, qtbot: QtBot
) -> None:
    pages = sidebar.pages
    away, shown = made("away", "shown")
    pages.set_listing(listing([replace(away, archived=True), shown]))
    pages.show_archive()
    archive = sidebar.findChild(ArchivePage)
    assert archive is not None
    assert archive.isVisible()
    assert archive.list.conversations.conversation_ids() == ["away"]
    with qtbot.waitSignal(pages.selected) as selected:
        archive.list.go(1)
    assert selected.args == ["away"]
    with qtbot.waitSignal(pages.bin_wanted):
        pages.show_bin()
    page = sidebar.findChild(BinPage)
    assert page is not None
    assert page.isVisible()
    pages.set_bin(listing(made("x", "y")))
    restore, delete = (
        next(it for it in page.findChildren(QPushButton) if it.text().strip() == text)
        for text in ("Restore", "Delete…")
    )
    assert not restore.isEnabled()
    with qtbot.assertNotEmitted(pages.selected):
        page.list.go(1)
    with qtbot.waitSignal(pages.requested) as asked:
        qtbot.mouseClick(restore, Qt.MouseButton.LeftButton)
    assert asked.args == [requests.Restore("x")]
    with qtbot.assertNotEmitted(pages.requested):
        qtbot.mouseClick(delete, Qt.MouseButton.LeftButton)
    dialog = page.window().findChild(Confirmation)
    assert dialog is not None
    with qtbot.waitSignal(pages.requested) as asked:
        dialog.accept()
    assert asked.args == [requests.DeleteForGood("x")]
    pages.show_bin()  # once more: back to the list
    assert sidebar.list.isVisible()


def test_the_keyboard_stays_in_the_bin_while_one_after_the_other_is_restored(
    sidebar: Sidebar, qtbot: QtBot
) -> None:
    sidebar.activateWindow()
    pages = sidebar.pages
    pages.show_bin()
    page = sidebar.findChild(BinPage)
    assert page is not None
    pages.set_bin(listing(made("x", "y", "z")))
    page.list.setFocus()
    qtbot.waitUntil(page.list.hasFocus)
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    page._restore.setFocus()
    qtbot.waitUntil(page._restore.hasFocus)
    for names, restored in (("xz", "y"), ("x", "z"), ("", "x")):
        with qtbot.waitSignal(page.requested) as wish:
            qtbot.keyClick(page._restore, Qt.Key.Key_Space)
        assert wish.args == [requests.Restore(restored)]
        assert page._restore.hasFocus()
        pages.set_bin(listing(made(*names)))
    qtbot.waitUntil(page._back.hasFocus)


@pytest.mark.parametrize(("names", "whose"), [(["x"], "Its"), (["x", "y"], "Their")])
def test_the_question_before_the_bin_is_emptied_speaks_of_all_that_is_in_it(
    sidebar: Sidebar, names: list[str], whose: str
) -> None:
    pages = sidebar.pages
    pages.show_bin()
    page = sidebar.findChild(BinPage)
    assert page is not None
    pages.set_bin(listing(made(*names)))
    empty = next(it for it in page.findChildren(QPushButton) if it.text().strip() == "Empty…")
    empty.click()
    dialog = page.window().findChild(Confirmation)
    assert dialog is not None
    assert any(
        label.text().startswith(f"{whose} messages") for label in dialog.findChildren(QLabel)
    )
    dialog.close()
