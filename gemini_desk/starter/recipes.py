"""The two recipes: of the starter that ships, and of the smaller one that it grew from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.starter import curriculum, good_curriculum
from gemini_desk.starter.sizes import GOOD, SMALL, Size

if TYPE_CHECKING:
    from gemini_desk.starter.phase import Phase


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is trained, and on what.

    Attributes:
        size: Of the model.
        phases: What it is shown, in order.
    """

    size: Size
    phases: tuple[Phase, ...]

    def draws(self, task: str) -> bool:
        """Whether a task is among what is shown."""
        return any(
            task in mixture.shares
            for phase in self.phases
            for stream in phase.streams
            for mixture in stream
        )


RECIPES = {
    "small": Recipe(SMALL, curriculum.PHASES),
    "good": Recipe(GOOD, good_curriculum.PHASES),
}
