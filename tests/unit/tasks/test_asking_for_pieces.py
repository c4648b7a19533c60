"""What a model is told and asked for each piece, and how sure it was of the words."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.message import Role
from gemini_desk.engine.events import TokenProbability
from gemini_desk.tasks.attach import attach
from gemini_desk.tasks.long_audio.confidence import word_confidences
from gemini_desk.tasks.long_audio.packing import Packing
from gemini_desk.tasks.long_audio.pipeline import transcribe_recording
from gemini_desk.tasks.long_audio.progress import Pace
from gemini_desk.transcripts.transcript import Segment
from tests.helpers.media_files import cut_file


def contexts(backend):
    """What each request told of the text before it; "" for nothing."""
    return [
        "".join(message.text for message in request.messages if message.role is Role.SYSTEM)
        for request in backend.requests
    ]


# -- context ------------------------------------------------------------------------------


def test_the_end_of_the_text_before_is_told(recording, session):
    text = " ".join(f"word{number}" for number in range(40))
    loaded, backend = session(text, "then", system_role=True)
    transcribe_recording(loaded, recording("note", "note", "note", 4.0, "note"))
    first, second = contexts(backend)
    assert first == ""
    assert second.endswith(" ".join(f"word{number}" for number in range(10, 40)))
    assert "word9 " not in second


def test_a_template_without_a_place_for_it_goes_without(recording, session):
    loaded, backend = session("first", "second")
    transcribe_recording(loaded, recording("note", 4.0, "note"))
    assert contexts(backend) == ["", ""]


def test_context_can_be_switched_off(recording, session):
    loaded, backend = session("first", "second", system_role=True)
    transcribe_recording(loaded, recording("note", 4.0, "note"), context=False)
    assert contexts(backend) == ["", ""]


def test_what_was_said_long_ago_is_not_told(recording, session):
    loaded, backend = session("first", "second", system_role=True)
    transcribe_recording(loaded, recording("note", 20.0, "note"))
    assert contexts(backend) == ["", ""]


def test_a_model_that_repeats_the_context_goes_without(recording, session):
    loaded, backend = session(
        "we met at the bridge", "at the bridge", "and went home", "to sleep", system_role=True
    )
    transcript = transcribe_recording(loaded, recording("note", 4.0, "note", 4.0, "note"))
    assert [it.text for it in transcript.segments] == [
        "we met at the bridge",
        "and went home",
        "to sleep",
    ]
    assert [bool(it) for it in contexts(backend)] == [False, True, False, False]


def test_somebody_who_says_the_same_again_is_believed(recording, session):
    loaded, backend = session("yes", "yes", "yes", "no", system_role=True)
    transcript = transcribe_recording(loaded, recording("note", 4.0, "note", 4.0, "note"))
    assert [it.text for it in transcript.segments] == ["yes", "yes", "no"]
    assert [bool(it) for it in contexts(backend)] == [False, True, False, True]


def test_a_loop_is_tried_again_without_what_it_feeds_on(recording, session):
    loaded, backend = session("so it goes", "thank you " * 20, "so be it", system_role=True)
    transcript = transcribe_recording(loaded, recording("note", 4.0, "note"))
    assert transcript.segments[1].text == "so be it"
    assert [bool(it) for it in contexts(backend)] == [False, True, False]


# -- confidence ---------------------------------------------------------------------------


def test_a_word_is_as_sure_as_its_least_sure_token():
    tokens = [
        TokenProbability(text, probability)
        for text, probability in [(" Hel", 0.9), ("lo", 0.5), (",", 0.8), (" th", 1.0), ("", 0.3),
                                  ("ö", 0.6), (" ", 0.1), ("a b", 0.7)]
    ]  # fmt: skip
    assert word_confidences(tokens) == (0.5, 0.3, 0.7, 0.7)


@given(st.lists(st.tuples(st.text("ab \n\u3000ß。", max_size=4), st.floats(0, 1))))
def test_there_is_one_confidence_for_each_word(pieces):
    tokens = [TokenProbability(text, probability) for text, probability in pieces]
    found = word_confidences(tokens)
    assert len(found) == len("".join(text for text, _ in pieces).split())
    assert all(0 <= value <= 1 for value in found)


def test_segments_have_the_confidence_of_their_words(recording, session):
    loaded, backend = session()
    backend.queue_reply("call", " anna", " now", probabilities=(0.9, 0.4, 1.0))
    (segment,) = transcribe_recording(loaded, recording("note")).segments
    assert segment.word_confidences == (0.9, 0.4, 1.0)
    assert segment.confidence == 0.4


def test_words_that_an_overlap_says_twice_take_their_confidences_with_them(recording, session):
    loaded, backend = session(longest_s=3.0)
    backend.queue_reply("we", " met", " at", " the", " bridge")
    backend.queue_reply("the", " bridge", " and", " went", probabilities=(0.1, 0.2, 0.6, 0.7))
    transcript = transcribe_recording(loaded, recording(*["note"] * 2))
    second = transcript.segments[1]
    assert (second.text, second.word_confidences) == ("and went", (0.6, 0.7))
    assert second.confidence == 0.6


# -- several utterances at once, or one at a time ---------------------------------------------


def queue(backend, *replies):
    """Replies of one word each with a confidence."""
    for word, confidence in replies:
        backend.queue_reply(word, probabilities=(confidence,))


def test_the_first_pieces_are_heard_both_ways_and_the_surer_way_is_gone_on_with(recording, session):
    loaded, backend = session()
    queue(backend, ("mush", 0.4), ("one", 0.9), ("two", 0.8))
    queue(backend, ("mush", 0.4), ("three", 0.9), ("four", 0.8))
    queue(backend, ("five", 0.9), ("six", 0.8))
    pair = ("note", 0.6, "note")
    transcript = transcribe_recording(loaded, recording(*pair, 4.0, *pair, 4.0, *pair))
    assert transcript.text == "one two three four five six"
    assert len(backend.requests) == 8
    assert all(one.end_s < other.start_s for one, other in pairwise(transcript.segments))


def test_a_model_that_gains_from_what_is_around_gets_long_pieces(recording, session):
    loaded, backend = session()
    queue(backend, ("all", 0.9), ("a", 0.8), ("b", 0.8))
    queue(backend, ("of", 0.9), ("a", 0.8), ("b", 0.8))
    queue(backend, ("it", 0.9))
    pair = ("note", 0.6, "note")
    transcript = transcribe_recording(loaded, recording(*pair, 4.0, *pair, 4.0, *pair))
    assert transcript.text == "all of it"
    assert len(backend.requests) == 7


def test_a_model_that_does_not_say_how_sure_it_is_gets_long_pieces(recording):
    packing = Packing()
    assert not packing.in_doubt(Segment(0.0, 9.0, "as much as is said in this time"), 6.0)
    assert packing.in_doubt(Segment(0.0, 9.0, ""), 6.0)


def test_an_utterance_that_says_nothing_is_not_sure():
    together = Segment(0.0, 9.0, "a b", 0.5, None, (0.5, 0.7))
    sure = Segment(0.0, 3.0, "a", 0.9, None, (0.9,))
    assert not Packing().choose(together, [sure, Segment(3.0, 9.0, "")], 3.0)
    assert Packing().choose(together, [sure, sure], 3.0)


# -- progress -----------------------------------------------------------------------------


def test_the_remaining_time_is_told_by_the_pace_of_this_run():
    now = [100.0]
    pace = Pace(600.0, clock=lambda: now[0])
    assert pace.remaining_s(600.0, 3600.0) is None
    now[0] += 10
    assert pace.remaining_s(700.0, 3600.0) == pytest.approx(290)
    assert pace.remaining_s(3600.0, 3600.0) == 0


def test_progress_goes_on_in_a_long_silence(recording, session):
    loaded, _ = session("said")
    seen = []
    transcribe_recording(loaded, recording("note", 90.0), on_progress=seen.append)
    done = [it.done_s for it in seen]
    assert done == sorted(done)
    assert len(set(done)) >= 5
    assert seen[-1].remaining_s == 0


def test_a_file_that_was_cut_off_is_transcribed_as_far_as_it_goes(recording, session):
    clip = recording("note", 4.0, "note")
    path = cut_file(clip.path, 0.9)
    loaded, _ = session("first", "second")
    seen = []
    transcript = transcribe_recording(
        loaded, attach(path, AttachmentKind.AUDIO), on_progress=seen.append
    )
    (damage,) = [it.damage for it in seen if it.damage]
    assert damage.end_s is None
    assert damage.start_s == pytest.approx(0.9 * clip.duration_s, abs=0.05)
    assert transcript.text == "first second"
    assert transcript.duration_s == pytest.approx(damage.start_s, abs=0.05)


def test_a_recording_in_another_form_gives_the_same_pieces(recording, session, tmp_path):
    clip = recording("note", 4.0, "note")
    samples, rate_hz = soundfile.read(clip.path)
    soundfile.write(tmp_path / "a.flac", np.stack([samples, samples], axis=1), rate_hz)
    texts = ("first", "second")
    one, _ = session(*texts)
    other, _ = session(*texts)
    flac = attach(tmp_path / "a.flac", AttachmentKind.AUDIO)
    assert transcribe_recording(one, clip) == transcribe_recording(other, flac)
