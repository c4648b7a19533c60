"""The window with a model that answers everything with the same code; run as a program."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from gemini_desk.app import run_window
from gemini_desk.chat.answer import FinishReason, Timings, Usage
from gemini_desk.engine.events import Finished, TextDelta
from tests.helpers.running_window import arguments
from tests.helpers.slow_talker import IDENTITY, SlowTalker

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from gemini_desk.engine.events import GenerationRequest

CODE: Final = "def area(side):\n    return side * side  # m²\n"


class CodeWriter(SlowTalker):
    """Writes `CODE`."""

    def generate(
        self,
        request: GenerationRequest,
        emit: Callable[[TextDelta], None],
        cancel: threading.Event,
    ) -> Finished:
        emit(TextDelta(f"```python\n{CODE}```\n", 12))
        return Finished(FinishReason.STOP, Usage(1, 0, 12), Timings(), IDENTITY)


if __name__ == "__main__":
    sys.exit(
        run_window(profile_dir=arguments(sys.argv), backend_factory=lambda _request: CodeWriter())
    )
