"""The window with a model that talks slowly and without end; run as a program.

It is the real application: only the model is a script, so that a test can be sure to end
the process in the middle of an answer.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from gemini_desk.app import run_window
from gemini_desk.chat.answer import FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.engine.events import Capabilities, Finished, LoadedModel, TextDelta, TokensCounted
from tests.helpers.running_window import arguments

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from gemini_desk.engine.events import (
        CountTokensRequest,
        GenerationRequest,
        LoadProgress,
        LoadRequest,
    )

WORDS_PER_S = 50.0
IDENTITY = ModelIdentity("slow talker", "", "cpu", "float32")


class SlowTalker:
    """Counts: `0 1 2 …`, and goes on where the answer that it continues had stopped."""

    def load(
        self,
        request: LoadRequest,
        progress: Callable[[LoadProgress], None],
        cancel: threading.Event,
    ) -> LoadedModel:
        capabilities = Capabilities(image=True, audio=True, context_tokens=1_000_000)
        return LoadedModel(IDENTITY, capabilities)

    def generate(
        self,
        request: GenerationRequest,
        emit: Callable[[TextDelta], None],
        cancel: threading.Event,
    ) -> Finished:
        last = request.messages[-1]
        number = len(last.text.split()) if last.role.value == "assistant" else 0
        tokens = 0
        while not cancel.wait(1 / WORDS_PER_S):
            tokens += 1
            emit(TextDelta(f"{number} ", tokens))
            number += 1
        return Finished(FinishReason.CANCELLED, Usage(1, 0, tokens), Timings(), IDENTITY)

    def count_tokens(
        self, request: CountTokensRequest, cancel: threading.Event
    ) -> TokensCounted | None:
        words = sum(len(message.text.split()) for message in request.messages)
        return None if cancel.is_set() else TokensCounted(words)

    def unload(self) -> None:
        """Nothing to free."""


if __name__ == "__main__":
    sys.exit(
        run_window(profile_dir=arguments(sys.argv), backend_factory=lambda _request: SlowTalker())
    )
