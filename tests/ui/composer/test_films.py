"""The card of a film: what it shows, and what is sent of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.engine.events import Capabilities
from gemini_desk.ui.composer.sound_tracks import TrackMenu
from tests.helpers.films import noisy_film

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.ui.composer.attachment_card import AttachmentCard
    from tests.ui.composer.conftest import ComposerBench

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen knows no popups

SEES_FILMS = Capabilities(image=True, audio=True, video=True, max_audio_s=30.0)
HEARS_ONLY = Capabilities(image=True, audio=True, max_audio_s=30.0)


@pytest.fixture
def film(bench: ComposerBench) -> Path:
    return noisy_film(bench.folder, "boat.mp4", 0, 2.0, sound=True)


def card_of(bench: ComposerBench, film: Path) -> AttachmentCard:
    bench.composer.add_paths([film])
    bench.wait_until_ready(1)
    (card,) = bench.composer.card.tray.cards()
    return card


def kind(bench: ComposerBench) -> AttachmentKind:
    return bench.composer.draft().attachments[0].kind


def test_a_film_goes_as_a_film(bench: ComposerBench, film: Path) -> None:
    bench.composer.set_capabilities(SEES_FILMS)
    card = card_of(bench, film)
    assert kind(bench) is AttachmentKind.VIDEO
    assert card.objection is None
    assert card.accessibleName().startswith("Film boat.mp4, 0:02 · ")
    bench.qtbot.waitUntil(lambda: card._thumbnail is not None, timeout=10_000)


def test_the_sound_alone_and_back(bench: ComposerBench, film: Path) -> None:
    card = card_of(bench, film)
    card.offer_tracks()
    (menu,) = card.findChildren(TrackMenu)
    bench.qtbot.waitUntil(menu.isVisible)
    assert [(a.text(), a.isChecked()) for a in menu.actions()] == [
        ("Pictures and sound", True),
        ("Sound only", False),
    ]
    menu.setActiveAction(menu.actions()[1])
    bench.qtbot.keyClick(menu, Qt.Key.Key_Return)
    (heard,) = bench.composer.draft().attachments
    assert (heard.kind, heard.width_px) == (AttachmentKind.AUDIO, None)
    assert "sound only" in card.accessibleName()
    card.film_chosen.emit(True)
    assert kind(bench) is AttachmentKind.VIDEO
    assert bench.composer.draft().attachments[0].width_px == 96


def test_a_model_that_only_hears_gets_the_sound(bench: ComposerBench, film: Path) -> None:
    bench.composer.set_capabilities(HEARS_ONLY)
    card = card_of(bench, film)
    bench.qtbot.waitUntil(lambda: kind(bench) is AttachmentKind.AUDIO)
    assert card.objection is None
    assert "sound only" in card.accessibleName()


def test_a_model_that_is_loaded_later_gets_the_sound(bench: ComposerBench, film: Path) -> None:
    card_of(bench, film)
    assert kind(bench) is AttachmentKind.VIDEO
    bench.composer.set_capabilities(HEARS_ONLY)
    assert kind(bench) is AttachmentKind.AUDIO


def test_a_silent_film_stays_one_and_is_refused(bench: ComposerBench) -> None:
    bench.composer.set_capabilities(HEARS_ONLY)
    card = card_of(bench, noisy_film(bench.folder, "silent.mp4", 0, 1.0, sound=False))
    bench.qtbot.waitUntil(lambda: card.objection is not None, timeout=10_000)
    assert kind(bench) is AttachmentKind.VIDEO
    assert card.objection is not None
    assert "does not take films" in card.objection.reason


def test_a_film_longer_than_what_is_heard_at_once_says_so(bench: ComposerBench, film: Path) -> None:
    bench.composer.set_capabilities(SEES_FILMS)
    card = card_of(bench, film)
    assert "pictures only" not in card.accessibleName()
    bench.composer.set_capabilities(replace(SEES_FILMS, max_audio_s=1.0))
    assert card.accessibleName() == "Film boat.mp4, 0:02 · pictures only"
    assert "its sound is left out" in card.toolTip()
    assert "its sound is left out" in card.accessibleDescription()
    card.film_chosen.emit(False)
    assert "transcribed first" in card.accessibleName()
    assert "left out" not in card.toolTip()
    bench.composer.set_capabilities(replace(SEES_FILMS, audio=False))
    card.film_chosen.emit(True)
    assert "pictures only" in card.accessibleName()
    assert "does not take sound, so the film's is left out" in card.toolTip()


def test_a_click_opens_it(bench: ComposerBench, film: Path) -> None:
    card = card_of(bench, film)
    with bench.qtbot.waitSignal(bench.composer.card.tray.view_requested) as opened:
        bench.qtbot.keyClick(card, Qt.Key.Key_Return)
    assert opened.args is not None
    assert opened.args[0].kind is AttachmentKind.VIDEO
