"""What a screen reader finds in a widget: everything that can be used must have a name."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QAccessible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QAccessibleInterface
    from PySide6.QtWidgets import QWidget

_ROLE = QAccessible.Role
_USED: Final = frozenset(
    (
        *(_ROLE.PushButton, _ROLE.ButtonMenu, _ROLE.ButtonDropDown, _ROLE.CheckBox),
        *(_ROLE.RadioButton, _ROLE.ComboBox, _ROLE.EditableText, _ROLE.Slider, _ROLE.SpinBox),
        *(_ROLE.List, _ROLE.ListItem, _ROLE.Graphic, _ROLE.Link, _ROLE.PageTab),
    )
)


def nameless(widget: QWidget) -> list[str]:
    """Everything visible in `widget` that can be used and has no name, as class and parents."""
    return list(_nameless(QAccessible.queryAccessibleInterface(widget), ""))


def _is_named(interface: QAccessibleInterface) -> bool:
    """On Linux the name of a drop-down list is what is chosen in it; a label beside it names it."""
    if interface.role() is _ROLE.ComboBox and sys.platform == "linux":
        return bool(interface.relations(QAccessible.RelationFlag.Label))
    return bool(interface.text(QAccessible.Text.Name).strip())


def _nameless(interface: QAccessibleInterface, path: str) -> Iterator[str]:
    state = interface.state()
    if state.invisible:
        return
    path += f"/{type(interface.object()).__name__}"
    is_used = interface.role() in _USED or bool(state.focusable)
    if is_used and not _is_named(interface):
        yield f"{interface.role().name} {path}"
    for index in range(interface.childCount()):
        child = interface.child(index)
        if child is not None:
            yield from _nameless(child, path)
