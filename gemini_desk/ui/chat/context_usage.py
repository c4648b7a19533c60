"""How full the model's context is. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gemini_desk.chat.generation_parameters import GenerationParameters
    from gemini_desk.engine.events import TokensCounted

WARNING_SHARE: Final = 0.8


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
        whole_tokens: What the prompt would be with its transcripts whole, if there is no room
            for that: as much of them as fits is chosen then, and the words are counted without
            the rest. 0 if everything is read.
        video_tokens: Films.
    """

    text_tokens: int
    image_tokens: int
    audio_tokens: int
    context_tokens: int
    reserve_tokens: int
    is_estimate: bool = False
    whole_tokens: int = 0
    video_tokens: int = 0

    @classmethod
    def of(cls, count: TokensCounted, parameters: GenerationParameters) -> ContextUsage:
        """What `count` means for an answer with `parameters`."""
        return cls(
            count.text_tokens,
            count.image_tokens,
            count.audio_tokens,
            count.context_tokens,
            count.reserve_tokens(parameters.max_new_tokens),
            count.is_estimate,
            video_tokens=count.video_tokens,
        )

    @property
    def prompt_tokens(self) -> int:
        """All that the model would read."""
        return self.text_tokens + self.image_tokens + self.audio_tokens + self.video_tokens

    @property
    def limit_tokens(self) -> int:
        """The longest prompt that leaves room for the answer; 0 if nobody knows."""
        return self.context_tokens - self.reserve_tokens

    @property
    def share(self) -> float:
        """How much of that is taken: 1.0 is full, and more does not fit."""
        if self.is_chosen_from:
            return 1.0
        return self.prompt_tokens / self.limit_tokens if self.limit_tokens else 0.0

    @property
    def is_chosen_from(self) -> bool:
        """Whether the model reads what matters of a transcript that is too long for it."""
        return bool(self.whole_tokens) and self.fits

    @property
    def fits(self) -> bool:
        """Whether the prompt leaves room for the answer."""
        return not self.limit_tokens or self.prompt_tokens <= self.limit_tokens

    @property
    def nearly_full(self) -> bool:
        """Whether a person should know that the end is near."""
        return self.share > WARNING_SHARE
