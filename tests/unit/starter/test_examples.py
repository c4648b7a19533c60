"""The generators: the same under a seed, and never showing in training what is held out."""

import random
import shutil

import numpy as np
import pytest

from gemini_desk.starter import conversation, held_out, words
from gemini_desk.starter.examples import Example
from gemini_desk.starter.pictures import questions, shapes, text, unreadable
from gemini_desk.starter.speech import clips, synthesizers

needs_fonts = pytest.mark.skipif(shutil.which("fc-list") is None, reason="no fontconfig")
needs_words = pytest.mark.skipif(not words.DICTIONARY.exists(), reason="no word list")

PICTURES = {
    "characters": text.characters,
    "code": text.code,
    "word": text.word,
    "line": text.line,
    "one_shape": questions.one_shape,
    "scene": questions.scene,
    "blank": unreadable.blank,
    "photograph": unreadable.photograph_like,
}


@needs_fonts
@needs_words
@pytest.mark.parametrize("name", PICTURES)
def test_a_seed_gives_the_same_picture_and_conversation(name: str) -> None:
    def make() -> Example:
        return PICTURES[name](random.Random(3), "train")

    first, second = make(), make()
    assert first.turns == second.turns
    assert first.picture is not None
    assert second.picture is not None
    assert first.picture.tobytes() == second.picture.tobytes()


@needs_words
def test_held_out_words_are_never_printed_in_training() -> None:
    rng = random.Random(0)
    for _ in range(2000):
        printed = words.printed_word(rng, "train").rstrip(".,!?:")
        assert not words.is_held_out(printed)


@needs_words
def test_held_out_words_are_a_twentieth() -> None:
    held_out_words = words.printable_words("held_out")
    share = len(held_out_words) / (len(held_out_words) + len(words.printable_words("train")))
    assert 0.04 < share < 0.06


def test_held_out_pairs_never_appear_in_training() -> None:
    rng = random.Random(0)
    for _ in range(300):
        for shape in shapes.choose_shapes(rng, "train", 3, (255, 255, 255)):
            assert (shape.colour, shape.form) not in shapes.HELD_OUT_PAIRS


def test_a_held_out_scene_holds_a_held_out_pair() -> None:
    rng = random.Random(0)
    for _ in range(100):
        chosen = shapes.choose_shapes(rng, "held_out", 2, (255, 255, 255))
        assert any((shape.colour, shape.form) in shapes.HELD_OUT_PAIRS for shape in chosen)


def test_held_out_voices_do_not_speak_in_training() -> None:
    rng = random.Random(0)
    speakers = {synthesizers.draw_voice(rng, "train").partition("+")[2] for _ in range(2000)}
    assert not speakers & set(synthesizers.HELD_OUT_SPEAKERS)
    assert "slt" not in synthesizers.FLITE_VOICES


def test_kinds_of_photographs_are_held_out() -> None:
    seen, new = unreadable.PHOTOGRAPH_LIKE["train"], unreadable.PHOTOGRAPH_LIKE["held_out"]
    assert not set(seen) & set(new)


def test_descriptions_name_every_shape() -> None:
    scene = [
        shapes.Shape("red", "circle", big=True, row=0, column=0),
        shapes.Shape("blue", "star", big=False, row=1, column=1),
    ]
    answer = questions.describe(random.Random(0), scene, scene[0]).answer
    assert answer == "A big red circle at the top left and a small blue star in the center."


def test_an_ambiguous_question_is_not_asked() -> None:
    scene = [
        shapes.Shape("red", "circle", big=True, row=0, column=0),
        shapes.Shape("blue", "circle", big=False, row=1, column=1),
    ]
    assert questions.colour(random.Random(0), scene, scene[0]) is None


@pytest.mark.parametrize("split", ["train", "held_out"])
def test_wordless_recordings_stay_in_range(split: words.Split) -> None:
    rng = random.Random(0)
    for _ in range(30):
        wave = clips.wordless_wave(rng, split)
        assert wave.dtype == np.float32
        assert np.abs(wave).max() <= 1


def test_worn_recordings_are_the_same_under_a_seed() -> None:
    wave = np.sin(np.arange(8000) / 20).astype(np.float32)
    first, second = clips.wear(random.Random(4), wave), clips.wear(random.Random(4), wave)
    assert np.array_equal(first, second)


@needs_words
def test_chat_refuses_in_one_sentence() -> None:
    example = conversation.refusal(random.Random(0), "train")
    assert example.turns[0].answer == conversation.REFUSAL
    assert conversation.REFUSAL.count(".") == 1


def test_every_set_has_a_hash_taken_before_training() -> None:
    assert set(held_out.recorded_hashes()) == set(held_out.NAMES)


@needs_fonts
@needs_words
def test_an_evaluation_set_is_the_same_every_time() -> None:
    first, second = held_out.make_set("word", 5), held_out.make_set("word", 5)
    assert held_out.digest(first) == held_out.digest(second)
