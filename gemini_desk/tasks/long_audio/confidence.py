"""How sure the model was of each word, from the probabilities of its tokens.

A word is as sure as the least sure of its tokens: that means the same whether a tokenizer
writes a word at once or letter by letter, where a product or a mean would not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.engine.events import TokenProbability


def word_confidences(tokens: Sequence[TokenProbability]) -> tuple[float, ...]:
    """One value for each word of the text that `tokens` join to, as `str.split` finds them."""
    words: list[float] = []
    in_word = False
    waiting = 1.0  # of tokens that only begin a character
    for token in tokens:
        probability = min(waiting, token.probability)
        if not token.text:
            waiting = probability
            continue
        waiting = 1.0
        for character in token.text:
            if character.isspace():
                in_word = False
            elif in_word:
                words[-1] = min(words[-1], probability)
            else:
                words.append(probability)
                in_word = True
    return tuple(words)
