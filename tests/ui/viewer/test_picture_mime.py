"""What a program gets that a picture is dropped on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QImage

from gemini_desk.ui.viewer.dragged_files import DraggedFiles
from tests.ui.conversation.gallery import picture

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("name", ["whole.png", "whole.jpg", "whole.webp"])
def test_a_program_that_takes_no_files_gets_the_whole_picture(
    tmp_path: Path, qtbot: QtBot, name: str
) -> None:
    whole = picture(tmp_path, name, 1600, 1200, 1)
    preview = QImage(320, 240, QImage.Format.Format_RGB32)
    mime = DraggedFiles().mime(whole, preview)
    assert mime.formats()[0] == "text/uri-list"
    went_on: list[int] = []
    QTimer.singleShot(0, lambda: went_on.append(1))
    assert mime.imageData().size() == QSize(1600, 1200)
    assert went_on, "the window stood still while it was decoded"
    assert QImage.fromData(mime.data("image/png")).size() == QSize(1600, 1200)
    assert mime.data(whole.media_type).data() == whole.path.read_bytes()
    whole.path.unlink()
    assert mime.imageData().size() == QSize(1600, 1200)  # it was kept
    again = DraggedFiles().mime(whole, preview)
    assert again.imageData().size() == preview.size()
    assert again.data("image/png").isEmpty()
