"""The registry of tasks: a name for every kind of example that training can draw."""

from __future__ import annotations

import dataclasses
import functools
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desk.starter import comparisons, conversation, talk
from gemini_desk.starter.examples import Example
from gemini_desk.starter.pictures import (
    charts,
    emoji,
    prints,
    questions,
    relations,
    text,
    unreadable,
)
from gemini_desk.starter.speech import clips, dictation
from gemini_desk.starter.words import Split

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FLITE_CACHE = Path("runs/cache/flite.npz")

Task = Callable[[random.Random, Split], Example]


@functools.cache
def _flite() -> list[tuple[str, NDArray[np.float32]]]:
    return clips.flite_clips(FLITE_CACHE)


def _spoken_by_flite(rng: random.Random, _split: Split) -> Example:
    return clips.spoken_by_flite(rng, _flite())


def _followed_up(rng: random.Random, split: Split) -> Example:
    """Draws a picture task with one more turn, about nothing in the picture."""
    name = rng.choice(("word", "code", "one_shape", "photograph", "blank"))
    return conversation.follow_up(rng, TASKS[name](rng, split))


def _looked_back(rng: random.Random, split: Split) -> Example:
    """Draws a picture task with one more turn, about the answer before or about nothing in it."""
    name = rng.choice(("word", "word", "print.line", "one_shape", "chart", "photograph", "blank"))
    return talk.followed(rng, TASKS[name](rng, split))


def _listened_back(rng: random.Random, split: Split) -> Example:
    """Draws a recording with one more turn, about what was said or about nothing in it."""
    return talk.followed(rng, TASKS[rng.choice(("phrases", "dictation"))](rng, split))


PICTURE_TASKS: dict[str, Task] = {
    "characters": text.characters,
    "code": text.code,
    "word": text.word,
    "line": text.line,
    "one_shape": questions.one_shape,
    "scene": questions.scene,
    "whereabouts": questions.whereabouts,
    "pointed_at": questions.pointed_at,
    "small_scene": questions.small_scene,
    "blank": unreadable.blank,
    "photograph": unreadable.photograph_like,
    "follow_up": _followed_up,
    "print.line": prints.line,
    "print.paragraph": prints.paragraph,
    "print.number": prints.figures,
    "print.crop": prints.crop,
    "chart": charts.conversation,
    "emoji": emoji.emoji,
    "relations": relations.scene,
    "looked_back": _looked_back,
    "compare": comparisons.one_after_the_other,
    "compare.at_once": comparisons.in_one_message,
}
SOUND_TASKS: dict[str, Task] = {
    "easy_speech": clips.easy,
    "speech": clips.spoken,
    "flite": _spoken_by_flite,
    "wordless": clips.wordless,
    "official": clips.asked_officially,
    "first_words": dictation.words,
    "phrases": dictation.phrases,
    "dictation": dictation.sentence,
    "memo": dictation.memo,
    "listened_back": _listened_back,
}
TEXT_TASKS: dict[str, Task] = {
    "chat": conversation.chat,
    "exchange": conversation.exchange,
    "talk": talk.talk,
    "said": talk.exchange,
    "named": questions.named,
}


def _mixed(rng: random.Random, split: Split) -> Example:
    """Draws a conversation about two or three things: pictures, recordings, words between them.

    A person drops a clip and then a picture; a model that never met the two in one conversation
    babbles at the second.
    """
    return _joined(rng, split, MIXED)


def _varied(rng: random.Random, split: Split) -> Example:
    """Draws such a conversation about what only the larger starter can do."""
    return _joined(rng, split, VARIED)


def _joined(rng: random.Random, split: Split, among: Sequence[str]) -> Example:
    names = [rng.choice(among) for _ in range(rng.choice((2, 2, 3)))]
    parts = [TASKS[name](rng, split) for name in names]
    return dataclasses.replace(parts[-1], task="mixed", before=tuple(parts[:-1]))


MIXED = (
    *("word", "word", "code", "small_scene", "small_scene", "blank", "photograph"),
    *("speech", "speech", "flite", "wordless", "exchange"),
)
"""What a mixed conversation is made of; repeated to be drawn more often."""

VARIED = (
    *("word", "word", "print.line", "print.crop", "small_scene", "relations", "chart"),
    *("blank", "photograph", "phrases", "dictation", "dictation", "memo", "wordless", "said"),
)

MIXED_TASKS: dict[str, Task] = {"mixed": _mixed, "varied": _varied}

TASKS: dict[str, Task] = {**PICTURE_TASKS, **SOUND_TASKS, **TEXT_TASKS, **MIXED_TASKS}
"""To add a task:

1. write a function that takes a random source and a split and returns an ``Example``;
2. name it in the table of its medium above: a batch holds examples of one medium;
3. give it a share in ``curriculum``;
4. add its held-out set to ``held_out`` and its figure to ``evaluation``.
"""


def draw(rng: random.Random, name: str, split: Split = "train") -> Example:
    """Draws one example of a task."""
    return TASKS[name](rng, split)
