"""Chooses how a model is loaded, as a person does: in the lists of the manager's form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from gemini_desk.ui.model_manager.dialog import ModelManager


def choose(manager: ModelManager, field: str, value: object) -> None:
    """Take `value` in the list of a field of `ModelOptions`."""
    combo = manager.details.form.control(field)
    row = combo.findData(value)
    items = combo.model()
    assert items.flags(items.index(row, 0)) & Qt.ItemFlag.ItemIsEnabled, f"{value} is not offered"
    combo.setCurrentIndex(row)
