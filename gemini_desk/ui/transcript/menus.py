"""Menus of segments: what can be done with them, and who speaks. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from gemini_desk.transcripts.editing import speakers
from gemini_desk.ui import style
from gemini_desk.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from gemini_desk.transcripts.transcript import Transcript
    from gemini_desk.ui.transcript.segment_list import SegmentList


class SegmentMenus(QObject):
    """Makes menus for what is chosen in the list.

    Signals:
        speaker_assigned: Indexes, and a name or "" for nobody in particular.
        speaker_renamed: The old name and the new one.
        copy_requested: What is chosen is to go to the clipboard.
    """

    speaker_assigned = Signal(object, str)
    speaker_renamed = Signal(str, str)
    copy_requested = Signal()

    def __init__(self, rows: SegmentList) -> None:
        super().__init__(rows)
        self._rows = rows
        self.transcript: Transcript | None = None
        rows.menu_requested.connect(lambda at: self._open(self.for_segments(), at))
        rows.speaker_requested.connect(self._ask_for_speaker)

    def for_segments(self) -> QMenu:
        """What can be done with the chosen segments."""
        rows, chosen = self._rows, self._rows.choice.chosen
        menu = self._menu(rows)
        single = chosen[0] if len(chosen) == 1 else -1
        if single >= 0:
            self._add(menu, "play", "Play from here", lambda: rows.play(single))
            self._add(menu, "edit", "Edit (Enter)", lambda: rows.editing.begin(single))
            merge = self._add(
                menu, "merge", "Merge with the next (M)",
                lambda: rows.merge_requested.emit(single),
            )  # fmt: skip
            merge.setEnabled(single < len(rows.segments) - 1)
        of_speaker = self.for_speaker(chosen, menu)
        of_speaker.setTitle("Speaker (S)")
        of_speaker.setIcon(icon("speaker-label"))
        menu.addMenu(of_speaker)
        menu.addSeparator()
        self._add(menu, "copy", "Copy", self.copy_requested.emit)
        return menu

    def for_speaker(self, indexes: Sequence[int], parent: QWidget | None = None) -> QMenu:
        """Who speaks in these segments?"""
        menu = self._menu(parent or self._rows)
        segments = self._rows.segments
        present = {segments[index].speaker for index in indexes if index < len(segments)}
        names = speakers(self.transcript) if self.transcript is not None else ()
        for name in names:
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(present == {name})
            action.triggered.connect(
                lambda _=False, n=name: self.speaker_assigned.emit(tuple(indexes), n)
            )
        if names:
            menu.addSeparator()
        self._add(menu, "plus", "New speaker…", lambda: self._ask_for_name(tuple(indexes)))
        if present != {None}:
            self._add(
                menu, "close", "No speaker",
                lambda: self.speaker_assigned.emit(tuple(indexes), ""),
            )  # fmt: skip
        if len(present) == 1 and (known := next(iter(present))) is not None:
            self._add(
                menu, "edit", f"Rename “{known.replace('&', '&&')}” everywhere…",
                lambda: self._ask_for_new_name(known),
            )  # fmt: skip
        return menu

    @staticmethod
    def _open(menu: QMenu, at: QPoint) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    @staticmethod
    def _menu(parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        style.follow_theme(menu, style.menu_style)
        return menu

    @staticmethod
    def _add(menu: QMenu, icon_name: str, text: str, act: Callable[[], object]) -> QAction:
        action = menu.addAction(icon(icon_name), text)
        action.triggered.connect(lambda: act())
        return action

    def _ask_for_speaker(self, indexes: Sequence[int], at: QPoint) -> None:
        if self.transcript is None or not speakers(self.transcript):
            self._ask_for_name(tuple(indexes))  # there is nothing to choose from yet
            return
        menu = self.for_speaker(indexes)
        menu.setActiveAction(menu.actions()[0])
        self._open(menu, at)

    def _ask_for_name(self, indexes: tuple[int, ...]) -> None:
        from gemini_desk.ui.conversation_list.name_dialog import NameDialog

        dialog = NameDialog("Who speaks here?", self._rows.window(), accept_text="Assign")
        dialog.named.connect(lambda name, _: self.speaker_assigned.emit(indexes, name))
        dialog.open()

    def _ask_for_new_name(self, known: str) -> None:
        from gemini_desk.ui.conversation_list.name_dialog import NameDialog

        dialog = NameDialog(
            "Rename the speaker everywhere", self._rows.window(), name=known, accept_text="Rename"
        )
        dialog.named.connect(lambda name, _: self.speaker_renamed.emit(known, name))
        dialog.open()
