"""The words that are printed and spoken, and the rule that keeps some of them out of training."""

from __future__ import annotations

import functools
import re
import string
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import random

Split = Literal["train", "held_out"]
"""``held_out`` draws what training never shows: words, fonts, voices, pairs of colour and shape."""

DICTIONARY = Path("/usr/share/dict/words")
"""Debian's ``wamerican``."""

SPOKEN_WORDS = tuple(
    "yes no hello goodbye please thank you stop go open close start left right up down "
    "red green blue yellow black white monday tuesday friday sunday morning evening today "
    "tomorrow water coffee house car dog cat book phone music time day night people work "
    "school good bad big small new old first last call meeting send read light".split()
)
"""The starter's whole spoken vocabulary. No numbers: they may be written as words or digits."""

COMMON_WORDS = tuple(
    "about above after again air all also always and another answer any apple are arm around "
    "ask away baby back bag ball bank bath bean bear bed bell best better big bird bite black "
    "blue boat body book both bowl box boy bread break bridge bright bring brown bus busy but "
    "butter buy cake call camp can car card care cat chair change cheap cheese child city "
    "class clean clear clock close cloud coat coffee cold come cook cool corn cost count cow "
    "cup cut dance dark day deep desk dinner dish doctor dog door down draw dream dress drink "
    "drive dry duck ear early earth east easy eat egg end enter every exit eye face fall "
    "family far farm fast father feel fire fish five flag floor flower fly food foot forest "
    "fork form forward four free fresh friend from fruit full game garden gate girl give "
    "glass go gold good grass gray great green ground group grow hair half hall hand happy "
    "hard hat have head hear heart heavy hello help here high hill hold home honey hope horse "
    "hot hotel hour house how hundred ice idea inside iron island jacket jam job join jump "
    "key kind king kitchen knee knife know lake lamp land large last late laugh leaf learn "
    "left leg lemon letter level life light like line lion list listen little live long look "
    "lost love low lucky lunch make man many map market match meal meat meet menu milk mind "
    "minute mirror money month moon more morning most mother mountain mouse mouth move much "
    "music name near neck never new next nice night nine noise north nose note now number "
    "nurse off office often old one open orange order other our out outside over page paint "
    "pair paper park part party pass path pay peace pen people phone photo piano picture "
    "piece pink place plan plane plant plate play please point police pool poor post press "
    "price pull push queen quick quiet rain read ready red rest rice rich ride right ring "
    "river road rock room round run safe salt same sand save school sea season seat second "
    "see sell send seven sheep ship shirt shoe shop short show side sign silver sing sister "
    "sit six sky sleep slow small smile snow soap sock soft some song soon sound soup south "
    "space speak spoon sport spring stand star start station stay step stone stop store story "
    "street strong sugar summer sun sweet swim table take talk tall taste taxi tea teach team "
    "ten test thank that the there thick thin thing think three ticket time tired today "
    "tomorrow tooth top total touch towel tower town toy train travel tree trip true turn two "
    "under up use very view visit voice wait walk wall want warm wash watch water wave way "
    "wear week well west wet what wheel when where white wide wife wild win wind window "
    "winter with woman wood word work world write year yellow yes young zero zoo".split()
)

CHARACTERS = string.ascii_letters + string.digits + ".,:-!?$%&@#/+'"
"""What can be printed; also the alphabet of the alignment loss."""


def is_held_out(word: str) -> bool:
    """Tells whether a word, whatever its case, may only be printed in evaluation.

    CRC-32 because it is the same in every run and on every computer, unlike ``hash``.
    """
    return zlib.crc32(word.lower().encode()) % 20 == 0


@functools.cache
def printable_words(split: Split, common_only: bool = False) -> tuple[str, ...]:
    """Returns the lower-case words of a split, two to ten letters each.

    Args:
        split: Words for training, or the twentieth part that is held out.
        common_only: Only words of :data:`COMMON_WORDS`.

    Returns:
        The words, sorted.
    """
    if common_only:
        source = set(COMMON_WORDS)
    else:
        text = DICTIONARY.read_text(encoding="utf-8")
        source = {word for word in text.split() if re.fullmatch(r"[a-z]{2,10}", word)}
        source |= set(COMMON_WORDS)
    return tuple(sorted(word for word in source if is_held_out(word) == (split == "held_out")))


def random_string(rng: random.Random, longest: int, alphabet: str = CHARACTERS) -> str:
    """Draws one to ``longest`` characters that no knowledge of words helps to read."""
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(1, longest)))


def printed_word(rng: random.Random, split: Split, longest: int = 8) -> str:
    """Draws a word as it may stand on a sign: any case, at times with a mark behind it.

    Args:
        rng: Source of all choices.
        split: Which words.
        longest: Most letters, not counting the mark.

    Returns:
        One word, without spaces.
    """
    words = printable_words(split, common_only=rng.random() < 0.4)
    word = rng.choice(words)
    while len(word) > longest:
        word = rng.choice(words)
    draw = rng.random()
    if draw < 0.2:
        word = word.upper()
    elif draw < 0.45:
        word = word.capitalize()
    return word + rng.choice(".,!?:") if rng.random() < 0.06 else word


def printed_number(rng: random.Random) -> str:
    """Draws a number, price, time or date as printed."""
    kind = rng.randrange(4)
    if kind == 0:
        return str(rng.randrange(10 ** rng.randint(1, 5)))
    if kind == 1:
        return f"${rng.randrange(100)}.{rng.randrange(100):02d}"
    if kind == 2:
        return f"{rng.randrange(24)}:{rng.randrange(60):02d}"
    return f"{rng.randint(1, 31)}/{rng.randint(1, 12)}"
