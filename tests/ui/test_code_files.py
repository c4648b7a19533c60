"""Code that becomes a file: asked for, written away from the window, told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMainWindow

from gemini_desk.ui.background import Background
from gemini_desk.ui.notifications import Notifications
from gemini_desk.ui.wiring.code_files import CodeFilesWiring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


class Pane(QObject):
    code_save_requested = Signal(str, str)


class Window(QMainWindow):
    def __init__(self) -> None:
        super().__init__()
        self.notifications = Notifications(self, lambda: "")


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def pane(window: Window) -> Iterator[Pane]:
    background = Background("test", window)
    made = Pane(window)
    CodeFilesWiring(made, window, background, window)  # type: ignore[arg-type]
    yield made
    background.close()


def dialog_of(window: Window) -> QFileDialog:
    return window.findChild(QFileDialog)


def test_code_is_written_and_told(window: Window, pane: Pane, qtbot: QtBot, tmp_path: Path) -> None:
    pane.code_save_requested.emit("print('ü')", "code.py")
    dialog = dialog_of(window)
    assert dialog.defaultSuffix() == "py"
    dialog.fileSelected.emit(str(tmp_path / "mine.py"))
    qtbot.waitUntil(lambda: bool(window.notifications.toasts))
    assert (tmp_path / "mine.py").read_text("utf-8") == "print('ü')\n"
    dialog.close()


def test_a_folder_that_refuses_is_told(
    window: Window, pane: Pane, qtbot: QtBot, tmp_path: Path
) -> None:
    pane.code_save_requested.emit("x", "code.txt")
    dialog = dialog_of(window)
    dialog.fileSelected.emit(str(tmp_path / "missing" / "mine.txt"))
    qtbot.waitUntil(lambda: bool(window.notifications.toasts))
    dialog.close()
