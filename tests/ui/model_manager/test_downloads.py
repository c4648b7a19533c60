"""Downloads as widgets show them: the real downloader, a hub on this machine, real widgets."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QPushButton

from gemini_desk.errors import LicenceNeededError
from gemini_desk.models import hub_token
from gemini_desk.models.download.records import DownloadRecords
from gemini_desk.models.hub_cache import default_hub_dir, find_snapshot
from gemini_desk.models.network import Ban
from gemini_desk.sizes import wait_text
from gemini_desk.ui.background import Background
from gemini_desk.ui.model_manager.download_controller import DownloadController
from gemini_desk.ui.model_manager.download_state import DownloadStage
from gemini_desk.ui.model_manager.downloads_panel import DownloadsPanel
from tests.helpers.hub_models import REPO, SHARDS, serving_hub, size_of, write_model
from tests.helpers.loopback_hub import Fault

OTHER = "org/other"


@pytest.fixture
def hub(tmp_path, monkeypatch):
    with serving_hub(tmp_path, monkeypatch) as hub:
        write_model(hub.root / OTHER)
        yield hub


@pytest.fixture
def make_controller(qapp, tmp_path, hub):
    """Makes what a window has; each has the records of the one before."""
    made = []

    def make(*, ban=None):
        parent = QObject()
        background = Background("test", parent)
        controller = DownloadController(
            DownloadRecords(tmp_path / "downloads"),
            hub_dir=default_hub_dir,
            ban=lambda: ban,
            background=background,
            parent=parent,
        )
        made.append((controller, background, parent))
        return controller

    yield make
    for controller, background, _parent in made:
        controller.close()
        background.close()


@pytest.fixture
def controller(make_controller):
    return make_controller()


@pytest.fixture
def panel(controller, qtbot):
    panel = DownloadsPanel(controller)
    qtbot.addWidget(panel)
    panel.resize(360, 300)
    return panel


def until(qtbot, controller, repo_id, stage):
    qtbot.waitUntil(
        lambda: getattr(controller.state(repo_id), "stage", None) is stage, timeout=15_000
    )


def test_a_download_to_its_end(hub, controller, panel, qtbot):
    assert panel.isHidden()
    with qtbot.waitSignal(controller.downloaded, timeout=15_000) as done:
        controller.download(REPO)
        assert panel.isVisibleTo(panel.parentWidget())
    assert done.args == [REPO]
    assert find_snapshot(REPO, default_hub_dir()) is not None
    (row,) = panel.rows
    assert row._words.text() == "✓ Verified · 1.2 MB"
    with qtbot.waitSignal(panel.load_requested) as load:
        row._load.click()
    assert load.args == [REPO]
    row._cancel.click()
    assert panel.rows == ()
    assert panel.isHidden()
    assert find_snapshot(REPO, default_hub_dir()) is not None


def test_a_long_name_keeps_clear_of_the_button(hub, controller, panel, qtbot):
    name = "org/A-name-that-goes-on-and-on-Instruct"
    write_model(hub.root / name)
    controller.download(name)
    until(qtbot, controller, name, DownloadStage.DONE)
    (row,) = panel.rows
    panel.resize(240, panel.sizeHint().height())
    panel.show()
    qtbot.waitExposed(panel)
    assert row._name.width() < row._name.sizeHint().width()  # it is cut
    assert row._load.x() - row._name.geometry().right() > 4


def test_pause_and_resume(hub, controller, panel, qtbot):
    hub.faults = [Fault(SHARDS[1], bytes_per_s=200_000)]
    controller.download(REPO)
    (row,) = panel.rows
    qtbot.waitUntil(lambda: hub.sent_bytes[SHARDS[1]] > 50_000, timeout=15_000)
    qtbot.waitUntil(lambda: " of 1.2 MB" in row._words.text(), timeout=15_000)
    row._main.click()
    assert not row._main.isEnabled()
    until(qtbot, controller, REPO, DownloadStage.PAUSED)
    assert row._words.text().startswith("Paused · ")
    assert row._main.accessibleName() == "Resume: model"
    row._main.click()
    until(qtbot, controller, REPO, DownloadStage.DONE)
    assert sum(hub.sent_bytes.values()) < size_of(hub.root / REPO) + 100_000


def test_one_at_a_time(hub, controller, panel, qtbot):
    hub.faults = [Fault(SHARDS[1], bytes_per_s=300_000)]
    controller.download(REPO)
    controller.download(OTHER)
    assert [state.stage for state in controller.states] == [
        DownloadStage.RUNNING,
        DownloadStage.QUEUED,
    ]
    controller.pause(OTHER)
    assert controller.state(OTHER).stage is DownloadStage.PAUSED
    controller.download(OTHER)
    until(qtbot, controller, REPO, DownloadStage.DONE)
    until(qtbot, controller, OTHER, DownloadStage.DONE)


def test_what_is_not_finished_is_there_after_a_restart(hub, make_controller, qtbot):
    hub.faults = [Fault(SHARDS[1], bytes_per_s=100_000)]
    first = make_controller()
    first.download(REPO)
    qtbot.waitUntil(lambda: hub.sent_bytes[SHARDS[1]] > 50_000, timeout=15_000)
    first.close()
    asked = len(hub.asked)
    second = make_controller()
    with qtbot.waitSignal(second.found_unfinished) as found:
        second.begin()
    assert found.args == [(REPO,)]
    state = second.state(REPO)
    assert state.stage is DownloadStage.PAUSED
    assert 0 < state.done_bytes < state.total_bytes
    assert len(hub.asked) == asked  # not by itself
    second.download(REPO)
    until(qtbot, second, REPO, DownloadStage.DONE)


def test_what_waits_in_line_is_there_after_a_restart(hub, make_controller, tmp_path, qtbot):
    """With what the person paused there: it never began, so that the hub never told of it."""
    write_model(hub.root / "org/third")
    hub.faults = [Fault(SHARDS[1], bytes_per_s=100_000)]
    first = make_controller()
    for repo_id in (REPO, OTHER, "org/third"):
        first.download(repo_id)
    first.pause("org/third")
    qtbot.waitUntil(lambda: hub.sent_bytes[SHARDS[1]] > 50_000, timeout=15_000)
    first.close()
    second = make_controller()
    with qtbot.waitSignal(second.found_unfinished) as found:
        second.begin()
    assert set(found.args[0]) == {REPO, OTHER, "org/third"}
    assert {state.stage for state in second.states} == {DownloadStage.PAUSED}
    assert [second.was_paused(each) for each in (REPO, OTHER, "org/third")] == [False, False, True]
    hub.faults = []
    for repo_id in (OTHER, REPO):
        second.download(repo_id)
    second.cancel("org/third", keep=False)
    until(qtbot, second, OTHER, DownloadStage.DONE)
    until(qtbot, second, REPO, DownloadStage.DONE)
    qtbot.waitUntil(lambda: second.state("org/third") is None, timeout=15_000)
    assert DownloadRecords(tmp_path / "downloads").load() == ()


def test_what_waits_in_line_survives_a_window_that_falls(hub, make_controller, tmp_path, qtbot):
    hub.faults = [Fault(SHARDS[1], bytes_per_s=100_000)]
    first = make_controller()
    first.download(REPO)
    first.download(OTHER)
    kept = DownloadRecords(tmp_path / "downloads")
    qtbot.waitUntil(
        lambda: {record.repo_id for record in kept.load()} == {REPO, OTHER}, timeout=15_000
    )


@pytest.mark.parametrize("paused", [True, False])
def test_what_was_cut_off_is_told_from_what_was_paused(hub, make_controller, qtbot, paused):
    hub.faults = [Fault(SHARDS[1], bytes_per_s=100_000)]
    first = make_controller()
    first.download(REPO)
    qtbot.waitUntil(lambda: hub.sent_bytes[SHARDS[1]] > 50_000, timeout=15_000)
    if paused:
        first.pause(REPO)
        until(qtbot, first, REPO, DownloadStage.PAUSED)
    first.close()
    second = make_controller()
    with qtbot.waitSignal(second.found_unfinished):
        second.begin()
    assert second.was_paused(REPO) is paused


def test_a_failure_is_said_and_can_be_tried_again(hub, controller, panel, qtbot):
    hub.faults = [Fault(SHARDS[0], wrong_byte=True)]
    controller.download(REPO)
    until(qtbot, controller, REPO, DownloadStage.FAILED)
    (row,) = panel.rows
    assert "hash" in row._problem.text()
    assert not row._form.isVisibleTo(row)
    assert row._main.accessibleName() == "Try again: model"
    row._main.click()
    until(qtbot, controller, REPO, DownloadStage.DONE)
    assert not row._problem.isVisibleTo(row)


def test_a_licence_and_a_token(hub, controller, panel, qtbot, monkeypatch):
    kept = []
    monkeypatch.setattr(hub_token, "keep_token", lambda token, **_named: kept.append(token))
    monkeypatch.setattr(hub_token, "kept_token", lambda: kept[-1] if kept else None)
    hub.gated.add(REPO)
    hub.accepted.add("hf_mine")
    controller.download(REPO)
    until(qtbot, controller, REPO, DownloadStage.FAILED)
    (row,) = panel.rows
    assert isinstance(controller.state(REPO).error, LicenceNeededError)
    assert row._form.isVisibleTo(row)
    assert row._form._open.toolTip() == f"{hub.url}/{REPO}"
    assert not row._form._use.isEnabled()
    row._form._field.setText(" hf_mine ")
    row._form._use.click()
    until(qtbot, controller, REPO, DownloadStage.DONE)
    assert kept == ["hf_mine"]
    assert row._form._field.text() == ""


def test_offline_nothing_begins(hub, make_controller, qtbot):
    controller = make_controller(ban=Ban.SETTING)
    with qtbot.waitSignal(controller.refused) as refused:
        controller.download(REPO)
    assert refused.args == [REPO, Ban.SETTING]
    assert controller.states == ()
    assert hub.asked == []


@pytest.mark.parametrize("answer", ["Go on", "Cancel and keep", "Throw away"])
def test_cancel_asks_what_becomes_of_what_came(hub, controller, panel, qtbot, answer):
    hub.faults = [Fault(SHARDS[1], bytes_per_s=100_000)]
    panel.show()
    controller.download(REPO)
    (row,) = panel.rows
    qtbot.waitUntil(lambda: hub.sent_bytes[SHARDS[1]] > 50_000, timeout=15_000)
    qtbot.waitUntil(lambda: controller.state(REPO).done_bytes > 600_000, timeout=15_000)
    row._cancel.click()
    box = panel.findChild(QMessageBox)
    button = next(each for each in box.findChildren(QPushButton) if each.text() == answer)
    assert " of 1.2 MB are here" in box.informativeText()
    button.click()
    if answer == "Go on":
        until(qtbot, controller, REPO, DownloadStage.DONE)
        return
    qtbot.waitUntil(lambda: controller.state(REPO) is None, timeout=15_000)
    left = list(default_hub_dir().glob("models--*/blobs/*"))
    assert bool(left) == (answer == "Cancel and keep")


def test_times_for_people():
    assert [wait_text(each) for each in (0.1, 40, 170, 4800)] == [
        "1 s",
        "40 s",
        "3 min",
        "1 h 20 min",
    ]
