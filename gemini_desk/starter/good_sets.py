"""The evaluation sets of what the larger starter can do; ``held_out`` makes and hashes them.

Printed in held-out fonts with held-out words, values and pairs of colour and form, spoken by
held-out voices in held-out sentences. Emoji have been seen: only grounds and sizes are new.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from gemini_desk.starter import comparisons, prompts, talk
from gemini_desk.starter.examples import Example, Turn
from gemini_desk.starter.pictures import charts, emoji, prints, questions, relations, text
from gemini_desk.starter.speech import clips, dictation, sentences, synthesizers

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.starter.words import Split

    Maker = Callable[[random.Random], Example]

HELD_OUT: Split = "held_out"


def _asked_plainly(make: Callable[[random.Random, Split], Example]) -> Maker:
    """Makes examples whose prompt is a plain wording: never none, never before the picture."""

    def made(rng: random.Random) -> Example:
        example = make(rng, HELD_OUT)
        turn = Turn(rng.choice(prompts.READ), example.turns[0].answer)
        return dataclasses.replace(example, turns=(turn,), media_first=True)

    return made


def _spoken(rng: random.Random, sentence: str, wave: NDArray[np.float32]) -> Example:
    turn = Turn(rng.choice(prompts.TRANSCRIBE), sentence)
    return Example("dictation", (turn,), waveform=clips.clean(rng, clips.trim(wave)))


def _espeak_sentence(rng: random.Random) -> Example:
    sentence = sentences.dictated(rng, HELD_OUT)
    return _spoken(rng, sentence, clips.espeak_clip(rng, HELD_OUT, sentence))


def _espeak_words(rng: random.Random) -> Example:
    """Words in any order, which no knowledge of sentences helps to hear."""
    words = sentences.jumbled(rng, 4)
    return _spoken(rng, words, clips.espeak_clip(rng, HELD_OUT, words))


def _recorded_sentence(rng: random.Random) -> Example:
    example = _espeak_sentence(rng)
    assert example.waveform is not None  # a recording
    return dataclasses.replace(example, waveform=clips.recorded(rng, example.waveform))


def _flite_sentence(rng: random.Random) -> Example:
    sentence = sentences.dictated(rng, HELD_OUT)
    return _spoken(rng, sentence, synthesizers.flite(sentence, "slt"))


def festival_sentences(rng: random.Random, items: int) -> list[Example]:
    """Makes recordings by the synthesizer that training never hears."""
    said = [sentences.dictated(rng, HELD_OUT) for _ in range(items)]
    waves = synthesizers.festival(said)
    return [_spoken(rng, text_, wave) for text_, wave in zip(said, waves, strict=True)]


def _word_again(rng: random.Random) -> Example:
    """A printed word, then the wish to have it in capitals or spelled."""
    example = text.word(rng, HELD_OUT)
    answer = example.turns[0].answer
    first = Turn(rng.choice(prompts.READ), answer)
    second = Turn(rng.choice(talk.CAPITALS_IT), answer.upper())
    if answer.isalpha() and rng.random() < 0.5:
        second = Turn(rng.choice(talk.SPELL_IT), talk.spelled(answer))
    return Example("follow_up", (first, second), picture=example.picture)


def _clip_again(rng: random.Random) -> Example:
    """A recording, then the wish to have what was said once more, or in capitals."""
    example = _espeak_words(rng)
    answer = example.turns[0].answer
    second = Turn(rng.choice(talk.AGAIN), answer)
    if rng.random() < 0.5:
        second = Turn(rng.choice(talk.CAPITALS_IT), answer.upper())
    return Example("follow_up", (*example.turns, second), waveform=example.waveform)


def _chart(kind: str) -> Maker:
    return lambda rng: charts.ask_one(rng, HELD_OUT, kind)


def _relation(kind: str) -> Maker:
    return lambda rng: relations.ask_one(rng, HELD_OUT, kind)


def _named_shape(rng: random.Random) -> Example:
    return questions.ask_one(rng, HELD_OUT, "form")


GOOD_SETS: dict[str, Maker] = {
    "print.line": _asked_plainly(prints.line),
    "print.paragraph": _asked_plainly(prints.paragraph),
    "print.crop": _asked_plainly(prints.crop),
    "print.number": _asked_plainly(prints.figures),
    "print.again": _word_again,
    **{f"chart.{kind}": _chart(kind) for kind in charts.QUESTIONS},
    "emoji": lambda rng: emoji.emoji(rng, HELD_OUT),
    **{f"scene.{kind}": _relation(kind) for kind in relations.MEASURED},
    "scene.name": _named_shape,
    "compare": lambda rng: comparisons.one_after_the_other(rng, HELD_OUT),
    "compare.at_once": lambda rng: comparisons.in_one_message(rng, HELD_OUT),
    "dictation.espeak": _espeak_sentence,
    "dictation.espeak_words": _espeak_words,
    "dictation.espeak_recorded": _recorded_sentence,
    "dictation.flite_slt": _flite_sentence,
    "dictation.again": _clip_again,
    "memo.summary": lambda rng: dictation.summarised(rng, HELD_OUT),
    "talk.sums": lambda rng: talk.ask_one(talk.sum_turn, rng, HELD_OUT),
    "talk.spelling": lambda rng: talk.ask_one(talk.spelling_turn, rng, HELD_OUT),
    "talk.capitals": lambda rng: talk.ask_one(talk.capitals_turn, rng, HELD_OUT),
    "talk.replies": lambda rng: talk.ask_one(talk.reply_turn, rng, HELD_OUT),
    "talk.refusal": lambda rng: talk.ask_one(talk.refusal_turn, rng, HELD_OUT),
}
FESTIVAL_SET = "dictation.festival"
GOOD_NAMES = (*GOOD_SETS, FESTIVAL_SET)
EARLIER_NAMES = (
    *("word", "word.seen_words", "random_string", "shapes.colour", "shapes.place", "shapes.size"),
    *("shapes.count", "shapes.form", "shapes.exists", "blank", "photograph", "wordless"),
)
"""Sets of the small starter on which the larger one is measured, too."""
MEASURED_NAMES = (*EARLIER_NAMES, *GOOD_NAMES)
