"""What one conversation does differently from the settings."""

from __future__ import annotations

from dataclasses import dataclass, field

from gemini_desk.chat.generation_parameters import GenerationParameters


@dataclass(frozen=True, slots=True)
class ConversationSetup:
    """How one conversation is answered; what it leaves open is taken from the settings.

    Attributes:
        preset_id: The preset that it was made from, or "". The other fields are a copy:
            a preset that is edited later leaves its conversations as they are.
        system_prompt: None for the one of the settings; "" for none at all.
        parameters: Over those of the settings.
        thinking: Whether the model may think first; None leaves it to the settings.
        model: Alias, hub id or folder; "" for whichever is loaded.
    """

    preset_id: str = ""
    system_prompt: str | None = None
    parameters: GenerationParameters = field(default_factory=GenerationParameters)
    model: str = ""
    thinking: bool | None = None

    def system_prompt_or(self, default: str) -> str:
        """This conversation's system prompt, or `default` where it leaves that open."""
        return default if self.system_prompt is None else self.system_prompt

    def thinking_or(self, default: bool) -> bool:
        """Whether the model may think first, or `default` where this leaves it open."""
        return default if self.thinking is None else self.thinking
