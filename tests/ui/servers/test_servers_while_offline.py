"""Servers of a window that is offline: they stand in the menu, and one yes leads to them."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.servers.server_form import ServerForm
from tests.helpers.desk_on_server import MODEL, TIMEOUT_MS, dialog_of, offered, on


def row_of_the_server(desk):
    rows = desk.window._parts.models._rows
    return next(row for row in rows if row.choice.model.startswith("server:"))


def add(desk, server, qtbot):
    desk.window.server_requested.emit()
    form = dialog_of(desk, ServerForm, qtbot)
    form.name.setText("work")
    form.address.setText(f"127.0.0.1:{server.port}")
    form.add_button.click()


def test_whoever_adds_one_is_asked_for_both(open_desk, server, qtbot):
    settings = on(server, model="/nowhere", offline=True)
    desk = open_desk(settings)
    add(desk, server, qtbot)
    question = dialog_of(desk, Confirmation, qtbot)
    assert f"127.0.0.1:{server.port}" in question.windowTitle()
    said = " ".join(label.text() for label in question.findChildren(QLabel))
    assert "Gemini Desk is offline." in said
    assert "Preferences, Privacy" in said
    assert server.listings == []
    assert desk.settings.settings.network.offline  # until the yes
    question.accept()
    qtbot.waitUntil(lambda: "server:work/bad-model" in offered(desk), timeout=TIMEOUT_MS)
    assert desk.window._parts.models.isVisible()
    assert not desk.settings.settings.network.offline


def test_a_no_leaves_it_in_the_menu_and_asks_nobody(open_desk, server, qtbot):
    desk = open_desk(on(server, model="/nowhere", offline=True))
    desk.window.action("choose-model").trigger()
    row = row_of_the_server(desk)
    assert "You are offline: choose it to ask it" in row.accessibleName()
    row.click()
    question = dialog_of(desk, Confirmation, qtbot)
    question.reject()
    assert desk.settings.settings.network.offline
    desk.window.action("choose-model").trigger()
    assert row_of_the_server(desk).isEnabled()
    assert server.listings == []


def test_one_that_was_agreed_to_is_a_yes_away(open_desk, server, qtbot):
    desk = open_desk(on(server, model="/nowhere", offline=True))
    desk.window.action("choose-model").trigger()
    row_of_the_server(desk).click()
    dialog_of(desk, Confirmation, qtbot).accept()
    qtbot.waitUntil(lambda: MODEL in offered(desk), timeout=TIMEOUT_MS)
    assert len(server.listings) == 1


def test_who_was_offline_for_a_moment_asks_anew(open_desk, server, qtbot):
    settings = on(server, model="/nowhere")
    desk = open_desk(settings)
    desk.window.action("choose-model").trigger()
    qtbot.waitUntil(lambda: MODEL in offered(desk), timeout=TIMEOUT_MS)
    for offline in (True, False):
        desk.window.close_models_menu()
        network = replace(settings.network, offline=offline)
        desk.settings.change(replace(settings, network=network))
        desk.window.action("choose-model").trigger()
    qtbot.waitUntil(lambda: MODEL in offered(desk), timeout=TIMEOUT_MS)
    assert len(server.listings) == 2


@pytest.mark.parametrize("setting", [False, True])
def test_what_was_started_offline_stays_so(open_desk, server, qtbot, monkeypatch, setting):
    monkeypatch.setenv("GEMINI_DESK_OFFLINE", "1")
    desk = open_desk(on(server, model="/nowhere", offline=setting))
    desk.window.action("choose-model").trigger()
    assert not [name for name in offered(desk) if name.startswith("server:")]
    add(desk, server, qtbot)
    toast = desk.window.notifications.toasts[0]
    assert "--offline" in toast.notice.text
    assert desk.window.findChildren(Confirmation) == []
    assert server.listings == []
