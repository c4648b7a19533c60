"""Captions and lines of the form of a server. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.controls import CONTROL_PX
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout

SIDE_PX: Final = 3 * SPACE_PX


def add_field(
    column: QVBoxLayout,
    parent: QWidget,
    label: str,
    example: str,
    field: QLineEdit | None = None,
    row: QLayout | None = None,
    *,
    spacing_px: int = SPACE_PX // 2,
    muted: bool = False,
) -> QLineEdit:
    """Add a caption and a line below it.

    Args:
        column: Where to.
        parent: Whose column it is.
        label: The caption, and the field's name for screen readers.
        example: Stands in it while it is empty.
        field: A field that there is already.
        row: What it stands in; added in its place.
        spacing_px: Above the caption.
        muted: Whether the caption is one of several below another.
    """
    field = QLineEdit(parent) if field is None else field
    caption = text_label(label, 12, parent, muted=muted)
    caption.setBuddy(field)
    field.setFont(style.font(13))
    field.setFixedHeight(CONTROL_PX)
    field.setPlaceholderText(example)
    field.setAccessibleName(label)
    style.follow_theme(field, style.line_edit_style)
    column.addSpacing(spacing_px)
    column.addWidget(caption)
    if row is None:
        column.addWidget(field)
    else:
        column.addLayout(row)
    return field


def text_label(text: str, size_px: int, parent: QWidget, *, muted: bool = False) -> QLabel:
    """Text that may take several lines, and never is markup."""
    label = QLabel(text, parent)
    label.setFont(style.font(size_px))
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if muted:
        style.follow_theme(label, lambda colours: f"color: {colours.muted};")
    return label
