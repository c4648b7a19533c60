"""A window around two plain widgets, and what it told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QTextBrowser

from gemini_desk.models.catalogue import LocalModel
from gemini_desk.models.checkpoint_folder import Modality
from gemini_desk.ui.conversation_list.groups import Listing
from gemini_desk.ui.main_window import MainWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@dataclass(frozen=True)
class Summary:
    id: str
    title: str
    updated_at: datetime
    pinned: bool = False
    archived: bool = False
    folder_id: str | None = None
    tag_ids: tuple[str, ...] = ()
    deleted_at: datetime | None = None


def listing_of(*titles: str) -> Listing:
    """Conversations of today, the first one the newest; ids are titles in lower case."""
    now = datetime.now(UTC)
    return Listing(
        tuple(
            Summary(title.lower(), title, now - timedelta(seconds=number))
            for number, title in enumerate(titles)
        )
    )


def local_models() -> list[LocalModel]:
    """The starter, and a model that cannot hear."""
    return [
        LocalModel(
            "starter", Path("/s"), "", 23_400_000,
            (Modality.TEXT, Modality.IMAGE, Modality.AUDIO), "gemma4", True, True,
        ),
        LocalModel(
            "owner/small-vlm", Path("/v"), "abc", 516_000_000,
            (Modality.TEXT, Modality.IMAGE), "smolvlm", False, True,
        ),
    ]  # fmt: skip


def make_window(qtbot: QtBot, *, geometry_file: Path | None = None, assets: Path) -> MainWindow:
    """A shown window of 1,100 × 700 pixels; its pane is a reader, its composer an editor."""
    pane, composer = QTextBrowser(), QPlainTextEdit()
    pane.setAccessibleName("Conversation")
    composer.setAccessibleName("Message")
    composer.setFixedHeight(64)
    window = MainWindow(
        pane, composer, report=lambda: "the report", geometry_file=geometry_file, assets=assets
    )
    qtbot.addWidget(window)
    window.resize(1_100, 700)
    window.show()
    qtbot.waitExposed(window)
    return window
