"""Reading in the whole application: finding, size, pictures."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.paths import assets_dir
from gemini_desk.settings.settings_store import SettingsStore
from gemini_desk.ui.conversation.zoom import USUAL_PERCENT, Zoom
from gemini_desk.ui.style import SHADOW_PX
from gemini_desk.ui.viewer.picture_viewer import PictureViewer
from tests.ui.test_desk import send


@pytest.fixture
def desk(desk):
    """Leaves the size of the text as it was."""
    yield desk
    desk.pane.set_zoom(USUAL_PERCENT)


def test_find_from_the_message_box_and_back(qtbot, desk):
    send(qtbot, desk, "one needle")
    prompt = desk.composer.card.prompt
    QTest.keyClick(prompt, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    bar = desk.pane._finding.bar
    assert bar.isVisible()
    qtbot.waitUntil(bar.field.hasFocus)
    QTest.keyClicks(bar.field, "needle")
    assert bar.count.text() == "1 of 2"
    QTest.keyClick(bar.field, Qt.Key.Key_F3)
    assert bar.count.text() == "2 of 2"
    QTest.keyClick(bar.field, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert bar.count.text() == "1 of 2"
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert bar.isHidden()
    qtbot.waitUntil(prompt.hasFocus)


@pytest.mark.parametrize("width_px", [440, 700, 1180])
def test_the_conversation_stands_exactly_above_the_message_box(qtbot, desk, width_px):
    desk.window.resize(width_px, 700)
    send(qtbot, desk, "one two")
    card, viewport = desk.composer.card, desk.pane.viewport()
    left = card.mapTo(desk.window, QPoint(SHADOW_PX, 0)).x()
    layout = desk.pane._layout
    column_left = viewport.mapTo(desk.window, QPoint(layout.column_left, 0)).x()
    assert abs(column_left - left) <= 1  # layouts round
    assert abs(layout.column_width - card.width() + 2 * SHADOW_PX) <= 2


def test_the_size_is_kept(qtbot, desk, profile):
    send(qtbot, desk, "one two")
    prompt = desk.composer.card.prompt
    QTest.keyClick(prompt, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(prompt, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert Zoom.percent == 125
    QTest.keyClick(prompt, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)

    def saved():
        store = SettingsStore(profile.config_dir / "settings.json")
        return store.load().settings.appearance.zoom_percent

    qtbot.waitUntil(lambda: saved() == 110)
    QTest.keyClick(prompt, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert Zoom.percent == 100


def test_pictures_open_from_the_tray_and_from_the_conversation(qtbot, desk):
    sample = next((assets_dir() / "samples").glob("*.png"))
    desk.composer.add_paths([sample])
    tray = desk.composer.card.tray
    qtbot.waitUntil(lambda: bool(tray.attachments()))
    QTest.mouseClick(tray.cards()[0], Qt.MouseButton.LeftButton)
    viewer = desk.window.findChild(PictureViewer)
    assert viewer is not None
    assert viewer.isVisible()
    qtbot.waitUntil(lambda: viewer.canvas.picture is not None)
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert not viewer.isVisible()
    send(qtbot, desk, "what is it")
    (shown,) = desk.pane.pictures()
    assert shown.kind is AttachmentKind.IMAGE
    desk.pane.attachment_activated.emit(shown)
    assert viewer.isVisible()
    assert viewer.current == shown
    assert viewer.windowTitle() == sample.name
