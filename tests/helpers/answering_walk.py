"""The window runs out of memory in the middle of a conversation; run as a program.

    python -m tests.helpers.answering_walk FOLDER [--theme dark] [--width 420] [--pictures DIR]

The real window with a real model, on the display of `DISPLAY`: a short question is answered; a
long one meets the system's own limit of memory; what would fit is offered, taken with one key,
and the same question answered, when there is as much memory as the window thought. Prints one JSON
object that tells what happened.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.helpers.freed_memory import start_again
from tests.helpers.window_driver import WindowDriver

if TYPE_CHECKING:
    from gemini_desk.app import Desk
    from gemini_desk.ui.conversation.views.notice_view import NoticeView

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
        self.found["first_answer"] = self._ask("Hello")
        ctypes.CDLL(None).malloc_trim(0)  # what was freed goes back, or it would be used again
        before = _address_space()
        limit_to(_ROOM_BYTES)
        self._ask(_LONG)
        notice = self._notice()
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
        self.found["next_answer"] = self._ask("And now?")
        self.found["messages"] = [
            [message.message.role.value, message.status.value]
            for message in desk.open_conversation.conversation.branch()
        ]
        self.picture("answered")

    def _notice(self) -> NoticeView:
        from gemini_desk.ui.conversation.views.notice_view import NoticeView

        def notices() -> list[NoticeView]:
            views = self.desk.window.findChildren(NoticeView)
            return [each for each in views if each.isVisible() and each._remedies]

        self.until(lambda: bool(notices()), "what is said of the memory")
        return notices()[0]

    def _ask(self, text: str) -> str:
        desk = self.desk
        ended: list[Any] = []
        desk.messages.answer_ended.connect(ended.append)
        desk.composer.restore_draft(text)
        self.wait_for(desk.messages.answer_ended, desk.composer.submit)
        desk.messages.answer_ended.disconnect(ended.append)
        return str(ended[-1].message.text)


def main() -> None:
    """Walk, and tell of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--width", type=int, default=1180)
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    start_again("answering_walk")
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    os.environ["HF_HOME"] = str(options.folder / "huggingface")
    threading.stack_size(1 << 20)  # the limit counts what is reserved
    model = options.folder / "someone" / "long-talker"
    _write_model(model)

    from gemini_desk.app import Desk, create_application
    from gemini_desk.chat.generation_parameters import GenerationParameters
    from gemini_desk.diagnostics import Diagnostics
    from gemini_desk.paths import Profile
    from gemini_desk.settings.schema import (
        AppearanceSettings,
        ModelOptions,
        ModelSettings,
        Settings,
    )
    from gemini_desk.settings.settings_store import SettingsStore

    application = create_application()
    profile = Profile.under(options.folder / "profile")
    profile.create()
    SettingsStore(profile.config_dir / "settings.json").save(
        Settings(
            appearance=AppearanceSettings(theme=options.theme),
            generation=GenerationParameters(max_new_tokens=12),
            model=ModelSettings(options={str(model): ModelOptions(device="cpu", dtype="float32")}),
        )
    )
    desk = Desk(profile, Diagnostics(profile.log_dir), model=str(model))
    desk.furnish()
    desk.window.resize(options.width, 780)
    walk = Walk(desk, str(model), options.pictures)
    try:
        walk.walk()
    finally:
        desk.window.close()
        desk.close()
        application.quit()
    print(json.dumps(walk.found))


if __name__ == "__main__":
    main()
