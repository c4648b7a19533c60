"""The sound track of a film, chosen on its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from gemini_desk.ui.composer.sound_tracks import TrackMenu
from tests.helpers import media_files
from tests.helpers.films import film

if TYPE_CHECKING:
    from gemini_desk.ui.composer.attachment_card import AttachmentCard
    from tests.ui.composer.conftest import ComposerBench

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen knows no popups


@pytest.fixture
def card(bench: ComposerBench) -> AttachmentCard:
    """The card of a film in German and English, once it knows that."""
    bench.composer.add_paths([film(bench.folder, "film.mkv", "libopus", "matroska")])
    bench.wait_until_ready(1)
    (card,) = bench.composer.card.tray.cards()
    card.film_chosen.emit(False)  # of the menu: the sound only
    bench.qtbot.waitUntil(lambda: "1/2" in card.accessibleName(), timeout=10_000)
    return card


def menu_of(card: AttachmentCard) -> TrackMenu:
    return card.findChildren(TrackMenu)[-1]


def choose(bench: ComposerBench, card: AttachmentCard, place: int) -> None:
    """With the keyboard, as far as the offscreen platform lets."""
    card.offer_tracks()
    menu = menu_of(card)
    bench.qtbot.waitUntil(menu.isVisible)
    menu.setActiveAction(menu.actions()[place + 2])  # behind the whole film and a line
    bench.qtbot.keyClick(menu, Qt.Key.Key_Return)


def test_the_card_says_which_track_is_heard(card: AttachmentCard) -> None:
    assert "German 1/2" in card.accessibleName()
    assert "Sound track 1 of 2: German – Ton · OPUS, mono" in card.toolTip()


def test_the_menu_shows_language_title_and_codec(
    bench: ComposerBench, card: AttachmentCard
) -> None:
    card.offer_tracks()
    menu = menu_of(card)
    whole, _, *tracks = menu.actions()
    assert (whole.text(), whole.isChecked()) == ("Pictures and sound", False)
    texts = [action.text() for action in tracks]
    assert texts[0].startswith("1  German – Ton · OPUS, mono · 0:02")
    assert texts[1].startswith("2  English – Commentary by X")
    assert [action.isChecked() for action in tracks] == [True, False]
    menu.close()


def test_the_chosen_track_is_sent_with_its_own_length(
    bench: ComposerBench, card: AttachmentCard
) -> None:
    (before,) = bench.composer.draft().attachments
    assert before.track is None
    choose(bench, card, 1)
    bench.qtbot.waitUntil(lambda: "English 2/2" in card.accessibleName())
    (after,) = bench.composer.draft().attachments
    assert after.track == 1
    assert after.sha256 == before.sha256
    assert after.content_key != before.content_key
    bench.qtbot.waitUntil(
        lambda: bench.composer.draft().attachments[0].duration_s == pytest.approx(2.0, abs=0.02)
    )
    choose(bench, card, 0)
    assert bench.composer.draft().attachments[0].track is None


def test_a_draft_comes_back_with_its_track(bench: ComposerBench, card: AttachmentCard) -> None:
    choose(bench, card, 1)
    draft = bench.composer.draft()
    bench.composer.card.tray.clear()
    bench.composer.card.tray.prepend(draft.attachments)
    (again,) = bench.composer.card.tray.cards()
    assert "English 2/2" in again.accessibleName()


def test_a_clip_with_one_track_offers_no_choice(bench: ComposerBench) -> None:
    path = media_files.encoded_file(bench.folder, "one.m4a", "aac", "mp4")
    bench.composer.add_paths([path])
    bench.wait_until_ready(1)
    (card,) = bench.composer.card.tray.cards()
    tracks = bench.composer.card.tray.sound_tracks
    bench.qtbot.waitUntil(lambda: not tracks.is_looking, timeout=10_000)
    assert card.tab_stops()[2].isHidden()
