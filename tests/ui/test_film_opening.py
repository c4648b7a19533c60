"""Films open in the person's own player, under a name that says what they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from gemini_desk.tasks.attach import attach
from gemini_desk.ui.wiring.films import FilmOpener, film_name
from tests.helpers.media_files import silent_film_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.attachment import Attachment


class Player(QObject):
    """What the desktop would start."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(Path(url.toLocalFile()))


@pytest.fixture
def player(qapp: object) -> Iterator[Player]:
    player = Player()
    QDesktopServices.setUrlHandler("file", player, "open")
    yield player
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def film(tmp_path: Path) -> Attachment:
    path = silent_film_file(tmp_path)
    attachment = attach(path)
    blob = tmp_path / attachment.sha256  # as the store calls it
    path.rename(blob)
    return replace(attachment, path=blob)


def test_a_film_opens_under_its_name(player: Player, film: Attachment, qtbot: QtBot) -> None:
    opener = FilmOpener()
    for _ in range(2):
        opener.open(film)
    qtbot.waitUntil(lambda: len(player.opened) == 2)
    assert {path.name for path in player.opened} == {"silent.mp4"}
    assert player.opened[0].read_bytes() == film.path.read_bytes()


def test_a_film_that_is_gone_is_told(player: Player, film: Attachment, qtbot: QtBot) -> None:
    film.path.unlink()
    opener = FilmOpener()
    with qtbot.waitSignal(opener.refused):
        opener.open(film)
    assert player.opened == []


@pytest.mark.parametrize(
    ("name", "media_type", "shown"),
    [
        ("boat.mp4", "video/mp4", "boat.mp4"),
        ("invoice.exe", "video/mp4", "invoice.mp4"),
        ("run.desktop", "video/x-matroska", "run.mkv"),
        ("../../boat", "video/quicktime", "_..mov"),
    ],
)
def test_what_is_opened_is_called_a_film(
    film: Attachment, name: str, media_type: str, shown: str
) -> None:
    assert film_name(replace(film, name=name, media_type=media_type)) == shown
