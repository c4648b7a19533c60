"""The real desk with its real backends, and a server as bad as a test wants it."""

import pytest

from gemini_desk.app import Desk
from gemini_desk.diagnostics import Diagnostics
from gemini_desk.settings.settings_store import SettingsStore
from tests.helpers.bad_server import BadServer
from tests.helpers.desk_on_server import TIMEOUT_MS
from tests.helpers.no_keyring import no_keyring


@pytest.fixture(autouse=True)
def _no_keyring():
    with no_keyring():
        yield


@pytest.fixture
def server():
    with BadServer() as server:
        yield server


@pytest.fixture
def open_desk(profile, qtbot):
    """Open the real desk, with its real backends, on these settings."""
    desks = []

    def open_desk(settings):
        SettingsStore(profile.config_dir / "settings.json").save(settings)
        desk = Desk(profile, Diagnostics(profile.log_dir))
        desk.furnish()
        desks.append(desk)
        with qtbot.waitSignal(desk.painted, timeout=TIMEOUT_MS):
            desk.start()
        return desk

    yield open_desk
    for desk in desks:
        desk.close()
