"""Text → the words that are searched for, without regard to case, accents and width.

The index and the queries are made of the same words, so that what is typed finds what was
written: `krakow` finds “Kraków”, `strasse` finds “Straße”, `ABC` finds “ＡＢＣ”. Scripts that
put no spaces between words are cut into single characters: a phrase of them then finds any
part of a run. So are emoji, without the colours of skin.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

# Thai to Tibetan, Burmese, Khmer, Chinese, Japanese, Korean. Korean has spaces, but glues
# particles to its words, so that parts of a run are wanted there as well.
UNSPACED: Final = (
    "\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029"
    "\u3031-\u3035\u3041-\u30fa\u30fc-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
EMOJI: Final = "\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
ACCENTS: Final = "\u0300-\u036f"  # as characters of their own, behind their letter
# A word: letters and digits with their accents, or one character of such a script.
_WORD: Final = re.compile(f"[{UNSPACED}{EMOJI}]|(?:(?![{UNSPACED}])[^\\W_][{ACCENTS}]*)+")
_ASCII_WORD: Final = re.compile(r"[^\W_]+", re.ASCII)
# FTS5 takes emoji for spaces, but private characters of the last plane but one for letters.
_PRIVATE: Final = 0xF0000
_EMOJI: Final = re.compile(f"[{EMOJI}]")
_ALONE: Final = re.compile(f"[{UNSPACED}\U000f0000-\U000ffffd]")
_VOICED: Final = "\u3099\u309a"  # か and が are different letters, not one with an accent
# Letters that stand for others without being composed of them.
_BASE_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
_KNOWN_WORDS: Final = 20_000


def words_of(text: str) -> list[str]:
    """The words of `text`, folded."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return [folded for word in _WORD.findall(text) if (folded := fold(word))]


def is_unspaced(word: str) -> bool:
    """Whether `word`, folded, is one character of a script without spaces, or an emoji."""
    return _ALONE.fullmatch(word) is not None


@functools.lru_cache(_KNOWN_WORDS)
def fold(word: str) -> str:
    """`word` without case, accents and differences of width; of an emoji, what stands for it."""
    if _EMOJI.fullmatch(word):
        return chr(_PRIVATE + ord(word) % 0x10000)
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    letters = "".join(it for it in decomposed if it in _VOICED or not unicodedata.combining(it))
    # Once more: what is put together again (Korean syllables) or became a capital.
    return unicodedata.normalize("NFKC", letters.casefold()).translate(_BASE_LETTERS)


def fold_evenly(text: str) -> str:
    """`text` folded letter by letter, of the same length: letters that would grow stay."""
    return text.lower() if text.isascii() else text.translate(_EVEN)


class _EvenFolding(dict[int, str]):
    """What each character becomes, found out when it is met first."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        candidates = (fold(character), character.lower(), character)
        folded = self[code] = next(it for it in candidates if len(it) == 1)
        return folded


_EVEN: Final = _EvenFolding()
