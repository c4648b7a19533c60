"""What the room asks a model through: the command line's session, or the window's job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from gemini_desk.engine.events import Finished, GenerationRequest, LoadedModel


class Session(Protocol):
    """Who asks the model: `ModelSession`, or the window's job."""

    @property
    def model(self) -> LoadedModel:
        """The loaded model."""

    def answer(self, request: GenerationRequest) -> tuple[str, Finished]:
        """The whole answer to `request`; what it raises ends the job."""
