"""The window: what people do comes out as signals, what there is to show goes in."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from gemini_desk.engine.events import Capabilities
from gemini_desk.ui.model_state import ModelPhase, ModelState
from gemini_desk.ui.shortcuts import ACTIONS
from gemini_desk.ui.theme import Theme, ThemeChoice
from tests.helpers.window_bench import listing_of, local_models, make_window

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.main_window import MainWindow

EVERYTHING = Capabilities(image=True, audio=True)


def press(qtbot: QtBot, window: MainWindow, keys: str) -> None:
    """Press a shortcut in the window, as the action's own keys say."""
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keySequence(window, keys)


# -- conversations ------------------------------------------------------------------------


def test_a_new_conversation_by_button_and_by_key(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.new_conversation_requested):
        press(qtbot, window, "Ctrl+N")
    button = next(
        button
        for button in window._parts.sidebar.findChildren(QAbstractButton)
        if button.accessibleName() == "New conversation"
    )
    with qtbot.waitSignal(window.new_conversation_requested):
        button.click()
    assert window._parts.composer.hasFocus()


def test_selecting_goes_out_and_setting_does_not(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(window.conversation_selected):
        window.set_listing(listing_of("Sign", "Sky"))
        window.set_current("sky", "Sky")
    assert window._parts.header.title.text == "Sky"
    assert window.windowTitle() == "Sky – Gemini Desk"
    with qtbot.waitSignal(window.conversation_selected) as selected:
        press(qtbot, window, "Ctrl+PgUp")
    assert selected.args == ["sign"]


def test_f2_renames_in_the_header(window: MainWindow, qtbot: QtBot) -> None:
    window.set_listing(listing_of("Sign"))
    window.set_current("sign", "Sign")
    press(qtbot, window, "F2")
    field = window._parts.header.title.findChild(QLineEdit)
    assert field is not None
    qtbot.waitUntil(field.hasFocus)
    assert field.selectedText() == "Sign"
    with qtbot.waitSignal(window.rename_requested) as renamed:
        qtbot.keyClicks(field, "A sign in Utrecht")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert renamed.args == ["sign", "A sign in Utrecht"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_the_keyboard_goes_back_where_it_came_from_to_rename(
    window: MainWindow, qtbot: QtBot, key: Qt.Key
) -> None:
    window.set_current("sign", "Sign")
    title = window._parts.header.title
    for came_from in (window._parts.header.model_button, title):
        came_from.setFocus()
        qtbot.waitUntil(came_from.hasFocus)
        title.start_editing()
        field = title.findChild(QLineEdit)
        assert field is not None
        qtbot.waitUntil(field.hasFocus)
        qtbot.keyClick(field, key)
        qtbot.waitUntil(came_from.hasFocus)


def test_escape_leaves_the_title_and_does_not_stop_the_answer(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.set_current("sign", "Sign")
    window.set_answering(True, has_answer=False, has_question=True)
    title = window._parts.header.title
    qtbot.mouseDClick(title, Qt.MouseButton.LeftButton)
    field = title.findChild(QLineEdit)
    assert field is not None
    qtbot.waitUntil(field.hasFocus)
    with (
        qtbot.assertNotEmitted(window.rename_requested),
        qtbot.assertNotEmitted(window.action("stop").triggered),
    ):
        qtbot.keyClicks(field, "Other")
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not title.is_editing
    assert title.text == "Sign"


def test_f2_in_the_list_renames_there(window: MainWindow, qtbot: QtBot) -> None:
    window.set_listing(listing_of("Sign"))
    window.set_current("sign", "Sign")
    window._parts.sidebar.list.setFocus()
    qtbot.waitUntil(window._parts.sidebar.list.hasFocus)
    press(qtbot, window, "F2")
    assert not window._parts.header.title.is_editing
    assert window._parts.sidebar.list.findChild(QLineEdit) is not None


def test_an_empty_conversation_has_nothing_to_rename_or_delete(window: MainWindow) -> None:
    window.set_current("new", "New conversation", stored=False)
    assert not window.action("rename").isEnabled()
    assert not window.action("delete").isEnabled()
    window._parts.header.title.start_editing()
    assert not window._parts.header.title.is_editing


def test_deleting_offers_to_undo_it(window: MainWindow, qtbot: QtBot) -> None:
    window.set_listing(listing_of("Sign"))
    window.set_current("sign", "Sign")
    with qtbot.waitSignal(window.delete_requested) as deletion:
        window.action("delete").trigger()
    assert deletion.args == ["sign"]
    (toast,) = window.notifications.toasts
    assert toast.notice.text == "Deleted “Sign”"
    with qtbot.waitSignal(window.undo_delete_requested) as undone:
        press(qtbot, window, "Ctrl+J")
    assert undone.args == ["sign"]
    assert not window.notifications.toasts


# -- model --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (ModelState(), "Model: No model, choose one"),
        (ModelState(ModelPhase.UNLOADED, "starter"), "Model: Starter, not loaded"),
        (ModelState(ModelPhase.LOADING, "starter"), "Model: Starter, loading…"),
        (ModelState(ModelPhase.LOADING, "starter", fraction=0.42), "Model: Starter, loading 42 %"),
        (ModelState(ModelPhase.READY, "google/gemma-4-E2B-it"), "Model: Gemma 4 E2B, ready"),
        (ModelState(ModelPhase.ANSWERING, "/home/me/tuned/"), "Model: tuned, answering"),
        (ModelState(ModelPhase.FAILED, "starter", error="No."), "Model: Starter, failed"),
    ],
)
def test_the_state_is_always_in_sight(
    window: MainWindow, qtbot: QtBot, state: ModelState, said: str
) -> None:
    window.set_model_state(state)
    button = window._parts.header.model_button
    assert button.accessibleName() == said
    for width_px in (1_100, 380):
        window.resize(width_px, 600)
        qtbot.waitUntil(lambda width_px=width_px: window.width() == width_px)
        assert button.isVisible()
        right = button.mapTo(window, QPoint(button.width(), 0)).x()
        assert right <= window.width()
        dot_says_it = width_px == 380 and state.phase in (ModelPhase.READY, ModelPhase.ANSWERING)
        words_px = button.fontMetrics().horizontalAdvance("" if dot_says_it else state.words)
        assert button.width() >= words_px + 40


def test_a_model_is_chosen_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    window.set_local_models(local_models())
    window.set_model_state(ModelState(ModelPhase.READY, "starter", device="cpu"))
    press(qtbot, window, "Ctrl+M")
    menu = window._parts.models
    assert menu.isVisible()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert "current model" in focused.accessibleName()
    qtbot.keyClick(focused, Qt.Key.Key_Down)
    second = QApplication.focusWidget()
    assert second is not None
    assert "small-vlm" in second.accessibleName()
    with qtbot.waitSignal(window.model_chosen) as chosen:
        qtbot.keyClick(second, Qt.Key.Key_Space)
    assert chosen.args == ["owner/small-vlm"]
    assert not menu.isVisible()


def test_stop_is_offered_only_while_there_is_an_answer(window: MainWindow, qtbot: QtBot) -> None:
    stop, again = window.action("stop"), window.action("regenerate")
    assert not stop.isEnabled()
    window.set_answering(True, has_answer=False, has_question=True)
    with qtbot.waitSignal(stop.triggered):
        press(qtbot, window, "Esc")
    assert not again.isEnabled()
    window.set_answering(False, has_answer=True, has_question=True)
    assert again.isEnabled()
    assert not stop.isEnabled()


# -- drop and paste -----------------------------------------------------------------------


def files(*names: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(f"/tmp/{name}") for name in names])
    return mime


def drag_over(widget: QWidget, mime: QMimeData) -> bool:
    event = QDragEnterEvent(
        QPoint(40, 40), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_files_can_be_dropped_anywhere(window: MainWindow, qtbot: QtBot) -> None:
    mime = files("a.png", "b.wav")
    assert drag_over(window._parts.sidebar, mime)
    overlay = window._parts.drop
    assert overlay.isVisible()
    assert overlay.size() == window.size()
    assert drag_over(overlay, mime)
    names: list[list[str]] = []
    window.mime_arrived.connect(
        lambda found, pasted: names.append([url.fileName() for url in found.urls()] + [pasted])
    )
    drop = QDropEvent(
        QPointF(40, 40), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(overlay, drop)
    assert names == [["a.png", "b.wav", False]]
    assert not overlay.isVisible()


def test_dragging_elsewhere_takes_the_invitation_away(window: MainWindow) -> None:
    mime = files("a.png")
    assert drag_over(window, mime)
    assert drag_over(window._parts.drop, mime)
    QApplication.sendEvent(window._parts.drop, QDragLeaveEvent())
    assert not window._parts.drop.isVisible()


def test_files_that_leave_at_once_leave_no_invitation(window: MainWindow, qtbot: QtBot) -> None:
    assert drag_over(window, files("a.png"))
    QApplication.sendEvent(window, QDragLeaveEvent())
    qtbot.waitUntil(lambda: not window._parts.drop.isVisible())


def test_a_dragged_text_is_not_the_windows_business(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setText("a word")
    assert not drag_over(window, mime)
    assert not window._parts.drop.isVisible()


def test_pasting_reaches_the_composer_unless_a_field_wants_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    window.show_pane()
    window._parts.sidebar.list.setFocus()
    pasted: list[bool] = []
    window.mime_arrived.connect(lambda mime, by_key: pasted.append(mime.hasImage() and by_key))
    press(qtbot, window, "Ctrl+V")
    assert pasted == [True]

    QGuiApplication.clipboard().setText("Sign")
    window._parts.sidebar.focus_search()
    search = window._parts.sidebar._search
    qtbot.waitUntil(search.hasFocus)
    qtbot.keySequence(search, "Ctrl+V")
    assert search.text() == "Sign"
    assert pasted == [True]


# -- room ---------------------------------------------------------------------------------


def test_a_narrow_window_puts_the_sidebar_over_the_conversation(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.set_listing(listing_of("Sign", "Sky"))
    window.set_current("sign", "Sign")
    sidebar, content = window._parts.sidebar, window._parts.content
    assert sidebar.isVisible()
    assert content.x() == sidebar.width()

    window.resize(420, 700)
    qtbot.waitUntil(lambda: not sidebar.isVisible())
    assert content.width() == 420

    press(qtbot, window, "Ctrl+B")
    assert sidebar.isVisible()
    assert content.width() == 420
    with qtbot.waitSignal(window.conversation_selected):
        press(qtbot, window, "Ctrl+PgDown")
    assert not sidebar.isVisible()

    window.resize(1_100, 700)
    qtbot.waitUntil(sidebar.isVisible)


def test_a_click_beside_the_sidebar_closes_it(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(420, 700)
    qtbot.waitUntil(lambda: not window._parts.sidebar.isVisible())
    window._parts.shell.show_sidebar()
    beside = window._parts.shell.childAt(410, 300)
    assert beside is not None
    qtbot.mouseClick(beside, Qt.MouseButton.LeftButton)
    assert not window._parts.sidebar.isVisible()


def test_place_and_sidebar_are_kept(qtbot: QtBot, sample_assets: Path, tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    first = make_window(qtbot, geometry_file=file, assets=sample_assets)
    first.resize(900, 620)
    first._parts.shell.set_sidebar_width(320)
    first._parts.shell.toggle_sidebar()
    first.shell.set_panel_width(512)
    with qtbot.waitSignal(first.closing):
        first.close()
    second = make_window(qtbot, geometry_file=file, assets=sample_assets)
    assert second.shell.panel_width == 512
    assert not second.shell.panel_visible
    assert not second._parts.sidebar.isVisible()
    second._parts.shell.toggle_sidebar()
    assert second._parts.sidebar.width() == 320


def test_a_panel_takes_its_room_from_the_content_alone(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1_300, 700)
    shell, panel = window.shell, QWidget()
    content = window._parts.content
    qtbot.waitUntil(lambda: shell.width() == 1_300)
    before = content.width()
    shell.show_panel(panel)
    assert (content.width(), panel.width()) == (before - shell.panel_width, shell.panel_width)
    assert panel.geometry().right() == shell.rect().right()
    window.resize(1_000, 700)  # no room for all three
    qtbot.waitUntil(lambda: shell.width() == 1_000)
    assert panel.width() == 1_000 - window._parts.sidebar.width()
    assert not content.isVisible()
    shell.toggle_sidebar()
    assert content.isVisible()
    handle = shell.childAt(panel.x() - 1, 300)
    assert handle is not None
    before = panel.width()
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton)
    drag = QMouseEvent(
        QMouseEvent.Type.MouseMove, QPointF(-60, 300), handle.mapToGlobal(QPointF(-60, 300)),
        Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(handle, drag)
    assert before + 50 < panel.width() < before + 70
    shell.hide_panel()
    assert content.width() == window.width()


def test_a_damaged_file_of_places_is_forgotten(
    qtbot: QtBot, sample_assets: Path, tmp_path: Path
) -> None:
    file = tmp_path / "window.ini"
    file.write_text("[window]\ngeometry=nonsense\n[sidebar]\nwidth_px=wide\n", encoding="utf-8")
    window = make_window(qtbot, geometry_file=file, assets=sample_assets)
    assert window._parts.sidebar.width() == 264


# -- look, access, cost -------------------------------------------------------------------


def test_the_theme_is_chosen_in_the_menu(window: MainWindow, qtbot: QtBot) -> None:
    themes = window._parts.themes
    with qtbot.waitSignal(window.theme_chosen) as chosen:
        themes[ThemeChoice.DARK].trigger()
    assert chosen.args == [ThemeChoice.DARK]
    Theme.apply(ThemeChoice.DARK)
    assert themes[ThemeChoice.DARK].isChecked()
    Theme.apply(ThemeChoice.LIGHT)
    assert [choice for choice, action in themes.items() if action.isChecked()] == ["light"]


def test_everything_that_takes_the_keyboard_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    window.set_local_models(local_models())
    window.set_model_state(ModelState(ModelPhase.READY, "starter"))
    window.set_listing(listing_of("Sign"))
    window.show_welcome(EVERYTHING)
    qtbot.waitUntil(window._parts.welcome.cards[2].isVisible)
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and isinstance(widget, QAbstractButton | QLineEdit | QComboBox)
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert [type(widget).__name__ for widget in nameless] == []


def test_the_whole_window_is_reached_with_tab(window: MainWindow, qtbot: QtBot) -> None:
    window.set_listing(listing_of("Sign"))
    window.set_current("sign", "Sign")
    window.show_welcome(EVERYTHING)
    qtbot.waitUntil(window._parts.welcome.cards[2].isVisible)
    window._parts.sidebar.focus_search()
    reached: set[str] = set()
    for _ in range(40):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused.accessibleName())
        if focused is window._parts.composer:  # an editor that keeps Tab to itself
            window._parts.sidebar.focus_search()
            break
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    for name in ("Conversations", "Title: Sign", "Menu (F10)", "Message"):
        assert name in reached, reached
    assert any(name.startswith("Model:") for name in reached)
    assert sum(name.startswith("Try:") for name in reached) == 3


def test_every_key_works_wherever_the_focus_is(window: MainWindow, qtbot: QtBot) -> None:
    taken: list[str] = []
    for spec in ACTIONS:
        action = window.action(spec.name)
        if action.receivers("2triggered(bool)"):
            action.triggered.disconnect()  # so that nothing opens and takes the focus
        action.triggered.connect(lambda _on=False, name=spec.name: taken.append(name))
        action.setEnabled(True)
    window.show_pane()
    window.set_listing(listing_of("Sign"))
    qtbot.waitUntil(window.isActiveWindow)
    parts = window._parts
    # What a text field keeps to itself, and why it may.
    kept = {parts.sidebar._search: {"paste", "stop"}, parts.composer: {"paste"}}
    for widget in (parts.composer, parts.sidebar.list, parts.sidebar._search):
        for spec in ACTIONS:
            if not spec.keys or spec.name in kept.get(widget, set()):
                continue
            widget.setFocus()
            taken.clear()
            qtbot.keySequence(widget, spec.keys[0])
            assert taken == [spec.name], f"{spec.keys[0]} in {type(widget).__name__}"


def test_copying_details_tells_so(window: MainWindow) -> None:
    window.action("copy-details").trigger()
    assert QGuiApplication.clipboard().text() == "the report"
    assert window.notifications.toasts[0].notice.text == "Details copied."


def test_the_window_imports_nothing_slow() -> None:
    code = (
        "import sys, gemini_desk.ui.main_window;"
        "slow = {'numpy', 'torch', 'transformers', 'markdown_it', 'pygments', 'PIL',"
        " 'huggingface_hub', 'sounddevice'};"
        "print(*sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []
