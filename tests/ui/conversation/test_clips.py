"""A clip in the conversation: moved to any place with mouse and keys, faster and slower."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gemini_desk.chat.message import Message
from gemini_desk.engine.events import Capabilities
from gemini_desk.ui.conversation.segments import AudioClip
from gemini_desk.ui.conversation.views.audio_view import SPEEDS, AudioView
from gemini_desk.ui.playback_controller import PlaybackController
from tests.helpers.fake_loudspeaker import FakeLoudspeaker
from tests.ui.conversation.gallery import clip, version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.ui.conversation.pane import ConversationPane

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def memo(tmp_path: Path) -> Attachment:
    return clip(tmp_path, 20.0)


@pytest.fixture
def view(pane: ConversationPane, memo: Attachment, qtbot: QtBot) -> AudioView:
    pane.show_conversation([version(Message.user("", memo))])
    shown = next(s.view for s in pane._layout.visible if isinstance(s, AudioClip))
    assert isinstance(shown, AudioView)
    qtbot.waitUntil(lambda: shown.has_waveform)
    return shown


@pytest.fixture
def playback(pane: ConversationPane, qtbot: QtBot) -> Iterator[PlaybackController]:
    made = PlaybackController(FakeLoudspeaker(realtime=True).open)
    made.position_changed.connect(pane.set_playback)
    made.speed_changed.connect(pane.set_speed)
    pane.seek_requested.connect(made.seek)
    pane.speed_requested.connect(made.set_speed)
    pane.play_requested.connect(made.play)
    pane.pause_requested.connect(made.pause)
    yield made
    made.close()


def test_a_click_on_the_waveform_goes_there(
    view: AudioView, pane: ConversationPane, memo: Attachment, qtbot: QtBot
) -> None:
    wave = view.waveform
    with qtbot.waitSignal(pane.seek_requested) as caught:
        QTest.mouseClick(wave, LEFT, pos=QPoint(wave.width() // 2, 10))
    assert caught.args[0] == memo
    assert caught.args[1] == pytest.approx(10.0, abs=0.2)


def test_a_drag_shows_the_time_and_goes_there_once(
    view: AudioView, pane: ConversationPane, qtbot: QtBot
) -> None:
    sought: list[float] = []
    pane.seek_requested.connect(lambda _clip, position_s: sought.append(position_s))
    wave = view.waveform
    QTest.mousePress(wave, LEFT, pos=QPoint(4, 10))
    QTest.mouseMove(wave, QPoint(wave.width() // 4, 10))
    assert view.time_text == "0:05 / 0:20"
    assert sought == []
    QTest.mouseMove(wave, QPoint(wave.width() * 5, 10))
    assert view.time_text == "0:20 / 0:20"
    QTest.mouseRelease(wave, LEFT, pos=QPoint(wave.width() * 3 // 4, 10))
    assert len(sought) == 1


def test_the_keys_go_back_and_forth(view: AudioView, pane: ConversationPane) -> None:
    sought: list[float] = []
    pane.seek_requested.connect(lambda _clip, position_s: sought.append(position_s))
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Left,
        Qt.Key.Key_End,
        Qt.Key.Key_Home,
    ):
        QTest.keyClick(view.waveform, key)
    assert sought == [5.0, 10.0, 5.0, 20.0, 0.0]
    assert view.waveform.accessibleName() == "Position 0 seconds of 20 seconds"


def test_space_plays_and_pauses(
    view: AudioView, pane: ConversationPane, playback: PlaybackController, qtbot: QtBot
) -> None:
    QTest.keyClick(view.waveform, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: pane._playback.is_playing)
    QTest.keyClick(view.waveform, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not pane._playback.is_playing)


def test_a_clip_that_plays_goes_on_where_it_was_moved_to(
    view: AudioView, pane: ConversationPane, playback: PlaybackController, qtbot: QtBot
) -> None:
    view.play_button.click()
    qtbot.waitUntil(lambda: pane._playback.position_s > 0)
    QTest.keyClick(view.waveform, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: pane._playback.position_s > 5.0 and pane._playback.is_playing)


def test_a_clip_that_waits_begins_where_it_was_moved_to(
    view: AudioView, pane: ConversationPane, playback: PlaybackController, qtbot: QtBot
) -> None:
    QTest.mouseClick(view.waveform, LEFT, pos=QPoint(view.waveform.width() // 2, 10))
    assert not pane._playback.is_playing
    assert view.time_text == "0:10 / 0:20"
    view.play_button.click()
    qtbot.waitUntil(lambda: pane._playback.position_s > 10.0 and pane._playback.is_playing)


def test_speeds(
    view: AudioView, pane: ConversationPane, playback: PlaybackController, qtbot: QtBot
) -> None:
    seen = []
    for _ in SPEEDS:
        view.speed_button.click()
        seen.append(view.speed_button.text())
        assert view.speed_button.least_width(seen[-1]) <= view.speed_button.width()
    assert seen == ["1.25×", "1.5×", "2×", "0.5×", "0.75×", "1×"]
    view.play_button.click()
    qtbot.waitUntil(lambda: pane._playback.position_s > 0)
    view.speed_button.click()
    qtbot.waitUntil(lambda: pane._playback.is_playing)
    assert playback._speed == 1.25
    assert "1.25×" in view.speed_button.accessibleName()


def test_everything_is_reached_with_tab(view: AudioView) -> None:
    assert [type(each).__name__ for each in view.focus_widgets()] == [
        "PlayButton",
        "Waveform",
        "IconButton",
        "IconButton",
    ]
    assert all(each.accessibleName() for each in view.focus_widgets())


def test_a_clip_is_written_down_where_the_model_takes_sound(
    view: AudioView, pane: ConversationPane, memo: Attachment
) -> None:
    asked: list[Attachment] = []
    pane.transcribe_requested.connect(asked.append)
    view.transcribe_button.click()
    pane.set_capabilities(Capabilities(image=True))
    view.transcribe_button.click()
    assert "does not take sound" in view.transcribe_button.toolTip()
    pane.set_capabilities(Capabilities(audio=True))
    view.transcribe_button.click()
    assert asked == [memo, memo]


def test_the_waveform_stays_when_there_is_little_room(
    view: AudioView, pane: ConversationPane
) -> None:
    pane.resize(420, 600)
    pane.set_zoom(200)
    shown = next(s.view for s in pane._layout.visible if isinstance(s, AudioClip))
    assert isinstance(shown, AudioView)
    assert shown.waveform.width() >= 90
    assert shown.waveform.geometry().right() < shown.speed_button.x()
    assert shown.rect().contains(shown.speed_button.geometry())
    assert shown.rect().contains(shown.transcribe_button.geometry())
