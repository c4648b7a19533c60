"""An utterance that a model is unsure of, or leaves most out of, is cut at its breaths."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gemini_desk.tasks.long_audio.cutting import CutRules, Cutter
from gemini_desk.tasks.long_audio.omission import leaves_out
from gemini_desk.tasks.long_audio.packing import is_better, is_doubtful
from gemini_desk.tasks.long_audio.pieces import halves, rest_of
from gemini_desk.tasks.long_audio.pipeline import transcribe_recording
from gemini_desk.transcripts.transcript import Segment

WINDOW_S = 0.032
# Three times a sentence, with no more between them than a breath.
BREATHLESS = ("note",) * 3


def one_piece(*stretches):
    """The piece of activity that is (seconds, probability) after each other."""
    values = [value for length, value in stretches for _ in range(round(length / WINDOW_S))]
    cutter = Cutter(CutRules(30.0, WINDOW_S))
    (piece,) = [*cutter.feed(values), *cutter.finish(len(values) * WINDOW_S)]
    return piece


def segment(text, *confidences):
    return Segment(0.0, 9.0, text, min(confidences, default=None), None, confidences)


# -- where it is cut ------------------------------------------------------------------------


def test_an_utterance_is_cut_at_its_longest_breath():
    piece = one_piece((2, 0.9), (0.1, 0.1), (2, 0.9), (0.2, 0.1), (1, 0.9), (1, 0.0))
    assert len(piece.utterances) == 1
    left, right = halves(piece)
    assert left.end_s == right.start_s == right.heard_from_s == pytest.approx(4.2, abs=0.05)
    assert (left.start_s, right.end_s) == (piece.start_s, piece.end_s)
    assert left.speech_s + right.speech_s == pytest.approx(piece.speech_s)
    assert halves(left)[0].end_s == pytest.approx(2.05, abs=0.05)
    assert halves(right) is None


def test_nothing_shorter_than_a_word_is_cut_off():
    assert halves(one_piece((0.3, 0.9), (0.2, 0.1), (5, 0.9), (0.2, 0.1), (0.3, 0.9))) is None


def test_speech_without_a_breath_is_not_cut():
    assert halves(one_piece((1, 0.0), (8, 0.9), (1, 0.0))) is None


def test_what_is_known_already_is_not_cut():
    """Of a piece that goes on in the middle of an utterance, what is before is heard again."""
    piece = one_piece((2, 0.9), (0.2, 0.1), (4, 0.9), (0.1, 0.1), (2, 0.9))
    rest = rest_of(piece, 4.0, 0.1)
    assert rest.overlaps
    left, right = halves(rest)
    assert left.heard_from_s == rest.heard_from_s
    assert left.end_s == right.start_s == pytest.approx(6.25, abs=0.05)


# -- when --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "speech_s", "expected"),
    [
        ("please send water today", 9.0, True),
        ("please send water today", 2.0, False),
        ("", 9.0, True),
        ("...", 9.0, True),
        ("I would like to say a few words about the bridge", 9.0, False),
        ("我想就这座桥说几句话因为它很旧", 9.0, False),
        ("我想", 9.0, True),
    ],
)
def test_a_few_words_are_not_all_that_is_said_in_nine_seconds(text, speech_s, expected):
    assert leaves_out(text, speech_s) is expected


def test_an_utterance_is_in_doubt_if_the_model_is_or_if_it_is_too_short():
    assert is_doubtful(segment("a sentence of some length that fits", 0.6), 6.0)
    assert not is_doubtful(segment("a sentence of some length that fits", 0.8), 6.0)
    assert not is_doubtful(segment("a sentence of some length that fits"), 6.0)
    assert is_doubtful(segment("a sentence", 0.9), 6.0)
    assert not is_doubtful(segment(""), 6.0), "noise has no words to be found"


def test_a_few_sure_words_are_no_better_than_all_of_them():
    whole = segment("a sentence", 0.99)
    parts = [segment("a sentence", 0.8), segment("and another one", 0.6)]
    assert is_better(parts, whole, 9.0)
    assert not is_better([segment("a sentence of mush", 0.3)], whole, 9.0)
    assert not is_better([segment("a", 0.9), segment("")], whole, 9.0)
    assert is_better([segment("a sentence"), segment("and more")], segment("a sentence"), 9.0)


# -- and what comes of it ---------------------------------------------------------------------


def queue(backend, *replies):
    """Replies of one word each with a confidence."""
    for word, confidence in replies:
        backend.queue_reply(word, probabilities=(confidence,))


def test_the_parts_stand_in_the_transcript_if_the_model_is_surer_of_them(recording, session):
    loaded, backend = session()
    queue(backend, ("mush", 0.4), ("one", 0.9), ("two", 0.8))
    transcript = transcribe_recording(loaded, recording(*BREATHLESS[:2]))
    assert transcript.text == "one two"
    assert len(backend.requests) == 3
    assert all(one.end_s == other.start_s for one, other in pairwise(transcript.segments))


def test_the_whole_stands_there_if_it_is_not(recording, session):
    loaded, backend = session()
    queue(backend, ("whole", 0.6), ("mush", 0.75), ("mud", 0.3))
    transcript = transcribe_recording(loaded, recording(*BREATHLESS[:2]))
    assert transcript.text == "whole"


def test_a_model_that_is_sure_is_asked_once(recording, session):
    loaded, backend = session()
    queue(backend, ("twelve letters and twice as many more of them", 0.9))
    transcript = transcribe_recording(loaded, recording(*BREATHLESS))
    assert transcript.text == "twelve letters and twice as many more of them"
    assert len(backend.requests) == 1
