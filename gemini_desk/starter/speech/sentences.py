"""What is said in recordings: sentences as people dictate them, from about 300 words.

All in lower case, numbers as words and without marks: what is heard, letter by letter.
"""

from __future__ import annotations

import functools
import re
import zlib
from typing import TYPE_CHECKING

from gemini_desk.starter.words import SPOKEN_WORDS

if TYPE_CHECKING:
    import random

    from gemini_desk.starter.words import Split

NAMES = tuple(
    "anna ben carla david emma frank grace henry ivan julia kate leo maria nina oscar paul "
    "rosa sam tom victor laura peter lucy mark sarah".split()
)
DAYS = tuple("monday tuesday wednesday thursday friday saturday sunday tomorrow".split())
MONTHS = tuple(
    "january february march april may june july august september october november december".split()
)
TOPICS = tuple(
    "budget contract garden invoice kitchen lesson party project report roof ticket trip "
    "meeting dinner holiday concert insurance delivery repair exam".split()
)
THINGS = tuple(
    "water coffee bread milk paper flowers keys letters boxes chairs apples books photos "
    "shoes tea eggs rice soap cheese lamps".split()
)
PLACES = tuple(
    "station office school market hotel airport library garage bank museum park kitchen "
    "hospital bakery".split()
)
ADJECTIVES = tuple(
    "new old big small good bad red green blue black white early late cheap open ready quiet "
    "warm cold free".split()
)
ONES = tuple(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen".split()
)
TENS = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())
ORDINALS = tuple(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split()
)
FURTHER = tuple(
    "again always because between child every family find friend give happy head help hand hour "
    "idea life line long look make money month most mother father name next never other over "
    "page play question street summer table under week winter world year".split()
)
"""Said among words in any order only."""

TEMPLATES = (
    "please call {name} on {day}",
    "call {name} back at {time}",
    "the meeting with {name} is on {day} at {time}",
    "{name} will be at the {place} at {time}",
    "we need {number} {things} for the {place}",
    "please buy {number} {things} and {number} {things}",
    "the {topic} is on the {date}",
    "my number is {digits}",
    "the code is {digits}",
    "the price is {number} dollars",
    "send the {topic} to {name} before {day}",
    "i will be late today",
    "i will see you at the {place} on {day}",
    "do not forget the {things}",
    "the {place} is {adjective} on {day}",
    "{name} and {name} are at the {place}",
    "the {topic} starts at {time}",
    "please send {things} to the {place}",
    "can you bring the {things} to {name}",
    "my name is {name} and i live near the {place}",
    "the {adjective} {things} are in the {place}",
    "the train to the {place} leaves at {time}",
    "{name} has the birthday on the {date}",
    "write to {name} about the {topic}",
    "the {topic} was very {adjective}",
    "there are {number} people in the {place}",
    "open the {adjective} door",
    "thank you for the {adjective} {things}",
    "where is the {place}",
    "is the {topic} ready",
    "it is {time}",
    "today is {day} the {date}",
    "add {number} and {number}",
    "how are you {name}",
    "good morning {name}",
    "turn left at the {place}",
    "i think the {topic} is {adjective}",
    "she said yes to the {topic}",
    "he has {number} {adjective} {things}",
    "take the {things} out of the {place}",
)
"""To add a kind of sentence: add its line here; new slots go into :func:`_slot`."""


def number(rng: random.Random) -> str:
    """Draws a whole number below a thousand, in words."""
    drawn = rng.random()
    if drawn < 0.55:
        return rng.choice(ONES[1:])
    if drawn < 0.9:
        return two_digits(rng.randint(20, 99))
    hundreds = f"{rng.choice(ONES[1:10])} hundred"
    return hundreds if rng.random() < 0.4 else f"{hundreds} {two_digits(rng.randint(1, 99))}"


def two_digits(value: int) -> str:
    """Writes a number below a hundred in words."""
    if value < len(ONES):
        return ONES[value]
    tens, ones = divmod(value, 10)
    return TENS[tens - 2] + (f" {ONES[ones]}" if ones else "")


def date(rng: random.Random) -> str:
    """Draws a day of the year, as in ``third of may``."""
    day = rng.randint(1, 30)
    if day < 20:
        ordinal = ORDINALS[day - 1]
    elif day % 10 == 0:
        ordinal = TENS[day // 10 - 2][:-1] + "ieth"
    else:
        ordinal = f"{TENS[day // 10 - 2]} {ORDINALS[day % 10 - 1]}"
    return f"{ordinal} of {rng.choice(MONTHS)}"


def time(rng: random.Random) -> str:
    """Draws a time of day, as in ``half past three``."""
    hour = rng.choice(ONES[1:13])
    drawn = rng.random()
    if drawn < 0.5:
        return hour
    if drawn < 0.75:
        return f"{rng.choice(('half', 'quarter'))} past {hour}"
    return f"{hour} {rng.choice(('fifteen', 'thirty', 'twenty', 'forty five'))}"


def _slot(rng: random.Random, name: str) -> str:
    made = {"number": number, "date": date, "time": time}
    if name in made:
        return made[name](rng)
    if name == "digits":
        return " ".join(rng.choice(ONES[:10]) for _ in range(rng.randint(3, 6)))
    tables = {
        "name": NAMES,
        "day": DAYS,
        "topic": TOPICS,
        "things": THINGS,
        "place": PLACES,
        "adjective": ADJECTIVES,
    }
    return rng.choice(tables[name])


def fill(rng: random.Random, template: str) -> str:
    """Fills in a template's slots, each with a draw of its own."""
    return re.sub(r"\{(\w+)\}", lambda slot: _slot(rng, slot[1]), template)


@functools.cache
def vocabulary() -> tuple[str, ...]:
    """Returns every word that can be said."""
    plain = re.sub(r"\{\w+\}", " ", " ".join(TEMPLATES)).split()
    tens = [f"{word[:-1]}ieth" for word in TENS]
    tables = (
        *(SPOKEN_WORDS, NAMES, DAYS, MONTHS, TOPICS, THINGS, PLACES, ADJECTIVES, ONES, TENS),
        *(ORDINALS, FURTHER, plain, tens, ("hundred", "half", "quarter", "past", "of")),
    )
    return tuple(sorted({word for table in tables for word in table}))


def is_held_out(sentence: str) -> bool:
    """Tells whether a sentence may only be spoken in evaluation."""
    return zlib.crc32(sentence.encode()) % 20 == 0


def dictated(rng: random.Random, split: Split) -> str:
    """Draws a sentence made from a template."""
    while True:
        sentence = fill(rng, rng.choice(TEMPLATES))
        if is_held_out(sentence) == (split == "held_out"):
            return sentence


def jumbled(rng: random.Random, most: int) -> str:
    """Draws words in any order: no knowledge of sentences helps to hear them."""
    return " ".join(rng.choice(vocabulary()) for _ in range(rng.randint(1, most)))
