"""A message does not fit: what the card says at each stage, and what its buttons ask for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gemini_desk.ui.chat.overflow import Overflow, OverflowStage
from gemini_desk.ui.composer.overflow_card import OverflowCard

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LOOKING = Overflow("1", prompt_tokens=5_120, limit_tokens=3_584, context_tokens=4_096)
CHOOSING = replace(LOOKING, stage=OverflowStage.CHOOSING, left_out=("What is it?", "b", "And?"))
SUMMARISING = replace(CHOOSING, stage=OverflowStage.SUMMARISING, summary="They")
SUMMARISED = replace(CHOOSING, stage=OverflowStage.SUMMARISED, summary="They asked.")


@pytest.fixture
def card(qtbot: QtBot) -> OverflowCard:
    card = OverflowCard()
    qtbot.addWidget(card)
    card.resize(500, 300)
    card.show_overflow(LOOKING)
    with qtbot.waitExposed(card):
        card.show()
    card.activateWindow()
    return card


def test_it_says_by_how_much(card: OverflowCard) -> None:
    assert card.title == "This message does not fit"
    assert "5,120" in card.text
    assert "3,584" in card.text
    assert not card.leave_out.isEnabled(), "it does not know yet which turns"
    assert "4,096" in card.model.toolTip()


def test_it_names_the_turns_that_would_go(card: OverflowCard, qtbot: QtBot) -> None:
    card.show_overflow(CHOOSING)
    assert card.leave_out.text() == "Leave out the oldest 3 turns"
    assert "“What is it?” to “And?”" in card.leave_out.explanation
    assert QApplication.focusWidget() is card.leave_out
    for button, signal in (
        (card.leave_out, card.leave_out_requested),
        (card.summarise, card.summary_requested),
        (card.model, card.model_requested),
        (card.edit, card.edit_requested),
    ):
        with qtbot.waitSignal(signal):
            qtbot.keyClick(button, Qt.Key.Key_Space)


def test_nothing_can_be_left_out_of_nothing(card: OverflowCard) -> None:
    card.show_overflow(replace(CHOOSING, left_out=()))
    assert not card.leave_out.isVisible()
    assert not card.summarise.isVisible()
    assert "Even alone" in card.text
    assert QApplication.focusWidget() is card.model


def test_the_summary_streams_and_can_be_changed(card: OverflowCard, qtbot: QtBot) -> None:
    card.show_overflow(CHOOSING)
    card.show_overflow(SUMMARISING)
    assert card.summary.toPlainText() == "They"
    assert card.summary.isReadOnly()
    assert not card.accept.isEnabled()
    assert card.back.text() == "Cancel"
    assert not card.text[0].isdigit(), "nothing is said of a beginning"
    card.show_overflow(replace(SUMMARISING, turns_read=1_200))
    assert card.text.startswith("1,200 of them are read.")
    card.show_overflow(SUMMARISED)
    assert QApplication.focusWidget() is card.summary
    card.summary.setPlainText("They asked twice.")
    with qtbot.waitSignal(card.summary_accepted) as accepted:
        qtbot.mouseClick(card.accept, Qt.MouseButton.LeftButton)
    assert accepted.args == ["They asked twice."]


def test_escape_goes_one_step_back(card: OverflowCard, qtbot: QtBot) -> None:
    card.show_overflow(SUMMARISED)
    with qtbot.waitSignal(card.back_requested):
        qtbot.keyClick(card.summary, Qt.Key.Key_Escape)
    card.show_overflow(CHOOSING)
    with qtbot.waitSignal(card.dismissed):
        qtbot.keyClick(card.leave_out, Qt.Key.Key_Escape)


def test_an_error_is_told_with_the_choices(card: OverflowCard) -> None:
    card.show_overflow(replace(CHOOSING, error="The memory ran out."))
    assert card.text.startswith("The memory ran out.\n")
    assert card.leave_out.isVisible()
    card.show_overflow(None)
    assert not card.isVisible()


def test_all_of_it_fits_into_a_narrow_window(card: OverflowCard) -> None:
    card.show_overflow(CHOOSING)
    for width in (380, 820):
        card.resize(width, card.heightForWidth(width))
        for choice in (card.leave_out, card.summarise):
            assert choice.height() >= choice.heightForWidth(choice.width())
            assert card.rect().contains(choice.geometry())
