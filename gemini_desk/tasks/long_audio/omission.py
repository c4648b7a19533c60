"""A model that leaves out most of what is said, as small ones do of a long piece."""

from __future__ import annotations

import unicodedata
from typing import Final

_SHORTEST_SPEECH_S: Final = 5.0  # below that somebody may just drawl
_FEWEST_LETTERS_PER_S: Final = 4.0  # slow dictation is 6, conversation 14
_LETTERS_OF_A_SIGN: Final = 3.0  # Chinese, Japanese, Korean: a syllable and more each


def leaves_out(text: str, speech_s: float) -> bool:
    """Whether `text` is much less than anybody says in this time.

    Args:
        text: What the model wrote.
        speech_s: For how long somebody speaks.
    """
    if speech_s < _SHORTEST_SPEECH_S:
        return False
    letters = sum(
        _LETTERS_OF_A_SIGN if unicodedata.east_asian_width(sign) == "W" else 1.0
        for sign in text
        if sign.isalnum()
    )
    return letters < _FEWEST_LETTERS_PER_S * speech_s
