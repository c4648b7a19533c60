"""The card of a transcript in the conversation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import Message, Role, TranscriptPart
from gemini_desk.transcripts.editing import with_speaker
from gemini_desk.transcripts.transcript import Damage, Segment, Transcript
from gemini_desk.ui.conversation.segments import AudioClip
from gemini_desk.ui.conversation.transcript_card import TranscriptCard
from gemini_desk.ui.conversation.views.audio_view import AudioView
from gemini_desk.ui.conversation.views.transcript_view import TranscriptView
from tests.ui.conversation.gallery import clip, version

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews
    from gemini_desk.ui.conversation.pane import ConversationPane

SHORT = Transcript(
    "English", 8.0, (Segment(0.4, 3.0, "Remember the milk."), Segment(4.0, 7.0, "And call Anna."))
)
LONG = Transcript(
    "English",
    7_300.0,
    tuple(Segment(n * 10.0, n * 10 + 9.0, f"Sentence {n} " + "word " * 60) for n in range(730)),
)


@pytest.fixture
def memo(tmp_path: Path) -> Attachment:
    return clip(tmp_path, 8.0)


def show(
    pane: ConversationPane,
    memo: Attachment,
    transcript: Transcript,
    status: MessageStatus = MessageStatus.COMPLETE,
) -> tuple[TranscriptView, MessageVersion]:
    question = version(Message.user("", memo))
    answer = replace(
        version(Message(Role.ASSISTANT, (TranscriptPart(memo, transcript),))), status=status
    )
    pane.show_conversation([question, answer])
    (card,) = (s.view for s in pane._layout.visible if isinstance(s, TranscriptCard))
    assert isinstance(card, TranscriptView)
    return card, answer


def texts(card: TranscriptView) -> list[str]:
    return [line.text for line in card._shown]


def test_a_short_one_is_shown_whole(pane: ConversationPane, memo: Attachment) -> None:
    card, _ = show(pane, memo, SHORT)
    assert texts(card) == ["Remember the milk.", "And call Anna."]
    assert card.progress_text == "0:08 · English · 2 segments"
    assert not card.stop_button.isVisible()


def test_a_long_one_begins_with_its_first_lines_and_says_how_much_follows(
    pane: ConversationPane, memo: Attachment
) -> None:
    named = with_speaker(LONG, (0,), "Anna")
    card, _ = show(pane, memo, named)
    *shown, more = texts(card)
    assert len(shown) == 4
    assert shown[0].startswith("Anna: Sentence 0 word")
    assert shown[0].endswith("…")
    assert more == "… and 726 more"
    assert card.progress_text == "2:01:40 · English · 730 segments · 1 speaker"
    assert card.height() < 400


def test_while_it_is_made_the_newest_lines_come_and_it_can_be_stopped(
    pane: ConversationPane, memo: Attachment, qtbot: QtBot
) -> None:
    half = replace(LONG, language=None, segments=LONG.segments[:50], done_s=500.0)
    card, answer = show(pane, memo, half, MessageStatus.STREAMING)
    assert [line.time for line in card._shown] == ["7:40", "7:50", "8:00", "8:10"]
    assert card.progress_text == "8:20 of 2:01:40 heard"
    before = card.height()
    more = replace(LONG, segments=LONG.segments[:51], done_s=510.0)
    pane.set_transcript(
        replace(answer, message=Message(Role.ASSISTANT, (TranscriptPart(memo, more),)))
    )
    assert card._shown[-1].time == "8:20"
    assert card.height() == before  # nothing trembles
    with qtbot.waitSignal(pane.transcript_stopped) as stopped:
        card.stop_button.click()
    assert stopped.args == [answer.id]


def test_its_buttons_tell_of_their_message(
    pane: ConversationPane, memo: Attachment, qtbot: QtBot
) -> None:
    card, answer = show(pane, memo, SHORT)
    for button, signal in (
        (card.open_button, pane.transcript_opened),
        (card.copy_button, pane.transcript_copied),
        (card.export_button, pane.transcript_exported),
    ):
        assert button.accessibleName()
        with qtbot.waitSignal(signal) as told:
            button.click()
        assert told.args == [answer.id]
    buttons = [card.open_button, card.copy_button, card.export_button, card.work_button]
    assert list(card.focus_widgets()) == buttons


def test_a_click_on_a_line_plays_it(pane: ConversationPane, memo: Attachment, qtbot: QtBot) -> None:
    card, answer = show(pane, memo, SHORT)
    at = card._shown[1].box.center()
    with qtbot.waitSignal(pane.citation_activated) as told:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(20, at.y()))
    assert told.args == [answer.id, 4.0]


def test_an_empty_one_says_why(pane: ConversationPane, memo: Attachment) -> None:
    assert texts(show(pane, memo, Transcript(None, 8.0))[0]) == ["Nobody speaks in it."]
    begun = Transcript(None, 8.0, (), 0.0)
    assert texts(show(pane, memo, begun, MessageStatus.STREAMING)[0]) == ["Listening…"]
    assert texts(show(pane, memo, begun)[0]) == ["Nothing was heard yet."]


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("grows", [True, False])
def test_in_a_narrow_window_the_buttons_stay_on_the_card(
    pane: ConversationPane, memo: Attachment, percent: int, grows: bool, qtbot: QtBot
) -> None:
    pane.resize(360, 700)
    pane.set_zoom(percent)
    half = replace(LONG, segments=LONG.segments[:50], done_s=500.0)
    if grows:
        card, _ = show(pane, memo, half, MessageStatus.STREAMING)
    else:
        card, _ = show(pane, memo, LONG)
    buttons = card.focus_widgets()
    assert buttons[-1] is (card.stop_button if grows else card.work_button)
    boxes = [button.geometry() for button in buttons]
    for box, after in zip(boxes, [*boxes[1:], QRect(card.width(), 0, 1, 1)], strict=True):
        assert box.right() < after.left()


def test_the_clip_takes_no_waveform_that_is_meant_for_another_width(
    pane: ConversationPane, memo: Attachment, previews: ThreadedMediaPreviews, qtbot: QtBot
) -> None:
    show(pane, memo, SHORT)
    (view,) = (s.view for s in pane._layout.visible if isinstance(s, AudioClip))
    assert isinstance(view, AudioView)
    qtbot.waitUntil(lambda: view.has_waveform)
    before = list(view.waveform._peaks)
    with qtbot.waitSignal(previews.peaks_ready) as made:
        previews.request_peaks(memo, 112)
    assert made.args[1] == 112
    assert list(view.waveform._peaks) == before


def test_what_could_not_be_read_stays_on_the_card(pane: ConversationPane, memo: Attachment) -> None:
    usual = show(pane, memo, SHORT)[0].height()
    card, _ = show(pane, memo, replace(SHORT, damages=(Damage(7.5),)))
    sentence = "The file is damaged: nothing behind 0:07 can be read."
    loss = card._shown[0]
    assert (loss.is_loss, loss.text) == (True, sentence)
    assert card.height() > usual
    assert loss.box.bottom() < card._shown[1].box.top()
    assert sentence in card.accessibleDescription()
    assert card._time_at(loss.box.center()) == -1.0


def test_nothing_is_heard_for_a_translation(pane: ConversationPane, memo: Attachment) -> None:
    begun = Transcript("German", 8.0, (), 0.0)
    card, _ = show(pane, memo, begun, MessageStatus.STREAMING)
    assert [line.text for line in card._shown] == ["Translating…"]
    assert card.progress_text == "0:00 of 0:08 translated"
    card, _ = show(pane, memo, replace(begun, language=None), MessageStatus.STREAMING)
    assert [line.text for line in card._shown] == ["Listening…"]
