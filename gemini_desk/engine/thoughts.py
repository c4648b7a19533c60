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


class _Tags(NamedTuple):
    """What is written around a thought where nothing sets it apart.

    Attributes:
        begin: Opens it.
        end: Closes it.
        is_named: The first line within is a name, not a thought (`thought`).
    """

    begin: str
    end: str
    is_named: bool


_TAGS: Final = tuple(_Tags(begin, end, begin != _BEGIN) for begin, end in _MARKS)
_THINK_TAGS: Final = next(tags for tags in _TAGS if tags.begin == _BEGIN)


class WrittenThoughts:
    """Takes a thought that is written in tags, `<think>…</think>`, out of an answer's beginning.

    Further down, tags are text: somebody may be asking about them.
    """

    def __init__(self, *, is_thinking: bool = False) -> None:
        self._state = "thinking" if is_thinking else "start"
        self._tags = _THINK_TAGS
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
            found = next((tags for tags in _TAGS if stripped.startswith(tags.begin)), None)
            if found is None:
                if any(tags.begin.startswith(stripped) for tags in _TAGS):
                    return []
                return self.finish()
            self._tags = found
            self._held = stripped.removeprefix(found.begin)
            self._state = "named" if found.is_named else "thinking"
        if self._state == "named":
            self._skip_name()
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
        is_thought = self._state in ("named", "thinking")
        self._state = "said"
        return [Said(held, is_thought)] if held else []

    def _skip_name(self) -> None:
        """A name ends with its line, or with the thought: an empty one."""
        name, newline, rest = self._held.partition("\n")
        if self._tags.end in name:
            self._held = name[name.index(self._tags.end) :] + newline + rest
            self._state = "thinking"
        elif newline:
            self._held, self._state = rest, "thinking"

    def _think(self) -> list[Said]:
        closing = self._tags.end
        end = self._held.find(closing)
        if end >= 0:
            thought, self._held = self._held[:end], self._held[end + len(closing) :]
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
        closing = self._tags.end
        longest = min(len(closing) - 1, len(self._held))
        return next((n for n in range(longest, 0, -1) if self._held.endswith(closing[:n])), 0)
