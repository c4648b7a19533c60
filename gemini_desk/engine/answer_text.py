"""The text of an answer while it grows: decoded, thoughts told apart, stop strings cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.engine.streamer import IncrementalDecoder, StopStrings
from gemini_desk.engine.thoughts import Said, ThoughtMarks, WrittenThoughts, opens_a_thought

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class AnswerText:
    """Collects the tokens of one answer.

    Thoughts are no part of it: the chat template takes them out of the history, too.

    Attributes:
        text: All text so far.
        visible_ids: The tokens that it is made of.
        visible_ends: For each of them its number among all tokens, and the length of `text`
            behind it.
        token_count: All tokens, thoughts included.
    """

    def __init__(
        self,
        decode: Callable[[Sequence[int]], str],
        *,
        stop: Sequence[str],
        thought_marks: ThoughtMarks | None,
        prompt_ids: Sequence[int],
    ) -> None:
        self._decode = decode
        self._decoder = IncrementalDecoder(decode)
        self._stop = StopStrings(stop)
        self._marks = thought_marks
        is_thinking = opens_a_thought(thought_marks, decode, prompt_ids)
        self._written = WrittenThoughts(is_thinking=is_thinking and thought_marks is None)
        self._thought: _Thought | None = None
        if is_thinking and thought_marks is not None:
            self._thought = _Thought(decode, is_named=False)
        self._after_thought = False
        self.text = ""
        self.visible_ids: list[int] = []
        self.visible_ends: list[tuple[int, int]] = []
        self.token_count = 0

    @property
    def stopped(self) -> bool:
        """A stop string came."""
        return self._stop.found

    def push(self, token_id: int) -> list[Said]:
        """Take the next token; returns what can be shown for it, often nothing."""
        self.token_count += 1
        marks = self._marks
        if marks is not None and token_id in marks[:2]:
            begins = token_id == marks.begin_id
            self._thought = _Thought(self._decode, is_named=marks.is_named) if begins else None
            self._after_thought = not begins
            return []
        if self._thought is not None:
            return self._thought.push(token_id)
        piece = self._decoder.push(token_id)
        if self._after_thought:  # an empty line sets the answer off from the thought
            piece = piece.lstrip("\n")
            if not piece:
                return []
            self._after_thought = False
        self.visible_ids.append(token_id)
        shown = self._say(self._written.push(piece))
        self.visible_ends.append((self.token_count - 1, len(self.text)))
        return shown

    def finish(self) -> list[Said]:
        """The end of the answer: what was held back and turned out to be no mark."""
        pieces = self._say(self._written.finish())
        held = self._stop.finish()
        self.text += held
        return [*pieces, Said(held)] if held else pieces

    def _say(self, pieces: list[Said]) -> list[Said]:
        shown: list[Said] = []
        for piece in pieces:
            text = piece.text if piece.is_thought else self._stop.push(piece.text)
            if not piece.is_thought:
                self.text += text
            if text:
                shown.append(piece._replace(text=text))
        return shown


class _Thought:
    """A thought between special tokens, while it grows."""

    def __init__(self, decode: Callable[[Sequence[int]], str], *, is_named: bool) -> None:
        self._decoder = IncrementalDecoder(decode)
        self._is_named = is_named
        self._begin: str | None = ""  # until its first character

    def push(self, token_id: int) -> list[Said]:
        """What the token adds, without the name and the empty lines in front."""
        piece = self._decoder.push(token_id)
        if self._begin is not None:
            self._begin += piece
            _, line_break, rest = self._begin.partition("\n")
            if self._is_named and not line_break:
                return []
            piece = (rest if self._is_named else self._begin).lstrip("\n")
            if not piece:
                return []
            self._begin = None
        return [Said(piece, is_thought=True)] if piece else []
