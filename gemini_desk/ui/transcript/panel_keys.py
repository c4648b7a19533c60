"""The keys of the panel, wherever in it the keyboard is; those of the list are `list_keys`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.transcript.finding import TranscriptFinding
    from gemini_desk.ui.transcript.panel_player import PanelPlayer

_STANDARD: Final = (
    QKeySequence.StandardKey.Find,
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
)


class PanelKeys(QObject):
    """What a key does in the panel. GUI thread only.

    Signals:
        undo_pressed: The last edit is to be taken back.
        redo_pressed: It is to be done again.
        copy_pressed: The chosen segments are to go to the clipboard.
        close_pressed: A person has had enough of the panel.
    """

    undo_pressed = Signal()
    redo_pressed = Signal()
    copy_pressed = Signal()
    close_pressed = Signal()

    def __init__(self, panel: QWidget, finding: TranscriptFinding, playback: PanelPlayer) -> None:
        """Play and pause with Ctrl+Space from anywhere in `panel`, also from a button."""
        super().__init__(panel)
        self._finding = finding
        for keys, act in (
            ("Ctrl+Space", playback.toggle),
            ("Ctrl+Shift+Space", playback.go_back),
        ):
            shortcut = QShortcut(QKeySequence(keys), panel)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def claims(self, event: QKeyEvent) -> bool:
        """Whether a key of the window's shortcuts is the panel's own while it has the keyboard."""
        is_own = event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F3)
        return is_own or any(event.matches(key) for key in _STANDARD)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key is for; returns whether it is for anything."""
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.Find):
            self._finding.open()
        elif event.key() == Qt.Key.Key_F3:
            self._finding.step(-1 if is_shifted else 1)
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_pressed.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_pressed.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_pressed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_pressed.emit()
        else:
            return False
        return True
