"""Servers in the whole window: sign, agreement, menu, page; the bad server is on loopback."""

from dataclasses import replace

import pytest

from gemini_desk.app import Desk
from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.diagnostics import Diagnostics
from gemini_desk.models import servers
from gemini_desk.settings import secrets
from gemini_desk.settings.schema import ServerSettings
from gemini_desk.settings.settings_store import SettingsStore
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.model_state import ModelPhase
from gemini_desk.ui.preferences.dialog import PreferencesDialog
from gemini_desk.ui.preferences.privacy_page import PrivacyPage
from tests.helpers.bad_server import CUT, Answer, BadServer, Raw, delta
from tests.helpers.desk_on_server import MODEL, TIMEOUT_MS, ask, dialog_of, offered, on


def row_of(desk, model):
    rows = desk.window._parts.models._rows
    return next(row for row in rows if row.choice.model == model)


def test_a_server_that_was_agreed_to_is_contacted_with_the_first_message_not_at_the_start(
    open_desk, server, qtbot
):
    desk = open_desk(on(server))
    assert desk.models.state.phase is ModelPhase.UNLOADED  # on its way, it would be loading
    assert desk.models.state.words == "on a server"
    assert desk.window.sign_text
    assert server.listings == []
    assert ask(desk, qtbot, "Hello?").message.text == "Yes."
    assert len(server.listings) == 1


def test_the_first_picture_of_the_window_says_that_messages_leave(profile, server, qtbot):
    SettingsStore(profile.config_dir / "settings.json").save(on(server))
    desk = Desk(profile, Diagnostics(profile.log_dir))  # nothing is furnished yet
    assert desk.window.sign_text.endswith(f"127.0.0.1:{server.port}")
    assert "stays on this machine" not in desk.window._parts.welcome.promise
    assert desk.window._parts.header.model_button.state.words == "on a server"
    desk.close()


def test_the_menu_asks_who_was_agreed_to_once_and_nobody_else(open_desk, server, qtbot):
    with BadServer() as other:
        settings = on(server, model="/nowhere")
        unagreed = ServerSettings("other", other.url)
        both = (unagreed, *settings.network.servers)
        desk = open_desk(replace(settings, network=replace(settings.network, servers=both)))
        desk.window.action("choose-model").trigger()
        qtbot.waitUntil(lambda: MODEL in offered(desk), timeout=TIMEOUT_MS)
        row = row_of(desk, "server:other/")
        assert row.isEnabled()
        assert "Not asked yet" in row.accessibleName()
        desk.window.action("choose-model").trigger()
        desk.window.action("choose-model").trigger()  # closed, and open again
        desk.window.local_models_changed.emit()  # a download ended
        row_of(desk, "server:other/").click()
        question = dialog_of(desk, Confirmation, qtbot)
        assert f"127.0.0.1:{other.port}" in question.windowTitle()
        question.reject()
        assert other.listings == []
        assert len(server.listings) == 1
        desk.window.action("choose-model").trigger()
        row_of(desk, "server:other/").click()
        dialog_of(desk, Confirmation, qtbot).accept()
        qtbot.waitUntil(lambda: "server:other/bad-model" in offered(desk), timeout=TIMEOUT_MS)
        assert len(other.listings) == 1
        assert desk.window._parts.models.isVisible()


def test_a_server_that_lists_nothing_offers_the_model_that_was_named(open_desk, server, qtbot):
    server.models_status = 404
    settings = on(server, model="/nowhere")
    desk = open_desk(settings)
    desk.window.action("choose-model").trigger()
    qtbot.waitUntil(lambda: "lists no" in row_of(desk, "server:home/").choice.hint, timeout=9_000)
    (home,) = settings.network.servers
    network = replace(settings.network, servers=(replace(home, model="typed/one"),))
    desk.settings.change(replace(settings, network=network))
    row_of(desk, "server:home/").click()
    qtbot.waitUntil(lambda: "server:home/typed/one" in offered(desk), timeout=TIMEOUT_MS)
    desk.window.model_chosen.emit("server:home/typed/one")
    assert ask(desk, qtbot, "Hello?").message.text == "Yes."
    assert server.requests[-1].json["model"] == "typed/one"


def test_a_server_that_cannot_be_reached_is_asked_again_with_its_row(open_desk, server, qtbot):
    server.models_status, server.models = 401, None
    desk = open_desk(on(server, model="/nowhere"))
    downloads = []
    desk.window.download_requested.connect(downloads.append)
    desk.window.action("choose-model").trigger()
    qtbot.waitUntil(lambda: "wants a key" in row_of(desk, "server:home/").details, timeout=9_000)
    server.models_status, server.models = 200, {"data": [{"id": "bad-model"}]}
    row_of(desk, "server:home/").click()
    qtbot.waitUntil(lambda: MODEL in offered(desk), timeout=TIMEOUT_MS)
    assert downloads == []


def test_the_sign_is_there_and_the_answer_says_where_it_went(open_desk, server, qtbot):
    desk = open_desk(on(server))
    server.queue(Answer(["Par", "is."], {"prompt_tokens": 9, "completion_tokens": 3}))
    answer = ask(desk, qtbot, "Capital of France?")
    origin = f"http://127.0.0.1:{server.port}"
    assert answer.message.text == "Paris."
    assert answer.answer.model.left_for == origin
    assert desk.window.sign_text == f"Leaves this machine: goes to {origin}"
    assert "stays on this machine" not in desk.window._parts.welcome.promise
    button = desk.window._parts.header.model_button
    assert f"goes to {origin}" in button.accessibleName()


def test_a_model_of_this_machine_shows_no_sign(open_desk, server, qtbot):
    desk = open_desk(on(server, model="/nowhere"))
    assert desk.window.sign_text == ""
    assert server.listings == []


def test_a_server_is_asked_for_once_and_going_back_takes_the_sign_away(open_desk, server, qtbot):
    desk = open_desk(on(server, model="/nowhere", agreed=False))
    desk.window.model_chosen.emit(MODEL)
    dialog = dialog_of(desk, Confirmation, qtbot)
    assert f"127.0.0.1:{server.port}" in dialog.windowTitle()
    assert server.listings == []  # nothing before the yes
    with qtbot.waitSignal(desk.models.loaded, timeout=TIMEOUT_MS):
        dialog.accept()
    assert desk.window.sign_text
    assert desk.settings.settings.network.servers[0].agreed
    desk.window.model_chosen.emit("/nowhere")
    qtbot.waitUntil(lambda: desk.window.sign_text == "", timeout=TIMEOUT_MS)
    assert "stays on this machine" in desk.window._parts.welcome.promise
    with qtbot.waitSignal(desk.models.loaded, timeout=TIMEOUT_MS):
        desk.window.model_chosen.emit(MODEL)  # not asked again


def test_a_no_sends_nothing(open_desk, server, qtbot):
    desk = open_desk(on(server, model="/nowhere", agreed=False))
    desk.window.model_chosen.emit(MODEL)
    dialog_of(desk, Confirmation, qtbot).reject()
    assert desk.settings.settings.model.name == "/nowhere"
    assert desk.window.sign_text == ""
    assert server.listings == []


def test_who_did_not_agree_sends_nothing_even_if_the_settings_name_the_server(
    open_desk, server, qtbot
):
    desk = open_desk(on(server, agreed=False))
    answer = ask(desk, qtbot, "Hello?")
    assert answer.status is MessageStatus.FAILED
    assert server.listings == []
    assert server.requests == []


def test_offline_the_message_fails_with_a_way_to_the_page(open_desk, server, qtbot):
    desk = open_desk(on(server, offline=True))
    answer = ask(desk, qtbot, "Hello?")
    assert answer.status is MessageStatus.FAILED
    assert "offline" in answer.answer.error
    assert server.listings == []
    toasts = desk.window.notifications.toasts
    toast = next(toast for toast in toasts if toast.notice.action is not None)
    assert toast.notice.action.text == "Open Privacy"
    toast.notice.action.run()
    dialog = dialog_of(desk, PreferencesDialog, qtbot)
    shown = dialog._stack.currentWidget().widget()
    assert isinstance(shown, PrivacyPage)
    dialog.reject()


def test_what_came_before_a_cut_is_kept_and_can_be_continued(open_desk, server, qtbot):
    desk = open_desk(on(server))
    server.queue(Raw([delta(content="Half an "), CUT]), Answer(["answer."]))
    answer = ask(desk, qtbot, "Hello?")
    assert answer.status is MessageStatus.FAILED
    assert answer.message.text == "Half an "
    assert "broke off" in answer.answer.error
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=TIMEOUT_MS) as ended:
        desk.messages.continue_answer(answer.id)
    assert ended.args[0].message.text == "Half an answer."


def test_a_stop_ends_the_request(open_desk, server, qtbot):
    desk = open_desk(on(server))
    server.queue(Raw([delta(content="Half"), "hang"]))
    with qtbot.waitSignal(desk.messages.text_arrived, timeout=TIMEOUT_MS):
        desk.messages.send("Hello?")
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=TIMEOUT_MS):
        desk.messages.stop()
    server.wait_gone()


def test_the_page_lists_what_was_contacted_and_removes_servers(open_desk, server, qtbot):
    secrets.set(secrets.SERVER_SERVICE, "home", "sk-very-secret", session_only=True)
    desk = open_desk(on(server))
    ask(desk, qtbot, "Hello?")
    desk.window.open_preferences("Privacy")
    dialog = dialog_of(desk, PreferencesDialog, qtbot)
    page = next(page for page in dialog.pages if isinstance(page, PrivacyPage))
    assert f"http://127.0.0.1:{server.port}" in page.contacts_text
    page.remove("home")
    dialog.save()
    assert desk.settings.settings.network.servers == ()
    qtbot.waitUntil(lambda: secrets.get(secrets.SERVER_SERVICE, "home") is None, timeout=TIMEOUT_MS)


@pytest.mark.parametrize("change", ["offline", "removed", "moved"])
def test_what_changes_about_a_server_holds_for_the_next_message(open_desk, server, qtbot, change):
    settings = on(server)
    (home,) = settings.network.servers
    network = settings.network
    desk = open_desk(settings)
    ask(desk, qtbot, "Hello?")
    asked = len(server.requests), len(server.listings)
    if change == "offline":
        network = replace(network, offline=True)
    elif change == "removed":
        network = replace(network, servers=())
    else:
        network = servers.with_server(network, replace(home, base_url="http://127.0.0.1:1/v1"))
    desk.settings.change(replace(desk.settings.settings, network=network))
    answer = ask(desk, qtbot, "And this?")
    assert answer.status is MessageStatus.FAILED
    assert (len(server.requests), len(server.listings)) == asked


def test_what_frees_memory_here_lets_a_server_go(open_desk, server, qtbot):
    desk = open_desk(on(server))
    ask(desk, qtbot, "Hello?")
    command = desk.window._parts.models._unload
    assert command.text() == "Let go of the server"
    command.click()
    qtbot.waitUntil(lambda: desk.models.state.phase is ModelPhase.UNLOADED, timeout=TIMEOUT_MS)
    assert desk.window.sign_text  # the next message would go there
