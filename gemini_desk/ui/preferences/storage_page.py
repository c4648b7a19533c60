"""Where things lie, how large they are, and how to make room. GUI thread only.

To add a line: a field in `tasks.space_used.SpaceUsed`, a `SpaceRow` here, and its button in
`ui.wiring.space`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from gemini_desk.sizes import size_text
from gemini_desk.ui import style
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.preferences.page import PreferencesPage
from gemini_desk.ui.preferences.space_row import SpaceRow

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.settings.schema import Settings
    from gemini_desk.tasks.space_used import Amount, Places, SpaceUsed


class StoragePage(PreferencesPage):
    """What takes room on the disk. Its buttons act at once; there is nothing to save.

    Signals:
        folder_requested: The folder that shall be shown.
        compact_requested: The database shall be written anew without its gaps.
        empty_bin_requested: What lies in the bin shall go; the person was asked.
        remove_unused_requested: Attachments that nothing refers to shall go.
        clear_requested: Temporary files shall go.
    """

    title = "Storage"
    icon_name = "archive"
    has_defaults = False

    folder_requested = Signal(object)
    compact_requested = Signal()
    empty_bin_requested = Signal()
    remove_unused_requested = Signal()
    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: Places | None = None
        self._binned = 0
        self._asked_of: SpaceRow | None = None
        self.conversations = SpaceRow("Conversations", "Compact")
        self.attachments = SpaceRow("Pictures and recordings", "Show folder")
        self.unused = SpaceRow("Not used any more", "Remove")
        self.bin = SpaceRow("Bin", "Empty…")
        self.models = SpaceRow("Models", "Show folder")
        self.recordings = SpaceRow("Recordings in the making", "Show folder")
        self.temporary = SpaceRow("Temporary files", "Clear")
        self.logs = SpaceRow("Logs", "Show folder")
        self._free = QLabel("Measuring…", self)
        self._free.setObjectName("explanation")
        self._free.setFont(style.font(12))
        self._free.setTextFormat(Qt.TextFormat.PlainText)
        self._rows.addWidget(self._free)
        self.add_heading("Conversations")
        for row in (self.conversations, self.attachments, self.unused, self.bin):
            self._rows.addWidget(row)
        self.add_heading("Models")
        self._rows.addWidget(self.models)
        self.add_heading("Beside them")
        for row in (self.recordings, self.temporary, self.logs):
            self._rows.addWidget(row)
        self.finish()
        self.conversations.pressed.connect(self.compact_requested)
        self.unused.pressed.connect(self.remove_unused_requested)
        self.temporary.pressed.connect(self.clear_requested)
        self.bin.pressed.connect(self._ask_to_empty)

    def set_narrow(self, is_narrow: bool) -> None:
        """Put buttons below the sizes as well."""
        super().set_narrow(is_narrow)
        for row in self.findChildren(SpaceRow):
            row.set_narrow(is_narrow)

    @property
    def free_text(self) -> str:
        """What is said of the disk."""
        return self._free.text()

    # -- a page without settings ------------------------------------------------------------

    def load(self, settings: Settings) -> None:
        """Nothing here is a setting."""

    def check(self) -> None:
        """Nothing here can be wrong."""

    def save(self, settings: Settings) -> Settings:
        """`settings` as they are."""
        return settings

    # -- what was measured --------------------------------------------------------------------

    def set_places(self, places: Places) -> None:
        """Tell where things lie, and let the buttons lead there."""
        for row, folder in (
            (self.attachments, places.data_dir / "blobs"),
            (self.models, places.hub_dir),
            (self.recordings, places.recordings_dir),
            (self.logs, places.log_dir),
        ):
            row.pressed.connect(partial(self._ask_for_folder, row, folder))
        for row, folder in (
            (self.conversations, places.data_dir),
            (self.models, places.hub_dir),
            (self.recordings, places.recordings_dir),
            (self.temporary, places.cache_dir),
            (self.logs, places.log_dir),
        ):
            row.set_place(_homely(folder))

    def refuse_folder(self) -> None:
        """Nothing opened the folder that was asked for last."""
        if self._asked_of is not None:
            self._asked_of.say("No program opened the folder; it lies here:")

    def _ask_for_folder(self, row: SpaceRow, folder: Path) -> None:
        self._asked_of = row
        self.folder_requested.emit(folder)

    def show_space(self, used: SpaceUsed) -> None:
        """Show how much room everything takes."""
        store = used.store
        self._binned = store.binned
        spare = f", {size_text(store.spare_bytes)} of it empty" if store.spare_bytes else ""
        self.conversations.show_amount(
            size_text(store.database_bytes),
            f"{_number(store.conversations, 'conversation')} and the search index{spare}",
            can_act=store.spare_bytes > 0,
        )
        _show_files(self.attachments, used.attachments)
        kept = "Kept, because a damaged database lies beside this one and may refer to them."
        gone = "Of messages that were deleted. They go when the window closes, a day old or more."
        self.unused.show_amount(
            size_text(used.unused.size_bytes),
            kept if store.keeps_all_files else gone,
            can_act=used.unused.old > 0 and not store.keeps_all_files,
        )
        self.bin.show_amount(
            "", _number(store.binned, "conversation") if store.binned else "Empty",
            can_act=store.binned > 0,
        )  # fmt: skip
        self.models.show_amount(
            size_text(used.models.size_bytes),
            f"{_number(used.models.number, 'model')}, in the folder that other programs share",
            can_act=True,
        )
        _show_files(self.recordings, used.recordings)
        _show_temporary(self.temporary, used.temporary)
        _show_files(self.logs, used.logs)
        self._free.setText(f"{size_text(used.free_bytes)} are free on this disk.")

    @Slot()
    def _ask_to_empty(self) -> None:
        dialog = Confirmation(
            f"Delete {_number(self._binned, 'conversation').lower()} for good?",
            "Its messages, pictures and recordings go, too. This cannot be undone."
            if self._binned == 1
            else "Their messages, pictures and recordings go, too. This cannot be undone.",
            "Empty the bin",
            self.window(),
        )
        dialog.accepted.connect(self.empty_bin_requested)
        dialog.open()


def _show_files(row: SpaceRow, amount: Amount, *, can_act: bool = True) -> None:
    sentence = _number(amount.number, "file") if amount.number else "None"
    row.show_amount(size_text(amount.size_bytes), sentence, can_act=can_act)


def _show_temporary(row: SpaceRow, amount: Amount) -> None:
    """Files of the last day stay, whatever is pressed: that is said rather than seen."""
    sentence = _number(amount.number, "file") if amount.number else "None"
    young = amount.number - amount.old
    if young and amount.old:
        sentence += f". {young:,} of the last day may be in use and {_stay(young)}."
    elif young:
        sentence += f" of the last day: may be in use and {_stay(young)}"
    row.show_amount(size_text(amount.size_bytes), sentence, can_act=amount.old > 0)


def _stay(count: int) -> str:
    return "stays" if count == 1 else "stay"


def _number(count: int, what: str) -> str:
    return f"One {what}" if count == 1 else f"{count:,} {what}s"


def _homely(folder: Path) -> str:
    """The folder, with `~` for the person's own."""
    home = folder.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)
