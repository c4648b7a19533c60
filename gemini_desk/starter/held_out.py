"""The evaluation sets: made from what training never shows, fixed by a seed and hashed.

The hashes were taken before training began; ``evaluate`` compares them, so that nobody can pick
an easier set later without it being seen. eSpeak NG carries a trace of each clip into the next, so
the hashes of its sets hold when all sets are made in one process, in order.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gemini_desk.starter import conversation, good_sets, prompts, words
from gemini_desk.starter.examples import Example, Turn
from gemini_desk.starter.pictures import questions, text, unreadable
from gemini_desk.starter.pictures.shapes import draw_scene
from gemini_desk.starter.speech import clips, synthesizers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ITEMS = 300
SEED = 20_261_122
HASHES = Path(__file__).with_name("held_out.json")


def _word(rng: random.Random) -> Example:
    """One held-out word in a held-out font, asked for plainly."""
    printed = words.printed_word(rng, "held_out")
    picture = text.print_line(rng, printed, "held_out")
    return Example("word", (Turn(rng.choice(prompts.READ), printed),), picture=picture)


def _seen_word_new_font(rng: random.Random) -> Example:
    printed = words.printed_word(rng, "train")
    picture = text.print_line(rng, printed, "held_out")
    return Example("word", (Turn(rng.choice(prompts.READ), printed),), picture=picture)


def _random_string(rng: random.Random) -> Example:
    printed = words.random_string(rng, 6)
    picture = text.print_line(rng, printed, "held_out")
    return Example("code", (Turn(rng.choice(prompts.READ), printed),), picture=picture)


def _line(rng: random.Random) -> Example:
    count = rng.randint(2, 5)
    printed = " ".join(words.printed_word(rng, "held_out", longest=7) for _ in range(count))
    picture = text.print_line(rng, printed, "held_out")
    return Example("line", (Turn(rng.choice(prompts.READ), printed),), picture=picture)


def _question(kind: str) -> Callable[[random.Random], Example]:
    return lambda rng: questions.ask_one(rng, "held_out", kind)


def _speech(rng: random.Random) -> Example:
    spoken = clips.sentence(rng, 4)
    wave = clips.clean(rng, clips.espeak_clip(rng, "held_out", spoken))
    return Example("speech", (Turn(rng.choice(prompts.TRANSCRIBE), spoken),), waveform=wave)


def _noisy_speech(rng: random.Random) -> Example:
    spoken = clips.sentence(rng, 4)
    wave = clips.wear(rng, clips.espeak_clip(rng, "held_out", spoken))
    return Example("speech", (Turn(rng.choice(prompts.TRANSCRIBE), spoken),), waveform=wave)


def _festival_set(rng: random.Random, items: int = ITEMS) -> list[Example]:
    spoken = [clips.sentence(rng, 3) for _ in range(items)]
    return [
        Example(
            "speech",
            (Turn(rng.choice(prompts.TRANSCRIBE), sentence),),
            waveform=clips.clean(rng, clips.trim(wave)),
        )
        for sentence, wave in zip(spoken, synthesizers.festival(spoken), strict=True)
    ]


def _flite_slt(rng: random.Random) -> Example:
    spoken = clips.sentence(rng, 3)
    wave = clips.clean(rng, clips.trim(synthesizers.flite(spoken, "slt")))
    return Example("speech", (Turn(rng.choice(prompts.TRANSCRIBE), spoken),), waveform=wave)


def _greeting(rng: random.Random) -> Example:
    wordings, answer = rng.choice(conversation.FIXED)
    return Example("chat", (Turn(rng.choice(wordings), answer),))


def _second_question(rng: random.Random) -> Example:
    """A held-out pair, asked about twice; the answer to the second question is measured."""
    picture, shapes = draw_scene(rng, "held_out", 1)
    first = questions.count(rng, shapes, shapes[0])
    second = questions.colour(rng, shapes, shapes[0])
    assert second is not None  # one shape alone is never ambiguous
    return Example("shapes.second_turn", (first, second), picture=picture)


def _recorded_speech(rng: random.Random) -> Example:
    """Held-out voices with pauses, a hiss and any level, as a recording has."""
    spoken = clips.sentence(rng, 4)
    wave = clips.recorded(rng, clips.clean(rng, clips.espeak_clip(rng, "held_out", spoken)))
    return Example("speech", (Turn(rng.choice(prompts.TRANSCRIBE), spoken),), waveform=wave)


def _word_after_clip(rng: random.Random) -> Example:
    """A picture in a conversation that began with a recording; the last answer is measured."""
    return dataclasses.replace(_word(rng), before=(_speech(rng),))


def _clip_after_picture(rng: random.Random) -> Example:
    """A recording in a conversation that began with shapes or a word."""
    first = _word(rng) if rng.random() < 0.5 else questions.ask_one(rng, "held_out", "colour")
    return dataclasses.replace(_speech(rng), before=(first,))


SETS: dict[str, Callable[[random.Random], Example]] = {
    "word": _word,
    "word.seen_words": _seen_word_new_font,
    "random_string": _random_string,
    "line": _line,
    **{f"shapes.{kind}": _question(kind) for kind in questions.QUESTIONS},
    "shapes.second_turn": _second_question,
    "blank": lambda rng: unreadable.blank(rng, "held_out"),
    "photograph": lambda rng: unreadable.photograph_like(rng, "held_out"),
    "speech.espeak": _speech,
    "speech.espeak_noisy": _noisy_speech,
    "speech.flite_slt": _flite_slt,
    "speech.espeak_recorded": _recorded_speech,
    "speech.after_picture": _clip_after_picture,
    "word.after_clip": _word_after_clip,
    "wordless": lambda rng: clips.wordless(rng, "held_out"),
    "chat": _greeting,
    "refusal": lambda rng: conversation.refusal(rng, "held_out"),
}
FESTIVAL_SET = "speech.festival"
NAMES = (*SETS, FESTIVAL_SET)
"""What the small starter is measured on."""


def make_set(name: str, items: int = ITEMS) -> list[Example]:
    """Makes an evaluation set, the same at every call.

    Args:
        name: One of :data:`NAMES` or :data:`~gemini_desk.starter.good_sets.GOOD_NAMES`.
        items: How many of its examples, from the first on.
    """
    # Festival's sentences are drawn before all else, so a part of the set needs all of it.
    drawn = ITEMS if name in (FESTIVAL_SET, good_sets.FESTIVAL_SET) else items
    return _made(random.Random(f"{SEED}/{name}"), name, drawn)[:items]


def _made(rng: random.Random, name: str, items: int) -> list[Example]:
    if name == FESTIVAL_SET:
        return _festival_set(rng, items)
    if name == good_sets.FESTIVAL_SET:
        return good_sets.festival_sentences(rng, items)
    maker = {**SETS, **good_sets.GOOD_SETS}[name]
    return [maker(rng) for _ in range(items)]


def make_validation_set(name: str, items: int) -> list[Example]:
    """Makes other items of the same kind, for choosing between checkpoints.

    Whoever chooses by the sets that are reported reports too much.
    """
    return _made(random.Random(f"{SEED + 1}/{name}"), name, items)


def digest(examples: list[Example]) -> str:
    """Returns the SHA-256 of a set's prompts, answers, pixels and samples.

    Samples are rounded to 8 bits: resampling may differ in the last bits between computers.
    """
    found = hashlib.sha256()
    for part in (part for example in examples for part in example.parts):
        found.update(repr(part.turns).encode())
        if part.picture is not None:
            found.update(repr(part.picture.size).encode() + part.picture.tobytes())
        if part.waveform is not None:
            found.update(np.round(part.waveform * 127).astype(np.int8).tobytes())
    return found.hexdigest()


def write_hashes(names: Sequence[str]) -> None:
    """Records the hashes of sets that have none yet; done once, before training."""
    hashes = recorded_hashes()
    for name in names:
        if name not in hashes:
            hashes[name] = digest(make_set(name))
    HASHES.write_text(json.dumps(hashes, indent=2) + "\n", encoding="utf-8")


def recorded_hashes() -> dict[str, str]:
    """Returns the hashes recorded before training."""
    recorded: dict[str, str] = json.loads(HASHES.read_text(encoding="utf-8"))
    return recorded
