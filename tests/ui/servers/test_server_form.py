"""The form in which a server is added or changed, in the whole window."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.settings import secrets
from gemini_desk.settings.schema import NetworkSettings
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.controls import IconButton
from gemini_desk.ui.preferences.dialog import PreferencesDialog
from gemini_desk.ui.preferences.privacy_page import PrivacyPage
from gemini_desk.ui.servers.server_form import ServerForm
from tests.helpers.bad_server import BadServer
from tests.helpers.desk_on_server import MODEL, TIMEOUT_MS, ask, dialog_of, offered, on


def test_a_server_is_added_with_the_form_and_its_models_are_offered(open_desk, server, qtbot):
    settings = replace(on(server, model="/nowhere"), network=NetworkSettings(offline=False))
    desk = open_desk(settings)
    desk.window.server_requested.emit()
    form = dialog_of(desk, ServerForm, qtbot)
    form.name.setText("home")
    form.address.setText(f"127.0.0.1:{server.port}")
    form.key.setText("sk-very-secret")
    form.session_only.setChecked(True)
    form.test_button.setFocus()
    QTest.keyClick(form.test_button, Qt.Key.Key_Return)
    QTest.keyClick(form.test_button, Qt.Key.Key_Space)  # it is being asked already
    qtbot.waitUntil(lambda: "bad-model" in form.said, timeout=TIMEOUT_MS)
    assert form.focusWidget() is form.test_button
    tested = len(server.listings)
    assert tested == 1
    form.add_button.click()
    added = desk.settings.settings.network.servers[0]
    assert (added.name, added.base_url, added.agreed) == ("home", server.url, False)
    question = dialog_of(desk, Confirmation, qtbot)
    assert len(server.listings) == tested  # nothing before the yes
    question.accept()
    menu = desk.window._parts.models
    qtbot.waitUntil(lambda: MODEL in offered(desk), timeout=TIMEOUT_MS)
    assert menu.isVisible()
    assert server.listings[-1].headers["authorization"] == "Bearer sk-very-secret"
    assert desk.settings.settings.network.servers[0].agreed


def test_the_form_warns_of_what_is_not_encrypted_and_of_names_that_cannot_be(
    open_desk, server, qtbot
):
    desk = open_desk(on(server, model="/nowhere", offline=True))
    desk.window.server_requested.emit()
    form = dialog_of(desk, ServerForm, qtbot)
    form.address.setText("http://192.168.0.7:8000")
    assert "not encrypted" in form.said
    form.name.setText("a b")
    form.add_button.click()
    assert "name" in form.said
    form.name.setText("work")
    form.test_button.click()
    assert "offline" in form.said
    form.reject()


def open_change_form(desk, qtbot):
    desk.window.open_preferences("Privacy")
    dialog = dialog_of(desk, PreferencesDialog, qtbot)
    page = next(page for page in dialog.pages if isinstance(page, PrivacyPage))
    button = next(b for b in page.findChildren(IconButton) if b.accessibleName() == "Change home…")
    button.click()
    return dialog, dialog_of(desk, ServerForm, qtbot)


def test_a_server_is_changed_and_its_key_stays(open_desk, server, qtbot):
    secrets.set(secrets.SERVER_SERVICE, "home", "sk-very-secret", session_only=True)
    desk = open_desk(on(server))
    ask(desk, qtbot, "Hello?")
    dialog, form = open_change_form(desk, qtbot)
    assert not form.name.isEnabled()
    assert form.key.text() == ""  # what is kept is not shown
    form.details.model.setText("typed/one")
    form.details.context.setText("2048")
    form.details.waits["first_token_timeout_s"].setText("7,5")
    form.test_button.click()
    qtbot.waitUntil(lambda: "bad-model" in form.said, timeout=TIMEOUT_MS)
    form.add_button.click()
    assert desk.settings.settings.network.servers[0].model == ""  # not before Save
    dialog.save()
    (home,) = desk.settings.settings.network.servers
    assert (home.model, home.context_tokens, home.first_token_timeout_s) == ("typed/one", 2048, 7.5)
    assert home.agreed
    asked = len(server.listings)
    assert ask(desk, qtbot, "And this?").status is MessageStatus.COMPLETE
    assert len(server.listings) == asked + 1  # it was let go, and is asked as it is now
    assert desk.models.model.capabilities.context_tokens == 2048
    sent = [request.headers["authorization"] for request in (*server.listings, *server.requests)]
    assert set(sent) == {"Bearer sk-very-secret"}


def test_a_new_key_takes_the_place_of_the_one_before_it(open_desk, server, qtbot):
    secrets.set(secrets.SERVER_SERVICE, "home", "sk-old", session_only=True)
    desk = open_desk(on(server))
    dialog, form = open_change_form(desk, qtbot)
    form.key.setText("sk-new")
    form.session_only.setChecked(True)
    form.add_button.click()
    dialog.save()
    qtbot.waitUntil(
        lambda: secrets.get(secrets.SERVER_SERVICE, "home") == "sk-new", timeout=TIMEOUT_MS
    )
    ask(desk, qtbot, "Hello?")
    assert server.requests[-1].headers["authorization"] == "Bearer sk-new"


def test_a_key_does_not_go_to_another_address(open_desk, server, qtbot):
    secrets.set(secrets.SERVER_SERVICE, "home", "sk-very-secret", session_only=True)
    with BadServer() as other:
        desk = open_desk(on(server))
        dialog, form = open_change_form(desk, qtbot)
        form.address.setText(other.url)
        assert "not sent there" in form.said
        form.test_button.click()
        qtbot.waitUntil(lambda: "It answers" in form.said, timeout=TIMEOUT_MS)
        assert "authorization" not in other.listings[-1].headers
        form.add_button.click()
        dialog.save()
        url = other.url
    (home,) = desk.settings.settings.network.servers
    assert (home.base_url, home.agreed) == (url, False)
    qtbot.waitUntil(lambda: secrets.get(secrets.SERVER_SERVICE, "home") is None, timeout=TIMEOUT_MS)


def test_closing_the_preferences_without_save_changes_no_server_and_no_key(
    open_desk, server, qtbot
):
    secrets.set(secrets.SERVER_SERVICE, "home", "sk-old", session_only=True)
    settings = on(server)
    desk = open_desk(settings)
    dialog, form = open_change_form(desk, qtbot)
    form.key.setText("sk-new")
    form.details.ca_file.setText("/nowhere.pem")
    form.add_button.click()
    dialog.reject()
    assert desk.settings.settings.network == settings.network
    assert secrets.get(secrets.SERVER_SERVICE, "home") == "sk-old"


def test_the_form_takes_no_nonsense_and_no_name_twice(open_desk, server, qtbot):
    desk = open_desk(on(server, model="/nowhere"))
    desk.window.server_requested.emit()
    form = dialog_of(desk, ServerForm, qtbot)
    form.address.setText("https://gpu.example.org")
    form.name.setText("Home")
    form.add_button.click()
    assert "already" in form.said
    form.name.setText("work")
    form.details.waits["connect_timeout_s"].setText("soon")
    form.add_button.click()
    assert "number" in form.said
    form.details.waits["connect_timeout_s"].setText("1e8")
    form.add_button.click()
    assert "at most a day" in form.said
    form.details.waits["connect_timeout_s"].clear()
    form.details.context.setText("-1")
    form.add_button.click()
    assert "number" in form.said
    assert [each.name for each in desk.settings.settings.network.servers] == ["home"]
    form.reject()


def test_a_refused_key_leads_to_its_field_in_the_form(open_desk, server, qtbot):
    desk = open_desk(replace(on(server, model="/nowhere"), network=NetworkSettings(offline=False)))
    desk.window.server_requested.emit()
    form = dialog_of(desk, ServerForm, qtbot)
    server.models = {"error": {"message": "Invalid API Key"}}
    server.models_status = 401
    form.name.setText("home")
    form.address.setText(f"127.0.0.1:{server.port}")
    form.key.setText("sk-wrong")
    form.test_button.click()
    qtbot.waitUntil(lambda: "refuses the key" in form.said, timeout=TIMEOUT_MS)
    assert "Preferences" not in form.said
    assert "Invalid API Key" in form.said
    assert form.focusWidget() is form.key
    assert form.key.selectedText()  # typing takes the place of the wrong one
    assert form.key.visibleRegion().boundingRect() == form.key.rect()
    form.reject()


def test_what_cannot_be_has_the_cursor(open_desk, server, qtbot):
    desk = open_desk(on(server, model="/nowhere"))
    desk.window.server_requested.emit()
    form = dialog_of(desk, ServerForm, qtbot)
    form.name.setText("work")
    form.address.setText("no address")
    form.add_button.click()
    assert form.focusWidget() is form.address
    form.name.setText("a b")
    form.add_button.click()
    assert form.focusWidget() is form.name
    form.reject()
