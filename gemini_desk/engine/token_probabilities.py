"""How sure the model was of each token of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.engine.events import TokenProbability

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.engine.answer_text import AnswerText


def token_probabilities(
    answer: AnswerText, probabilities: Sequence[float]
) -> tuple[TokenProbability, ...]:
    """The text of an answer, token by token; the pieces join to it.

    Thoughts and the end of the turn are no part of it. A token that only begins a character has
    no text: the character stands with the token that completes it.

    Args:
        answer: What was said.
        probabilities: One for each token that was chosen; empty if nobody asked.
    """
    if not probabilities:
        return ()
    pieces: list[TokenProbability] = []
    start = 0
    last = len(answer.visible_ends) - 1
    for place, (number, end) in enumerate(answer.visible_ends):
        stop = len(answer.text) if place == last else end  # what was held back until the end
        pieces.append(TokenProbability(answer.text[start:stop], probabilities[number]))
        start = stop
    return tuple(pieces)
