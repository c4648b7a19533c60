"""Turns of a conversation → a summary to go on from, when they do not fit any more.

    summary = TurnsSummary(conversation_request)
    while (request := summary.next_request()) is not None:
        summary.add(answer_to(request))          # or summary.halve(), if it was too long
    summary.text

The question goes behind the turns themselves, so that what the model's cache holds of them is
used, pictures and sound as well. Turns that do not fit at once are read part by part, each
with the summary of those before. A summary that leaves a turn no room is cut.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message, Role
from gemini_desk.errors import PromptTooLongError

if TYPE_CHECKING:
    from gemini_desk.engine.events import GenerationRequest

SUMMARY_TOKENS: Final = 256
_SHORTEST_SUMMARY: Final = 80  # characters; half of less says nothing
_ASK: Final = (
    "Summarise our conversation so far in at most 120 words, in the language we speak. Keep what "
    "we need to go on from your summary alone: names, numbers, what was decided, what is open, "
    "and what pictures and recordings showed. Answer with the summary alone."
)
_BEFORE: Final = "A summary of our conversation before that:"


class TurnsSummary:
    """A summary on its way; knows no engine, only what is asked next."""

    def __init__(self, conversation: GenerationRequest) -> None:
        """Begin.

        Args:
            conversation: What was asked for when these turns were read last: the system
                prompt, if there is one, and the turns that are to be summarised.
        """
        self._conversation = conversation
        self._system = [m for m in conversation.messages if m.role is Role.SYSTEM]
        said = [m for m in conversation.messages if m.role is not Role.SYSTEM]
        self._parts = [_turns(said)] if said else []
        self._turn_count = sum(map(len, self._parts))
        self.text = ""

    @property
    def turns_read(self) -> int:
        """How many turns the summary so far stands for."""
        return self._turn_count - sum(map(len, self._parts))

    def next_request(self) -> GenerationRequest | None:
        """What to ask the model now; None when the summary is whole."""
        if not self._parts:
            return None
        messages = [message for turn in self._parts[0] for message in turn]
        if self.text:
            messages = [Message.user(f"{_BEFORE}\n{self.text}\n"), *messages]
        return replace(
            self._conversation,
            messages=(*self._system, *messages, Message.user(_ASK)),
            parameters=GenerationParameters(max_new_tokens=SUMMARY_TOKENS, temperature=0.0),
            enable_thinking=False,
        )

    def add(self, answer: str) -> None:
        """Take the model's answer to the last request."""
        self.text = answer.strip()
        del self._parts[0]

    def halve(self) -> None:
        """The last request did not fit: ask about half of its turns first.

        A single turn leaves room by what it is read behind: the summary so far gives up its
        second half.

        Raises:
            PromptTooLongError: It was a single turn, and there is nothing left to give up.
        """
        turns = self._parts[0]
        if len(turns) < 2 and len(self.text) >= _SHORTEST_SUMMARY:
            self.text = self.text[: len(self.text) // 2].rsplit(maxsplit=1)[0] + " …"
            return
        if len(turns) < 2:
            raise PromptTooLongError(
                "One of these turns is longer than what the model can read at once.",
                hint="Leave the turns out instead, or choose a model with a larger context.",
            )
        middle = len(turns) // 2
        self._parts[:1] = [turns[:middle], turns[middle:]]


def _turns(messages: list[Message]) -> list[list[Message]]:
    """Messages by turn: what a person said, and what was answered."""
    turns: list[list[Message]] = []
    for message in messages:
        if message.role is Role.USER or not turns:
            turns.append([])
        turns[-1].append(message)
    return turns
