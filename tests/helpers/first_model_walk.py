"""A person's way from a bare cache to a model of their own, and on to a server; run as a program.

    python -m tests.helpers.first_model_walk FOLDER [--theme dark] [--width 420] [--pictures DIR]

The real window with the real backends, on the display of `DISPLAY`: the welcome page recommends a
model, a hub on this machine sends it and breaks off in the middle, it is loaded and answers; a
larger one, typed by its id, runs out of memory by the system's own limit, is loaded in a way that
fits, and a server carries on the same conversation. Prints one JSON object that tells what
happened; `--pictures` keeps a picture of each step.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from tests.helpers.bad_server import Answer, BadServer
from tests.helpers.loopback_hub import Fault, LoopbackHub
from tests.helpers.walk_program import walk_options, walked_desk
from tests.helpers.window_driver import TIMEOUT_S, WindowDriver

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.app import Desk
    from gemini_desk.ui.model_manager.dialog import ModelManager

LARGE = "someone/large-model"
SERVER_MODEL = "server:home/bad-model"
CUT_BYTES = 60_000


def _write_hub(root: Path) -> None:
    """Every Gemma 4 of the catalogue as a tiny checkpoint, and a larger model of 120 MB."""
    import torch
    from safetensors.torch import load_file, save_file

    from gemini_desk.models.known_models import KNOWN_MODELS
    from tests.helpers.tiny_gemma import build_gemma4
    from tests.helpers.tiny_others import build_qwen3

    tiny = root / "tiny"
    build_gemma4(tiny)
    for known in KNOWN_MODELS:
        shutil.copytree(tiny, root / known.id)
    shutil.rmtree(tiny)
    large = root / LARGE
    build_qwen3(large, width=512, inner=4096, layers=9)
    file = large / "model.safetensors"
    short = {name: weight.to(torch.bfloat16) for name, weight in load_file(file).items()}
    save_file(short, file, metadata={"format": "pt"})


class Walk(WindowDriver):
    """One window, walked through."""

    def __init__(
        self, desk: Desk, hub: LoopbackHub, server: BadServer, pictures: Path | None
    ) -> None:
        super().__init__(desk, pictures)
        self._hub = hub
        self._server = server

    def walk(self) -> None:
        """All of it."""
        self.wait_for(self.desk.models.loaded, self.desk.start)
        self._recommend_and_download()
        self._chat()
        self._download_a_larger_one()
        self._run_out_of_memory()
        self._go_to_a_server()

    # -- the steps ------------------------------------------------------------------------

    def _recommend_and_download(self) -> None:
        button = self.desk.window._parts.welcome._note._recommended
        self.until(button.isVisible, "a recommendation")
        self.picture("welcome")
        button.click()
        manager = self._manager()
        self.until(lambda: manager.details.entry is not None, "the manager's list")
        self._open_row(manager)
        self.found["recommended"] = manager.details._id.text()
        self.found["why"] = manager.details.why
        self.picture("manager")
        self._hub.faults = [
            Fault("model.safetensors", cut_after_bytes=CUT_BYTES, bytes_per_s=60_000),
            Fault("model.safetensors", bytes_per_s=120_000),
        ]
        manager.details.buttons.download.click()
        question = self.dialog("Confirmation")
        self.found["question"] = question.windowTitle()
        self.picture("question")
        question.accept()
        self._hub.wait_for_bytes("model.safetensors", 1, TIMEOUT_S)
        self.until(lambda: self._row_says(manager, " of "), "the download's progress")
        self.found["button_while_downloading"] = manager.details.buttons.download.isVisible()
        self.picture("downloading")
        self.until(lambda: self._row_says(manager, "Verified"), "the end of the download")
        self.found["ranges"] = [each for each in self._hub.ranges if each]
        self.until(lambda: manager.details.buttons.load.isVisible(), "the button that loads")
        self.picture("downloaded")
        self.wait_for(self.desk.models.loaded, manager.details.buttons.load.click)
        self.found["loaded"] = self.desk.models.state.model

    def _chat(self) -> None:
        self.found["first_answer"] = self.ask("Hello, who are you?")
        self.picture("chat")

    def _download_a_larger_one(self) -> None:
        self._hub.faults = []
        self.desk.window.action("models").trigger()
        manager = self._manager()
        self.until(lambda: manager.details.entry is not None, "the manager's list")
        manager.search.setText(LARGE)
        before = len(self._hub.asked)
        manager.search.returnPressed.emit()
        self.until(lambda: self._shows(manager, LARGE), "what the hub tells")
        self._open_row(manager)
        self.found["looked_up"] = [manager.details.facts, manager.details.verdict]
        self.found["asked_for_that"] = len(self._hub.asked) - before
        self.picture("typed")
        self.wait_for(self.desk.downloads.downloaded, manager.details.buttons.download.click)
        self.until(lambda: manager.details.buttons.load.isVisible(), "the button that loads")

    def _run_out_of_memory(self) -> None:
        """The form of the manager asks for more than there is."""
        from PySide6.QtWidgets import QAbstractButton

        from tests.helpers.memory_limit import limit_to

        desk, manager = self.desk, self._manager()
        for name, value in (("device", "cpu"), ("quantisation", "none"), ("dtype", "float32")):
            combo = manager.details.form.control(name)
            combo.setFocus()
            combo.setCurrentIndex(combo.findData(value))
        manager.details.ensureWidgetVisible(manager.details.form.control("device"))
        self.picture("form")
        weights = self._hub.root / LARGE / "model.safetensors"
        limit_to(weights.stat().st_size * 5 // 2)  # the file is mapped, then copied
        self.wait_for(desk.models.load_failed, manager.details.buttons.load.click)
        self.ask("And what do you say?")
        button = self.notice_with_remedies().focus_widgets()[0]
        assert isinstance(button, QAbstractButton)
        self.found["remedy"] = button.accessibleName()
        self.picture("out-of-memory")
        self.wait_for(desk.messages.answer_ended, button.click)
        limit_to(-1)
        self.found["remedied"] = desk.settings.settings.model.options_of(LARGE).quantisation
        self.found["loaded_after_that"] = desk.models.state.model
        self.picture("remedied")

    def _go_to_a_server(self) -> None:
        """Added with the form, by keyboard; agreed to; one of its models taken from the menu."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        from gemini_desk.ui.servers.server_form import ServerForm

        desk, menu = self.desk, self.desk.window._parts.models
        desk.window.action("choose-model").trigger()
        self.until(menu.isVisible, "the menu of models")
        self.picture("menu")
        menu._server.click()
        form = self.dialog("ServerForm")
        assert isinstance(form, ServerForm)
        QTest.keyClicks(form.name, "home")
        QTest.keyClick(form.name, Qt.Key.Key_Tab)
        self.found["focus_after_name"] = form.focusWidget() is form.address
        QTest.keyClicks(form.focusWidget(), self._server.url)
        QTest.mouseClick(form.test_button, Qt.MouseButton.LeftButton)
        self.until(lambda: "bad-model" in form.said, "what the server said")
        self.picture("server-form")
        form.address.setFocus()  # away from Test, which Return would press again
        QTest.keyClick(form.address, Qt.Key.Key_Return)
        question = self.dialog("Confirmation")
        self.picture("server-question")
        self.found["asked_before_the_yes"] = len(self._server.requests)
        question.accept()

        def offered() -> list[Any]:
            return [row for row in menu._rows if row.choice.model == SERVER_MODEL]

        self.until(lambda: bool(offered()), "the server's models in the menu")
        self.picture("menu-with-server")
        self._server.queue(Answer(["I carry on ", "where the others stopped."]))
        offered()[0].click()
        self.until(lambda: bool(desk.window.sign_text), "the sign of the server")
        self.found["server_answer"] = self.ask("Then carry on, please.")
        request = self._server.requests[-1].json
        self.found["sent_to_server"] = [each["role"] for each in request["messages"]]
        self.found["messages"] = [
            [message.message.role.value, message.status.value]
            for message in desk.open_conversation.conversation.branch()
        ]
        self.picture("server")

    def _manager(self) -> ModelManager:
        dialog: Any = self.dialog("ModelManager")
        return dialog  # type: ignore[no-any-return]

    def _open_row(self, manager: ModelManager) -> None:
        """Where the list stands alone, on a narrow screen, Return opens the model."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        if manager.details.isVisible():
            return
        self.picture("list")
        QTest.keyClick(manager.models, Qt.Key.Key_Return)
        self.until(manager.details.isVisible, "the model's details")

    @staticmethod
    def _shows(manager: ModelManager, model_id: str) -> bool:
        return manager.details.entry is not None and manager.details.entry.id == model_id

    @staticmethod
    def _row_says(manager: ModelManager, words: str) -> bool:
        from gemini_desk.ui.model_manager.download_row import DownloadRow

        return any(words in each.accessibleName() for each in manager.findChildren(DownloadRow))


def main() -> None:
    """Walk, and tell of it."""
    options = walk_options("first_model_walk", __doc__)
    with ExitStack() as stack:
        hub = LoopbackHub(options.folder / "on-the-hub")
        stack.callback(hub.close)
        os.environ.update(HF_ENDPOINT=hub.url, HF_HOME=str(options.folder / "huggingface"))
        for name in ("HF_HUB_OFFLINE", "HF_HUB_CACHE", "TRANSFORMERS_OFFLINE"):
            os.environ.pop(name, None)
        threading.stack_size(1 << 20)  # the limit counts what is reserved
        _write_hub(hub.root)
        server = stack.enter_context(BadServer())
        desk = stack.enter_context(walked_desk(options))
        walk = Walk(desk, hub, server, options.pictures)
        walk.walk()
    print(json.dumps(walk.found))


if __name__ == "__main__":
    main()
