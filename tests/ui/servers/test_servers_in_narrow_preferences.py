"""The servers of the preferences in a narrow window: where each is can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.settings.schema import NetworkSettings, ServerSettings, Settings
from gemini_desk.ui.controls import ElidedLabel
from gemini_desk.ui.preferences.dialog import PreferencesDialog
from gemini_desk.ui.preferences.privacy_page import PrivacyPage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ADDRESS = "http://192.168.178.20:11434/v1"


def test_the_address_of_a_server_is_whole(qtbot: QtBot) -> None:
    server = ServerSettings(name="home", base_url=ADDRESS)
    dialog = PreferencesDialog(Settings(network=NetworkSettings(servers=(server,))))
    qtbot.addWidget(dialog)
    dialog.resize(400, 700)
    page = next(page for page in dialog.pages if isinstance(page, PrivacyPage))
    dialog.show_page(page)
    dialog.show()
    qtbot.waitExposed(dialog)
    labels = {label.text(): label for label in page.findChildren(ElidedLabel)}
    assert set(labels) == {"home · not encrypted", ADDRESS}
    for text, label in labels.items():
        qtbot.waitUntil(
            lambda label=label, text=text: (
                label.fontMetrics().horizontalAdvance(text) <= label.contentsRect().width()
            )
        )
