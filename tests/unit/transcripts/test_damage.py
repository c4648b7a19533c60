"""What is said of a recording that could not be read as a whole."""

import pytest

from gemini_desk.transcripts.damage import damage_sentence, joined
from gemini_desk.transcripts.transcript import Damage


@pytest.mark.parametrize(
    ("damages", "sentence"),
    [
        ((), ""),
        ((Damage(83.0),), "The file is damaged: nothing behind 1:23 can be read."),
        ((Damage(75.0, 75.3),), "The file is damaged at 1:15, where something is missing."),
        (
            (Damage(5.0, 5.0), Damage(75.0, 80.0)),
            "The file is damaged at 0:05 and from 1:15 to 1:20, where something is missing.",
        ),
        (
            (Damage(75.0, 80.0), Damage(3700.0)),
            "The file is damaged from 1:15 to 1:20; nothing behind 1:01:40 can be read.",
        ),
        (
            tuple(Damage(10.0 * n, 10.0 * n) for n in range(1, 8)),
            "The file is damaged at 0:10, at 0:20, at 0:30 and at 4 further places, "
            "where something is missing.",
        ),
    ],
)
def test_the_sentence_names_the_places(damages, sentence):
    assert damage_sentence(damages) == sentence


def test_a_place_that_is_met_again_is_known_already():
    first, second, end = Damage(5.0, 5.0), Damage(5.0, 9.0), Damage(20.0)
    assert joined((end, second), (first, second)) == (first, second, end)
    assert joined((Damage(5.0), first), ()) == (first, Damage(5.0))
