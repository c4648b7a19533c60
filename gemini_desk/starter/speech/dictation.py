"""Recordings of sentences, memos that are summarised, and questions that follow them."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desk.starter import prompts
from gemini_desk.starter.examples import Example, Turn
from gemini_desk.starter.speech import clips, pool, sentences

if TYPE_CHECKING:
    import random

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.starter.words import Split

POOL = Path("runs/cache/flite-300")
_FROM_POOL = 0.45

SUMMARISE = (
    "Summarise the memo.",
    "Summarize the memo.",
    "Summarise this recording.",
    "Summarize this recording.",
    "Summarize this voice memo.",
    "Give me a summary.",
    "What is it about?",
    "Who, when and what?",
    "Make a note of this.",
    "Summary please",
    "Sum it up.",
    "What is this memo about?",
)
WHO = ("Who is it about?", "Who should I call?", "Who is named?", "Who?")
WHEN = ("When?", "When is it?", "At what time?", "On which day and when?")
WHAT = ("What is the topic?", "What about?", "What for?")
AGAIN = ("Once more, please.", "Say it again.", "Repeat that.", "Repeat it.")

_MEMOS = (
    "please call {who} {when} about the {what}",
    "this is a memo talk to {who} about the {what} {when}",
    "remember to meet {who} {when} the topic is the {what}",
    "note to myself {when} i have to ask {who} about the {what}",
    "hello the {what} with {who} is {when} thank you",
    "{who} wants to speak about the {what} {when}",
    "{when} there is a call with {who} about the {what}",
)


@functools.cache
def _pool() -> pool.Pool:
    return pool.make(POOL)


def conditioned(rng: random.Random, wave: NDArray[np.float32], hard: float) -> NDArray[np.float32]:
    """Puts a clip under the conditions of a recording.

    Args:
        rng: Source of all choices.
        wave: Trimmed.
        hard: How many clips are changed in speed, echo, tilt and noise.
    """
    wave = clips.wear(rng, wave) if rng.random() < hard else clips.clean(rng, wave)
    return clips.recorded(rng, wave) if rng.random() < 0.5 * hard else wave


def _heard(rng: random.Random, wave: NDArray[np.float32], text: str) -> Example:
    alone = rng.random() < 0.1
    prompt = "" if alone else prompts.ask(rng, prompts.TRANSCRIBE)
    if rng.random() < 0.02:
        prompt = prompts.OFFICIAL_TRANSCRIBE
    return Example(
        "dictation",
        (Turn(prompt, text),),
        waveform=wave,
        spelled=text,
        media_first=rng.random() > 0.05,
    )


def words(rng: random.Random, split: Split, hard: float = 0.0) -> Example:
    """Makes a recording of one or two words: where learning to listen begins."""
    text = sentences.jumbled(rng, 2)
    if split == "train" and rng.random() < 0.3:
        text, wave = _pool().draw(rng, longest=14)
    else:
        wave = clips.espeak_clip(rng, split, text)
    return _heard(rng, conditioned(rng, wave, hard), text)


def phrases(rng: random.Random, split: Split) -> Example:
    """Makes a recording of up to four words in any order, a third of them under hard conditions."""
    text = sentences.jumbled(rng, 4)
    if split == "train" and rng.random() < _FROM_POOL:
        text, wave = _pool().draw(rng, longest=28)
    else:
        wave = clips.espeak_clip(rng, split, text)
    return _heard(rng, conditioned(rng, wave, 0.35), text)


def sentence(rng: random.Random, split: Split) -> Example:
    """Makes a recording of a sentence as people dictate it."""
    if split == "train" and rng.random() < _FROM_POOL:
        text, wave = _pool().draw(rng)
    else:
        text = sentences.dictated(rng, split)
        wave = clips.espeak_clip(rng, split, text)
    return _heard(rng, conditioned(rng, wave, 0.6), text)


def memo_text(rng: random.Random, split: Split) -> tuple[str, dict[str, str]]:
    """Draws a memo and what it says: who, when and what."""
    while True:
        when = f"on {rng.choice(sentences.DAYS[:7])}"
        if rng.random() < 0.15:
            when = "tomorrow"
        if rng.random() < 0.6:
            when += f" at {sentences.time(rng)}"
        slots = {
            "who": rng.choice(sentences.NAMES),
            "when": when,
            "what": rng.choice(sentences.TOPICS),
        }
        text = rng.choice(_MEMOS).format(**slots)
        if sentences.is_held_out(text) == (split == "held_out"):
            return text, slots


def summary(slots: dict[str, str]) -> str:
    """Writes a memo's summary, a line for each of who, when and what."""
    when = slots["when"].removeprefix("on ")
    return f"Who: {slots['who']}\nWhen: {when}\nWhat: {slots['what']}"


def slots_of(summarised: str) -> set[str]:
    """Takes a summary apart again, for counting what is right."""
    return {line.strip().lower() for line in summarised.splitlines() if ":" in line}


def memo(rng: random.Random, split: Split) -> Example:
    """Makes a memo to summarise, at times transcribed first and asked about after."""
    text, slots = memo_text(rng, split)
    wave = conditioned(rng, clips.espeak_clip(rng, split, text), 0.5 * (split == "train"))
    turns = [Turn(prompts.ask(rng, SUMMARISE), summary(slots))]
    if rng.random() < 0.5:
        turns.insert(0, Turn(prompts.ask(rng, prompts.TRANSCRIBE), text))
    if rng.random() < 0.5:
        wordings, slot = rng.choice(((WHO, "who"), (WHEN, "when"), (WHAT, "what")))
        turns.append(Turn(prompts.ask(rng, wordings), slots[slot].removeprefix("on ")))
    return Example("memo", tuple(turns), waveform=wave, spelled=text)


def summarised(rng: random.Random, split: Split) -> Example:
    """Makes a memo with the one question for its summary; used to measure."""
    text, slots = memo_text(rng, split)
    wave = clips.clean(rng, clips.espeak_clip(rng, split, text))
    turn = Turn(rng.choice(SUMMARISE), summary(slots))
    return Example("memo", (turn,), waveform=wave, spelled=text)
