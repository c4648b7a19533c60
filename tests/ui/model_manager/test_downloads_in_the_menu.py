"""The menu of models names each model once: by its download, or by its row."""

import dataclasses

import pytest

from gemini_desk.models.catalogue import ALIASES
from gemini_desk.ui.model_manager.download_state import DownloadStage
from tests.helpers.hub_models import SHARDS, serving_hub, write_model
from tests.helpers.loopback_hub import Fault

NANO = ALIASES["nano"]


@pytest.fixture
def hub(tmp_path, monkeypatch):
    with serving_hub(tmp_path, monkeypatch) as hub:
        write_model(hub.root / NANO)
        yield hub


@pytest.fixture
def menu(desk, qtbot):
    settings = desk.settings.settings
    network = dataclasses.replace(settings.network, offline=False)
    desk.settings.change(dataclasses.replace(settings, network=network))
    desk.window.local_models_changed.emit()
    menu = desk.window._parts.models
    qtbot.waitUntil(lambda: bool(rows_of(menu, NANO)), timeout=15_000)
    desk.window.show()
    desk.window.activateWindow()
    desk.window.action("choose-model").trigger()
    qtbot.waitUntil(menu.isVisible)
    return menu


def rows_of(menu, model):
    return [row for row in menu._rows if row.choice.model == model]


def test_once_while_it_comes_and_once_when_it_is_here(hub, desk, menu, qtbot):
    hub.faults = [Fault(SHARDS[1], bytes_per_s=300_000)]
    (row,) = rows_of(menu, NANO)
    row.setFocus()
    with qtbot.waitSignal(desk.downloads.downloaded, timeout=15_000):
        row.click()
        qtbot.waitUntil(lambda: not rows_of(menu, NANO))
        (download,) = menu._downloads.rows
        assert download.repo_id == NANO
        # The row that was pressed is gone; the keyboard is on what took its place.
        assert download.isAncestorOf(desk.window.focusWidget())
    qtbot.waitUntil(lambda: menu._downloads.rows == (), timeout=15_000)
    (row,) = rows_of(menu, NANO)
    assert row.choice.available
    assert desk.window.focusWidget() is row
    assert menu._downloads.isHidden()


def test_what_is_paused_stands_there_once(hub, desk, menu, qtbot):
    hub.faults = [Fault(SHARDS[1], bytes_per_s=100_000)]
    (row,) = rows_of(menu, NANO)
    row.click()
    qtbot.waitUntil(lambda: hub.sent_bytes[SHARDS[1]] > 10_000, timeout=15_000)
    desk.downloads.pause(NANO)
    qtbot.waitUntil(
        lambda: desk.downloads.state(NANO).stage is DownloadStage.PAUSED, timeout=15_000
    )
    desk.window.local_models_changed.emit()
    assert not rows_of(menu, NANO)
    desk.downloads.cancel(NANO, keep=True)
    qtbot.waitUntil(lambda: bool(rows_of(menu, NANO)), timeout=15_000)
    assert menu._downloads.isHidden()
