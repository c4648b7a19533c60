"""Events of a stream → text, thoughts, usage, and how it ended. Forgiving, never trusting."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.chat.answer import FinishReason, Usage
from gemini_desk.engine.backends.server.refusals import error_within
from gemini_desk.engine.streamer import StopStrings
from gemini_desk.engine.thoughts import Said, WrittenThoughts
from gemini_desk.errors import ServerError

if TYPE_CHECKING:
    from collections.abc import Sequence

_DONE: Final = "[DONE]"
# llama.cpp, LM Studio, older vLLM; vLLM, Ollama; what hands on Ollama's own interface.
_THOUGHTS: Final = ("reasoning_content", "reasoning", "thinking")
_MOST_TOKENS: Final = 10_000_000  # more is no count


class ChatStream:
    """One answer of a server, while it comes.

    Attributes:
        pieces: How many pieces of text came; a token or more each.
        usage: What the server says it counted; None if it does not, or if it cannot be.
        is_done: The server said that nothing more comes.
    """

    def __init__(self, stop: Sequence[str], *, key: str | None) -> None:
        self._key = key
        self._stop = StopStrings(stop)
        self._written = WrittenThoughts()
        self._reason: str | None = None
        self.pieces = 0
        self.usage: Usage | None = None
        self.is_done = False

    @property
    def is_stopped(self) -> bool:
        """A stop string came: the server need not go on."""
        return self._stop.found

    @property
    def is_filtered(self) -> bool:
        """The server ended it for what it says, not the model."""
        return self._reason == "content_filter"

    @property
    def finish_reason(self) -> FinishReason | None:
        """Why it ended; None while it has not."""
        if self._stop.found:
            return FinishReason.STOP
        if self._reason is None:
            return None
        return FinishReason.LENGTH if self._reason == "length" else FinishReason.STOP

    def push(self, data: str) -> list[Said]:
        """What an event adds to the answer.

        Raises:
            ServerError: It is an error, or no event of this protocol.
        """
        if data.strip() == _DONE:
            self.is_done = True
            return []
        try:
            event = json.loads(data)
        except (ValueError, RecursionError):
            raise ServerError("The server sent an event that cannot be read.") from None
        if (words := error_within(event, key=self._key)) is not None:
            raise ServerError(
                f"The server failed in mid-answer. It says: “{words}”", hint="Try again."
            )
        if not isinstance(event, dict):
            return []
        self._count(event.get("usage"))
        choices = event.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return []
        said = self._say(choice.get("delta") or choice.get("message"))
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            self._reason = reason
        return said

    def finish(self) -> list[Said]:
        """What was held back, and is no mark after all."""
        said = self._shown(self._written.finish())
        held = self._stop.finish()
        return [*said, Said(held)] if held else said

    def _say(self, delta: Any) -> list[Said]:
        if not isinstance(delta, dict) or self._stop.found:
            return []
        said: list[Said] = []
        thought = next((t for name in _THOUGHTS if (t := _text(delta.get(name)))), "")
        text = _text(delta.get("content"))
        thought = thought or _text(delta.get("content"), thoughts=True)
        if thought:
            said.append(Said(thought, is_thought=True))
        if text:
            said += self._shown(self._written.push(text))
        self.pieces += bool(thought or text)
        return said

    def _shown(self, pieces: list[Said]) -> list[Said]:
        shown: list[Said] = []
        for piece in pieces:
            text = piece.text if piece.is_thought else self._stop.push(piece.text)
            if text:
                shown.append(piece._replace(text=text))
        return shown

    def _count(self, usage: Any) -> None:
        if not isinstance(usage, dict):
            return
        prompt = _count(usage.get("prompt_tokens"))
        completion = _count(usage.get("completion_tokens"))
        details = usage.get("prompt_tokens_details")
        cached = _count(details.get("cached_tokens")) if isinstance(details, dict) else 0
        if prompt is not None and completion is not None:
            self.usage = Usage(prompt, min(cached or 0, prompt), completion)


def believable(usage: Usage | None, pieces: int) -> Usage | None:
    """`usage`, unless it cannot be: a prompt of nothing, or fewer tokens than pieces of text."""
    if usage is None or usage.prompt_tokens == 0 or usage.completion_tokens < pieces:
        return None
    return usage


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else None


def _text(content: Any, *, thoughts: bool = False) -> str:
    """The text of a delta, or its thoughts: as it is, or in parts as newer protocols send it."""
    if isinstance(content, str):
        return "" if thoughts else content
    if isinstance(content, list):
        return "".join(_part_text(part, thoughts=thoughts) for part in content)
    return ""


def _part_text(part: Any, *, thoughts: bool) -> str:
    """One part: `{"type": "text", "text": …}`; Mistral's thoughts hold such parts themselves."""
    if not isinstance(part, dict) or (part.get("type") == "thinking") != thoughts:
        return ""
    text = part.get("thinking" if thoughts else "text")
    return text if isinstance(text, str) else _text(text)
