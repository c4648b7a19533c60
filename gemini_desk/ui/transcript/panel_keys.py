"""The keys of the panel, wherever in it the keyboard is; those of the list are `list_keys`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from gemini_desk.ui.transcript.panel import TranscriptPanel

_STANDARD = (
    QKeySequence.StandardKey.Find,
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
)


def add_player_keys(panel: TranscriptPanel) -> None:
    """Ctrl+Space plays and pauses from anywhere in the panel, also from a button."""
    for keys, act in (
        ("Ctrl+Space", panel.playback.toggle),
        ("Ctrl+Shift+Space", panel.playback.go_back),
    ):
        shortcut = QShortcut(QKeySequence(keys), panel)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)


def claims(event: QKeyEvent) -> bool:
    """Whether a key of the window's shortcuts is the panel's own while it has the keyboard."""
    is_own = event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F3)
    return is_own or any(event.matches(key) for key in _STANDARD)


def press(panel: TranscriptPanel, event: QKeyEvent) -> bool:
    """Do what a key is for; returns whether it is for anything."""
    is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    if event.matches(QKeySequence.StandardKey.Find):
        panel.finding.open()
    elif event.key() == Qt.Key.Key_F3:
        panel.finding.step(-1 if is_shifted else 1)
    elif event.matches(QKeySequence.StandardKey.Undo):
        panel.undo()
    elif event.matches(QKeySequence.StandardKey.Redo):
        panel.redo()
    elif event.matches(QKeySequence.StandardKey.Copy):
        panel.copy_chosen()
    elif event.key() == Qt.Key.Key_Escape:
        panel.close_panel()
    else:
        return False
    return True
