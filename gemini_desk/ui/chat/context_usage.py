"""How full the model's context is. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gemini_desk.chat.generation_parameters import GenerationParameters
    from gemini_desk.engine.events import TokensCounted

WARNING_SHARE: Final = 0.8
# An answer gets what was chosen for it, at most half of the context: the rest is to be read.
_LARGEST_RESERVE: Final = 0.5


@dataclass(frozen=True, slots=True)
class ContextUsage:
    """A count of the conversation and the draft, beside what there is room for.

    Attributes:
        text_tokens: Words, and what the chat template puts around them.
        image_tokens: Pictures.
        audio_tokens: Sound.
        context_tokens: Longest prompt plus answer; 0 if the model does not say.
        reserve_tokens: What is kept free for the answer.
        is_estimate: Nobody counted: the numbers are about right.
    """

    text_tokens: int
    image_tokens: int
    audio_tokens: int
    context_tokens: int
    reserve_tokens: int
    is_estimate: bool = False

    @classmethod
    def of(cls, count: TokensCounted, parameters: GenerationParameters) -> ContextUsage:
        """What `count` means for an answer with `parameters`."""
        wanted = parameters.max_new_tokens or count.answer_tokens
        reserve = min(wanted, round(count.context_tokens * _LARGEST_RESERVE))
        return cls(
            count.text_tokens,
            count.image_tokens,
            count.audio_tokens,
            count.context_tokens,
            reserve,
            count.is_estimate,
        )

    @property
    def prompt_tokens(self) -> int:
        """All that the model would read."""
        return self.text_tokens + self.image_tokens + self.audio_tokens

    @property
    def limit_tokens(self) -> int:
        """The longest prompt that leaves room for the answer; 0 if nobody knows."""
        return self.context_tokens - self.reserve_tokens

    @property
    def share(self) -> float:
        """How much of that is taken: 1.0 is full, and more does not fit."""
        return self.prompt_tokens / self.limit_tokens if self.limit_tokens else 0.0

    @property
    def fits(self) -> bool:
        """Whether the prompt leaves room for the answer."""
        return not self.limit_tokens or self.prompt_tokens <= self.limit_tokens

    @property
    def nearly_full(self) -> bool:
        """Whether a person should know that the end is near."""
        return self.share > WARNING_SHARE
