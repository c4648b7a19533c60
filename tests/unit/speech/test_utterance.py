"""From the words that a voice says back to the text that is shown."""

from __future__ import annotations

from gemini_desk.ui.speech.utterance import Run, Utterance, between, said


def test_a_word_is_found_where_it_stands() -> None:
    utterance = Utterance((Run("Hello there.", 10, 22),))
    assert utterance.stretch(6, 5) == (16, 21)
    assert (utterance.start, utterance.end) == (10, 22)


def test_words_that_stand_for_something_else_mark_all_of_it() -> None:
    utterance = Utterance(
        (Run("See ", 0, 4), Run("link to example.org", 4, 40, False), Run(" now.", 40, 45))
    )
    assert utterance.text == "See link to example.org now."
    assert utterance.stretch(9, 2) == (4, 40)
    assert utterance.stretch(24, 3) == (41, 44)


def test_letters_of_two_units_are_counted_as_qt_counts_them() -> None:
    utterance = Utterance((Run("😀 yes", 0, 6), Run("!", 6, 7)))
    assert utterance.stretch(3, 3) == (3, 6)


def test_a_word_over_two_runs_and_a_word_beyond_all() -> None:
    utterance = Utterance((Run("bold", 0, 4), Run("ly", 4, 6)))
    assert utterance.stretch(0, 6) == (0, 6)
    assert utterance.stretch(50, 3) == (0, 0)


def test_runs_are_cut_by_characters_and_keep_their_places() -> None:
    runs = (Run("😀a ", 0, 4), Run("a formula", 4, 5, False), Run(" b.", 5, 8))
    assert between(runs, 1, 3) == (Run("a ", 2, 4),)
    assert between(runs, 3, 14) == (Run("a formula", 4, 5, False), Run(" b", 5, 7))


def test_marks_alone_are_not_said() -> None:
    assert said(Run("— … —", 0, 5)) is None
    assert said(Run("", 0, 0), Run("3", 0, 1)) == Utterance((Run("3", 0, 1),))


def test_blanks_behind_a_sentence_are_not_marked() -> None:
    assert Utterance((Run("One. ", 3, 8),)).marked == (3, 7)
    assert Utterance((Run("One ", 3, 7), Run("a formula", 7, 8, False))).marked == (3, 8)
    assert Utterance((Run("One two.", 3, 11),)).clipped(7, 90) == Utterance((Run("two.", 7, 11),))
