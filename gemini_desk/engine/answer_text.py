"""The text of an answer while it grows: decoded, thoughts left out, stop strings cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gemini_desk.engine.streamer import IncrementalDecoder, StopStrings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Around what a model thinks before it answers: Gemma 4; Qwen, DeepSeek and others.
_THOUGHT_MARKERS = (("<|channel>", "<channel|>"), ("<think>", "</think>"))
# A template that opens a thought does so within the last few tokens of the prompt.
_PROMPT_END_TOKENS = 8


def find_thought_ids(processor: Any) -> tuple[int, int] | None:
    """Ids that open and close a thought, if the chat template speaks of them."""
    tokenizer = getattr(processor, "tokenizer", processor)
    template = str(processor.chat_template or "")
    vocabulary = tokenizer.get_vocab()
    for begin, end in _THOUGHT_MARKERS:
        if end in template and begin in vocabulary and end in vocabulary:
            return vocabulary[begin], vocabulary[end]
    return None


class AnswerText:
    """Collects the tokens of one answer.

    Thoughts are no part of it: the chat template takes them out of the history, too.

    Attributes:
        text: All text so far.
        visible_ids: The tokens that it is made of.
        token_count: All tokens, thoughts included.
    """

    def __init__(
        self,
        decode: Callable[[Sequence[int]], str],
        *,
        stop: Sequence[str],
        thought_ids: tuple[int, int] | None,
        prompt_ids: Sequence[int],
    ) -> None:
        self._decoder = IncrementalDecoder(decode)
        self._stop = StopStrings(stop)
        self._thought_ids = thought_ids
        self._thinking = self._opens_a_thought(prompt_ids)
        self._after_thought = False
        self.text = ""
        self.visible_ids: list[int] = []
        self.token_count = 0

    @property
    def stopped(self) -> bool:
        """A stop string came."""
        return self._stop.found

    def push(self, token_id: int) -> str:
        """Take the next token; returns the text that can be shown for it, often nothing."""
        self.token_count += 1
        if self._thought_ids is not None and token_id in self._thought_ids:
            self._thinking = token_id == self._thought_ids[0]
            self._after_thought = not self._thinking
            return ""
        if self._thinking:
            return ""
        piece = self._decoder.push(token_id)
        if self._after_thought:  # an empty line sets the answer off from the thought
            piece = piece.lstrip("\n")
            if not piece:
                return ""
            self._after_thought = False
        self.visible_ids.append(token_id)
        return self._show(self._stop.push(piece))

    def finish(self) -> str:
        """The end of the answer: what was held back for a stop string that did not come."""
        return self._show(self._stop.finish())

    def _show(self, text: str) -> str:
        self.text += text
        return text

    def _opens_a_thought(self, prompt_ids: Sequence[int]) -> bool:
        if self._thought_ids is None:
            return False
        markers = [i for i in prompt_ids[-_PROMPT_END_TOKENS:] if i in self._thought_ids]
        return bool(markers) and markers[-1] == self._thought_ids[0]
