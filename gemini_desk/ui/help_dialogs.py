"""Help, the list of shortcuts, About: opened when asked for. GUI thread only.

They are imported then, too: the window does not wait for them when it opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.help import HelpDialog
    from gemini_desk.ui.shortcuts_dialog import ShortcutsDialog


class HelpDialogs(QObject):
    """Opens each dialog once, and brings it to the front the next time."""

    def __init__(self, window: QWidget, folder: Path) -> None:
        super().__init__(window)
        self._window = window
        self._folder = folder
        self._help: HelpDialog | None = None
        self._shortcuts: ShortcutsDialog | None = None

    @Slot()
    def show_first_page(self) -> None:
        """Show how to begin."""
        self.show_page("getting-started")

    @Slot()
    def show_models_page(self) -> None:
        """Show how to get models."""
        self.show_page("models")

    def show_page(self, name: str) -> None:
        """Show the page `name`.md of the help."""
        from gemini_desk.ui.help import HelpDialog

        if self._help is None:
            self._help = HelpDialog(self._folder, self._window)
        self._help.open_page(name)
        self._help.show()
        self._help.activateWindow()

    @Slot()
    def show_shortcuts(self) -> None:
        """Show the list of shortcuts."""
        from gemini_desk.ui.shortcuts_dialog import ShortcutsDialog

        if self._shortcuts is None:
            self._shortcuts = ShortcutsDialog(self._window)
        self._shortcuts.show()
        self._shortcuts.activateWindow()

    @Slot()
    def show_about(self) -> None:
        """Show version and licence."""
        from gemini_desk.ui.about import AboutDialog

        AboutDialog(self._window).open()
