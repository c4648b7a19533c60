"""What a checkpoint says in its config that it has learned, and nothing else."""

from __future__ import annotations

from typing import Final, NamedTuple

_MOST_SKILLS: Final = 100
_LONGEST_ABILITIES: Final = 400


class Declared(NamedTuple):
    """What a checkpoint says.

    Attributes:
        skills: Names of the only prompts and works that it has learned; None if it does not say.
        abilities: The same for a person, in a sentence or two; "" if it says nothing.
    """

    skills: frozenset[str] | None = None
    abilities: str = ""


def read_declared(said: object) -> Declared:
    """What stands in a config under `gemini_desk`.

    A checkpoint is somebody else's file: what is not as it should be counts as not said.
    """
    if not isinstance(said, dict):
        return Declared()
    skills, abilities = said.get("skills"), said.get("abilities", "")
    if not isinstance(skills, list) or not isinstance(abilities, str):
        return Declared()
    names = frozenset(skill for skill in skills[:_MOST_SKILLS] if isinstance(skill, str))
    return Declared(names, abilities[:_LONGEST_ABILITIES])
