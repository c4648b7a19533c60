"""The welcome page: what is offered, and what is said of the model."""

from __future__ import annotations

import threading
from itertools import product
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from gemini_desk.engine.events import Capabilities
from gemini_desk.paths import assets_dir
from gemini_desk.ui.model_state import ModelPhase
from gemini_desk.ui.theme import Theme
from gemini_desk.ui.welcome import samples
from gemini_desk.ui.welcome.page import WelcomePage
from gemini_desk.ui.welcome.samples import Sample, read_samples, things_to_try

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.welcome.card import ExampleCard

IMAGES = Capabilities(image=True)
EVERYTHING = Capabilities(image=True, audio=True)


@pytest.fixture
def page(qtbot: QtBot, sample_assets: Path) -> WelcomePage:
    page = WelcomePage(sample_assets / "samples")
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.set_model(EVERYTHING, starter=True)
    page.set_phase(ModelPhase.READY)
    page.show()
    qtbot.waitExposed(page)
    qtbot.waitUntil(page.cards[2].isVisible)
    return page


def prompts(page: WelcomePage) -> list[str]:
    return [card.sample.prompt for card in page.cards]


def names(samples: list[Sample]) -> list[str]:
    return [sample.path.name if sample.path else "" for sample in samples]


def test_each_file_is_read_once_and_small(sample_assets: Path) -> None:
    samples = read_samples(sample_assets / "samples")
    assert names(samples) == ["word.png", "sign.png", "shape.png", "clip.wav"]
    word, *_, speech = samples
    assert word.picture is not None
    assert word.picture.width() == 640  # no larger than a card at a scale of 2
    assert speech.duration_s == 2.0
    assert speech.peaks[0] == 1.0
    assert speech.peaks[-1] == 0.0


def test_a_sample_that_is_gone_or_broken_is_left_out(
    sample_assets: Path, caplog: pytest.LogCaptureFixture
) -> None:
    samples = sample_assets / "samples"
    (samples / "word.png").unlink()
    (samples / "clip.wav").write_bytes(b"RIFF....WAVEnonsense")
    found = read_samples(samples)
    assert names(found) == ["sign.png", "shape.png"]
    (samples / "samples.json").write_text("{", encoding="utf-8")
    assert read_samples(samples) == []
    assert "cannot be" in caplog.text


def test_what_the_project_ships_can_be_shown() -> None:
    samples = read_samples(assets_dir() / "samples")
    assert len(things_to_try(samples, EVERYTHING)) == 3
    assert all(sample.path is not None for sample in things_to_try(samples, EVERYTHING))


def test_what_is_chosen_is_unlike(sample_assets: Path) -> None:
    samples = read_samples(sample_assets / "samples")
    audio_only = Capabilities(audio=True)
    assert names(things_to_try(samples, EVERYTHING)) == ["word.png", "sign.png", "clip.wav"]
    assert names(things_to_try(samples, IMAGES)) == ["word.png", "sign.png", "shape.png"]
    assert names(things_to_try(samples, audio_only)) == ["clip.wav", "", ""]
    assert names(things_to_try([], EVERYTHING)) == ["", "", ""]


def test_only_what_the_model_can_do_is_offered(page: WelcomePage) -> None:
    assert prompts(page) == ["What does it say?", "Read it.", "Transcribe it."]
    page.set_model(IMAGES, starter=False)
    assert prompts(page) == ["What does it say?", "Read it.", "Describe it."]
    page.set_model(Capabilities(), starter=False)
    assert all(card.sample.path is None for card in page.cards)
    page.set_model(None, starter=True)  # on its way: not known yet
    assert prompts(page)[2] == "Transcribe it."


def test_a_card_is_chosen_by_keyboard(page: WelcomePage, qtbot: QtBot) -> None:
    card = page.cards[2]
    card.setFocus()
    with qtbot.waitSignal(page.example_chosen) as chosen:
        qtbot.keyClick(card, Qt.Key.Key_Space)
    assert chosen.args is not None
    prompt, files = chosen.args
    assert prompt == "Transcribe it."
    assert [path.name for path in files] == ["clip.wav"]
    assert card.accessibleName() == "Try: Transcribe it. (With a clip of 2 s)"


def test_cards_lie_below_one_another_where_it_is_narrow(page: WelcomePage, qtbot: QtBot) -> None:
    assert len({card.y() for card in page.cards}) == 1
    page.resize(420, 700)
    qtbot.waitUntil(lambda: len({card.y() for card in page.cards}) == 3)
    assert len({card.x() for card in page.cards}) == 1
    assert max(card.geometry().right() for card in page.cards) < 420


@pytest.mark.parametrize("width_px", [420, 600, 836])
def test_every_line_of_a_prompt_is_whole(page: WelcomePage, qtbot: QtBot, width_px: int) -> None:
    page.set_model(Capabilities(), starter=False)  # texts are the longest prompts
    page.resize(width_px, 900)
    QCoreApplication.sendPostedEvents()  # laid out
    beside = len({card.y() for card in page.cards}) == 1
    assert not beside or len({card.height() for card in page.cards}) == 1
    for card in page.cards:
        painted = _painted(card)
        card.setFixedHeight(card.height() + 100)
        assert painted == _painted(card), card.sample.prompt


def _painted(card: ExampleCard) -> int:
    """How many pixels of a card have the colour of its prompt."""
    image = card.grab().toImage()
    text = QColor(Theme.current().text)
    places = product(range(image.width()), range(image.height()))
    return sum(image.pixelColor(x, y) == text for x, y in places)


def test_the_starter_says_what_it_cannot_do(page: WelcomePage, qtbot: QtBot) -> None:
    note = page._note
    assert "tiny" in note.text
    with qtbot.waitSignal(page.models_help_requested):
        qtbot.mouseClick(note._help, Qt.MouseButton.LeftButton)
    page.set_model(EVERYTHING, starter=False)
    assert not note.isVisible()
    page.set_phase(ModelPhase.FAILED)
    assert note.isVisible()
    assert "Ctrl+M" in note.text


def test_a_model_that_has_learned_a_few_things_says_which(page: WelcomePage) -> None:
    learned = Capabilities(image=True, skills=frozenset({"read-text"}), abilities="It reads <b>.")
    page.set_model(learned, starter=True)
    assert "It reads <b>." in page._note.text
    assert page._note.text.startswith("The built-in starter")
    page.set_model(learned, starter=False)
    assert page._note.isVisible()
    assert page._note.text.startswith("It reads <b>.")


def test_the_gui_thread_reads_no_sample(
    qtbot: QtBot, sample_assets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_on: list[threading.Thread] = []

    def read(folder: Path) -> object:
        read_on.append(threading.current_thread())
        return read_samples(folder)

    monkeypatch.setattr(samples, "read_samples", read)
    page = WelcomePage(sample_assets / "samples")
    qtbot.addWidget(page)
    assert not read_on  # and nothing at all before someone sees the page
    page.show()
    qtbot.waitUntil(page.cards[0].isVisible)
    assert read_on != [threading.main_thread()]


def test_the_recommended_model_is_one_click_away(page: WelcomePage, qtbot: QtBot) -> None:
    button = page._note._recommended
    assert not button.isVisible()
    page.set_recommended("Gemma 4 E4B", "Needs 9.9 GB of the 11.4 GB that are free.")
    assert button.isVisible()
    assert button.text().strip() == "Gemma 4 E4B fits this machine…"
    assert "9.9 GB" in button.accessibleName()
    with qtbot.waitSignal(page.recommended_requested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_tab_reaches_the_recommended_model_before_the_help(page: WelcomePage, qtbot: QtBot) -> None:
    page.set_recommended("Gemma 4 E4B", "Needs 9.9 GB of the 11.4 GB that are free.")
    page.activateWindow()
    button = page._note._recommended
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    QTest.keyClick(button, Qt.Key.Key_Tab)
    assert page._note._help.hasFocus()
