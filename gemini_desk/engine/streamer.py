"""Token ids → text, as it comes: whole characters only, no special tokens, stop strings cut.

Each step decodes the few tokens since the last complete character, never the whole answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_INCOMPLETE = "\ufffd"
# A byte-fallback tokenizer writes one of these for each byte of an unfinished character.
_LONGEST_INCOMPLETE = 3
# Tokens that wait for the end of a character; beyond that they are no text in UTF-8.
_LONGEST_WAIT = 16


class IncrementalDecoder:
    """Turns ids into text piece by piece; the pieces join to what decoding all at once gives.

    A character is held back until its last byte is there. What is incomplete at the end of
    an answer is left out.
    """

    def __init__(self, decode: Callable[[Sequence[int]], str]) -> None:
        """Start a new text.

        Args:
            decode: Decodes ids at once, without special tokens.
        """
        self._decode = decode
        self._ids: list[int] = []
        # Decoded together with what follows, since the first token of a text can read
        # differently (a space in front).
        self._context = 0
        self._shown = 0

    def push(self, token_id: int) -> str:
        """The text that `token_id` completes; often nothing."""
        self._ids.append(token_id)
        text = self._decode(self._ids)
        complete = _without_incomplete_end(text)
        if len(complete) < len(text) and len(self._ids) - self._context < _LONGEST_WAIT:
            new = complete[self._shown :]
            self._shown = max(self._shown, len(complete))
            return new
        new = text[self._shown :]
        # Everything is shown: keep the last tokens as context, forget those before.
        fresh = self._ids[self._context :]
        context_text = self._decode(fresh)
        if context_text:
            self._ids = fresh
            self._context = len(fresh)
            self._shown = len(context_text)
        else:  # special tokens alone give no context
            self._shown = len(text)
        return new


def _without_incomplete_end(text: str) -> str:
    end = len(text)
    while end > 0 and len(text) - end < _LONGEST_INCOMPLETE and text[end - 1] == _INCOMPLETE:
        end -= 1
    return text[:end]


class StopStrings:
    """Holds back what could be the beginning of a stop string, and cuts at the first one."""

    def __init__(self, stop: Sequence[str]) -> None:
        self._stop = tuple(stop)
        self._held = ""
        self.found = False

    def push(self, text: str) -> str:
        """The part of the text so far that can be shown now."""
        if not self._stop:
            return text
        self._held += text
        places = [place for stop in self._stop if (place := self._held.find(stop)) >= 0]
        if places:
            self.found = True
            shown, self._held = self._held[: min(places)], ""
            return shown
        keep = max(self._overlap(stop) for stop in self._stop)
        cut = len(self._held) - keep
        shown, self._held = self._held[:cut], self._held[cut:]
        return shown

    def finish(self) -> str:
        """What was held back and turned out to be no stop string."""
        held, self._held = self._held, ""
        return held

    def _overlap(self, stop: str) -> int:
        """Length of the longest end of the held text that `stop` begins with."""
        longest = min(len(stop) - 1, len(self._held))
        return next((size for size in range(longest, 0, -1) if self._held.endswith(stop[:size])), 0)
