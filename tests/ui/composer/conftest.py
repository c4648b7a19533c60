"""A composer in a window, with a real blob store and a microphone that plays a tone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desk.storage.blob_store import BlobStore
from gemini_desk.ui.composer.composer import Composer
from tests.helpers.fake_microphone import FakeMicrophone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.attachment import Attachment


class ComposerBench:
    """What a test does with a composer, and what the composer told."""

    def __init__(self, composer: Composer, window: QWidget, qtbot: QtBot, folder: Path) -> None:
        self.composer = composer
        self.window = window
        self.qtbot = qtbot
        self.folder = folder
        self.sent: list[tuple[str, tuple[Attachment, ...]]] = []
        self.notices: list[tuple[str, str, str]] = []
        composer.submitted.connect(lambda text, files: self.sent.append((text, files)))
        composer.notice.connect(lambda *notice: self.notices.append(notice))

    @property
    def names(self) -> list[str]:
        return [attachment.name for attachment in self.composer.draft().attachments]

    def wait_until_ready(self, count: int) -> tuple[Attachment, ...]:
        """Until `count` attachments are in the tray, and nothing more is expected."""
        tray = self.composer.card.tray
        self.qtbot.waitUntil(
            lambda: not tray.preparing() and len(tray.attachments()) == count, timeout=10_000
        )
        return tray.attachments()

    def wait_for_notice(self) -> tuple[str, str, str]:
        self.qtbot.waitUntil(lambda: bool(self.notices), timeout=10_000)
        return self.notices[-1]


def a_tone(duration_s: float = 1.0) -> FakeMicrophone:
    time_s = np.arange(round(duration_s * 16_000)) / 16_000
    samples = (0.3 * np.sin(2 * np.pi * 440 * time_s)).astype(np.float32)
    return FakeMicrophone(samples, sample_rate_hz=16_000)


@pytest.fixture
def microphone() -> FakeMicrophone:
    return a_tone()


@pytest.fixture
def make_bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[FakeMicrophone], ComposerBench]]:
    made: list[ComposerBench] = []

    def make(microphone: FakeMicrophone) -> ComposerBench:
        window = QWidget()
        window.resize(800, 600)
        composer = Composer(
            store_file=BlobStore(tmp_path / "blobs").add_file,
            scratch_dir=tmp_path / "scratch",
            recordings_dir=tmp_path / "recordings",
            input_factory=microphone.open,
            list_devices=microphone.list_devices,
        )
        column = QVBoxLayout(window)
        column.addStretch(1)
        column.addWidget(composer)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        composer.focus_prompt()
        made.append(ComposerBench(composer, window, qtbot, tmp_path))
        return made[-1]

    yield make
    for bench in made:
        bench.composer.shut_down()


@pytest.fixture
def bench(
    make_bench: Callable[[FakeMicrophone], ComposerBench], microphone: FakeMicrophone
) -> ComposerBench:
    return make_bench(microphone)
