"""A person's presets: make, change, copy, remove, import, export. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.chat.preset import Preset, new_preset_id
from gemini_desk.errors import InputError
from gemini_desk.ui import style
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.controls import IconButton
from gemini_desk.ui.opening_size import open_at
from gemini_desk.ui.setup.preset_form import PresetForm
from gemini_desk.ui.setup.preset_icons import preset_icon
from gemini_desk.ui.theme import SPACE_PX, Colours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LIST_PX: Final = 208
_NEW_NAME: Final = "New preset"
_FILES: Final = "Presets (*.json)"


class PresetDialog(QDialog):
    """The presets at the left, the chosen one at the right; nothing is kept before Save.

    Signals:
        saved: Presets that are new or were changed, and the ids of those that were removed.
        import_requested: Path of a file with presets; `add_presets` shall bring them.
        export_requested: Path of the file to write, and the presets that go into it.
    """

    saved = Signal(object, object)
    import_requested = Signal(str)
    export_requested = Signal(str, object)

    def __init__(
        self, presets: Sequence[Preset], models: Iterable[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Presets")
        open_at(self, 760, 620)
        self._before = {preset.id: preset for preset in presets}
        self._presets = list(presets)
        self._shown: int | None = None
        self._list = QListWidget(self)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFont(style.font(13))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setIconSize(QSize(16, 16))
        self._list.setAccessibleName("Presets")
        self._form = PresetForm(self)
        self._form.set_models(models)
        self._form.edited.connect(self._take_form)
        scroll = QScrollArea(self)
        scroll.setWidget(self._form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        style.follow_theme(scroll, style.scroll_area_style)
        columns = QHBoxLayout()
        columns.setSpacing(0)
        columns.addWidget(self._left_column())
        columns.addWidget(scroll, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(columns, 1)
        layout.addWidget(self._foot())
        style.follow_theme(self, _dialog_style)
        self._list.currentRowChanged.connect(self._go_to)
        self._fill(0)

    def add_presets(self, presets: Iterable[Preset]) -> None:
        """Add what was imported, under ids of their own; what is there already is left out."""
        known = {replace(preset, id="") for preset in self._presets}
        new = [preset for preset in presets if replace(preset, id="") not in known]
        if new:
            first = len(self._presets)
            self._presets += [replace(preset, id=new_preset_id()) for preset in new]
            self._fill(first)

    def begin_with(self, preset: Preset) -> None:
        """Add a preset and let the person name it."""
        self._presets.append(preset)
        self._fill(len(self._presets) - 1)
        self._form.focus_name()

    def reject(self) -> None:
        """Close without saving; asks first if anything would be lost."""
        if not self._has_changes():
            super().reject()
            return
        question = Confirmation(
            "Close without saving?", "What you changed among the presets would be lost.",
            "Close", self,
        )  # fmt: skip
        question.accepted.connect(lambda: self.done(QDialog.DialogCode.Rejected))
        question.open()

    def _has_changes(self) -> bool:
        if self._presets != list(self._before.values()):
            return True
        if self._shown is None or self._presets[self._shown].is_built_in:
            return False
        try:
            self._form.values_over(self._presets[self._shown])
        except InputError:
            return True
        return False

    # -- parts ----------------------------------------------------------------------------

    def _left_column(self) -> QWidget:
        column = QWidget(self)
        column.setObjectName("left")
        column.setFixedWidth(_LIST_PX)
        self._copy = IconButton("copy", "Copy this preset", column)
        self._remove = IconButton("trash", "Remove this preset", column)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(SPACE_PX, 4, SPACE_PX, SPACE_PX)
        buttons.setSpacing(2)
        for button, slot in (
            (IconButton("plus", "New preset", column), self._add),
            (self._copy, self._copy_current),
            (self._remove, self._remove_current),
            (IconButton("download", "Import from a file…", column), self._import),
            (IconButton("upload", "Export to a file…", column), self._export),
        ):
            button.clicked.connect(slot)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._list, 1)
        layout.addLayout(buttons)
        return column

    def _foot(self) -> QWidget:
        foot = QWidget(self)
        foot.setObjectName("foot")
        cancel = QPushButton("Cancel", foot)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        save = QPushButton("Save", foot)
        save.setDefault(True)
        save.clicked.connect(self._save)
        row = QHBoxLayout(foot)
        row.setContentsMargins(3 * SPACE_PX, 12, 3 * SPACE_PX, 12)
        row.setSpacing(SPACE_PX)
        row.addStretch(1)
        for button in (cancel, save):
            button.setFont(style.font(13))
            style.follow_theme(button, style.button_style)
            row.addWidget(button)
        return foot

    # -- what the person does ---------------------------------------------------------------

    def _fill(self, current: int) -> None:
        self._shown = None
        blocked = self._list.blockSignals(True)
        self._list.clear()
        for preset in self._presets:
            self._list.addItem(QListWidgetItem(preset_icon(preset.icon), preset.name))
        self._list.blockSignals(blocked)
        self._list.setCurrentRow(min(current, len(self._presets) - 1))
        self._form.setVisible(bool(self._presets))

    @Slot(int)
    def _go_to(self, row: int) -> None:
        """Show another preset, once the one that is shown can be kept as it is."""
        if row == self._shown:
            return
        if self._can_be_kept():
            self._show(row)
        else:
            # Later: a click selects the row after it has told of it.
            QTimer.singleShot(0, self, self._stay)

    def _stay(self) -> None:
        if self._shown is not None:
            self._list.setCurrentRow(self._shown)

    def _can_be_kept(self) -> bool:
        """Whether what stands in the form can be used; puts the cursor where it cannot."""
        if self._shown is None or self._presets[self._shown].is_built_in:
            return True
        try:
            self._form.check()
            self._presets[self._shown] = self._form.values_over(self._presets[self._shown])
        except InputError:
            return False
        return True

    def _show(self, row: int) -> None:
        self._shown = row if 0 <= row < len(self._presets) else None
        if self._shown is not None:
            self._form.show_preset(self._presets[row])
        self._copy.setEnabled(self._shown is not None)
        self._remove.setEnabled(self._shown is not None and not self._presets[row].is_built_in)

    @Slot()
    def _take_form(self) -> None:
        if self._shown is None:
            return
        try:
            preset = self._form.values_over(self._presets[self._shown])
        except InputError:
            return  # whoever leaves the preset, or saves, is told
        self._presets[self._shown] = preset
        item = self._list.item(self._shown)
        item.setText(preset.name)
        item.setIcon(preset_icon(preset.icon))

    @Slot()
    def _add(self) -> None:
        if self._can_be_kept():
            self.begin_with(Preset(new_preset_id(), _NEW_NAME))

    @Slot()
    def _copy_current(self) -> None:
        if self._shown is not None and self._can_be_kept():
            self.begin_with(self._presets[self._shown].copy())

    @Slot()
    def _remove_current(self) -> None:
        if self._shown is not None and not self._presets[self._shown].is_built_in:
            row = self._shown
            del self._presets[row]
            self._fill(row)

    @Slot()
    def _import(self) -> None:
        if not self._can_be_kept():
            return
        path, _ = QFileDialog.getOpenFileName(self, "Import presets", "", _FILES)
        if path:
            self.import_requested.emit(path)

    @Slot()
    def _export(self) -> None:
        mine = [preset for preset in self._presets if not preset.is_built_in]
        path, _ = QFileDialog.getSaveFileName(self, "Export presets", "presets.json", _FILES)
        if path:
            self.export_requested.emit(path, tuple(mine or self._presets))

    @Slot()
    def _save(self) -> None:
        if not self._can_be_kept():
            return
        changed = tuple(it for it in self._presets if self._before.get(it.id) != it)
        kept = {preset.id for preset in self._presets}
        removed = tuple(preset_id for preset_id in self._before if preset_id not in kept)
        if changed or removed:
            self.saved.emit(changed, removed)
        self.accept()


def _dialog_style(colours: Colours) -> str:
    return f"""
        QDialog {{ background: {colours.window}; }}
        QWidget#left {{ background: {colours.sidebar};
            border-right: 1px solid {colours.line}; }}
        QWidget#foot {{ border-top: 1px solid {colours.line}; }}
    """ + style.list_style(colours)
