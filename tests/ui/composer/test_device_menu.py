"""The menu of microphones: what it lists, what it hears, and that it keeps up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gemini_desk.errors import AudioDeviceError
from gemini_desk.ui.composer.level_bar import LevelBar
from gemini_desk.ui.composer.recording import RecordingState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QAction

    from gemini_desk.media.audio_devices import InputDevice
    from gemini_desk.ui.composer.device_menu import DeviceMenu
    from tests.helpers.fake_microphone import FakeMicrophone
    from tests.ui.composer.conftest import ComposerBench

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen knows no popups


@pytest.fixture
def menu(bench: ComposerBench) -> Iterator[DeviceMenu]:
    recorder = bench.composer.card.recorder
    yield recorder.menu
    recorder.menu.close()


def opened(bench: ComposerBench) -> None:
    recorder = bench.composer.card.recorder
    bench.qtbot.mouseClick(recorder.chevron, Qt.MouseButton.LeftButton)
    bench.qtbot.waitUntil(recorder.menu.isVisible)


def texts(menu: DeviceMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def action(menu: DeviceMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == text)


def note(menu: DeviceMenu) -> str:
    bar = menu.findChild(LevelBar)
    assert bar is not None
    label = bar.parentWidget().findChild(QLabel)
    assert isinstance(label, QLabel)
    return label.text()


def test_it_opens_at_once_and_fills_when_they_are_found(
    bench: ComposerBench, menu: DeviceMenu
) -> None:
    opened(bench)
    assert "Looking for microphones…" in texts(menu)
    bench.qtbot.waitUntil(lambda: "Fake microphone" in texts(menu))
    assert texts(menu) == [
        "System default (Fake microphone)",
        "Fake microphone",
        "This system does not offer the computer's own sound",
        "Hands-free\tCtrl+Shift+H",
        "Look again",
    ]
    assert action(menu, "System default (Fake microphone)").isChecked()


def test_a_choice_is_told_and_recorded_from(
    bench: ComposerBench, menu: DeviceMenu, microphone: FakeMicrophone
) -> None:
    opened(bench)
    bench.qtbot.waitUntil(lambda: "Fake microphone" in texts(menu))
    with bench.qtbot.waitSignal(bench.composer.device_chosen) as chosen:
        action(menu, "Fake microphone").trigger()
    menu.close()
    assert chosen.args == ["Fake microphone"]
    bench.composer.voice.toggle()
    bench.qtbot.waitUntil(lambda: bench.composer.inputs.recording.state is RecordingState.RECORDING)
    device = microphone.opened_with[-1]
    assert device is not None
    assert device.name == "Fake microphone"
    bench.composer.voice.cancel()


def test_the_level_moves_while_it_is_open_and_the_microphone_is_let_go_after(
    bench: ComposerBench, menu: DeviceMenu, microphone: FakeMicrophone
) -> None:
    microphone.realtime = True
    opened(bench)
    bar = menu.findChild(LevelBar)
    assert bar is not None
    bench.qtbot.waitUntil(lambda: bar.share > 0.5)
    assert note(menu) == "Say something: the bar should move"
    menu.close()
    bench.qtbot.waitUntil(lambda: not microphone.is_open)
    assert not (bench.folder / "recordings").exists(), "nothing was recorded"


def test_why_nothing_is_heard_is_said_in_the_menu(
    bench: ComposerBench, menu: DeviceMenu, microphone: FakeMicrophone
) -> None:
    microphone.error = AudioDeviceError("The microphone is busy: another program holds it.")
    opened(bench)
    bench.qtbot.waitUntil(lambda: "busy" in note(menu))
    assert "No microphone was found" in texts(menu)
    assert not action(menu, "System default").isEnabled()
    assert bench.notices == []


def test_what_comes_and_goes_is_followed_while_it_is_open(
    bench: ComposerBench, menu: DeviceMenu, microphone: FakeMicrophone
) -> None:
    tell = []
    devices = [microphone.device]
    microphones = bench.composer.inputs.microphones
    microphones._list_devices = lambda: tuple(devices)

    class Watch:
        closed = False
        is_lost = False

        def close(self) -> None:
            self.closed = True

    watch = Watch()
    microphones._watch_devices = lambda on_change: (tell.append(on_change), watch)[1]
    opened(bench)
    bench.qtbot.waitUntil(lambda: "Fake microphone" in texts(menu))
    devices.append(replace(microphone.device, name="Headset & more", is_default=False))
    devices.append(replace(microphone.device, name="Monitor of Desk", is_monitor=True))
    tell[0]()
    bench.qtbot.waitUntil(lambda: "Headset && more" in texts(menu))
    assert "Monitor of Desk" in texts(menu)
    assert "This system does not offer the computer's own sound" not in texts(menu)
    devices.clear()
    tell[0]()
    bench.qtbot.waitUntil(lambda: "No microphone was found" in texts(menu))
    menu.close()
    bench.qtbot.waitUntil(lambda: watch.closed)


def test_a_remembered_microphone_that_is_not_there_is_shown_as_such(
    bench: ComposerBench, menu: DeviceMenu
) -> None:
    bench.composer.set_device_name("USB microphone")
    opened(bench)
    bench.qtbot.waitUntil(lambda: "USB microphone (not connected)" in texts(menu))
    assert action(menu, "USB microphone (not connected)").isChecked()
    bench.qtbot.waitUntil(lambda: "is used instead" in note(menu))


def test_one_that_is_muted_is_marked(
    bench: ComposerBench, menu: DeviceMenu, microphone: FakeMicrophone
) -> None:
    muted = replace(microphone.device, is_muted=True)
    bench.composer.inputs.microphones._list_devices = lambda: (muted,)
    opened(bench)
    bench.qtbot.waitUntil(lambda: "Fake microphone (muted)" in texts(menu))


def test_a_sound_system_that_does_not_answer_is_told(
    bench: ComposerBench, menu: DeviceMenu
) -> None:
    def broken() -> tuple[()]:
        raise AudioDeviceError("The sound library PortAudio is not installed.", hint="Install it.")

    bench.composer.inputs.microphones._list_devices = broken
    opened(bench)
    bench.qtbot.waitUntil(lambda: "The sound library PortAudio is not installed." in texts(menu))
    assert not any("computer's own sound" in text for text in texts(menu)), "who knows?"


def test_where_nothing_is_told_the_list_is_looked_at_again_with_no_sound_open(
    bench: ComposerBench,
    menu: DeviceMenu,
    microphone: FakeMicrophone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PortAudio sees new devices only when it starts anew, and that no open stream survives."""
    open_at_looks: list[bool] = []
    devices = [microphone.device]

    def look() -> tuple[InputDevice, ...]:
        open_at_looks.append(microphone.is_open)
        return tuple(devices)

    microphones = bench.composer.inputs.microphones
    microphones._list_devices = look
    microphones._look_again.setInterval(100)
    opened(bench)
    bench.qtbot.waitUntil(lambda: microphone.is_open)
    devices.append(replace(microphone.device, name="Headset", is_default=False))
    bench.qtbot.waitUntil(lambda: "Headset" in texts(menu))
    bench.qtbot.waitUntil(lambda: microphone.is_open)
    bench.qtbot.waitUntil(lambda: len(open_at_looks) > 4)
    assert not any(open_at_looks[1:])


def test_a_server_that_went_away_is_watched_again_when_it_is_back(
    bench: ComposerBench, menu: DeviceMenu, microphone: FakeMicrophone
) -> None:
    class Watch:
        is_lost = False

        def close(self) -> None:
            pass

    watches: list[Watch] = []
    tells: list[Callable[[], None]] = []

    def watch_devices(on_change: Callable[[], None]) -> Watch | None:
        if watches and not server_is_back:
            return None
        tells.append(on_change)
        watches.append(Watch())
        return watches[-1]

    server_is_back = False
    microphones = bench.composer.inputs.microphones
    microphones._watch_devices = watch_devices
    microphones._look_again.setInterval(50)
    opened(bench)
    bench.qtbot.waitUntil(lambda: len(watches) == 1)
    assert not microphones._look_again.isActive()
    watches[0].is_lost = True
    tells[0]()
    bench.qtbot.waitUntil(microphones._look_again.isActive)
    server_is_back = True
    bench.qtbot.waitUntil(lambda: len(watches) == 2)
    bench.qtbot.waitUntil(lambda: not microphones._look_again.isActive())


def test_it_stays_on_the_screen_beside_a_window_at_its_edge(
    bench: ComposerBench, menu: DeviceMenu
) -> None:
    window = bench.composer.window()
    window.move(-window.width() // 2, 0)  # the button is nearer to the edge than it is wide
    opened(bench)
    bench.qtbot.waitUntil(lambda: "Fake microphone" in texts(menu))
    screen = bench.composer.screen().availableGeometry()
    assert screen.contains(menu.geometry())
