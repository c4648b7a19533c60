"""Downloads in the whole window: the network is asked for, what is told, what goes on by itself."""

import dataclasses

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from gemini_desk.errors import ModelNotFoundError
from gemini_desk.models import contacts
from gemini_desk.models.catalogue import ALIASES
from gemini_desk.models.download.fetching import fetch
from gemini_desk.models.download.records import records_of
from gemini_desk.models.hub_cache import default_hub_dir
from gemini_desk.settings.schema import NetworkSettings, Settings
from gemini_desk.settings.settings_store import SettingsStore
from gemini_desk.ui.background import Background
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.model_manager.current_download import CurrentDownload
from gemini_desk.ui.model_manager.download_controller import DownloadController
from gemini_desk.ui.model_manager.download_state import DownloadStage
from gemini_desk.ui.model_state import ModelPhase, ModelState, model_label
from gemini_desk.ui.wiring.model_manager import ModelManagerWiring
from tests.helpers.hub_models import REPO, SHARDS, serving_hub, write_model
from tests.helpers.loopback_hub import Fault
from tests.helpers.whole_desk import build


@pytest.fixture
def hub(tmp_path, monkeypatch):
    with serving_hub(tmp_path, monkeypatch) as hub:
        yield hub


def allow_network(desk):
    settings = desk.settings.settings
    network = dataclasses.replace(settings.network, offline=False)
    desk.settings.change(dataclasses.replace(settings, network=network))


def test_in_the_window(hub, desk, qtbot):
    """Offline, one button allows it and downloads; told when it is done, and what was asked."""
    desk.window.download_requested.emit(REPO)
    question = desk.window.findChild(Confirmation)
    assert question.windowTitle() == f"Connect to {hub.url.removeprefix('http://')}?"
    assert hub.asked == []
    (allow,) = (
        each for each in question.findChildren(QPushButton) if each.text() == "Allow and download"
    )
    with qtbot.waitSignal(desk.downloads.downloaded, timeout=15_000):
        allow.click()
    assert not desk.settings.settings.network.offline
    purposes = {(each.origin, each.purpose) for each in contacts.contacts() if REPO in each.purpose}
    assert purposes >= {
        (hub.url, f"list of the files of {REPO}"),
        (hub.url, f"download of {REPO}"),
        (hub.storage_url, f"download of {REPO}"),
    }
    notice = desk.window.notifications.toasts[0].notice
    assert notice.text == "model is downloaded and verified."
    assert notice.action.text == "Load"


def cut_off(profile, hub, qtbot):
    """What an earlier window leaves in `profile` when it is closed in the middle."""
    hub.faults = [Fault(SHARDS[1], bytes_per_s=100_000)]
    parent = QObject()
    background = Background("earlier", parent)
    earlier = DownloadController(
        records_of(profile),
        hub_dir=default_hub_dir,
        ban=lambda: None,
        background=background,
        parent=parent,
    )
    earlier.download(REPO)
    qtbot.waitUntil(lambda: hub.sent_bytes[SHARDS[1]] > 50_000, timeout=15_000)
    earlier.close()
    background.close()


@pytest.mark.parametrize("goes_on", [True, False])
def test_what_was_cut_off_goes_on_at_the_start_where_it_shall(
    hub, profile, backend, qtbot, goes_on, light_theme
):
    cut_off(profile, hub, qtbot)
    network = NetworkSettings(offline=False, resume_downloads=goes_on)
    SettingsStore(profile.config_dir / "settings.json").save(Settings(network=network))
    desk = build(profile, backend)
    signal = desk.downloads.downloaded if goes_on else desk.downloads.found_unfinished
    with qtbot.waitSignals([desk.models.loaded, signal], timeout=15_000):
        desk.start()
    if not goes_on:
        assert desk.downloads.state(REPO).stage is DownloadStage.PAUSED
        notice = desk.window.notifications.toasts[0].notice
        assert notice.action.text == "Resume"
    desk.window.close()
    desk.close()


def test_no_is_no(hub, desk):
    desk.window.download_requested.emit(REPO)
    desk.window.findChild(Confirmation).reject()
    assert desk.settings.settings.network.offline
    assert hub.asked == []


@pytest.mark.parametrize("variable", ["GEMINI_DESK_OFFLINE", "HF_HUB_OFFLINE"])
def test_what_forbids_it_from_outside_is_obeyed_and_named(hub, desk, monkeypatch, variable):
    monkeypatch.setenv(variable, "1")
    allow_network(desk)
    desk.window.download_requested.emit(REPO)
    assert desk.window.findChild(Confirmation) is None
    notice = desk.window.notifications.toasts[0].notice
    assert notice.text.startswith(f"{REPO} was not downloaded: ")
    assert ("HF_HUB_OFFLINE" if variable == "HF_HUB_OFFLINE" else "--offline") in notice.text
    assert notice.action is None
    assert hub.asked == []


def test_a_model_that_is_not_here_is_offered(hub, desk, qtbot):
    allow_network(desk)
    desk.models._show(ModelState(ModelPhase.LOADING, model=REPO))
    desk.models.load_failed.emit(ModelNotFoundError("org/model is not on this machine."))
    notice = desk.window.notifications.toasts[0].notice
    assert notice.action.text == "Download"
    with qtbot.waitSignal(desk.downloads.downloaded, timeout=15_000):
        notice.action.run()


def test_in_the_manager(hub, desk, qtbot):
    """The button downloads, its row shows it below, and the model can be loaded then."""
    nano = ALIASES["nano"]
    write_model(hub.root / nano)
    allow_network(desk)
    opened = []
    wiring = desk.findChild(ModelManagerWiring)
    wiring.opened.connect(opened.append)
    with qtbot.waitSignal(wiring.listed, timeout=15_000):
        wiring.open_on(nano)
    (manager,) = opened
    assert manager.details.entry.id == nano
    current = manager.findChild(CurrentDownload)
    assert current.row is None
    buttons = manager.details.buttons
    assert buttons.download.isVisibleTo(manager)
    with qtbot.waitSignals([desk.downloads.downloaded, wiring.listed], timeout=15_000):
        buttons.download.click()
        assert current.row.repo_id == nano
        assert not buttons.download.isVisibleTo(manager)  # its row has buttons of its own
    assert not current.row._load.isVisibleTo(manager)  # one button above loads it
    assert manager.details.entry.path is not None
    offers = [each.notice.text for each in desk.window.notifications.toasts]
    assert f"{model_label(nano)} is downloaded and verified." in offers
    with qtbot.waitSignal(desk.window.model_chosen):
        buttons.load.click()
    offers = [each.notice.text for each in desk.window.notifications.toasts]
    assert f"{model_label(nano)} is downloaded and verified." not in offers
    assert not manager.isVisible()


def test_verify_asks_the_hub_where_it_may(hub, desk, qtbot):
    fetch(REPO, default_hub_dir())
    opened = []
    wiring = desk.findChild(ModelManagerWiring)
    wiring.opened.connect(opened.append)
    with qtbot.waitSignal(wiring.listed, timeout=15_000):
        wiring.open_on(REPO)
    (manager,) = opened
    buttons = manager.details.buttons
    buttons.verify.click()
    qtbot.waitUntil(lambda: buttons.told.endswith("the hub was not asked."), timeout=15_000)
    allow_network(desk)
    asked = len(hub.asked)
    buttons.verify.click()
    qtbot.waitUntil(lambda: buttons.told.endswith("are what the hub says."), timeout=15_000)
    assert len(hub.asked) == asked + 1
    hub.faults = [Fault("api", times=-1, status=503)]
    buttons.verify.click()
    qtbot.waitUntil(lambda: buttons.told.startswith("The hub is in trouble"), timeout=15_000)
    qtbot.waitUntil(lambda: buttons.told.endswith("the hub was not asked."), timeout=15_000)
    manager.reject()


def test_a_typed_id_is_told_of_and_downloaded(hub, desk, qtbot):
    """Not here: the network is asked for, size, licence and fit are told, then it downloads."""
    opened = []
    wiring = desk.findChild(ModelManagerWiring)
    wiring.opened.connect(opened.append)
    with qtbot.waitSignal(wiring.listed, timeout=15_000):
        wiring.open_on("")
    (manager,) = opened
    manager.filters.set_value("fits")
    manager.search.setText(REPO)
    QTest.keyClick(manager.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: manager.findChild(Confirmation) is not None, timeout=15_000)
    assert hub.asked == []
    assert "not on this machine" in manager.told
    question = manager.findChild(Confirmation)
    with qtbot.waitSignal(manager.details.shown, timeout=15_000):
        question.accept()
    assert manager.details.entry.id == REPO
    assert manager.filters.value == "everything"
    told = manager.details.facts
    assert "1.2 MB to download" in told
    assert "licence gemma" in told
    assert "Fits" in manager.details.verdict
    assert hub.sent_bytes[SHARDS[0]] <= 100_000
    with qtbot.waitSignals([desk.downloads.downloaded, wiring.listed], timeout=15_000):
        manager.details.buttons.download.click()
    assert manager.details.entry.path is not None
    manager.activateWindow()
    manager.search.setFocus()
    qtbot.waitUntil(manager.search.hasFocus)
    manager.search.setText("org/none")
    QTest.keyClick(manager.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "has no model named org/none" in manager.told, timeout=15_000)
    manager.reject()


def test_a_typed_id_that_nobody_may_ask_for(hub, desk, qtbot, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    opened = []
    wiring = desk.findChild(ModelManagerWiring)
    wiring.opened.connect(opened.append)
    with qtbot.waitSignal(wiring.listed, timeout=15_000):
        wiring.open_on("")
    (manager,) = opened
    manager.search.setText(REPO)
    QTest.keyClick(manager.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "HF_HUB_OFFLINE" in manager.told, timeout=15_000)
    assert hub.asked == []
    manager.reject()
