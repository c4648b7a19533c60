"""The library of prompts: what "/" offers in the composer. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from gemini_desk.chat.prompt_template import PromptTemplate, new_prompt_id
from gemini_desk.errors import InputError
from gemini_desk.ui import style
from gemini_desk.ui.controls import IconButton
from gemini_desk.ui.preferences.page import PreferencesPage
from gemini_desk.ui.preferences.prompt_form import PromptForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.settings.schema import Settings

_LIST_PX: Final = 150
_FILES: Final = "Prompts (*.json)"
_NEW: Final = ("new-prompt", "New prompt")


class PromptsPage(PreferencesPage):
    """Lists the prompts above the one that is chosen; nothing is kept before Save.

    Signals:
        saved: Prompts that are new, changed, or shown again; ids of those to remove or hide.
        import_requested: Path of a file with prompts; `add_prompts` shall bring them.
        export_requested: Path of the file to write, and the prompts that go into it.
    """

    title = "Prompts"
    icon_name = "text"

    saved = Signal(object, object)
    import_requested = Signal(str)
    export_requested = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: dict[str, PromptTemplate] = {}
        self._hidden: tuple[PromptTemplate, ...] = ()
        self._prompts: list[PromptTemplate] = []
        self._shown: int | None = None
        self._list = QListWidget(self)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFont(style.font(13))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFixedHeight(_LIST_PX)
        self._list.setAccessibleName("Prompts")
        style.follow_theme(self._list, style.boxed_list_style)
        self.add_wide(
            "Library of prompts", "Type / in the empty message box to use one.", self._list
        )
        self._rows.addLayout(self._buttons())
        self._form = PromptForm(self)  # after the buttons, so that Tab goes as one reads
        self._form.edited.connect(self._take_form)
        self._rows.addWidget(self._form)
        self.finish()
        self._list.currentRowChanged.connect(self._show)
        self._fill(0)

    def _buttons(self) -> QHBoxLayout:
        new = IconButton("plus", "New prompt", self)
        self._copy = IconButton("copy", "Copy this prompt", self)
        self._remove = IconButton("trash", "Remove this prompt", self)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button, slot in (
            (new, self._add),
            (self._copy, self._copy_current),
            (self._remove, self._remove_current),
            (IconButton("download", "Import from a file…", self), self._import),
            (IconButton("upload", "Export to a file…", self), self._export),
        ):
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        return row

    # -- what there is to show ------------------------------------------------------------

    def set_prompts(
        self, prompts: Sequence[PromptTemplate], hidden: Sequence[PromptTemplate] = ()
    ) -> None:
        """Show the library as it is now."""
        self._before = {prompt.id: prompt for prompt in prompts}
        self._hidden = tuple(hidden)
        self._prompts = list(prompts)
        self._fill(0)

    def add_prompts(self, prompts: Sequence[PromptTemplate]) -> None:
        """Add what was imported, under ids of their own; what is there already is left out."""
        known = {(prompt.name, prompt.text) for prompt in self._prompts}
        first = len(self._prompts)
        self._prompts += [
            replace(prompt, id=new_prompt_id())
            for prompt in prompts
            if (prompt.name, prompt.text) not in known
        ]
        self._fill(first)

    @property
    def prompts(self) -> tuple[PromptTemplate, ...]:
        """The prompts as they would be saved."""
        return tuple(self._prompts)

    # -- a page ---------------------------------------------------------------------------

    def load(self, settings: Settings) -> None:
        """Nothing of this is in the settings: `set_prompts` brings it."""

    def check(self) -> None:
        """Put the cursor where the prompt in sight cannot be used.

        Raises:
            InputError: It cannot.
        """
        if self._shown is not None and not self._prompts[self._shown].is_built_in:
            self._prompts[self._shown] = self._form.values_over(self._prompts[self._shown])

    def save(self, settings: Settings) -> Settings:
        """Tell what changed in the library; the settings stay as they are."""
        changed = tuple(it for it in self._prompts if self._before.get(it.id) != it)
        kept = {prompt.id for prompt in self._prompts}
        removed = tuple(prompt_id for prompt_id in self._before if prompt_id not in kept)
        if changed or removed:
            self.saved.emit(changed, removed)
        return settings

    def restore_defaults(self) -> None:
        """Show the built-in prompts again that are hidden; a person's own stay."""
        there = {prompt.id for prompt in self._prompts}
        lost = [it for it in self._before.values() if it.is_built_in and it.id not in there]
        self._prompts[:0] = [*lost, *(it for it in self._hidden if it.id not in there)]
        self._fill(0)

    # -- what the person does -------------------------------------------------------------

    def _fill(self, current: int) -> None:
        self._shown = None
        blocked = self._list.blockSignals(True)
        self._list.clear()
        for prompt in self._prompts:
            self._list.addItem(QListWidgetItem(_label(prompt)))
        self._list.blockSignals(blocked)
        row = min(current, len(self._prompts) - 1)
        self._list.setCurrentRow(row)
        self._show(row)

    @Slot(int)
    def _show(self, row: int) -> None:
        self._shown = row if 0 <= row < len(self._prompts) else None
        prompt = None if self._shown is None else self._prompts[self._shown]
        self._form.setVisible(prompt is not None)
        self._copy.setEnabled(prompt is not None)
        self._remove.setEnabled(prompt is not None)
        if prompt is not None:
            self._form.show_prompt(prompt)
            does = "Hide" if prompt.is_built_in else "Remove"
            self._remove.setToolTip(f"{does} this prompt")
            self._remove.setAccessibleName(f"{does} this prompt")

    @Slot()
    def _take_form(self) -> None:
        if self._shown is None or self._prompts[self._shown].is_built_in:
            return
        try:
            prompt = self._form.values_over(self._prompts[self._shown], point_out=False)
        except InputError:
            return  # Save asks again, and then it matters
        self._prompts[self._shown] = prompt
        self._list.item(self._shown).setText(_label(prompt))

    def _begin_with(self, prompt: PromptTemplate) -> None:
        self._prompts.append(prompt)
        self._fill(len(self._prompts) - 1)
        self._form.focus_title()

    @Slot()
    def _add(self) -> None:
        name, title = _NEW
        taken = {prompt.name for prompt in self._prompts}
        number = next(n for n in range(1, len(taken) + 2) if f"{name}-{n}" not in taken)
        name = name if name not in taken else f"{name}-{number}"
        self._begin_with(PromptTemplate(new_prompt_id(), name, title, ""))

    @Slot()
    def _copy_current(self) -> None:
        if self._shown is not None:
            self._begin_with(self._prompts[self._shown].copy())

    @Slot()
    def _remove_current(self) -> None:
        if self._shown is not None:
            row = self._shown
            del self._prompts[row]
            self._fill(row)

    @Slot()
    def _import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Import prompts", "", _FILES)
        if path:
            self.import_requested.emit(path)

    @Slot()
    def _export(self) -> None:
        mine = tuple(prompt for prompt in self._prompts if not prompt.is_built_in)
        path, _ = QFileDialog.getSaveFileName(self, "Export prompts", "prompts.json", _FILES)
        if path:
            self.export_requested.emit(path, mine or tuple(self._prompts))


def _label(prompt: PromptTemplate) -> str:
    return f"{prompt.title}   /{prompt.name}"
