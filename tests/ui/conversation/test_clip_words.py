"""The name of a clip's file, and what of it could not be used, stand on its card."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.message import Message
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.segments import AudioClip
from gemini_desk.ui.conversation.views.audio_view import AudioView
from gemini_desk.ui.conversation.views.clip_words import clip_name
from tests.ui.conversation.gallery import clip, version

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.ui.conversation.pane import ConversationPane

NOTE = "The file was cut off: its sound ends at 0:20."


@pytest.fixture
def memo(tmp_path: Path) -> Attachment:
    return replace(clip(tmp_path, 20.0), name="Interview with the harbour master, part 2.mp3")


def show(pane: ConversationPane, memo: Attachment) -> AudioView:
    pane.show_conversation([version(Message.user("", memo))])
    (shown,) = (s.view for s in pane._layout.visible if isinstance(s, AudioClip))
    assert isinstance(shown, AudioView)
    return shown


def ink(view: AudioView, top: int, bottom: int) -> int:
    """How many colours occur between two heights of the card."""
    picture = view.grab().toImage()
    scale = picture.height() / view.height()
    rows = range(round(top * scale), round(bottom * scale))
    return len({picture.pixel(x, y) for y in rows for x in range(30, picture.width() - 30)})


def test_the_name_of_the_file_stands_above_the_waveform(
    pane: ConversationPane, memo: Attachment
) -> None:
    view = show(pane, memo)
    above = view.waveform.y()
    assert above > 0
    assert ink(view, 4, above + 4) > 1
    assert view.play_button.geometry().center().y() > above
    assert memo.name in view.accessibleName()
    assert view.toolTip() == memo.name


def test_a_name_that_is_too_long_stays_on_the_card(
    pane: ConversationPane, memo: Attachment
) -> None:
    whole = show(pane, memo).height()
    view = show(pane, replace(memo, name="Interview " * 40 + "2.mp3"))
    assert view.height() == whole
    assert view.toolTip().endswith("2.mp3")


def test_what_was_recorded_here_needs_no_name(pane: ConversationPane, memo: Attachment) -> None:
    for name in ("Recording 2026-05-04 09.30.07.flac", "Recording 2026-05-04 09.30.07 2.flac"):
        assert clip_name(replace(memo, name=name)) == ""
    assert clip_name(replace(memo, name="Recording 7.flac")) == "Recording 7.flac"
    view = show(pane, replace(memo, name="Recording 2026-05-04 09.30.07.flac"))
    assert (view.waveform.y(), view.height()) == (0, measures.AUDIO_HEIGHT_PX)


def test_what_was_not_used_of_the_file_stays_below_the_waveform(
    pane: ConversationPane, memo: Attachment
) -> None:
    usual = show(pane, memo).height()
    view = show(pane, replace(memo, note=NOTE))
    assert view.height() > usual
    assert ink(view, usual, view.height() - 4) > 1
    assert view.accessibleDescription() == NOTE
    assert NOTE in view.toolTip()
    pane.resize(380, 700)
    assert view.waveform.geometry().bottom() < view.height()
