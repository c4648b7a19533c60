"""The model manager in the whole application."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest

from gemini_desk.models.known_models import find_known
from gemini_desk.models.machine import Machine
from gemini_desk.models.recommendation import recommend
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.model_manager.dialog import ModelManager
from gemini_desk.ui.preferences.dialog import PreferencesDialog
from gemini_desk.ui.preferences.model_page import ModelPage
from gemini_desk.ui.wiring.model_manager import ModelManagerWiring
from tests.helpers.model_folders import COMMIT, write_checkpoint
from tests.helpers.model_form import choose


@pytest.fixture
def hub_dir(tmp_path, monkeypatch):
    folder = tmp_path / "hub"
    repo = folder / "models--someone--small"
    snapshot = write_checkpoint(repo / "snapshots" / COMMIT)
    (repo / "blobs").mkdir()
    for number, file in enumerate(sorted(snapshot.iterdir())):
        blob = repo / "blobs" / f"{number:064x}"
        file.rename(blob)
        file.symlink_to(blob)
    (repo / "refs").mkdir()
    (repo / "refs" / "main").write_text(COMMIT)
    monkeypatch.setenv("HF_HUB_CACHE", str(folder))
    return folder


@pytest.fixture
def wiring(hub_dir, desk):
    return desk.findChild(ModelManagerWiring)


@pytest.fixture
def manager(qtbot, desk, wiring):
    with qtbot.waitSignal(wiring.listed, timeout=20_000):
        desk.window.action("models").trigger()
    dialog = desk.window.findChild(ModelManager)
    yield dialog
    if desk.window.findChild(ModelManager) is not None:
        dialog.reject()


def names(manager):
    rows = manager.models.rows
    return [rows.index(row).data() for row in range(rows.rowCount())]


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_lists_this_machine_and_the_catalogue(manager):
    assert {"Starter", "small", "Gemma 4 E2B", "Voxtral Mini 3B"} <= set(names(manager))


def test_loading_remembers_the_way_for_this_model(qtbot, desk, manager):
    manager.show_model("starter")
    choose(manager, "quantisation", "int8")
    with qtbot.waitSignal(desk.models.loaded, timeout=20_000):
        press(manager.details.buttons.load)
    assert desk.settings.settings.model.options_of("starter").quantisation == "int8"
    assert desk.settings.settings.model.name == "starter"


def test_every_option_is_kept_for_this_model(qtbot, desk, manager):
    manager.show_model("starter")
    form = manager.details.form
    form.set_options(replace(form.options(), image_tokens=560, kv_cache="int8"))
    with qtbot.waitSignal(desk.models.loaded, timeout=20_000):
        press(manager.details.buttons.load)
    kept = desk.settings.settings.model.options_of("starter")
    assert (kept.image_tokens, kept.kv_cache) == (560, "int8")


def test_what_is_downloaded_is_loaded_in_the_way_that_fits(qtbot, desk, wiring, manager):
    """From the manager, and from the menu of models where it is recommended."""
    manager.show_model("google/gemma-4-E2B-it")
    way = manager.details.options.quantisation
    other = "int8" if way == "int4" else "int4"  # what fits best is the machine's memory of now
    choose(manager, "quantisation", other)
    with qtbot.waitSignal(desk.window.download_requested):
        press(manager.details.buttons.download)
    kept = desk.settings.settings.model.options_of("google/gemma-4-E2B-it")
    assert kept.quantisation == other
    known = find_known("nano-2")
    small = Machine(16 * 10**9, 12 * 10**9)
    wiring._show_recommended(recommend(small, known=[known]))
    desk.window.download_requested.emit(known.id)
    assert desk.settings.settings.model.options_of(known.id).quantisation == "int8"


def test_an_unknown_model_is_not_looked_for_where_the_hub_is_forbidden(qtbot, manager, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    manager.search.setText("nobody/knows-this")
    QTest.keyClick(manager.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "HF_HUB_OFFLINE forbids" in manager.told, timeout=20_000)


def test_the_folder_is_shown(manager, hub_dir, monkeypatch):
    shown = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", staticmethod(lambda url: shown.append(url.toLocalFile()))
    )
    manager.show_model("someone/small")
    press(manager.details.buttons.folder)
    assert shown == [str(hub_dir / "models--someone--small" / "snapshots" / COMMIT)]


def test_damage_is_found(qtbot, manager):
    manager.show_model("someone/small")
    buttons = manager.details.buttons
    press(buttons.verify)
    qtbot.waitUntil(lambda: buttons.told.startswith("Damaged or missing"), timeout=20_000)
    assert "model.safetensors" in buttons.told


def test_removing_asks_first_and_takes_it_off_the_list(qtbot, wiring, manager, hub_dir):
    manager.show_model("someone/small")
    press(manager.details.buttons.remove)
    qtbot.waitUntil(lambda: manager.findChild(Confirmation) is not None, timeout=20_000)
    with qtbot.waitSignal(wiring.listed, timeout=20_000):
        manager.findChild(Confirmation).accept()
    assert "small" not in names(manager)
    assert not (hub_dir / "models--someone--small" / "snapshots" / COMMIT).exists()


def test_the_menu_leads_there(qtbot, desk, wiring):
    desk.window.action("choose-model").trigger()
    with qtbot.waitSignal(wiring.listed, timeout=20_000):
        desk.window.findChild(type(desk.window._parts.models)).manager_requested.emit()
    desk.window.findChild(ModelManager).reject()


def test_the_welcome_page_leads_to_the_very_model(qtbot, desk, wiring):
    """On a narrow screen, where the list would stand before it."""
    known = find_known("nano-2")
    wiring._show_recommended(recommend(Machine(16 * 10**9, 12 * 10**9), known=[known]))
    opened = []
    wiring.opened.connect(opened.append)
    with qtbot.waitSignal(wiring.listed, timeout=20_000):
        desk.window._parts.welcome._note._recommended.click()
        opened[0].resize(420, 700)
    assert opened[0].details.isVisible()
    assert opened[0].details.entry.id == known.id
    opened[0].reject()


def test_the_preferences_lead_there(qtbot, desk, wiring):
    desk.window.action("preferences").trigger()
    dialog = desk.window.findChild(PreferencesDialog)
    page = next(page for page in dialog.pages if isinstance(page, ModelPage))
    dialog.show_page(page)
    page.field("temperature").set_value(0.25)
    with qtbot.waitSignal(wiring.listed, timeout=20_000):
        page.manager_requested.emit()
    assert desk.settings.settings.generation.temperature == 0.25
    desk.window.findChild(ModelManager).reject()
