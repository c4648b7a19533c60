"""Places of a recording that cannot be read, and the sentence that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemini_desk.transcripts.timed_text import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.transcripts.transcript import Damage

_MOST_PLACES: Final = 4  # that are named; nobody reads a longer list


def joined(known: Sequence[Damage], more: Sequence[Damage]) -> tuple[Damage, ...]:
    """All of them in order, each once: whoever hears a file again meets them again."""
    found = {*known, *more}
    return tuple(sorted(found, key=lambda each: (each.start_s, each.end_s is None, each.end_s)))


def place_words(damage: Damage) -> str:
    """`at 1:15`, `from 1:15 to 1:20`, or `behind 1:15` of one that has no end."""
    start = clock(damage.start_s)
    if damage.end_s is None:
        return f"behind {start}"
    end = clock(damage.end_s)
    return f"at {start}" if end == start else f"from {start} to {end}"


def damage_sentence(damages: Sequence[Damage]) -> str:
    """What of a recording is not in its transcript; "" if all of it could be read."""
    places = [place_words(each) for each in damages if each.end_s is not None]
    ends = [f"nothing {place_words(each)} can be read" for each in damages if each.end_s is None]
    if not places:
        return f"The file is damaged: {ends[0]}." if ends else ""
    if len(places) > _MOST_PLACES:
        rest = len(places) - _MOST_PLACES + 1
        places[_MOST_PLACES - 1 :] = [f"at {rest} further places"]
    listed = " and ".join([", ".join(places[:-1]), places[-1]] if places[1:] else places)
    return f"The file is damaged {listed}{'; ' if ends else ', where something is missing'}" + (
        f"{ends[0]}." if ends else "."
    )
