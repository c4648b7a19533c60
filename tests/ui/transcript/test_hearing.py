"""The recording is played from the transcript, and the transcript goes along with it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gemini_desk.ui.conversation.views.audio_view import SPEEDS
from tests.ui.transcript.conftest import MESSAGE, Spoken, long_transcript
from tests.ui.transcript.test_list import rows_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.playback_controller import PlaybackController
    from gemini_desk.ui.transcript.panel import TranscriptPanel

_K = Qt.Key
_LEFT = Qt.MouseButton.LeftButton
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
WAIT_MS = 15_000


def test_the_waveform_of_the_recording_arrives(shown: TranscriptPanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: shown.player.waveform.has_peaks, timeout=WAIT_MS)


def test_a_click_on_a_segment_plays_it_and_it_is_marked(
    shown: TranscriptPanel, playback: PlaybackController, spoken: Spoken, qtbot: QtBot
) -> None:
    QTest.mouseClick(rows_of(shown)[2], _LEFT, pos=QPoint(80, 12))
    start_s = spoken.transcript.segments[2].start_s
    qtbot.waitUntil(lambda: shown.playback.position_s > start_s + 0.1, timeout=WAIT_MS)
    assert shown.playback.is_playing
    assert shown.list.spoken == 2
    assert "heard now" in rows_of(shown)[2].accessibleName()
    QTest.keyClick(shown.list, _K.Key_Space)
    assert not shown.playback.is_playing
    assert shown.player.play.accessibleName() == "Play meeting.wav"


def test_a_segment_is_followed_by_the_next_one(
    shown: TranscriptPanel, playback: PlaybackController, spoken: Spoken, qtbot: QtBot
) -> None:
    shown.playback.play_from(spoken.transcript.segments[0].end_s - 0.2)
    qtbot.waitUntil(lambda: shown.list.spoken == 0, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: shown.list.spoken == 1, timeout=WAIT_MS)


def test_keys_go_back_on_and_to_the_segment_before(shown: TranscriptPanel, spoken: Spoken) -> None:
    segments = spoken.transcript.segments
    sought: list[float] = []
    shown.seek_requested.connect(lambda _recording, second: sought.append(second))
    shown.set_playback(spoken.recording.sha256, segments[2].start_s + 0.4, True)
    for key, modifiers in ((_K.Key_Right, None), (_K.Key_Left, _CTRL), (_K.Key_Left, None)):
        QTest.keyClick(shown.list, key, modifiers or Qt.KeyboardModifier.NoModifier)
    assert sought == [
        segments[3].start_s,
        segments[1].start_s,
        pytest.approx(segments[2].start_s + 0.4 - 3.0),
    ]
    shown.set_playback(spoken.recording.sha256, segments[2].start_s + 1.4, True)
    QTest.keyClick(shown.list, _K.Key_Left, _CTRL)
    assert sought[-1] == segments[2].start_s


def test_keys_change_the_speed_up_to_its_ends(shown: TranscriptPanel) -> None:
    speeds: list[float] = []
    shown.speed_requested.connect(speeds.append)
    shown.speed_requested.connect(shown.set_speed)
    for key in (_K.Key_Plus, _K.Key_Equal, _K.Key_Minus, *[_K.Key_Plus] * 9, *[_K.Key_Minus] * 12):
        QTest.keyClick(shown.list, key)
    assert speeds[:3] == [1.25, 1.5, 1.25]
    assert max(speeds) == SPEEDS[-1]
    assert speeds[-1] == SPEEDS[0]
    assert all(one != other for one, other in pairwise(speeds))


def test_shift_space_plays_what_was_gone_to(
    shown: TranscriptPanel, spoken: Spoken, qtbot: QtBot
) -> None:
    shown.list.go_to(3)
    with (
        qtbot.waitSignal(shown.seek_requested) as sought,
        qtbot.waitSignal(shown.play_requested) as played,
    ):
        QTest.keyClick(shown.list, _K.Key_Space, _SHIFT)
    assert sought.args == [spoken.recording, spoken.transcript.segments[3].start_s]
    assert played.args == [spoken.recording]


def test_ctrl_space_plays_from_anywhere_in_the_panel(shown: TranscriptPanel, qtbot: QtBot) -> None:
    shown.activateWindow()
    shown.tools.search.setFocus()
    qtbot.waitUntil(shown.tools.search.hasFocus)
    with qtbot.waitSignal(shown.play_requested):
        QTest.keyClick(shown.tools.search, _K.Key_Space, _CTRL)
    assert not shown.finding.is_open
    with qtbot.waitSignal(shown.seek_requested):
        QTest.keyClick(shown.tools.search, _K.Key_Space, _CTRL | _SHIFT)


def test_speeds_are_gone_through(shown: TranscriptPanel, playback: PlaybackController) -> None:
    seen = []
    for _ in range(6):
        shown.player.speed.click()
        seen.append(shown.player.speed.text())
    assert seen == ["1.25×", "1.5×", "2×", "0.5×", "0.75×", "1×"]


def test_the_coverage_bar_goes_where_it_is_clicked_and_says_what_is_there(
    shown: TranscriptPanel, spoken: Spoken, qtbot: QtBot
) -> None:
    bar, segment = shown.player.coverage, spoken.transcript.segments[1]
    middle_s = (segment.start_s + segment.end_s) / 2
    x = round(bar.width() * middle_s / spoken.transcript.duration_s)
    with qtbot.waitSignal(shown.seek_requested) as caught:
        QTest.mouseClick(bar, _LEFT, pos=QPoint(x, 8))
    assert caught.args[1] == pytest.approx(middle_s, abs=0.1)
    assert bar.what_is_at(middle_s).endswith(", speech")
    assert bar.what_is_at(segment.end_s + 0.1).endswith(", silence")
    assert bar.accessibleName().startswith("Speech 0:")


def test_tab_goes_through_the_player_as_it_is_read(shown: TranscriptPanel, qtbot: QtBot) -> None:
    player = shown.player
    player.waveform.setFocus()
    qtbot.waitUntil(player.waveform.hasFocus)
    for expected in (player.back, player.play, player.next, player.speed):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert expected.hasFocus()


def test_the_view_follows_what_is_heard_until_the_reader_goes_elsewhere(
    panel: TranscriptPanel, spoken: Spoken, qtbot: QtBot
) -> None:
    transcript = long_transcript()
    panel.show_transcript(MESSAGE, spoken.recording, transcript)
    rows, sha256 = panel.list, spoken.recording.sha256
    panel.set_playback(sha256, transcript.segments[40].start_s + 1, True)
    qtbot.waitUntil(lambda: rows.is_in_view(40), timeout=WAIT_MS)
    assert not panel.notes.back.isVisible()
    rows.verticalScrollBar().setValue(30_000)
    assert not rows.following.is_on
    assert panel.notes.back.isVisible()
    before = rows.verticalScrollBar().value()
    panel.set_playback(sha256, transcript.segments[41].start_s + 1, True)
    assert rows.verticalScrollBar().value() == before
    panel.notes.back.click()
    qtbot.waitUntil(lambda: rows.is_in_view(41), timeout=WAIT_MS)
    assert rows.following.is_on
    assert not panel.notes.back.isVisible()


def test_a_citation_shows_and_plays_its_second(
    shown: TranscriptPanel, playback: PlaybackController, spoken: Spoken, qtbot: QtBot
) -> None:
    second = spoken.transcript.segments[3].start_s + 0.5
    shown.seek(second)
    qtbot.waitUntil(lambda: shown.playback.position_s > second, timeout=WAIT_MS)
    assert shown.list.choice.current == 3
    assert shown.list.spoken == 3


def test_the_keyboard_goes_along_to_a_citation(
    shown: TranscriptPanel, spoken: Spoken, qtbot: QtBot
) -> None:
    shown.focus_list()
    qtbot.waitUntil(rows_of(shown)[0].hasFocus)
    shown.seek(spoken.transcript.segments[3].start_s)
    assert rows_of(shown)[3].hasFocus()
    shown.player.play.setFocus()
    shown.seek(spoken.transcript.segments[1].start_s)
    assert shown.player.play.hasFocus(), "who is elsewhere stays there"


def test_other_recordings_leave_it_alone(shown: TranscriptPanel) -> None:
    shown.set_playback("another", 3.0, True)
    assert shown.list.spoken == -1
    assert not shown.playback.is_playing
