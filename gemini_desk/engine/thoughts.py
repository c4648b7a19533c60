"""Thoughts of models: by special tokens where they have some, else by the tags they write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BEGIN: Final = "<think>"
_END: Final = "</think>"
# Around what a model thinks before it answers: Gemma 4; Qwen, DeepSeek and others.
_MARKS: Final = (("<|channel>", "<channel|>"), (_BEGIN, _END))
# A template that opens a thought does so within the last few tokens of the prompt.
_PROMPT_END_TOKENS: Final = 8


class Said(NamedTuple):
    """A piece of what a model writes.

    Attributes:
        text: Whole characters.
        is_thought: Whether it is no part of the answer.
    """

    text: str
    is_thought: bool = False


class ThoughtMarks(NamedTuple):
    """The special tokens of a model around its thoughts.

    Attributes:
        begin_id: Opens a thought.
        end_id: Closes it.
        is_named: The first line behind `begin_id` is a name, not a thought (`thought`).
    """

    begin_id: int
    end_id: int
    is_named: bool


def find_thought_marks(processor: Any) -> ThoughtMarks | None:
    """The tokens around a thought, if the chat template speaks of them."""
    tokenizer = getattr(processor, "tokenizer", processor)
    template = str(processor.chat_template or "")
    vocabulary = tokenizer.get_vocab()
    for begin, end in _MARKS:
        if end in template and begin in vocabulary and end in vocabulary:
            return ThoughtMarks(vocabulary[begin], vocabulary[end], begin != _BEGIN)
    return None


def opens_a_thought(
    marks: ThoughtMarks | None,
    decode: Callable[[Sequence[int]], str],
    prompt_ids: Sequence[int],
) -> bool:
    """Whether the prompt ends within a thought, so that the model goes on thinking."""
    end = prompt_ids[-_PROMPT_END_TOKENS:]
    if marks is None:
        return decode(end).rstrip().endswith(_BEGIN)
    found = [token_id for token_id in end if token_id in marks[:2]]
    return bool(found) and found[-1] == marks.begin_id


class WrittenThoughts:
    """Takes a thought that is written as `<think>…</think>` out of an answer's beginning.

    Further down, tags are text: somebody may be asking about them.
    """

    def __init__(self, *, is_thinking: bool = False) -> None:
        self._state = "thinking" if is_thinking else "start"
        self._held = ""
        self._is_fresh = True

    def push(self, text: str) -> list[Said]:
        """The pieces that can be told apart now; what could be part of a tag is held back."""
        if self._state == "said":
            return [Said(text)] if text else []
        self._held += text
        pieces: list[Said] = []
        if self._state == "start":
            stripped = self._held.lstrip()
            if _BEGIN.startswith(stripped):
                return []
            if not stripped.startswith(_BEGIN):
                return self.finish()
            self._held, self._state = stripped.removeprefix(_BEGIN), "thinking"
        if self._state == "thinking":
            pieces += self._think()
        if self._state == "thought":
            self._held = self._held.lstrip()
            if self._held:
                pieces += self.finish()
        return pieces

    def finish(self) -> list[Said]:
        """What was held back; from here on everything is the answer."""
        held, self._held = self._held, ""
        is_thought = self._state == "thinking"
        self._state = "said"
        return [Said(held, is_thought)] if held else []

    def _think(self) -> list[Said]:
        end = self._held.find(_END)
        if end >= 0:
            thought, self._held = self._held[:end], self._held[end + len(_END) :]
            self._state = "thought"
        else:
            cut = len(self._held) - self._overlap()
            thought, self._held = self._held[:cut], self._held[cut:]
        if self._is_fresh:
            thought = thought.lstrip()
            self._is_fresh = not thought
        return [Said(thought, is_thought=True)] if thought else []

    def _overlap(self) -> int:
        """Length of the longest end of what is held that the closing tag begins with."""
        longest = min(len(_END) - 1, len(self._held))
        return next((n for n in range(longest, 0, -1) if self._held.endswith(_END[:n])), 0)
