"""Presets: ways to be answered that have a name."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.errors import InputError

# Ids of what ships with the application begin with this; random ids cannot.
BUILT_IN_PREFIX = "built-in:"


@dataclass(frozen=True, slots=True)
class Preset:
    """A system prompt, parameters and a model under one name.

    Attributes:
        id: Stable; random for a person's own.
        name: What menus show; not empty.
        icon: Name of an icon of the application, or an emoji, or "".
        system_prompt: Put before the conversation; "" for the one of the settings.
        parameters: Over those of the settings.
        model: Alias, hub id or folder; "" for whichever is loaded.
        skill: Of what ships: what a model must have learned for it, where it says what it has; ""
            for a person's own, which are for every model.
    """

    id: str
    name: str
    icon: str = ""
    system_prompt: str = ""
    parameters: GenerationParameters = field(default_factory=GenerationParameters)
    model: str = ""
    skill: str = ""

    def __post_init__(self) -> None:
        """Check the name.

        Raises:
            InputError: There is none.
        """
        if not self.name.strip():
            raise InputError("The preset has no name.", hint="Give it one.")

    @property
    def is_built_in(self) -> bool:
        """Whether it ships with the application: to be copied or hidden, not edited."""
        return self.id.startswith(BUILT_IN_PREFIX)

    def setup(self) -> ConversationSetup:
        """The setup of a conversation that is begun with this preset."""
        return ConversationSetup(self.id, self.system_prompt or None, self.parameters, self.model)

    def copy(self, name: str = "") -> Preset:
        """A person's own preset that begins as this one.

        Args:
            name: "" for this one's name, marked as a copy.
        """
        return replace(self, id=new_preset_id(), name=name or f"{self.name} (copy)", skill="")


def new_preset_id() -> str:
    """A random id."""
    return uuid.uuid4().hex
