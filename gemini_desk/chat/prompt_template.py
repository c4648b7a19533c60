"""Prompts of the library: texts with a name, and with `{{variables}}` to fill in."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gemini_desk.chat.preset import BUILT_IN_PREFIX
from gemini_desk.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_NAME = 40
_VARIABLE = re.compile(r"\{\{\s*([^\W\d](?:[\w -]{0,38}\w)?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class PromptTemplate:
    """A text that a person sends again and again.

    Attributes:
        id: Stable; random for a person's own.
        name: What follows "/" in the composer: lower case, words joined by hyphens.
        title: What lists show; not empty.
        text: The message, with `{{variables}}` where it differs from time to time.
    """

    id: str
    name: str
    title: str
    text: str

    def __post_init__(self) -> None:
        """Check the name and the title.

        Raises:
            InputError: One of them cannot be used.
        """
        if self.name != prompt_name(self.name) or not self.name:
            raise InputError(
                f"“{self.name[:LONGEST_NAME]}” cannot be typed after “/”.",
                hint="Use small letters, digits and hyphens.",
            )
        if not self.title.strip():
            raise InputError("The prompt has no title.", hint="Give it one.")

    @property
    def is_built_in(self) -> bool:
        """Whether it ships with the application: to be copied or hidden, not edited."""
        return self.id.startswith(BUILT_IN_PREFIX)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables in the order of the text, each once."""
        return tuple(dict.fromkeys(_VARIABLE.findall(self.text)))

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with `values` in place of the variables.

        A variable without a value stays as it is written, to be seen. Values are never
        filled in themselves, whatever they hold.
        """
        return _VARIABLE.sub(lambda match: values.get(match[1], match[0]), self.text)

    def copy(self) -> PromptTemplate:
        """A person's own prompt that begins as this one."""
        suffix = "-copy"
        name = self.name[: LONGEST_NAME - len(suffix)].rstrip("-") + suffix
        return replace(self, id=new_prompt_id(), name=name, title=f"{self.title} (copy)")


def new_prompt_id() -> str:
    """A random id."""
    return uuid.uuid4().hex


def prompt_name(title: str) -> str:
    """A name for “/” made of the words of `title`; "" if it has none."""
    words = re.findall(r"[^\W_]+", title.lower())
    return "-".join(words)[:LONGEST_NAME].rstrip("-")
