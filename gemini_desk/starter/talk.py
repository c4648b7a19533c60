"""Conversation: sums, spelling, capitals, what the starter can do, and what it declines."""

from __future__ import annotations

import dataclasses
import zlib
from typing import TYPE_CHECKING

from gemini_desk.starter import conversation, prompts, words
from gemini_desk.starter.examples import Example, Turn

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from gemini_desk.starter.words import Split

ABILITIES = (
    "I am a small starter model: I read short printed text, describe shapes, emoji and bar charts, "
    "write down clear speech, and do small sums."
)
REFUSAL = "That is beyond me: I only read, describe shapes, write down speech and do small sums."
GREETING = "Hello! Show me a sign, a few shapes or a bar chart, or send me a short recording."
_REPLIES = {
    conversation.GREETING: GREETING,
    conversation.ABILITIES: ABILITIES,
}
FIXED = tuple((wordings, _REPLIES.get(answer, answer)) for wordings, answer in conversation.FIXED)
_WITHIN = ("{n} +", "{n} times", "calculate {n}")
BEYOND = tuple(
    wording for wording in conversation.BEYOND if not any(part in wording for part in _WITHIN)
)
"""Everything that the first starter declined, except sums."""

PLUS = (
    "What is {a} + {b}?",
    "{a} + {b}",
    "{a} + {b} = ?",
    "What is {a} plus {b}?",
    "add {a} and {b}",
)
MINUS = ("What is {a} - {b}?", "{a} - {b}", "{a} - {b} = ?", "What is {a} minus {b}?")
TIMES = ("What is {a} x {b}?", "{a} * {b}", "What is {a} times {b}?", "multiply {a} by {b}")
SPELL = ("Spell {word}.", 'Spell "{word}"', "How do you spell {word}?", "How is {word} spelled?")
CAPITALS = (
    'Write "{text}" in capitals.',
    "Repeat in capitals: {text}",
    'Say "{text}" in capital letters.',
    "In upper case: {text}",
)
REPEAT = ('Repeat "{text}".', "Repeat after me: {text}", 'Say "{text}".')
SPELL_IT = ("Spell it.", "Spell the word.", "How is it spelled?", "Letter by letter, please.")
CAPITALS_IT = (
    "Repeat in capitals.",
    "In capitals, please.",
    "Now in capital letters.",
    "Write it in capitals.",
)
AGAIN = ("Once more, please.", "Read it again.", "Repeat that.", "Say it again.")


def is_held_out_sum(sign: str, first: int, second: int) -> bool:
    """Tells whether a sum may only be asked in evaluation."""
    return zlib.crc32(f"{first}{sign}{second}".encode()) % 10 == 0


def sum_turn(rng: random.Random, split: Split) -> Turn:
    """Asks for a sum or difference up to 40, or a product up to 100."""
    while True:
        sign, wordings = rng.choice((("+", PLUS), ("+", PLUS), ("-", MINUS), ("x", TIMES)))
        most = 10 if sign == "x" else 20
        first, second = rng.randint(0, most), rng.randint(0, most)
        if sign == "-" and second > first:
            first, second = second, first
        if is_held_out_sum(sign, first, second) == (split == "held_out"):
            result = {"+": first + second, "-": first - second, "x": first * second}[sign]
            return Turn(prompts.ask(rng, wordings, a=str(first), b=str(second)), str(result))


def _words(rng: random.Random, split: Split, most: int) -> str:
    drawn = words.printable_words(split, common_only=rng.random() < 0.5)
    return " ".join(rng.choice(drawn) for _ in range(rng.randint(1, most)))


def spelled(word: str) -> str:
    """Writes a word's letters apart."""
    return "-".join(word.lower())


def spelling_turn(rng: random.Random, split: Split) -> Turn:
    """Asks how a word is spelled."""
    word = _words(rng, split, 1)
    return Turn(rng.choice(SPELL).format(word=word), spelled(word))


def capitals_turn(rng: random.Random, split: Split) -> Turn:
    """Asks for one to three words in capitals, or as they are."""
    text = _words(rng, split, 3)
    if rng.random() < 0.3:
        return Turn(rng.choice(REPEAT).format(text=text), text)
    return Turn(rng.choice(CAPITALS).format(text=text), text.upper())


def reply_turn(rng: random.Random, _split: Split) -> Turn:
    """Greets, thanks, or asks what the starter is."""
    wordings, answer = rng.choice(FIXED)
    return Turn(conversation.styled(rng, rng.choice(wordings)), answer)


def nothing_attached_turn(rng: random.Random, _split: Split) -> Turn:
    """Asks about a picture or recording that is not there."""
    wording = rng.choice(conversation.LOOKING_AHEAD)
    return Turn(prompts.vary(rng, wording), conversation.NOTHING_ATTACHED)


def refusal_turn(rng: random.Random, split: Split) -> Turn:
    """Asks for anything else."""
    return Turn(conversation.styled(rng, conversation.request(rng, split, BEYOND)), REFUSAL)


_TURNS: tuple[tuple[float, Callable[[random.Random, Split], Turn]], ...] = (
    (0.22, reply_turn),
    (0.06, nothing_attached_turn),
    (0.26, refusal_turn),
    (0.2, sum_turn),
    (0.13, spelling_turn),
    (0.13, capitals_turn),
)
"""How often each kind of turn comes. To add one: write a function, list it here."""


def _turn(rng: random.Random, split: Split) -> Turn:
    shares, kinds = zip(*_TURNS, strict=True)
    kind: Callable[[random.Random, Split], Turn] = rng.choices(kinds, shares)[0]
    return kind(rng, split)


def talk(rng: random.Random, split: Split) -> Example:
    """Makes one to four turns of conversation; each is answered on its own."""
    return Example("talk", tuple(_turn(rng, split) for _ in range(rng.randint(1, 4))))


def exchange(rng: random.Random, split: Split) -> Example:
    """Makes a single turn, for between pictures and recordings."""
    turn = _turn(rng, split)
    while turn.answer == conversation.NOTHING_ATTACHED:  # something may have been attached earlier
        turn = _turn(rng, split)
    return Example("talk", (turn,))


def ask_one(
    kind: Callable[[random.Random, Split], Turn], rng: random.Random, split: Split
) -> Example:
    """Makes a conversation of one turn of a kind; used to measure."""
    return Example("talk", (kind(rng, split),))


def followed(rng: random.Random, example: Example) -> Example:
    """Adds a turn that looks back at the last answer: again, in capitals, spelled; or thanks."""
    answer = example.turns[-1].answer
    kinds: list[Callable[[], Turn]] = [
        lambda: Turn(prompts.ask(rng, AGAIN), answer),
        lambda: Turn(prompts.ask(rng, CAPITALS_IT), answer.upper()),
        lambda: Turn(conversation.styled(rng, rng.choice(FIXED[2][0])), FIXED[2][1]),
        lambda: refusal_turn(rng, "train"),
    ]
    if answer.isalpha():
        kinds += [lambda: Turn(prompts.ask(rng, SPELL_IT), spelled(answer))]
    drawn = rng.choice(kinds)()
    return dataclasses.replace(example, task="follow_up", turns=(*example.turns, drawn))
