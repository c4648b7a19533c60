"""What one click can do with a transcript, and what the loaded model cannot."""

import pytest
from PySide6.QtWidgets import QMenu

from gemini_desk.engine.events import Capabilities, LoadRequest
from gemini_desk.ui.chat.transcript_work_controller import TranscriptWorkController
from gemini_desk.ui.transcript_work_menu import add_works


@pytest.fixture
def works(parts):
    return TranscriptWorkController(parts.models, parts.sending, parts.open)


def load(qtbot, parts, parameter_count):
    parts.backend.parameter_count = parameter_count
    with qtbot.waitSignal(parts.models.loaded):
        parts.models.load(LoadRequest("scripted"))


def menu_of(qtbot, works):
    menu = QMenu()
    qtbot.addWidget(menu)
    add_works(menu, works.offers, works.do)
    return menu


def action(menu, *texts):
    for text in texts:
        found = next(each for each in menu.actions() if each.text() == text)
        menu = found.menu() or menu
    return found


def test_a_click_says_the_phrase_of_the_work(qtbot, parts, works):
    load(qtbot, parts, None)
    menu = menu_of(qtbot, works)
    with qtbot.waitSignal(parts.messages.answer_ended):
        action(menu, "Summarise", "Bullet points").trigger()
    question = parts.conversation.branch()[0].message
    assert question.text == "Summarise the recording in bullet points."


def test_what_a_person_must_finish_goes_into_the_composer(qtbot, parts, works):
    load(qtbot, parts, None)
    menu = menu_of(qtbot, works)
    with qtbot.waitSignal(works.phrase_begun) as begun:
        action(menu, "Translate", "Another language…").trigger()
    assert begun.args == ["Translate the recording to "]
    assert not parts.conversation.versions


def test_a_very_small_model_is_not_offered_it_and_the_menu_says_why(qtbot, parts, works):
    load(qtbot, parts, 5_000_000)
    menu = menu_of(qtbot, works)
    for title in ("Summarise", "Action items", "Translate"):
        assert not action(menu, title).isEnabled()
    assert action(menu, "Ask a question…").isEnabled()
    assert menu.actions()[-1].text() == "scripted is too small a model for this"


def test_a_model_that_has_not_learned_it_is_not_offered_it(qtbot, parts, works):
    parts.backend.capabilities = Capabilities(skills=frozenset({"action-items"}))
    load(qtbot, parts, 5_000_000)
    menu = menu_of(qtbot, works)
    assert action(menu, "Action items").isEnabled()  # however small it is: it says so itself
    assert not action(menu, "Summarise").isEnabled()
    assert menu.actions()[-1].text() == "scripted has not learned this"


def test_another_model_is_told(qtbot, parts, works):
    with qtbot.waitSignal(works.changed):
        load(qtbot, parts, None)
