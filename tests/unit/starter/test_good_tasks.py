"""The tasks of the larger starter: answers that can be read off what is shown, nothing held out."""

from __future__ import annotations

import json
import random
import re
import shutil

import pytest

from gemini_desk.paths import assets_dir
from gemini_desk.starter import comparisons, talk, tasks, words
from gemini_desk.starter.pictures import charts, emoji, fonts, prints, relations, shapes
from gemini_desk.starter.pictures.handling import slanted
from gemini_desk.starter.pictures.pages import Layout, print_page
from gemini_desk.starter.pictures.shapes import Shape
from gemini_desk.starter.sizes import GOOD, SKILLS
from gemini_desk.starter.speech import dictation, sentences

needs_fonts = pytest.mark.skipif(shutil.which("fc-list") is None, reason="fontconfig is missing")
needs_words = pytest.mark.skipif(not words.DICTIONARY.exists(), reason="wamerican is missing")
SEEDS = range(40)


@needs_fonts
def test_every_letter_of_a_page_has_its_place() -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        page = print_page(rng, [("two words",), ("Tea", "2.40")], "train", Layout())
        assert page.text == "two words\nTea 2.40"
        assert len(page.places) == len(page.text)
        assert all(0 <= across < 1 and 0 <= down < 1 for across, down in page.places)
        rows = [down for _, down in page.places]
        assert max(rows[:9]) < min(rows[10:])  # the second row stands below the first


@needs_fonts
def test_letters_are_where_they_are_said_to_be() -> None:
    """Ink lies around each place, also when the page was slanted."""
    import numpy as np
    from PIL import Image, ImageDraw

    for seed in SEEDS:
        rng = random.Random(seed)
        picture = Image.new("RGB", (120, 60), (255, 255, 255))
        place = rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8)
        x, y = place[0] * 120, place[1] * 60
        ImageDraw.Draw(picture).ellipse((x - 4, y - 4, x + 4, y + 4), fill=(0, 0, 0))
        moved, (found,) = slanted(rng, picture, [place], (255, 255, 255))
        dark = np.argwhere(np.asarray(moved.convert("L")) < 128).mean(axis=0)
        assert abs(found[0] * moved.width - dark[1]) < 2
        assert abs(found[1] * moved.height - dark[0]) < 2


@needs_fonts
@needs_words
@pytest.mark.parametrize("make", [prints.line, prints.paragraph, prints.crop, prints.figures])
def test_a_print_is_asked_for_letter_by_letter(make: tasks.Task) -> None:
    for seed in SEEDS:
        example = make(random.Random(seed), "train")
        assert len(example.spans) == len(example.turns[0].answer)
        assert len(example.turns[0].answer) <= 70  # three rows of 22 letters and their breaks
        again = make(random.Random(seed), "train")
        assert example.picture is not None
        assert again.picture is not None
        assert example.picture.tobytes() == again.picture.tobytes()


@needs_fonts
@needs_words
def test_a_receipt_adds_up() -> None:
    receipts = 0
    for seed in range(200):
        example = prints.crop(random.Random(seed), "train")
        rows = [row.rsplit(" ", 1) for row in example.turns[0].answer.split("\n")]
        if rows[-1][0] == "Total":
            prices = [round(100 * float(row[1])) for row in rows]
            assert sum(prices[:-1]) == prices[-1]
            receipts += 1
    assert receipts > 20


@needs_fonts
@needs_words
def test_charts_are_answered_from_their_bars() -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        chart = charts.draw_chart(rng, "train")
        assert not any(charts.is_held_out_value(value) for value in chart.values)
        every, spans = charts.QUESTIONS["values"](rng, chart, 0)
        pairs = zip(chart.labels, chart.values, strict=True)
        assert every.answer == ", ".join(f"{label} {value}" for label, value in pairs)
        letters = "".join(every.answer[span.start] for span in spans)
        assert letters == "".join(
            f"{label}{value}" for label, value in zip(chart.labels, chart.values, strict=True)
        )
        largest, _ = charts.QUESTIONS["largest"](rng, chart, 0)
        assert largest.answer in (
            chart.labels[chart.values.index(max(chart.values))],
            chart.labels[chart.values.index(min(chart.values))],
        )


@needs_fonts
def test_emoji_have_names() -> None:
    try:
        emoji.font_path()
    except RuntimeError:
        pytest.skip(f"{emoji.PACKAGE} is missing")
    found = emoji.names()
    assert len(found) > 600
    assert len(set(found.values())) == len(found)
    assert found["\N{MUSHROOM}"] == "mushroom"


def test_shapes_stand_beside_each_other() -> None:
    circle = Shape("red", "circle", big=True, row=0, column=0)
    square = Shape("blue", "square", big=True, row=1, column=2)
    assert relations.stands(circle, "left of", square)
    assert relations.stands(circle, "above", square)
    assert not relations.stands(circle, "below", square)
    rng = random.Random(0)
    answers = {turn.answer for _ in SEEDS if (turn := relations.is_beside(rng, (circle, square)))}
    assert answers == {"yes", "no"}
    found = None
    while found is None:
        found = relations.what_is_beside(rng, (circle, square))
    assert found[0].answer in ("the red circle", "the blue square")
    assert found[1].name in found[0].answer


def test_scenes_have_no_held_out_pair_in_training() -> None:
    for seed in SEEDS:
        example = relations.scene(random.Random(seed), "train")
        pairs = {
            (list(shapes.colours.NAMED)[mark.colour], shapes.SHAPES[mark.form])
            for mark in example.marks
        }
        assert not pairs & shapes.HELD_OUT_PAIRS


def test_held_out_sentences_are_never_dictated_in_training() -> None:
    rng = random.Random(1)
    assert not any(sentences.is_held_out(sentences.dictated(rng, "train")) for _ in range(200))
    assert all(sentences.is_held_out(sentences.dictated(rng, "held_out")) for _ in range(20))


def test_everything_dictated_is_in_the_vocabulary() -> None:
    rng = random.Random(2)
    known = set(sentences.vocabulary())
    assert len(known) >= 300
    said = {word for _ in range(2000) for word in sentences.dictated(rng, "train").split()}
    assert said <= known


def test_a_summary_names_who_when_and_what() -> None:
    rng = random.Random(3)
    for _ in SEEDS:
        memo, slots = dictation.memo_text(rng, "train")
        assert all(slot in memo for slot in slots.values())
        assert dictation.slots_of(dictation.summary(slots)) == {
            f"who: {slots['who']}",
            f"when: {slots['when'].removeprefix('on ')}",
            f"what: {slots['what']}",
        }


@needs_words
def test_sums_are_right_and_some_are_held_out() -> None:
    rng = random.Random(4)
    asked = [talk.sum_turn(rng, "train") for _ in range(300)]
    plain = [turn for turn in asked if " + " in turn.prompt and "=" not in turn.prompt]
    for turn in plain:
        first, second = (int("".join(filter(str.isdigit, part))) for part in turn.prompt.split("+"))
        assert int(turn.answer) == first + second
        assert not talk.is_held_out_sum("+", first, second)
    assert plain


@needs_fonts
@needs_words
def test_pictures_that_are_compared_stand_in_one_message_or_in_two() -> None:
    at_once = comparisons.in_one_message(random.Random(5), "train")
    assert at_once.before[0].turns == ()
    later = comparisons.one_after_the_other(random.Random(5), "train")
    assert len(later.before[0].turns) == 1
    for example in (at_once, later):
        assert all(part.picture is not None for part in example.parts)


@needs_fonts
@needs_words
def test_fonts_that_are_held_out_print_nothing_in_training() -> None:
    training = {file.path for group in fonts.font_files("train") for file in group}
    held_out = {file.path for group in fonts.font_files("held_out") for file in group}
    assert not training & held_out


@needs_fonts
@needs_words
@pytest.mark.parametrize(
    "name", ["word", "line", "print.line", "print.paragraph", "print.number", "print.crop", "chart"]
)
def test_words_that_are_held_out_stand_on_nothing_in_training(name: str) -> None:
    rng = random.Random(11)
    for _ in range(120):
        for turn in tasks.draw(rng, name).turns:
            printed = re.findall("[a-z]+", turn.answer.lower())
            assert not [word for word in printed if word in words.printable_words("held_out")]


def test_the_shipped_checkpoint_declares_what_it_has_learned() -> None:
    config = json.loads((assets_dir() / "starter" / "config.json").read_text(encoding="utf-8"))
    assert config["gemini_desk"] == {"skills": list(SKILLS), "abilities": GOOD.abilities}
    shipped = {path.stem for path in (assets_dir() / "prompts").glob("*.json")}
    assert set(SKILLS) <= shipped
