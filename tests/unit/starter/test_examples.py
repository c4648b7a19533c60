"""The generators: the same under a seed, and never showing in training what is held out."""

import dataclasses
import random
import shutil

import numpy as np
import pytest

from gemini_desk.starter import conversation, good_sets, held_out, words
from gemini_desk.starter.examples import Example, Turn
from gemini_desk.starter.pictures import colours, questions, shapes, text, unreadable
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


def test_training_never_asks_for_a_held_out_pair() -> None:
    """Never there, they would be answered with "no" by name."""
    rng = random.Random(3)
    held_out_names = {" ".join(pair) for pair in shapes.HELD_OUT_PAIRS}
    for _ in range(300):
        drawn = shapes.choose_shapes(rng, "train", 3, (255, 255, 255))
        prompt = questions.exists(rng, drawn, drawn[0]).prompt.lower()
        assert not any(name in prompt for name in held_out_names), prompt


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


def test_answers_point_at_the_shapes_they_are_about() -> None:
    for seed in range(40):
        example = questions.pointed_at(random.Random(seed), "train")
        middles = {(mark.across, mark.down) for mark in example.marks}
        assert example.spans
        for span in example.spans:
            assert (span.across, span.down) in middles
            answer = example.turns[span.turn].answer
            assert 0 <= span.start < span.stop <= len(answer)


def test_what_a_prompt_calls_a_shape_is_known() -> None:
    named = [questions.named(random.Random(seed), "train") for seed in range(40)]
    for example in (*named, *(questions.pointed_at(random.Random(s), "train") for s in range(40))):
        for span in example.spans:
            prompt = example.turns[span.turn].prompt.lower()
            if span.colour >= 0:
                assert list(colours.NAMED)[span.colour] in prompt
            if span.form >= 0:
                assert shapes.SHAPES[span.form] in prompt
    assert all(example.guessed and example.picture is None for example in named)
    assert sum(len(example.spans) for example in named) > 100


def test_the_answer_in_a_question_is_not_taken_for_the_name() -> None:
    scene = [shapes.Shape("red", "circle", big=True, row=0, column=0)]
    said = Turn("Is the circle red or what colour is it?", "red")
    (span,) = questions.where_to_look(0, said, scene, scene[0])
    assert (span.colour, span.form) == (-1, shapes.SHAPES.index("circle"))


def test_a_description_points_at_each_shape_in_turn() -> None:
    example = next(
        example
        for example in (questions.scene(random.Random(seed), "train") for seed in range(200))
        if any(" and " in turn.answer for turn in example.turns)
    )
    turn = next(index for index, turn in enumerate(example.turns) if " and " in turn.answer)
    spans = [span for span in example.spans if span.turn == turn]
    answer = example.turns[turn].answer
    assert len(spans) == len(example.marks)
    assert [(span.across, span.down) for span in spans] == [
        (mark.across, mark.down) for mark in example.marks
    ]
    assert spans[-1].stop == len(answer) - 1  # but for the full stop


@needs_fonts
def test_letters_point_at_themselves_from_left_to_right() -> None:
    picture, places = text.print_letters(random.Random(2), "level", "train")
    across = [place for place, _ in places]
    assert across == sorted(across)
    assert 0 < across[0] < across[-1] < 1
    column, row = round(across[0] * picture.width), round(places[0][1] * picture.height)
    around = picture.crop((column - 8, row - 12, column + 8, row + 12))
    assert around.getextrema() != picture.crop((0, 0, 2, 2)).getextrema()  # there is ink


@needs_fonts
@needs_words
def test_a_mixed_conversation_has_several_parts() -> None:
    pytest.importorskip("scipy")
    example = conversation.follow_up(random.Random(0), text.word(random.Random(0), "train"))
    later = dataclasses.replace(text.word(random.Random(1), "train"), before=(example,))
    assert later.parts == (example, later)
    assert [len(part.turns) for part in later.parts] == [2, 1]


def test_an_exchange_does_not_ask_for_what_may_have_been_sent() -> None:
    for seed in range(60):
        example = conversation.exchange(random.Random(seed), "train")
        assert example.turns[0].answer != conversation.NOTHING_ATTACHED


def test_a_recorded_clip_has_pauses_and_stays_in_range() -> None:
    pytest.importorskip("scipy")  # of the recipe's own dependencies
    wave = np.sin(np.arange(8000) / 20).astype(np.float32) * 0.5
    lengths = set()
    for seed in range(20):
        made = clips.recorded(random.Random(seed), wave)
        assert made.dtype == np.float32
        assert np.abs(made).max() <= 1
        lengths.add(len(made))
    assert min(lengths) > len(wave)
    assert max(lengths) > len(wave) + 16_000


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
    assert set(held_out.recorded_hashes()) == {*held_out.NAMES, *good_sets.GOOD_NAMES}


@needs_fonts
@needs_words
def test_an_evaluation_set_is_the_same_every_time() -> None:
    first, second = held_out.make_set("word", 5), held_out.make_set("word", 5)
    assert held_out.digest(first) == held_out.digest(second)
