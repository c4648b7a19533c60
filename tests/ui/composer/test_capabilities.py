"""What the loaded model takes, and when a message may go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from gemini_desk.chat.transcription import TRANSCRIBE, asked_beyond
from gemini_desk.engine.events import Capabilities
from gemini_desk.ui.composer.card_picture import small_font
from gemini_desk.ui.composer.outbox import Keeping
from gemini_desk.ui.composer.round_button import RoundButton
from gemini_desk.ui.theme import Theme, ThemeChoice
from tests.helpers import media_files

if TYPE_CHECKING:
    from gemini_desk.ui.composer.attachment_card import AttachmentCard
    from tests.ui.composer.conftest import ComposerBench

_ALL = Capabilities(image=True, audio=True, max_audio_s=30.0)
_PICTURES = Capabilities(image=True)
_WORDS = Capabilities()


def test_what_the_model_does_not_take_is_marked_and_not_sent(bench: ComposerBench) -> None:
    bench.composer.add_paths(
        [
            media_files.sound_file(bench.folder, "a.wav"),
            media_files.image_file(bench.folder, "b.png"),
        ]
    )
    bench.wait_until_ready(2)
    clip, picture = bench.composer.card.tray.cards()
    assert (clip.objection, picture.objection) == (None, None)  # no model, no objection
    bench.composer.set_capabilities(_PICTURES)
    assert clip.objection is not None
    assert "sound" in clip.toolTip()
    assert clip.objection.reason in clip.accessibleName()
    assert picture.objection is None
    assert not bench.composer.card.send.isEnabled()
    assert "sound" in bench.composer.card.send.toolTip()
    bench.composer.submit()
    assert bench.sent == []
    assert bench.notices[-1][0] == "warning"
    bench.composer.set_capabilities(_ALL)
    bench.composer.submit()
    assert len(bench.sent) == 1


def test_removing_what_does_not_fit_lets_the_rest_go(bench: ComposerBench) -> None:
    bench.composer.set_capabilities(_WORDS)
    bench.composer.add_paths([media_files.image_file(bench.folder, "a.png")])
    bench.composer.card.prompt.set_text("hello")
    bench.wait_until_ready(1)
    assert not bench.composer.card.send.isEnabled()
    bench.composer.card.tray.cards()[0].remove_requested.emit()
    assert bench.composer.card.send.isEnabled()
    bench.composer.submit()
    assert bench.sent == [("hello", ())]


def test_a_clip_longer_than_the_model_hears_is_transcribed_first(bench: ComposerBench) -> None:
    bench.composer.set_capabilities(Capabilities(audio=True, max_audio_s=0.5))
    bench.composer.add_paths([media_files.sound_file(bench.folder, "a.wav")])
    bench.wait_until_ready(1)
    (card,) = bench.composer.card.tray.cards()
    assert card.objection is None
    assert "0:01 · transcribed first" in card.accessibleName()
    assert bench.composer.card.send.isEnabled()
    bench.composer.set_capabilities(Capabilities(audio=True, max_audio_s=1.0))
    assert "transcribed" not in card.accessibleName()
    bench.composer.set_capabilities(Capabilities(audio=True))
    assert "transcribed" not in card.accessibleName()


@pytest.mark.parametrize("duration_s", [59.0, 12 * 3600.0])
def test_there_is_room_for_what_happens_with_a_long_clip(
    bench: ComposerBench, duration_s: float
) -> None:
    bench.composer.set_capabilities(Capabilities(audio=True, max_audio_s=0.5))
    bench.composer.add_paths([media_files.sound_file(bench.folder, "a.wav")])
    bench.wait_until_ready(1)
    (card,) = bench.composer.card.tray.cards()
    assert card.attachment is not None
    card.set_attachment(replace(card.attachment, duration_s=duration_s))
    caption = card._words.caption
    assert "transcribed first" in caption
    assert QFontMetrics(small_font()).horizontalAdvance(caption) <= card._caption_room_px


def test_a_clip_is_sent_to_be_written_down_with_one_click(bench: ComposerBench) -> None:
    bench.composer.set_capabilities(_ALL)
    sound = media_files.sound_file(bench.folder, "a.wav")
    bench.composer.add_paths([sound, media_files.image_file(bench.folder, "b.png")])
    clip, _ = bench.wait_until_ready(2)
    card, picture = bench.composer.card.tray.cards()
    button = transcribe_button(card)
    assert (button.isVisible(), transcribe_button(picture).isVisible()) == (True, False)
    button.click()
    assert bench.sent[-1][0] == TRANSCRIBE
    assert bench.sent[-1][1][0] == clip
    bench.composer.add_paths([sound])
    bench.wait_until_ready(1)
    bench.composer.card.prompt.set_text("What was decided?")
    (card,) = bench.composer.card.tray.cards()
    transcribe_button(card).click()
    assert bench.sent[-1][0] == f"{TRANSCRIBE}\nWhat was decided?"
    assert asked_beyond(bench.sent[-1][0]) == "What was decided?"


def test_a_model_without_sound_is_not_asked_to_transcribe(bench: ComposerBench) -> None:
    bench.composer.set_capabilities(_PICTURES)
    bench.composer.add_paths([media_files.sound_file(bench.folder, "a.wav")])
    bench.wait_until_ready(1)
    (card,) = bench.composer.card.tray.cards()
    assert not transcribe_button(card).isVisible()


def transcribe_button(card: AttachmentCard) -> RoundButton:
    names = {each.accessibleName(): each for each in card.findChildren(RoundButton)}
    return next(each for name, each in names.items() if name.startswith("Transcribe"))


def test_the_microphone_is_offered_only_to_models_that_listen(bench: ComposerBench) -> None:
    button = bench.composer.card.recorder.microphone
    bench.composer.set_capabilities(_PICTURES)
    assert not button.isEnabled()
    assert "does not take sound" in button.toolTip()
    bench.composer.voice.toggle()
    assert not bench.composer._recording.active
    bench.composer.set_capabilities(_ALL)
    assert button.isEnabled()
    bench.composer.set_capabilities(None)
    assert button.isEnabled()


def test_where_nothing_is_kept_one_can_write_but_not_send(bench: ComposerBench) -> None:
    bench.composer.set_keeping(Keeping.LOST)
    bench.qtbot.keyClicks(bench.composer.card.prompt, "hi")
    bench.qtbot.keyClick(bench.composer.card.prompt, Qt.Key.Key_Return)
    assert bench.sent == []
    assert bench.notices == [("info", "Nothing is kept in this window", "")]
    assert "kept" in bench.composer.card.send.toolTip()
    bench.composer.set_keeping(Keeping.KEPT)
    bench.qtbot.keyClick(bench.composer.card.prompt, Qt.Key.Key_Return)
    assert bench.sent == [("hi", ())]


def test_while_it_answers_the_send_button_stops_it(bench: ComposerBench) -> None:
    card = bench.composer.card
    bench.composer.set_answering(True)
    assert card.send.icon_name == "stop"
    assert card.send.accessibleName() == "Stop the answer"
    with bench.qtbot.waitSignal(bench.composer.stop_requested):
        bench.qtbot.mouseClick(card.send, Qt.MouseButton.LeftButton)
    bench.composer.set_answering(False)
    assert card.send.icon_name == "send"


def test_while_it_answers_a_message_can_queue(bench: ComposerBench) -> None:
    card = bench.composer.card
    bench.composer.set_answering(True)
    assert not card.stop.isVisible()
    bench.qtbot.keyClicks(card.prompt, "next")
    assert card.send.accessibleName() == "Send when the answer has ended"
    assert card.send.isEnabled()
    with bench.qtbot.waitSignal(bench.composer.stop_requested):
        bench.qtbot.mouseClick(card.stop, Qt.MouseButton.LeftButton)
    assert bench.sent == []
    bench.qtbot.keyClick(card.prompt, Qt.Key.Key_Return)
    assert bench.sent == [("next", ())]
    assert card.send.accessibleName() == "Stop the answer"
    assert not card.stop.isVisible()


def test_it_follows_the_theme(bench: ComposerBench) -> None:
    grounds = []
    for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK):
        Theme.apply(choice)
        picture = bench.composer.grab().toImage()
        grounds.append(picture.pixelColor(picture.width() // 2, picture.height() // 2).name())
        assert grounds[-1] == Theme.current().raised
    Theme.apply(ThemeChoice.LIGHT)
    assert grounds[0] != grounds[1]
