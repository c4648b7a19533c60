"""The window runs out of memory in the middle of a conversation; run as a program.

    python -m tests.helpers.answering_walk FOLDER [--theme dark] [--width 420] [--pictures DIR]

The real window with a real model, on the display of `DISPLAY`: a short question is answered; a
long one meets the system's own limit of memory; what would fit is offered, taken with one key,
and the same question answered, when there is as much memory as the window thought. Prints one JSON
object that tells what happened.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.helpers.walk_program import walk_options, walked_desk
from tests.helpers.window_driver import WindowDriver

if TYPE_CHECKING:
    from gemini_desk.app import Desk

_LONG: Final = "a long question with many words in it " * 135
_ROOM_BYTES: Final = 40_000_000  # for the window, not for what the long question wants


def _write_model(folder: Path) -> None:
    from tests.helpers.tiny_others import build_qwen3

    build_qwen3(folder, width=512, inner=1024, layers=6)


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


class Walk(WindowDriver):
    """One window, one conversation."""

    def __init__(self, desk: Desk, model: str, pictures: Path | None) -> None:
        super().__init__(desk, pictures)
        self._model = model

    def walk(self) -> None:
        """All of it."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        from tests.helpers.memory_limit import limit_to

        desk = self.desk
        self.wait_for(desk.models.loaded, desk.start)
        self.found["first_answer"] = self.ask("Hello")
        ctypes.CDLL(None).malloc_trim(0)  # what was freed goes back, or it would be used again
        before = _address_space()
        limit_to(_ROOM_BYTES)
        self.ask(_LONG)
        notice = self.notice_with_remedies()
        self.found["phase"] = desk.models.state.phase.value
        self.found["kept_bytes"] = _address_space() - before
        self.found["said"] = notice.accessibleName()
        buttons = notice.focus_widgets()
        self.found["offered"] = [button.accessibleName() for button in buttons]
        self.picture("out-of-memory")
        limit_to(-1)  # the system's free memory is what is reckoned with; it knows no such limit
        buttons[0].setFocus()
        self.wait_for(
            desk.messages.answer_ended, lambda: QTest.keyClick(buttons[0], Qt.Key.Key_Space)
        )
        self.found["retried_answer"] = desk.open_conversation.conversation.branch()[-1].message.text
        options = desk.settings.settings.model.options_of(self._model)
        self.found["options"] = [str(options.quantisation), str(options.kv_cache)]
        self.found["next_answer"] = self.ask("And now?")
        self.found["messages"] = [
            [message.message.role.value, message.status.value]
            for message in desk.open_conversation.conversation.branch()
        ]
        self.picture("answered")


def main() -> None:
    """Walk, and tell of it."""
    options = walk_options("answering_walk", __doc__)
    os.environ["HF_HOME"] = str(options.folder / "huggingface")
    threading.stack_size(1 << 20)  # the limit counts what is reserved
    model = options.folder / "someone" / "long-talker"
    _write_model(model)

    from gemini_desk.settings.schema import ModelOptions, ModelSettings

    settings = ModelSettings(options={str(model): ModelOptions(device="cpu", dtype="float32")})
    with walked_desk(options, settings, model=str(model)) as desk:
        walk = Walk(desk, str(model), options.pictures)
        walk.walk()
    print(json.dumps(walk.found))


if __name__ == "__main__":
    main()
