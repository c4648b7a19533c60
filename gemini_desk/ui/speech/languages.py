"""Which language a text is in, as far as a voice must know it. Knows no Qt.

By its script, or by its most frequent words: enough to choose a voice, and it says so when
it does not know.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Final

_READ_CHARACTERS: Final = 3000
_FEWEST_HITS: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]+")
_SCRIPTS: Final = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh", "GREEK": "el",
    "HEBREW": "he", "ARABIC": "ar", "THAI": "th", "DEVANAGARI": "hi", "BENGALI": "bn",
    "TAMIL": "ta", "TELUGU": "te", "GEORGIAN": "ka", "ARMENIAN": "hy",
}  # fmt: skip
_WORDS: Final = {
    "en": "the and of to is in that it for was are with this you be have not from which an",
    "de": "der die und das ist nicht ein eine zu den mit sich auf für im dem auch es wird ich",
    "fr": "le la les et des est une dans que pour qui pas sur avec ce il plus au du vous",
    "es": "el los las y que es una por con para del se como no más su al lo pero está",
    "it": "il di che è la per un una non con del sono della si gli le come più anche nel",
    "pt": "o os que não uma para com do da em é por mais dos como as ao são você na",
    "nl": "de het een en van is dat niet op te met voor zijn aan er ook als maar naar bij",
    "sv": "och att det som en är på för av med inte den till har ett om jag de så kan",
    "da": "og det at en er på til af for ikke med den der som har jeg de et kan vi",
    "pl": "i w nie się na że jest to z do jak co ale o po dla są przez być od",
    "cs": "a se je na že v to s není jako pro ale i z by jsou které po při který",
    "tr": "ve bir bu için ile da de çok olarak daha gibi ne var olan ama değil en kadar",
    "fi": "ja on ei se että oli mutta kun hän tai niin joka ovat kuin myös sen tämä voi ole",
    "hu": "a az és hogy nem is egy ez volt van de meg csak mint ha még vagy már lehet",
    "ro": "și de la în a nu cu este o pe un că din mai pentru care sunt sau au ce",
}  # fmt: skip
_FREQUENT: Final = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_CYRILLIC: Final = (("uk", "іїєґ"), ("bg", ""), ("ru", "ыэё"))


def language_of(text: str) -> str:
    """ISO 639 code of the language of `text`; "" if it cannot be told."""
    text = text[:_READ_CHARACTERS]
    return _by_script(text) or _by_words(text)


def _by_script(text: str) -> str:
    scripts: Counter[str] = Counter()
    for character, count in Counter(filter(str.isalpha, text)).items():
        name = unicodedata.name(character, "").partition(" ")[0].partition("-")[0]
        scripts[name] += count
    if not scripts:
        return ""
    if scripts["HIRAGANA"] + scripts["KATAKANA"]:
        scripts["HIRAGANA"] += scripts.pop("CJK", 0)  # Japanese is written with both
    script, count = scripts.most_common(1)[0]
    if 2 * count < scripts.total():
        return ""
    if script == "CYRILLIC":
        found = (language for language, letters in _CYRILLIC if set(text.lower()) & set(letters))
        return next(found, "ru")
    return _SCRIPTS.get(script, "")


def _by_words(text: str) -> str:
    words = Counter(word.lower() for word in _WORD.findall(text))
    hits = Counter(
        {
            language: sum(count for word, count in words.items() if word in frequent)
            for language, frequent in _FREQUENT.items()
        }
    )
    (best, most), (_, second) = hits.most_common(2)
    is_clear = most >= _FEWEST_HITS and most > 1.2 * second
    return best if is_clear and 12 * most >= words.total() else ""
