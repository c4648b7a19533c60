"""Cutting speech into pieces: every moment is in exactly one piece or pause."""

import itertools
import random

import pytest

from gemini_desk.tasks.long_audio.cutting import CutRules, Cutter
from gemini_desk.tasks.long_audio.pieces import rest_of, split
from gemini_desk.transcripts.transcript import uncovered

WINDOW_S = 0.032


def cut(probabilities, longest_s=30.0, duration_s=None):
    duration_s = len(probabilities) * WINDOW_S if duration_s is None else duration_s
    cutter = Cutter(CutRules(longest_s, WINDOW_S))
    pieces = [*cutter.feed(probabilities), *cutter.finish(duration_s)]
    return pieces, duration_s


def windows(*stretches):
    """Activity of (seconds, probability) after each other."""
    return [value for length, value in stretches for _ in range(round(length / WINDOW_S))]


def check(pieces, duration_s, longest_s):
    end_s = 0.0
    for piece in pieces:
        check_parts(piece)
        assert piece.start_s >= end_s - 1e-9
        assert piece.end_s > piece.start_s
        assert piece.heard_from_s <= piece.start_s
        assert piece.end_s - piece.heard_from_s <= longest_s + 1e-6
        end_s = piece.end_s
    assert end_s <= duration_s + 1e-9
    covered = sum(it.end_s - it.start_s for it in pieces)
    silent = sum(end - start for start, end in uncovered(pieces, duration_s))
    assert covered + silent == pytest.approx(duration_s, abs=1e-6)


def check_parts(piece, pad_s=0.1):
    """The utterances of a piece cover it but for its pauses, in order."""
    parts = split(piece, pad_s)
    assert len(parts) == len(piece.utterances)
    assert (parts[0].start_s, parts[0].heard_from_s) == (piece.start_s, piece.heard_from_s)
    assert parts[-1].end_s == piece.end_s
    for part, (start_s, end_s) in zip(parts, piece.utterances, strict=True):
        assert part.start_s <= start_s + 1e-9
        assert part.end_s >= end_s - 1e-9
        assert part.end_s > part.start_s
    for one, other in itertools.pairwise(parts):
        assert one.end_s <= other.start_s + 1e-9
        assert other.heard_from_s == other.start_s
    assert rest_of(piece, 0.0, pad_s) == piece
    assert rest_of(piece, piece.end_s, pad_s) is None
    for part in parts[:-1]:
        rest = rest_of(piece, round(part.end_s, 3), pad_s)
        assert rest.start_s > part.end_s - 1e-3
        assert rest.end_s == piece.end_s


def test_silence_has_no_piece():
    pieces, duration_s = cut(windows((10, 0.01)))
    assert pieces == []
    assert uncovered(pieces, duration_s) == ((0.0, duration_s),)


def test_sentences_with_short_pauses_share_a_piece():
    pieces, _ = cut(windows((1, 0.0), (4, 0.9), (0.6, 0.1), (5, 0.9), (1, 0.0)))
    (piece,) = pieces
    assert piece.start_s == pytest.approx(0.9, abs=0.05)
    assert piece.end_s == pytest.approx(10.7, abs=0.06)
    assert not piece.overlaps


def test_a_long_pause_ends_a_piece():
    pieces, duration_s = cut(windows((3, 0.9), (5, 0.0), (3, 0.9)))
    assert len(pieces) == 2
    check(pieces, duration_s, 30)
    ((start, end), *_) = uncovered(pieces, duration_s)
    assert end - start == pytest.approx(4.8, abs=0.1)


def test_a_piece_ends_in_the_pause_before_it_would_be_too_long():
    pieces, duration_s = cut(windows((20, 0.9), (0.5, 0.0), (20, 0.9)))
    check(pieces, duration_s, 30)
    assert [it.overlaps for it in pieces] == [False, False]
    assert pieces[0].end_s == pytest.approx(20.1, abs=0.05)


def test_speech_without_a_pause_is_cut_where_it_is_least_likely_and_overlaps():
    activity = windows((22, 0.95), (0.1, 0.4), (40, 0.95))
    pieces, duration_s = cut(activity)
    check(pieces, duration_s, 30)
    assert pieces[0].end_s == pytest.approx(22, abs=0.15)
    assert all(it.overlaps for it in pieces[1:])


def test_clicks_are_not_speech():
    pieces, _ = cut(windows((3, 0.0), (0.1, 0.9), (3, 0.0)))
    assert pieces == []


def test_a_short_word_is_speech():
    (piece,), _ = cut(windows((3, 0.0), (0.16, 0.9), (3, 0.0)))
    assert piece.end_s - piece.start_s == pytest.approx(0.36, abs=0.05)


@pytest.mark.parametrize("longest_s", [1.0, 5.0, 30.0])
@pytest.mark.parametrize("seed", range(12))
def test_every_moment_is_covered_once_whatever_is_said(seed, longest_s):
    chance = random.Random(seed)
    activity, value = [], 0.0
    for _ in range(chance.randrange(1, 6000)):
        if chance.random() < 0.03:
            value = chance.choice([0.0, 0.02, 0.3, 0.45, 0.6, 0.99])
        activity.append(min(1.0, max(0.0, value + chance.uniform(-0.1, 0.1))))
    duration_s = len(activity) * WINDOW_S - chance.uniform(0, WINDOW_S)
    pieces, duration_s = cut(activity, longest_s, duration_s)
    check(pieces, duration_s, longest_s)
    heard = sum(it.end_s - it.heard_from_s for it in pieces)
    assert heard >= 0.8 * WINDOW_S * sum(1 for it in activity if it >= 0.55) - 5


def test_pieces_do_not_depend_on_how_the_activity_is_dealt_out():
    activity = windows((2, 0.9), (1, 0.0), (45, 0.8), (4, 0.0), (3, 0.7))
    whole, duration_s = cut(activity)
    cutter = Cutter(CutRules(30.0, WINDOW_S))
    dealt = [piece for value in activity for piece in cutter.feed([value])]
    assert [*dealt, *cutter.finish(duration_s)] == whole


def test_three_hours_keep_no_more_than_a_minute_in_memory():
    cutter = Cutter(CutRules(30.0, WINDOW_S))
    pieces = 0
    for _ in range(3 * 60):
        pieces += sum(1 for _ in cutter.feed(windows((50, 0.9), (10, 0.0))))
    assert pieces > 300
    assert len(cutter._utterances._activity) < 1000
