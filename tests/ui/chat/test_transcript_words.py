"""What is said while a recording is transcribed."""

import pytest

from gemini_desk.transcripts.transcript import Damage, Transcript
from gemini_desk.ui.chat.transcript_step import damage_words, doing


@pytest.mark.parametrize(
    ("done_s", "left_s", "words"),
    [
        (12.0, None, "Transcribing… 0:12 of 20:00"),
        (300.0, 181.0, "Transcribing… 5:00 of 20:00, about 3 min left"),
        (1100.0, 42.0, "Transcribing… 18:20 of 20:00, less than a minute left"),
        (1195.0, 1.0, "Transcribing… 19:55 of 20:00, almost done"),
        (None, 0.0, "Almost done…"),
    ],
)
def test_how_far_it_is(done_s, left_s, words):
    assert doing(Transcript(None, 1200.0, (), done_s), left_s) == words


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (Damage(75.0), "memo.wav is damaged: nothing behind 1:15 can be read."),
        (Damage(75.0, 75.0), "memo.wav is damaged at 1:15; the rest is transcribed."),
        (Damage(75.0, 75.3), "memo.wav is damaged at 1:15; the rest is transcribed."),
        (Damage(75.0, 80.0), "memo.wav is damaged from 1:15 to 1:20; the rest is transcribed."),
    ],
)
def test_what_is_lost(damage, words):
    text, hint = damage_words("memo.wav", damage)
    assert text == words
    assert hint
