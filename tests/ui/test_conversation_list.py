"""The sidebar's list: rows, changes, keys, mouse."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit

from gemini_desk.ui.conversation_list.delegate import more_rect
from gemini_desk.ui.conversation_list.groups import ConversationRow, DayRow, day_name, rows_for
from gemini_desk.ui.conversation_list.model import ConversationDataRole, ConversationListModel
from gemini_desk.ui.conversation_list.sidebar import Sidebar
from gemini_desk.ui.conversation_list.view import ConversationListView

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TODAY = date(2026, 3, 15)


@dataclass(frozen=True)
class Summary:
    id: str
    title: str
    updated_at: datetime


def made(*titles: str, days_apart: float = 0.0) -> list[Summary]:
    """Conversations with the given titles as ids, the first one the newest."""
    now = datetime.now(UTC)
    return [
        Summary(title, title, now - timedelta(days=days_apart * number, seconds=number))
        for number, title in enumerate(titles)
    ]


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
        [
            Summary("old", "Old", noon - timedelta(days=1)),
            Summary("new", "New", noon),
            Summary("older", "Older", noon - timedelta(days=1, hours=1)),
        ],
        "",
        TODAY,
    )
    assert rows == [
        DayRow("Today"),
        ConversationRow("new", "New", "Today"),
        DayRow("Yesterday"),
        ConversationRow("old", "Old", "Yesterday"),
        ConversationRow("older", "Older", "Yesterday"),
    ]


def test_a_search_wants_all_its_words_in_any_case_and_leaves_no_empty_day() -> None:
    found = rows_for(made("A sign in Utrecht", "Utrecht", "A sign"), "SIGN utrecht", TODAY)
    assert [row.title for row in found if isinstance(row, ConversationRow)] == ["A sign in Utrecht"]
    assert sum(isinstance(row, DayRow) for row in found) == 1


# -- model --------------------------------------------------------------------------------


@pytest.fixture
def model() -> ConversationListModel:
    model = ConversationListModel()
    strict = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(model, strict, model)
    return model


def test_the_model_survives_every_kind_of_change(model: ConversationListModel) -> None:
    first = made("a", "b", "c", "d", days_apart=1)
    model.set_conversations(first)
    before = model.conversation_ids()
    assert before == ["a", "b", "c", "d"]

    bumped = [replace(first[2], updated_at=datetime.now(UTC) + timedelta(seconds=1)), *first[:2]]
    model.set_conversations([*bumped, first[3]])
    assert model.conversation_ids() == ["c", "a", "b", "d"]

    model.set_conversations([bumped[0], Summary("e", "e", datetime.now(UTC)), first[3]])
    assert model.conversation_ids() == ["c", "e", "d"]

    model.set_conversations([])
    assert model.rowCount() == 0


def test_a_change_of_one_title_touches_one_row(model: ConversationListModel, qtbot: QtBot) -> None:
    some = made("a", "b", "c")
    model.set_conversations(some)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    with (
        qtbot.assertNotEmitted(model.rowsInserted),
        qtbot.assertNotEmitted(model.rowsRemoved),
        qtbot.waitSignal(model.dataChanged) as changed,
    ):
        model.set_conversations([some[0], replace(some[1], title="B"), some[2]])
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
        search = chance.choice(["", "", "1", "c2"])
        model.set_search(search)
        model.set_conversations(some)
        fresh = ConversationListModel()
        fresh.set_search(search)
        fresh.set_conversations(some)
        assert texts(model) == texts(fresh)


def test_rows_speak_to_screen_readers(model: ConversationListModel) -> None:
    model.set_conversations(made("A sign"))
    spoken = model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "A sign, Today"
    assert model.index(0).data(ConversationDataRole.IS_DAY) is True
    assert not model.index(0).flags() & Qt.ItemFlag.ItemIsSelectable


def test_an_empty_title_is_refused_and_spaces_are_trimmed(
    model: ConversationListModel, qtbot: QtBot
) -> None:
    model.set_conversations(made("a"))
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
    view.set_conversations(made("a", "b", "c"))
    view.show()
    qtbot.waitExposed(view)
    return view


def test_a_click_selects_and_a_setter_does_not(view: ConversationListView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.selected):
        view.set_current("c")
        view.set_conversations(made("a", "b", "c", "d"))
    place = view.visualRect(view.conversations.index_of("b")).center()
    with qtbot.waitSignal(view.selected) as selected:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert selected.args == ["b"]


def test_removing_the_current_conversation_selects_no_other(
    view: ConversationListView, qtbot: QtBot
) -> None:
    view.set_current("b")
    with qtbot.assertNotEmitted(view.selected):
        view.set_conversations(made("a", "c"))
    assert not view.selectionModel().hasSelection()


def test_arrow_keys_skip_days(qtbot: QtBot) -> None:
    view = ConversationListView()
    qtbot.addWidget(view)
    view.set_conversations(made("a", "b", days_apart=1))
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


def test_the_menu_of_a_row_renames_and_deletes(view: ConversationListView, qtbot: QtBot) -> None:
    menu = view.menu_for(view.conversations.index_of("c"))
    rename, delete = menu.actions()
    with qtbot.waitSignal(view.delete_requested) as deletion:
        delete.trigger()
    assert deletion.args == ["c"]
    view.set_conversations(made("a"))
    rename.trigger()  # the conversation went while the menu was open
    assert view.findChild(QLineEdit) is None


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
    view.set_conversations(made(*[str(number) for number in range(5_000)], days_apart=0.1))
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
    assert "will be listed here" in sidebar._empty.text()
    sidebar.set_conversations(made("a"))
    assert sidebar.list.isVisible()


def test_searching_filters_and_escape_takes_it_back(sidebar: Sidebar, qtbot: QtBot) -> None:
    sidebar.set_conversations(made("Sign", "Sky"))
    sidebar.focus_search()
    with qtbot.waitSignal(sidebar.search_changed):
        qtbot.keyClicks(sidebar._search, "sig")
    assert sidebar.list.conversations.conversation_ids() == ["Sign"]
    qtbot.keyClicks(sidebar._search, "zzz")
    assert "sigzzz" in sidebar._empty.text()
    assert not sidebar.list.isVisible()
    qtbot.keyClick(sidebar._search, Qt.Key.Key_Escape)
    assert sidebar.list.conversations.conversation_ids() == ["Sign", "Sky"]
    assert sidebar.list.hasFocus()


def test_down_leads_from_the_search_into_the_list(sidebar: Sidebar, qtbot: QtBot) -> None:
    sidebar.set_conversations(made("Sign", "Sky"))
    sidebar.focus_search()
    qtbot.waitUntil(sidebar._search.hasFocus)
    qtbot.keyClick(sidebar._search, Qt.Key.Key_Down)
    assert sidebar.list.hasFocus()
