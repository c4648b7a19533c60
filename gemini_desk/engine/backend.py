"""What a backend offers to the inference thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from gemini_desk.engine.events import (
        CountTokensRequest,
        Delta,
        Finished,
        GenerationRequest,
        LoadedModel,
        LoadProgress,
        LoadRequest,
        TokensCounted,
    )


class LoadCancelledError(Exception):
    """Loading ended because it was cancelled: no failure, and nothing to tell a person."""


class Backend(Protocol):
    """Loads one model and answers with it.

    Every method is called on the inference thread. Errors that a person can act on are
    raised as `GeminiDeskError`; anything else is a defect, and is reported as one.
    """

    def load(
        self,
        request: LoadRequest,
        progress: Callable[[LoadProgress], None],
        cancel: threading.Event,
    ) -> LoadedModel:
        """Load the model of `request`.

        Raises:
            LoadCancelledError: `cancel` was set; nothing is loaded.
            ModelLoadError: It cannot be loaded.
            OutOfMemoryError: It does not fit.
        """

    def generate(
        self,
        request: GenerationRequest,
        emit: Callable[[Delta], None],
        cancel: threading.Event,
    ) -> Finished:
        """Answer `request`, pushing text to `emit`; ends within one token after `cancel`.

        Raises:
            InputError: The model does not take this prompt.
            OutOfMemoryError: The prompt or the answer does not fit.
        """

    def count_tokens(
        self, request: CountTokensRequest, cancel: threading.Event
    ) -> TokensCounted | None:
        """Count what `request` would make the model read; None soon after `cancel`.

        Raises:
            InputError: The model does not take this prompt.
        """

    def unload(self) -> None:
        """Free the model and its memory; harmless when nothing is loaded."""
