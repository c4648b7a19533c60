"""How people keep order: folders and tags."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

# Names of the theme's tag palette; a tag with another one is shown in the last.
TAG_COLOURS = ("red", "amber", "green", "teal", "blue", "violet", "grey")


@dataclass(frozen=True, slots=True)
class Folder:
    """A place for conversations; each is in one folder or in none."""

    id: str
    name: str

    @classmethod
    def new(cls, name: str) -> Folder:
        """An empty folder."""
        return cls(uuid.uuid4().hex, name)


@dataclass(frozen=True, slots=True)
class Tag:
    """A word that a conversation can carry beside others.

    Attributes:
        id: Random and stable.
        name: What is shown.
        colour: One of `TAG_COLOURS`.
    """

    id: str
    name: str
    colour: str

    @classmethod
    def new(cls, name: str, colour: str = TAG_COLOURS[-1]) -> Tag:
        """A tag that no conversation carries yet."""
        return cls(uuid.uuid4().hex, name, colour)
