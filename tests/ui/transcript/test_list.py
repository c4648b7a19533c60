"""Thousands of segments in view at once, and the keyboard among them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gemini_desk.transcripts.editing import merged, with_speaker, with_text
from gemini_desk.transcripts.transcript import Segment, Transcript
from gemini_desk.ui.transcript import row_text
from gemini_desk.ui.transcript.segment_row import SegmentRow
from tests.ui.transcript.conftest import MESSAGE, Spoken, long_transcript

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.transcript.panel import TranscriptPanel

_K = Qt.Key
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def rows_of(panel: TranscriptPanel) -> dict[int, SegmentRow]:
    rows = {n: row for n, row in panel.list.shown.items() if isinstance(row, SegmentRow)}
    assert len(rows) == len(panel.list.shown)
    return rows


def test_three_hours_open_with_a_screenful_of_widgets_and_layouts(
    panel: TranscriptPanel, spoken: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[str] = []
    real = row_text.RowText.__init__

    def counting(self: row_text.RowText, segment: Segment, width: int) -> None:
        laid_out.append(segment.text)
        real(self, segment, width)

    monkeypatch.setattr(row_text.RowText, "__init__", counting)
    panel.show_transcript(MESSAGE, spoken.recording, long_transcript())
    assert len(panel.list.segments) == 2_000
    assert 5 < len(panel.list.shown) < 40
    assert len(laid_out) < 60
    assert len(panel.list.viewport().findChildren(SegmentRow)) < 40
    laid_out.clear()
    panel.list.verticalScrollBar().setValue(panel.list.verticalScrollBar().maximum() // 2)
    assert len(laid_out) < 60
    laid_out.clear()
    panel.set_transcript(MESSAGE, with_text(long_transcript(), 1_000, "corrected"))
    assert len(laid_out) < 5


def test_the_end_can_be_reached_and_is_whole(panel: TranscriptPanel, spoken: Spoken) -> None:
    panel.show_transcript(MESSAGE, spoken.recording, long_transcript())
    QTest.keyClick(panel.list, _K.Key_End)
    assert panel.list.choice.current == 1_999
    top, bottom = panel.list.span(1_999)
    assert top >= 0
    assert bottom <= panel.list.viewport().height()


def test_what_is_read_stays_where_it_is_while_heights_above_are_measured(
    panel: TranscriptPanel, spoken: Spoken
) -> None:
    panel.show_transcript(MESSAGE, spoken.recording, long_transcript())
    rows, bar = panel.list, panel.list.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    for _ in range(60):
        index = rows.row_at(rows.viewport().height() // 2)
        before = rows.span(index)[0]
        bar.setValue(bar.value() - 40)
        assert rows.span(index)[0] == before + 40


def test_an_edit_elsewhere_moves_nothing_in_view(panel: TranscriptPanel, spoken: Spoken) -> None:
    transcript = long_transcript()
    panel.show_transcript(MESSAGE, spoken.recording, transcript)
    panel.list.go_to(1_000)
    index = panel.list.row_at(10)
    before = panel.list.span(index)[0]
    panel.set_transcript(MESSAGE, merged(transcript, 3))
    assert panel.list.segments[index - 1] == transcript.segments[index]
    assert panel.list.span(index - 1)[0] == before
    assert panel.list.choice.current == 999


def test_segments_that_come_while_it_is_made_move_nothing(
    panel: TranscriptPanel, spoken: Spoken
) -> None:
    whole = long_transcript()
    half = replace(whole, segments=whole.segments[:100], done_s=540.0)
    panel.show_transcript(MESSAGE, spoken.recording, half)
    assert panel.list.verticalScrollBar().value() == 0
    panel.list.verticalScrollBar().setValue(500)
    before = panel.list.span(20)
    more = replace(whole, segments=whole.segments[:101], done_s=546.0)
    panel.set_transcript(MESSAGE, more)
    assert panel.list.span(20) == before
    assert len(panel.list.segments) == 101


def test_rows_say_what_they_are_to_a_screen_reader(shown: TranscriptPanel) -> None:
    named = replace(
        shown.transcript or Transcript(None, 0.0),
        segments=with_speaker(shown.transcript or Transcript(None, 0.0), (2,), "Anna").segments,
    )
    shown.set_transcript(MESSAGE, named)
    rows = rows_of(shown)
    assert rows[0].accessibleName() == "0 seconds: Good morning everyone."
    assert ", Anna: Nobody has looked" in rows[2].accessibleName()
    assert rows[2].accessibleDescription() == "Doubtful: budget"
    assert shown.accessibleName() == "Transcript"
    for child in (shown.list, shown.tools.undo, shown.player.back, shown.header.close_button):
        assert child.accessibleName()


def test_the_keyboard_is_really_at_the_row(shown: TranscriptPanel, qtbot: QtBot) -> None:
    shown.activateWindow()
    shown.focus_list()
    qtbot.waitUntil(lambda: rows_of(shown)[0].hasFocus())
    QTest.keyClick(QApplication.focusWidget(), _K.Key_Down)
    assert rows_of(shown)[1].hasFocus()
    QTest.keyClick(QApplication.focusWidget(), _K.Key_Down, _SHIFT)
    assert shown.list.choice.chosen == (1, 2)
    assert rows_of(shown)[2].accessibleName().startswith("6 seconds, selected: Nobody")
    QTest.keyClick(QApplication.focusWidget(), _K.Key_A, _CTRL)
    assert shown.list.choice.chosen == (0, 1, 2, 3, 4)
    QTest.keyClick(QApplication.focusWidget(), _K.Key_C, _CTRL)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0] == "[0:00] Good morning everyone."
    assert len(lines) == 5


def test_the_row_with_the_keyboard_may_scroll_away_and_comes_back(
    panel: TranscriptPanel, spoken: Spoken, qtbot: QtBot
) -> None:
    panel.show_transcript(MESSAGE, spoken.recording, long_transcript())
    panel.activateWindow()
    panel.focus_list()
    qtbot.waitUntil(lambda: rows_of(panel)[0].hasFocus())
    panel.list.verticalScrollBar().setValue(20_000)
    assert panel.list.hasFocus()
    QTest.keyClick(panel.list, _K.Key_Down)
    assert rows_of(panel)[1].hasFocus()


def test_ctrl_and_shift_choose_several_without_playing(
    shown: TranscriptPanel, qtbot: QtBot
) -> None:
    played: list[float] = []
    shown.list.play_requested.connect(played.append)
    rows = rows_of(shown)
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(rows[0], left, _CTRL, QPoint(80, 12))
    QTest.mouseClick(rows[3], left, _CTRL, QPoint(80, 12))
    assert shown.list.choice.chosen == (0, 3)
    QTest.mouseClick(rows[4], left, _SHIFT, QPoint(80, 12))
    assert shown.list.choice.chosen == (3, 4)
    assert played == []


def test_a_doubtful_word_tells_how_sure_the_model_was(shown: TranscriptPanel) -> None:
    row = rows_of(shown)[2]
    assert row.text is not None
    area = row.text_rect
    found = {
        row.tool_tip_at(QPoint(x, area.top() + 8).toPointF())
        for x in range(area.left(), area.right(), 4)
    }
    assert found == {"", "The model was 30 % sure of this word. Double-click to correct it."}


def test_places_are_right_behind_characters_that_qt_counts_twice(panel: TranscriptPanel) -> None:
    segment = Segment(0.0, 1.0, "😀😀 doubtful", 0.1, None, (0.9, 0.1))
    text = row_text.RowText(segment, 400)
    found = [text.doubt_at(x, 5) for x in range(0, 200, 4)]
    (word,) = {each for each in found if each is not None}
    assert segment.text[word.start : word.end] == "doubtful"
    assert text.place_at(399, 5) == len(segment.text)


def test_tab_leads_through_the_list_in_both_directions(
    shown: TranscriptPanel, qtbot: QtBot
) -> None:
    """Also past the find bar, which stands in the list."""
    rows, window = shown.list, shown.window()
    for finds in (False, True):
        rows.go_to(2)
        row = rows_of(shown)[2]
        qtbot.waitUntil(row.hasFocus)
        if finds:
            shown.finding.open()
            row.setFocus()
        seen = []
        for _ in range(12):
            focus = window.focusWidget()
            assert focus is not None
            QTest.keyClick(focus, _K.Key_Backtab)
            seen.append(window.focusWidget())
            if seen[-1] in shown.tools.findChildren(QWidget):
                break
        assert seen[-1] in shown.tools.findChildren(QWidget)
        assert rows not in seen
        assert any(shown.finding.bar.isAncestorOf(each) for each in seen if each) == finds
        QTest.keyClick(seen[-1], _K.Key_Tab)
        assert row.hasFocus()
        shown.finding.close()
